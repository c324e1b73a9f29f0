//! stdout is data, stderr is for people; a closed pipe ends quietly. The date is read here and nowhere else.

use std::io::{self, IsTerminal, Write};
use std::num::NonZero;

use anyhow::Context as _;

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

/// Writes data to stdout. A reader that has gone away (`| head -1`) is no error.
pub(super) fn data(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
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
    tell(&format!("error: {refusal}"));
}

/// Whether this is a terminal on which colour is welcome.
pub(super) fn wants_colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What a command that waits says while it waits: lines that change on a terminal, only the last word elsewhere.
pub(super) struct Progress {
    terminal: bool,
    /// How many lines are shown that can be changed.
    shown: usize,
}

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        Self {
            terminal: io::stderr().is_terminal(),
            shown: 0,
        }
    }

    /// Whether a line can be changed afterwards.
    pub(super) fn is_live(&self) -> bool {
        self.terminal
    }

    /// How far it is.
    pub(super) fn show(&mut self, text: &str) {
        if self.terminal {
            self.clear();
            self.shown = text.lines().count();
            let _ = write!(io::stderr().lock(), "{text}");
        }
    }

    /// How it ended.
    pub(super) fn done(&mut self, text: &str) {
        self.clear();
        tell(text);
    }

    /// Nothing is shown that changes.
    pub(super) fn clear(&mut self) {
        match std::mem::take(&mut self.shown) {
            0 => {}
            1 => {
                let _ = write!(io::stderr().lock(), "\r\x1b[K");
            }
            // Up to the first of them, and everything below it.
            lines => {
                let _ = write!(io::stderr().lock(), "\r\x1b[{}A\x1b[J", lines - 1);
            }
        }
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
