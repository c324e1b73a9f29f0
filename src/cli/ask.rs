//! Questions to people at a terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

/// Whether there is somebody to ask.
pub(super) fn can_ask() -> bool {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    io::stdin().is_terminal() && io::stderr().is_terminal() && !in_ci
}

/// What people answer; `None` where nobody can be asked.
pub(super) fn ask(question: &str) -> Option<String> {
    if !can_ask() {
        return None;
    }
    let _ = write!(io::stderr().lock(), "{question} ");
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}

/// Whether an answer says so.
pub(super) fn is_yes(answer: &str) -> bool {
    ["y", "yes"].iter().any(|yes| answer.eq_ignore_ascii_case(yes))
}
