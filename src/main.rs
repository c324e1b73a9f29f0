//! The `eksight` binary: the library's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    eksight::cli::run(&[], &[])
}
