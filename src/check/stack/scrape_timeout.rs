//! A time for a scrape that Prometheus, or the API server, does not take. For EKS5060.

use serde_json::Value;

use crate::model::value::Interval;
use crate::{Finding, Subject, at, relied};

/// How often Prometheus scrapes unless the environment says otherwise. Source: values.yaml of the chart, 88.5.3.
const SCRAPE_INTERVAL: u64 = 30_000;

/// Source: prometheus/prometheus, config/config.go, `GlobalConfig.UnmarshalYAML`, as of 2026-08; the pattern of durations in
/// the operator's definition of Prometheus, v0.93.1.
pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    timeout(subject).into_iter().collect()
}

fn timeout(subject: &Subject<'_>) -> Option<Finding> {
    const PATH: &str = "prometheus.prometheusSpec.scrapeTimeout";
    let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
    let (at, value) = relied::passed_on(subject, PATH)?;
    // The chart leaves out what a template takes for nothing.
    if value.is_null() || value == &Value::from("") || value.as_u64() == Some(0) {
        return None;
    }
    let text = value.as_str().unwrap_or_default();
    let Some(timeout) = milliseconds(text) else {
        let message = format!("with `{PATH}: {value}` the API server refuses Prometheus: it is no duration");
        return Some(
            Finding::at(at, message)
                .related(at!(monitoring.prometheus), "is not installed")
                .help("write whole numbers with their units, without blanks, such as `10s`"),
        );
    };
    let interval = prometheus.scrape_interval.as_ref();
    let between = interval.map_or(SCRAPE_INTERVAL, Interval::milliseconds);
    if timeout <= between {
        return None;
    }
    let named = interval.map_or_else(|| "30s".to_owned(), ToString::to_string);
    let message = format!(
        "Prometheus scrapes every `{named}` and refuses a configuration in which a scrape may take `{text}`"
    );
    let related = match interval {
        Some(_) => at!(monitoring.prometheus.scrapeInterval),
        None => at!(monitoring.prometheus),
    };
    let help = format!("write `{named}` or less, or a longer `monitoring.prometheus.scrapeInterval`");
    Some(
        Finding::at(at, message)
            .related(related, "the interval")
            .help(help),
    )
}

/// A duration of several units, the larger first, such as `1m30s`.
fn milliseconds(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 7] = [
        ("y", 31_536_000_000),
        ("w", 604_800_000),
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1000),
        ("ms", 1),
    ];
    if text == "0" {
        return Some(0);
    }
    let mut units = UNITS.iter();
    let (mut rest, mut sum) = (text, None);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at(digits);
        let letters = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(letters);
        let (_, one) = units.find(|(known, _)| *known == unit)?;
        let number: u64 = number.parse().ok()?;
        sum = Some(sum.unwrap_or(0_u64).saturating_add(number.saturating_mul(*one)));
        rest = behind;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn a_duration_has_its_units_once_and_in_order() {
        assert_eq!(milliseconds("10s"), Some(10_000));
        assert_eq!(milliseconds("1m30s"), Some(90_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        for text in ["10 s", "10", "s", "1s1m", "1m1m", "1.5s", "", "10S"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
