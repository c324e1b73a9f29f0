//! stdout is data, stderr is for people; a closed pipe ends quietly. The date is read here and nowhere else.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::num::NonZero;

use anyhow::Context as _;

use super::code;
use super::timings::Timings;
use crate::catalog::Date;
use crate::check::Rule;
use crate::diag::{Diagnostic, Severity};
use crate::live::Refusal;

/// What every command needs to know about its surroundings.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The team's own rules.
    pub(super) own_rules: &'a [Rule],
    /// Whether stderr gets colour.
    pub(super) colour: bool,
    /// Whether stdout gets colour.
    pub(super) stdout_colour: bool,
    /// The day for findings by date.
    pub(super) as_of: Date,
    /// The worst findings that stop nothing.
    pub(super) worst_allowed: Severity,
    /// How many environments are worked on at once.
    pub(super) jobs: NonZero<usize>,
    /// Where the time goes.
    pub(super) timings: Timings,
}

impl Context<'_> {
    /// Whether these findings stop the command.
    pub(super) fn refuses(&self, findings: &[Diagnostic]) -> bool {
        // Severities are ordered from the worst down.
        findings
            .iter()
            .any(|finding| finding.severity < self.worst_allowed)
    }
}

/// Shows what was asked for of help and version, or what is wrong with the arguments; gives the exit code.
pub(super) fn usage(error: &clap::Error) -> u8 {
    if error.use_stderr() {
        // As in `tell`.
        let _ = error.print();
        return code::USAGE;
    }
    match written(error.print()) {
        Ok(()) => code::DONE,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            code::FAILURE
        }
    }
}

/// Writes data to stdout. A reader that has gone away (`| head -1`) is no error.
pub(super) fn data(text: &str) -> anyhow::Result<()> {
    written(io::stdout().write_all(text.as_bytes()))
}

/// What came of writing to stdout, with what stands in its buffer.
fn written(result: io::Result<()>) -> anyhow::Result<()> {
    match result.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to stdout"),
    }
}

/// Tells people something on stderr. When nobody listens any more there is nobody to tell so.
pub(super) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Tells why something is not done.
pub(super) fn refuse(refusal: &Refusal) {
    tell(&refused(refusal));
}

/// The text of that.
pub(super) fn refused(refusal: impl fmt::Display) -> String {
    format!("error: {refusal}")
}

/// Whether this is a terminal on which colour is welcome.
pub(super) fn wants_colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What a command that waits says while it waits: lines that change on a terminal, only the last word elsewhere.
pub(super) struct Progress {
    terminal: bool,
    /// What is shown that can be changed.
    shown: String,
}

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        Self {
            terminal: io::stderr().is_terminal()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            shown: String::new(),
        }
    }

    /// Whether a line can be changed afterwards.
    pub(super) fn is_live(&self) -> bool {
        self.terminal
    }

    /// How far it is.
    pub(super) fn show(&mut self, text: &str) {
        if self.terminal {
            let back = self.back();
            let _ = write!(io::stderr().lock(), "{back}{}", unbroken(text));
            text.clone_into(&mut self.shown);
        }
    }

    /// How it ended.
    pub(super) fn done(&mut self, text: &str) {
        let back = self.back();
        self.shown.clear();
        tell(&format!("{back}{text}"));
    }

    /// Something that is said for good, above what changes.
    pub(super) fn say(&mut self, text: &str) {
        let shown = std::mem::take(&mut self.shown);
        self.done(&format!("{}{text}", back(&shown)));
        self.show(&shown);
    }

    /// Nothing is shown that changes.
    pub(super) fn clear(&mut self) {
        self.show("");
    }

    /// What takes away what is shown.
    fn back(&self) -> String {
        back(&self.shown)
    }
}

/// To the beginning of the first of these lines, with nothing from there on.
fn back(shown: &str) -> String {
    match shown.lines().count() {
        0 => String::new(),
        1 => "\r\x1b[K".to_owned(),
        lines => format!("\r\x1b[{}A\x1b[J", lines - 1),
    }
}

/// A line that a narrow terminal breaks is two, and would not be found again: the terminal cuts it. Source: xterm, control
/// sequences, DECAWM, as of 2026-11.
fn unbroken(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("\x1b[?7l{text}\x1b[?7h"),
    }
}

/// A failure is told on a line of its own.
impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(super) fn now() -> u64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    elapsed.unwrap_or_default().as_secs()
}

/// Today in UTC, as EKS counts its dates.
pub(super) fn today() -> Date {
    i64::try_from(now() / 86_400)
        .ok()
        .and_then(Date::from_unix_days)
        .expect("bug in eksight: today as a date")
}

#[cfg(test)]
mod tests {
    use super::{back, unbroken};

    #[test]
    fn what_is_shown_is_taken_away_line_by_line() {
        assert_eq!(back(""), "");
        assert_eq!(back("one"), "\r\x1b[K");
        assert_eq!(back("one\ntwo\nthree"), "\r\x1b[2A\x1b[J");
    }

    #[test]
    fn the_terminal_cuts_lines_that_change_and_breaks_all_others() {
        assert_eq!(unbroken(""), "");
        assert_eq!(unbroken("one\ntwo"), "\x1b[?7lone\ntwo\x1b[?7h");
    }
}
