//! `cargo xtask`: product commands through the library, and the developer's own tasks.

mod bench;
mod ci;
mod help;
mod test;
mod tools;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        [] | ["help" | "-h" | "--help"] => {
            let code = eksight::cli::run(&[], &[]);
            help::print();
            return code;
        }
        [task, "-h" | "--help"] if help::knows(task) => {
            help::print();
            return ExitCode::SUCCESS;
        }
        ["bench"] => bench::run(),
        ["ci"] => ci::run(),
        ["test", rest @ ..] => test::run(rest),
        ["bench", "peers", ..] | ["codegen" | "trust" | "verify", ..] => tools::run(&args),
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
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask
        .parent()
        .expect("bug in eksight: xtask lies below the root")
        .to_owned()
}
