//! Amounts: storage quantities, sizes, intervals, days of retention.

use super::{ParseError, text_type};

text_type!(
    /// A whole Kubernetes quantity of storage or memory in binary units, such as `80Gi`.
    Quantity, check_quantity, pattern = "^[1-9][0-9]*(Ki|Mi|Gi|Ti)$", example = "80Gi"
);

impl Quantity {
    /// The quantity in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        binary_bytes(self, "").unwrap_or(0)
    }

    /// The quantity in whole GiB, rounded up, as EBS counts it.
    #[must_use]
    pub fn gib(&self) -> u64 {
        self.bytes().div_ceil(1 << 30)
    }
}

fn check_quantity(text: &str) -> Result<(), ParseError> {
    if binary_bytes(text, "").is_some() {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a quantity"),
        "write a whole number from 1, without leading zeros, and one of the units Ki, Mi, Gi and Ti, such as `80Gi`",
    ))
}

text_type!(
    /// A size as Prometheus takes it, such as `10GiB`.
    ByteSize, check_byte_size, pattern = "^[1-9][0-9]*(Ki|Mi|Gi|Ti)B$", example = "80GiB"
);

impl ByteSize {
    /// The size in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        binary_bytes(self, "B").unwrap_or(0)
    }
}

fn check_byte_size(text: &str) -> Result<(), ParseError> {
    if binary_bytes(text, "B").is_some() {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a size"),
        "write a whole number from 1, without leading zeros, and one of the units KiB, MiB, GiB and TiB, such as `80GiB`",
    ))
}

/// Bytes of `<number><Ki|Mi|Gi|Ti><suffix>`; `None` when the text is not of that form or is zero or too large.
fn binary_bytes(text: &str, suffix: &str) -> Option<u64> {
    let text = text.strip_suffix(suffix)?;
    let (number, shift) = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40)]
        .into_iter()
        .find_map(|(unit, shift)| text.strip_suffix(unit).map(|number| (number, shift)))?;
    if number.starts_with('0') || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}

text_type!(
    /// A Prometheus duration of one unit, such as `30s` or `15d`.
    Interval, check_interval, pattern = "^[1-9][0-9]*(ms|s|m|h|d|w|y)$", example = "30s"
);

impl Interval {
    /// The duration in milliseconds; a year is 365 days, as Prometheus has it.
    #[must_use]
    pub fn milliseconds(&self) -> u64 {
        let unit = self.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = self.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        milliseconds_of(number, unit)
    }
}

/// What a duration of Prometheus can hold: it counts nanoseconds in 64 bits.
/// Source: prometheus/common, `model/time.go`, `ParseDuration`, d2417e2 of 2026-08-21.
const MOST_MILLISECONDS: u64 = i64::MAX.unsigned_abs() / 1_000_000;

fn milliseconds_of(number: &str, unit: &str) -> u64 {
    let one = match unit {
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        "y" => 31_536_000_000,
        _ => 1,
    };
    number
        .parse::<u64>()
        .map_or(u64::MAX, |number| number.saturating_mul(one))
}

fn check_interval(text: &str) -> Result<(), ParseError> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if !number.is_empty() && number.bytes().all(|digit| digit == b'0') {
        return Err(ParseError::new(
            format!("`{text}` is no time at all"),
            "leave the setting out, or write a whole number from 1 and one unit of ms, s, m, h, d, w, y, such as `30s`",
        ));
    }
    if !number.is_empty() && !number.starts_with('0') && ["ms", "s", "m", "h", "d", "w", "y"].contains(&unit)
    {
        if milliseconds_of(number, unit) <= MOST_MILLISECONDS {
            return Ok(());
        }
        return Err(ParseError::new(
            format!("`{text}` is more than 292 years, which no duration of Prometheus can hold"),
            "write a shorter one",
        ));
    }
    Err(ParseError::new(
        format!("`{text}` is not a duration"),
        "write a whole number and one unit of ms, s, m, h, d, w, y, such as `30s`",
    ))
}

/// For how many days CloudWatch Logs keeps events. Only certain numbers are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct RetentionDays(u16);

/// Source: Amazon CloudWatch Logs API reference, `PutRetentionPolicy`, as of 2026-11.
const RETENTION_DAYS: [u16; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

impl RetentionDays {
    /// The number of days.
    #[must_use]
    pub fn days(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for RetentionDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<u32> for RetentionDays {
    type Error = ParseError;

    fn try_from(days: u32) -> Result<Self, ParseError> {
        let mut known = RETENTION_DAYS.into_iter();
        if let Some(days) = known.find(|known| u32::from(*known) == days) {
            return Ok(Self(days));
        }
        let below = RETENTION_DAYS.into_iter().rfind(|known| u32::from(*known) < days);
        let above = RETENTION_DAYS.into_iter().find(|known| u32::from(*known) > days);
        let nearest: Vec<String> = below
            .into_iter()
            .chain(above)
            .map(|days| format!("`{days}`"))
            .collect();
        Err(ParseError::new(
            format!("CloudWatch Logs has no retention of `{days}` days"),
            format!("the nearest that it has: {}", nearest.join(", ")),
        ))
    }
}

impl<'de> serde::Deserialize<'de> for RetentionDays {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = u32::deserialize(deserializer)?;
        Self::try_from(days).map_err(|fault| serde::de::Error::custom(fault.joined()))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RetentionDays {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RetentionDays".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "enum": RETENTION_DAYS, "examples": [30] })
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, RetentionDays};

    #[test]
    fn a_duration_is_as_long_as_prometheus_can_count() {
        for text in ["30s", "292y", "9223372036854ms", "15250w"] {
            assert!(text.parse::<Interval>().is_ok(), "{text}");
        }
        for text in ["293y", "9223372036855ms", "15251w", "99999999999999999999999s"] {
            let fault = text.parse::<Interval>().unwrap_err();
            assert_eq!(
                fault.problem,
                format!("`{text}` is more than 292 years, which no duration of Prometheus can hold")
            );
        }
        for text in ["0s", "00d"] {
            let fault = text.parse::<Interval>().unwrap_err();
            assert_eq!(fault.problem, format!("`{text}` is no time at all"));
        }
    }

    #[test]
    fn a_retention_that_there_is_not_has_the_nearest_at_hand() {
        assert_eq!(RetentionDays::try_from(30).map(RetentionDays::days), Ok(30));
        let nearest = |days: u32| RetentionDays::try_from(days).unwrap_err().help;
        assert_eq!(nearest(31), "the nearest that it has: `30`, `60`");
        assert_eq!(nearest(0), "the nearest that it has: `1`");
        assert_eq!(nearest(100_000), "the nearest that it has: `3653`");
    }
}
