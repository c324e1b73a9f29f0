//! `aws eks describe-cluster-versions`: until when EKS supports each version of Kubernetes.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::AnswerError;
use crate::{Date, Dated, Document, Facts, VersionLife};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "a map")]
pub(super) struct Row {
    cluster_version: String,
    release_date: Option<Timestamp>,
    end_of_standard_support_date: Option<Timestamp>,
    end_of_extended_support_date: Option<Timestamp>,
}

/// A time: seconds since 1970 (version 1 of the AWS CLI), or ISO 8601 in whatever time zone (version 2).
#[derive(Debug, Deserialize)]
#[serde(try_from = "serde_json::Value")]
struct Timestamp(Date);

impl TryFrom<serde_json::Value> for Timestamp {
    type Error = String;

    fn try_from(value: serde_json::Value) -> Result<Self, String> {
        let date = match &value {
            serde_json::Value::Number(seconds) => seconds
                .as_f64()
                .and_then(|seconds| Date::from_unix_days((seconds / 86_400.0).floor() as i64)),
            serde_json::Value::String(text) => day_of(text),
            _ => None,
        };
        date.map(Self)
            .ok_or_else(|| format!("`{value}` is not a point in time"))
    }
}

/// The day in UTC of `2026-12-01T16:00:00-08:00`.
fn day_of(text: &str) -> Option<Date> {
    let (day, rest) = match text.split_once('T') {
        Some((day, rest)) => (day, rest),
        None => (text, "00:00:00Z"),
    };
    let day: Date = day.parse().ok()?;
    let (time, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, "Z"),
    };
    let minutes = |text: &str| {
        let (hours, rest) = text.split_once(':')?;
        let below = |digits: &str, bound: u8| digits.parse::<u8>().ok().filter(|number| *number < bound);
        Some(i64::from(below(hours, 24)?) * 60 + i64::from(below(rest.get(..2)?, 60)?))
    };
    let offset = match offset.split_at_checked(1)? {
        ("Z", _) => 0,
        ("+", offset) => minutes(offset)?,
        (_, offset) => -minutes(offset)?,
    };
    Date::from_unix_days(day.unix_days() + (minutes(time)? - offset).div_euclid(24 * 60))
}

pub(super) fn document(rows: Vec<Row>, day: Date) -> Result<Option<Document>, AnswerError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let mut versions = BTreeMap::new();
    for row in rows {
        let name = row.cluster_version;
        let numbers: Vec<&str> = name.split('.').collect();
        if numbers.len() != 2 || numbers.iter().any(|number| number.parse::<u32>().is_err()) {
            return Err(AnswerError::new(format!(
                "`{name}` is not a version of Kubernetes"
            )));
        }
        let date = |time: Option<Timestamp>| time.map(|Timestamp(date)| date);
        let life = VersionLife {
            released: date(row.release_date),
            standard_support_ends: date(row.end_of_standard_support_date),
            extended_support_ends: date(row.end_of_extended_support_date),
        };
        versions.insert(name, life);
    }
    Ok(Some(Document::KubernetesVersions(Facts {
        region: None,
        account: None,
        source: "aws eks describe-cluster-versions".to_owned(),
        as_of: Dated::of_day(day, versions),
    })))
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn a_day_is_that_of_utc() {
        for (text, day) in [
            ("2026-12-02T00:00:00+00:00", Some("2026-12-02")),
            ("2026-12-02T09:00:00+09:00", Some("2026-12-02")),
            ("2026-12-02T08:59:59.5+09:00", Some("2026-12-01")),
            ("2026-12-31T16:00:00-08:00", Some("2027-01-01")),
            ("2026-12-02T00:00:00Z", Some("2026-12-02")),
            ("2026-12-02", Some("2026-12-02")),
            ("2026-12-32T00:00:00Z", None),
            ("2026-12-02Tnoon", None),
            ("2026-12-02T24:00:00Z", None),
            ("2026-12-02T00:60:00Z", None),
            ("2026-12-02T00:00:00+24:00", None),
            ("2026-12-02T9223372036854775807:00:00Z", None),
            ("tomorrow", None),
        ] {
            let found = day_of(text).map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{text}");
        }
    }
}
