//! Relabelling of alerts that drops one which the environment sends, or the label by which its routes take it. For EKS5060. Source:
//! Prometheus documentation, Configuration, `relabel_config`, as of 2026-11.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::{Finding, Subject, at, relied};

const PATH: &str = "prometheus.prometheusSpec.additionalAlertRelabelConfigs";

pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    let steps = relied::passed_on(subject, PATH).and_then(|(at, value)| Some((at, value.as_array()?)));
    let Some((at, steps)) = steps.filter(|_| relied::on_receivers(subject).is_some()) else {
        return Vec::new();
    };
    let alerts = alerts(subject);
    let lost = steps.iter().enumerate().filter_map(|(index, step)| {
        let before = &steps[..index];
        let mut alive = alerts
            .iter()
            .filter(|alert| !before.iter().any(|it| alert.is_changed_by(it)));
        let (alert, fate) = alive.find_map(|alert| Some((alert, alert.lost_by(step)?)))?;
        let what = alert.name.map_or_else(
            || format!("alerts of severity `{}`", alert.severity),
            |name| format!("the alert `{name}`"),
        );
        let message = match fate {
            Fate::Dropped => format!("`{PATH}` drops {what} before Alertmanager hears of it"),
            Fate::Unrouted => {
                format!("`{PATH}` takes the label `severity` away from {what}, by which routes take it")
            }
        };
        Some(
            Finding::at(at.index(index), message)
                .related(alert.at.clone(), "is not sent")
                .help("let it pass, or remove what it is sent by"),
        )
    });
    lost.collect()
}

/// An alert that is to be sent: of itself where it has a name, else any of its severity.
struct Sent<'a> {
    at: FieldPath,
    name: Option<&'a str>,
    severity: &'static str,
}

/// What a step does to an alert.
enum Fate {
    Dropped,
    /// It no longer has the label that routes look at.
    Unrouted,
}

fn alerts<'a>(subject: &Subject<'a>) -> Vec<Sent<'a>> {
    let alerting = &subject.environment().alerting;
    let own = alerting.rules.iter().map(|(name, rule)| Sent {
        at: at!(alerting.rules[name]),
        name: Some(name.as_str()),
        severity: rule.severity.label(),
    });
    let builtin = alerting.builtin.iter().enumerate().flat_map(|(index, set)| {
        subject.alerts(*set).map(move |alert| Sent {
            at: at!(alerting.builtin[#index]),
            name: Some(alert.name),
            severity: alert.severity.label(),
        })
    });
    // It has a severity that no route is for.
    let heartbeat = alerting.heartbeat.iter().map(|_| Sent {
        at: at!(alerting.heartbeat),
        name: Some("Watchdog"),
        severity: "none",
    });
    let routed = alerting.routes.iter().map(|(name, route)| Sent {
        at: at!(alerting.routes[name]),
        name: None,
        severity: route.severity.label(),
    });
    own.chain(builtin).chain(heartbeat).chain(routed).collect()
}

impl Sent<'_> {
    fn lost_by(&self, step: &Value) -> Option<Fate> {
        match action(step).as_str() {
            "drop" => self.matches(step)?.then_some(Fate::Dropped),
            "keep" => (!self.matches(step)?).then_some(Fate::Dropped),
            "labeldrop" => {
                (matched(step, "severity")? && self.name != Some("Watchdog")).then_some(Fate::Unrouted)
            }
            "labelkeep" => {
                (!matched(step, "severity")? && self.name != Some("Watchdog")).then_some(Fate::Unrouted)
            }
            _ => None,
        }
    }

    /// Whether a step may give it other labels, after which nothing is known of it.
    fn is_changed_by(&self, step: &Value) -> bool {
        let target = step["target_label"].as_str().unwrap_or_default();
        ["alertname", "severity"].contains(&target) || target.contains('$') || self.lost_by(step).is_some()
    }

    /// Whether the labels that a step joins are taken by its expression; `None` where that is not known.
    fn matches(&self, step: &Value) -> Option<bool> {
        let labels = step["source_labels"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let values: Option<Vec<&str>> = labels
            .iter()
            .map(|label| match label.as_str()? {
                "alertname" => self.name,
                "severity" => Some(self.severity),
                _ => None,
            })
            .collect();
        let separator = step["separator"].as_str().unwrap_or(";");
        match values {
            Some(values) => matched(step, &values.join(separator)),
            None => takes_all(step).then_some(true),
        }
    }
}

fn action(step: &Value) -> String {
    step["action"].as_str().unwrap_or("replace").to_ascii_lowercase()
}

fn takes_all(step: &Value) -> bool {
    ["(.*)", ".*", "^.*$"].contains(&step["regex"].as_str().unwrap_or("(.*)"))
}

/// Whether a step's expression takes all of a text. Expressions other than words with `|` between them are not known.
fn matched(step: &Value, text: &str) -> Option<bool> {
    if takes_all(step) {
        return Some(true);
    }
    let expression = step["regex"].as_str()?;
    let inner = expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let words = inner.unwrap_or(expression);
    let plain = |c: char| c.is_ascii_alphanumeric() || ['_', '-', ';', '|', ' '].contains(&c);
    words
        .chars()
        .all(plain)
        .then(|| words.split('|').any(|word| word == text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Fate, Sent};
    use crate::at;

    fn fate(step: &Value) -> Option<&'static str> {
        let alert = Sent {
            at: at!(alerting),
            name: Some("DiskFull"),
            severity: "critical",
        };
        Some(match alert.lost_by(step)? {
            Fate::Dropped => "dropped",
            Fate::Unrouted => "unrouted",
        })
    }

    #[test]
    fn a_step_drops_what_its_expression_takes() {
        for (step, expected) in [
            (json!({"action": "drop"}), Some("dropped")),
            (
                json!({"action": "drop", "source_labels": ["severity"], "regex": "info|critical"}),
                Some("dropped"),
            ),
            (
                json!({"action": "drop", "source_labels": ["alertname", "severity"], "regex": "DiskFull;critical"}),
                Some("dropped"),
            ),
            (
                json!({"action": "drop", "source_labels": ["severity"], "regex": "info"}),
                None,
            ),
            (
                json!({"action": "drop", "source_labels": ["severity"], "regex": "crit.*"}),
                None,
            ),
            (
                json!({"action": "drop", "source_labels": ["namespace"], "regex": "test"}),
                None,
            ),
            (
                json!({"action": "keep", "source_labels": ["severity"], "regex": "(warning|none)"}),
                Some("dropped"),
            ),
            (
                json!({"action": "keep", "source_labels": ["severity"], "regex": "critical"}),
                None,
            ),
            (
                json!({"action": "labeldrop", "regex": "severity"}),
                Some("unrouted"),
            ),
            (
                json!({"action": "labeldrop", "regex": "replica|prometheus_replica"}),
                None,
            ),
            (json!({"action": "replace", "target_label": "cluster"}), None),
        ] {
            assert_eq!(fate(&step), expected, "{step}");
        }
    }
}
