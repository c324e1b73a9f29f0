//! The tasks behind `cargo xtask bench peers`, `codegen`, `trust` and `verify`: a program of its own, so that `cargo xtask render`
//! builds without it.

mod codegen;
mod peers;
mod repository;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["bench", "peers", rest @ ..] => peers::run(rest),
        ["codegen", rest @ ..] => codegen::run(rest),
        ["trust", points @ ..] => verify::trust(points),
        ["verify", steps @ ..] => verify::run(steps),
        // `verify` runs the product as a child, which is this program again.
        _ => return eksight::cli::run(&[], &[]),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells the person at the terminal. Data goes to stdout, this does not.
fn say(line: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The repository's root.
fn root() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = tools.ancestors().nth(2);
    root.expect("bug in eksight: the tools lie two folders below the root")
        .to_owned()
}
