//! The second door to the outside: other people's programs. What they are asked is a command's business.

mod call;
mod process;

pub use call::{Answer, Call, Ended, Stop, call};
pub use process::is_running;

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::process::{Command, Output, Stdio};
use std::thread;

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
    let output = run_with_input(program, arguments, "")?;
    Ok(String::from_utf8_lossy(&output).into_owned())
}

/// The same with a text on its stdin, and its bytes as they are.
///
/// # Errors
/// When it is missing, cannot be started, or does not end well.
pub fn run_with_input<A: AsRef<OsStr>>(
    program: &str,
    arguments: &[A],
    input: &str,
) -> Result<Vec<u8>, ToolError> {
    let output = output(program, arguments, input).map_err(|source| not_started(program, source))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let first = arguments
        .iter()
        .take(2)
        .map(|word| word.as_ref().to_string_lossy());
    let words: Vec<_> = std::iter::once(program.into()).chain(first).collect();
    Err(ToolError::Failed {
        command: words.join(" "),
        said: match said.is_empty() {
            true => output.status.to_string(),
            false => said,
        },
    })
}

fn not_started(program: &str, source: io::Error) -> ToolError {
    let program = program.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => ToolError::Missing { program },
        _ => ToolError::Start { program, source },
    }
}

fn output<A: AsRef<OsStr>>(program: &str, arguments: &[A], input: &str) -> io::Result<Output> {
    #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
    let mut command = Command::new(program);
    let command = command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    // From a thread of its own: a program that answers before it has read all would wait for us, and we for it.
    thread::scope(|scope| {
        scope.spawn(move || {
            // One that stops reading says why itself.
            stdin.map(|mut stdin| stdin.write_all(input.as_bytes()))
        });
        child.wait_with_output()
    })
}
