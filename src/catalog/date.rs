//! A calendar day, as support dates need it; there is no clock here.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A day written `2026-11-22`. Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text was not a day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date such as `2026-11-22`")]
pub struct DateError(String);

impl Date {
    fn parse(text: &str) -> Option<Self> {
        let shape = |(place, byte): (usize, u8)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != "2026-11-22".len() || !text.bytes().enumerate().all(shape) {
            return None;
        }
        let date = Self {
            year: text[..4].parse().ok()?,
            month: text[5..7].parse().ok()?,
            day: text[8..].parse().ok()?,
        };
        (1..=days_in_month(date.year, date.month))
            .contains(&date.day)
            .then_some(date)
    }
}

/// Zero for a month that does not exist.
fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text).ok_or_else(|| DateError(text.to_owned()))
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn a_day_of_the_calendar_reads_and_prints_alike() {
        for text in ["2026-11-22", "2024-02-29", "2000-02-29", "0999-01-01"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-1-01",
            "2026-11",
            "26-11-2200",
            "+026-11-22",
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("`{text}` is not a date such as `2026-11-22`")
            );
        }
    }

    #[test]
    fn days_are_ordered_by_time() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(day("2026-09-30") < day("2026-10-01"));
        assert!(day("2026-12-31") < day("2027-01-01"));
    }
}
