//! stdout is data, stderr is for people; a closed pipe ends quietly. The date is read here and nowhere else.

use std::io::{self, IsTerminal, Write};

use anyhow::Context as _;

use super::timings::Timings;
use crate::catalog::Date;
use crate::check::Rule;
use crate::diag::{Diagnostic, Severity};

/// What every command needs to know about its surroundings.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The team's own rules.
    pub(super) own_rules: &'a [Rule],
    /// Whether stderr gets colour.
    pub(super) colour: bool,
    /// The day for findings by date.
    pub(super) as_of: Date,
    /// The worst findings that stop nothing.
    pub(super) worst_allowed: Severity,
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

/// Whether stderr is a terminal on which colour is welcome.
pub(super) fn stderr_wants_colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Today in UTC, as EKS counts its dates.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the date")]
pub(super) fn today() -> Date {
    let elapsed = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs() / 86_400)
        .ok()
        .and_then(Date::from_unix_days)
        .expect("bug in eksight: today as a date")
}
