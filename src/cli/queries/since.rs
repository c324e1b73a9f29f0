//! `--since`: how far back a query looks. Not when it is asked.

use std::fmt;
use std::str::FromStr;

/// A time before now, such as `1h30m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Since {
    text: String,
    seconds: u64,
}

/// Units from the longest to the shortest, as Prometheus writes durations; a year is 365 days.
const UNITS: [(char, u64); 6] = [
    ('y', 31_536_000),
    ('w', 604_800),
    ('d', 86_400),
    ('h', 3_600),
    ('m', 60),
    ('s', 1),
];

/// Logs Insights finds what was sent since 2018-11-05 and nothing older. Source: Amazon CloudWatch Logs user guide,
/// "Analyzing log data with CloudWatch Logs Insights", as of 2026-11.
const FIRST: u64 = 1_541_376_000;

impl Since {
    /// The second at which the query begins, or why it cannot begin there.
    pub(super) fn start(&self, now: u64) -> Result<u64, String> {
        let start = now.saturating_sub(self.seconds);
        if start >= FIRST {
            return Ok(start);
        }
        let days = now.saturating_sub(FIRST) / 86_400;
        Err(format!(
            "error: `--since {self}` goes back before 2018-11-05, and Logs Insights finds nothing that was sent earlier; ask for \
             `{days}d` at most"
        ))
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let because = |why: &str| {
            format!(
                "`{text}` is {why}; write whole numbers with units of y, w, d, h, m, s, the longest first, such as `1h30m`"
            )
        };
        let refused = || because("not a duration");
        let mut units = UNITS.iter();
        let (mut rest, mut seconds) = (text, 0_u64);
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, behind) = rest.split_at(digits);
            let unit = behind.chars().next().ok_or_else(refused)?;
            let (_, one) = units.find(|(name, _)| *name == unit).ok_or_else(refused)?;
            if number.is_empty() {
                return Err(refused());
            }
            // More digits than a number can have are more than any time there was.
            let number = number.parse().unwrap_or(u64::MAX);
            seconds = seconds.saturating_add(one.saturating_mul(number));
            rest = &behind[unit.len_utf8()..];
        }
        if text.is_empty() {
            return Err(refused());
        }
        if seconds == 0 {
            return Err(because("no time at all"));
        }
        Ok(Self {
            text: text.to_owned(),
            seconds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, Since};

    #[test]
    fn several_units_add_up() {
        let seconds = |text: &str| text.parse::<Since>().map(|since| since.seconds);
        assert_eq!(seconds("1h"), Ok(3600));
        assert_eq!(seconds("1h30m"), Ok(5400));
        assert_eq!(
            seconds("1w2d3h4m5s"),
            Ok(604_800 + 2 * 86_400 + 3 * 3600 + 4 * 60 + 5)
        );
        assert_eq!(seconds("99999999999999999999999y"), Ok(u64::MAX));
        for wrong in [
            "",
            "1",
            "h",
            "1.5h",
            "-1h",
            "1h 30m",
            "30m1h",
            "1h1h",
            "1ms",
            "1시",
            "yesterday",
        ] {
            let refused = seconds(wrong).unwrap_err();
            assert!(
                refused.starts_with(&format!("`{wrong}` is not a duration; write ")),
                "{refused}"
            );
        }
        for none in ["0s", "0h0m"] {
            let refused = seconds(none).unwrap_err();
            assert!(
                refused.starts_with(&format!("`{none}` is no time at all; write ")),
                "{refused}"
            );
        }
    }

    #[test]
    fn nothing_older_than_logs_insights_is_asked_for() {
        let since: Since = "10d".parse().expect("a duration");
        let now = FIRST + 10 * 86_400;
        assert_eq!(since.start(now), Ok(FIRST));
        assert_eq!(
            since.start(now - 1),
            Err(
                "error: `--since 10d` goes back before 2018-11-05, and Logs Insights finds nothing that was sent earlier; ask for \
                 `9d` at most"
                    .to_owned()
            )
        );
    }
}
