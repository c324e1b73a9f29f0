//! The second door to the outside: other people's programs. What they are asked is a command's business.

mod call;
mod dialogue;
mod process;

pub use call::{Answer, Call, Ended, Stop, call};
pub use dialogue::{Dialogue, Said};
pub use process::is_running;

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// Why a program gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// It is not there.
    #[error("`{program}` is not installed, or not in `PATH`")]
    Missing {
        /// Its name.
        program: String,
    },
    /// It could not be started.
    #[error("`{program}` cannot be started")]
    Start {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// It ended, but not well.
    #[error("`{command}` failed:\n{said}")]
    Failed {
        /// The program and its first words, enough to know it again.
        command: String,
        /// What it wrote to stderr, or how it ended when it wrote nothing.
        said: String,
    },
}

/// Runs a program to its end, without input, and gives what it wrote to stdout.
///
/// # Errors
/// When it is missing, cannot be started, or does not end well.
pub fn run<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> Result<String, ToolError> {
    #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let output = command.output().map_err(|source| not_started(program, source))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(
        named(program, arguments),
        &said,
        &output.status.to_string(),
    ))
}

/// A program and its first words, enough to know it again.
fn named<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> String {
    let first = arguments
        .iter()
        .take(2)
        .map(|word| word.as_ref().to_string_lossy());
    let words: Vec<_> = std::iter::once(program.into()).chain(first).collect();
    words.join(" ")
}

/// What a program said that failed, or how it ended where it said nothing.
fn failed(command: String, said: &str, ended: &str) -> ToolError {
    let said = said.trim();
    ToolError::Failed {
        command,
        said: if said.is_empty() { ended } else { said }.to_owned(),
    }
}

fn not_started(program: &str, source: io::Error) -> ToolError {
    let program = program.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => ToolError::Missing { program },
        _ => ToolError::Start { program, source },
    }
}
