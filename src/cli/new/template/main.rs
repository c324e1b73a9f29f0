//! `cargo xtask`: every command of eksight over the environments of this workspace, and `test`.

mod dev;

use std::process::{Command, ExitCode};

use eksight::check::Rule;
use eksight::cli::{self, RustEnvironment};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["test", rest @ ..] => test(rest),
        _ => cli::run(&environments(), &rules()),
    }
}

/// Every environment that is written in Rust. Files in `environments/` are found by themselves.
fn environments() -> Vec<RustEnvironment> {
    vec![RustEnvironment::new("dev", dev::environment)]
}

/// Rules of your own, beside eksight's: see `Rule::own`.
fn rules() -> Vec<Rule> {
    Vec::new()
}

/// Runs the tests; further arguments are passed on.
fn test(rest: &[&str]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--workspace"])
        .args(rest)
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_environment_is_sound_and_out_is_what_they_say() {
        let arguments = ["eksight", "render", "--all", "--check"];
        let code = eksight::cli::run_from(arguments, &super::environments(), &super::rules());
        assert_eq!(
            code, 0,
            "`cargo xtask render --all` tells what is wrong, or mends `out/`"
        );
    }
}
