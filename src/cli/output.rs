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
    civil(elapsed.as_secs() / 86_400)
        .parse()
        .expect("bug in eksight: today as a date")
}

/// The civil date of a day since 1970-01-01, counted in years that begin in March.
fn civil(days: u64) -> String {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_become_dates() {
        let dates = [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_781, "2026-11-24"),
        ];
        for (days, date) in dates {
            assert_eq!(civil(days), date);
        }
    }
}
