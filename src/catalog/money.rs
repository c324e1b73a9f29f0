//! An amount of US dollars, exact to a millionth: prices have up to five decimals.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// US dollars in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(i64);

const DOLLAR: i64 = 1_000_000;
const CENT: i64 = DOLLAR / 100;

impl Money {
    /// Reads `0.2478`; `None` for any other shape, for more than six decimals and for more than nine digits before them.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        if !digits(whole) || !digits(part) || whole.len() > 9 || part.len() > 6 {
            return None;
        }
        let millionths: i64 = format!("{part:0<6}").parse().ok()?;
        Some(Self(whole.parse::<i64>().ok()? * DOLLAR + millionths))
    }

    /// So many times the amount.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// How far it is from nothing.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// A part of the amount.
    #[must_use]
    pub fn divided_by(self, count: u32) -> Self {
        Self(self.0 / i64::from(count.max(1)))
    }

    /// All its decimals, at least two: `0.2478`, as a price is written.
    #[must_use]
    pub fn exact(self) -> String {
        let text = format!("{}{}.{:06}", self.sign(), self.dollars(), self.0.abs() % DOLLAR);
        let most = text.len() - 4;
        let kept = text.trim_end_matches('0').len().max(most);
        text[..kept].to_owned()
    }

    /// In whole cents without grouping: `1234.50`, as programs read it.
    #[must_use]
    pub fn plain(self) -> String {
        let cents = (self.0.abs() + CENT / 2) / CENT;
        let sign = if cents == 0 { "" } else { self.sign() };
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// With its sign also where it is positive: `+$12.00`.
    #[must_use]
    pub fn signed(self) -> String {
        match self.0 > 0 {
            true => format!("+{self}"),
            false => self.to_string(),
        }
    }

    /// How much it is of another amount, in whole percent; `None` of nothing.
    #[must_use]
    pub fn percent_of(self, of: Self) -> Option<i64> {
        let percent = i128::from(self.0) * 100;
        let of = i128::from(of.0);
        (of != 0).then(|| i64::try_from((percent + percent.signum() * of.abs() / 2) / of).unwrap_or(i64::MAX))
    }

    fn sign(self) -> &'static str {
        if self.0 < 0 { "-" } else { "" }
    }

    fn dollars(self) -> i64 {
        self.0.abs() / DOLLAR
    }
}

/// As people read it: `$1,234.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, amount) = match plain.strip_prefix('-') {
            Some(amount) => ("-", amount),
            None => ("", plain.as_str()),
        };
        let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
        f.pad(&format!("{sign}${}.{cents}", grouped(whole)))
    }
}

/// Digits with a comma before each three: `2,190`.
#[must_use]
pub fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl TryFrom<String> for Money {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a price such as `0.2478`"))
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.exact()
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn amounts_are_read_and_written_exactly() {
        assert_eq!(money("0.24738").exact(), "0.24738");
        assert_eq!(money("0.1").exact(), "0.10");
        assert_eq!(money("12").exact(), "12.00");
        assert_eq!(
            ["", ".5", "1.", "-1", "1e3", "0.1234567", "1234567890"].map(Money::parse),
            [None; 7]
        );
    }

    #[test]
    fn people_read_cents_with_grouped_thousands() {
        assert_eq!(money("0.2478").times(730 * 3).to_string(), "$542.68");
        assert_eq!(money("1234567.895").to_string(), "$1,234,567.90");
        assert_eq!((money("1") - money("1001.5")).to_string(), "-$1,000.50");
        assert_eq!((money("0") - money("0.001")).to_string(), "$0.00");
        assert_eq!(money("12").signed(), "+$12.00");
        assert_eq!((money("0") - money("12")).signed(), "-$12.00");
        assert_eq!(money("0").signed(), "$0.00");
        assert_eq!(money("1234.5").plain(), "1234.50");
    }

    #[test]
    fn parts_are_rounded_to_whole_percent() {
        assert_eq!(money("1").percent_of(money("3")), Some(33));
        assert_eq!(money("2").percent_of(money("3")), Some(67));
        assert_eq!((money("0") - money("2")).percent_of(money("3")), Some(-67));
        assert_eq!(money("2").percent_of(money("0")), None);
    }

    #[test]
    fn no_count_is_too_large() {
        assert_eq!(money("999999999").times(u64::MAX).exact(), "9223372036854.775807");
        assert_eq!(money("1").divided_by(8).exact(), "0.125");
        assert_eq!(money("1").divided_by(0).exact(), "1.00");
    }
}
