//! EKS5064: a query or a text that uses a label which an aggregation of the query has dropped.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diag::FieldPath;
use crate::fields::listed;
use crate::promql::{self, Across, Cause, Loss, Query};
use crate::{Finding, Subject, at, go_template, queries};

/// What Prometheus gives to a text. Source: Prometheus documentation, alerting rules, templating, as of 2026-11.
const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];
/// The label that Prometheus gives each alert behind its texts, as it does with those of the rule. Source:
/// prometheus/prometheus, rules/alerting.go, `Eval`, as of 2026-11.
const NAME: &str = "alertname";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let all = queries::readable(subject);
    let mut found: Vec<Finding> = all.flat_map(|(at, query)| of_query(at, query)).collect();
    for Alert { query, texts, own } in alerts(subject) {
        let Ok(query) = promql::read(query) else {
            continue;
        };
        let texts = texts.iter();
        found.extend(texts.filter_map(|(at, text)| of_text(at, text, &own, &query)));
    }
    found
}

/// Quantiles over buckets that nothing tells apart any more: Prometheus leaves such buckets out.
fn of_query(at: &FieldPath, query: &Query) -> Vec<Finding> {
    let lost = query.quantiles_without_buckets.iter();
    let mut told = BTreeSet::new();
    let lost = lost.filter(|(bucket, _)| told.insert(bucket));
    lost.map(|(bucket, loss)| {
        let reason = reason(loss, "le");
        let message = format!("`histogram_quantile` finds no buckets of `{bucket}`: {reason}");
        let help = match loss.cause {
            Cause::By => "keep it: `sum by (le) (…)`, with what else is to stay".to_owned(),
            _ => remedy(loss, "le"),
        };
        Finding::at(at.clone(), message).help(help)
    })
    .collect()
}

/// An alert rule.
struct Alert<'a> {
    query: &'a str,
    texts: Vec<(FieldPath, &'a str)>,
    /// The labels that it writes itself.
    own: Vec<&'a str>,
}

/// Each alert. Grafana's get labels of their own too.
fn alerts<'a>(subject: &Subject<'a>) -> Vec<Alert<'a>> {
    let own = subject.environment().alerting.rules.iter();
    let own = own.map(|(name, rule)| {
        let at = at!(alerting.rules[name]);
        let description = rule.description.iter();
        let description = description.map(|text| (at.field("description"), text.as_str()));
        let summary = (at.field("summary"), rule.summary.as_str());
        Alert {
            query: &rule.query,
            texts: std::iter::once(summary).chain(description).collect(),
            own: vec![NAME, "severity"],
        }
    });
    let passed_on = queries::passed_on(subject).into_iter().filter_map(|(at, rule)| {
        rule.get("alert")?;
        let texts = rule.get("annotations")?.as_object()?.iter();
        let texts = texts.filter_map(|(key, text)| Some((at.key("annotations").key(key), text.as_str()?)));
        let labels = rule
            .get("labels")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        Some(Alert {
            query: rule.get("expr")?.as_str()?,
            texts: texts.collect(),
            own: std::iter::once(NAME)
                .chain(labels.map(|(key, _)| key.as_str()))
                .collect(),
        })
    });
    own.chain(passed_on).collect()
}

fn of_text(at: &FieldPath, text: &str, own: &[&str], query: &Query) -> Option<Finding> {
    let template = go_template::read(text, &VARIABLES).ok()?;
    // A text that asks whether a label is there has something else to say where it is not.
    let mut used = template.labels.iter().filter(|label| !template.asked.contains(*label));
    let (lost, loss) = used.find_map(|label| Some((label, query.labels.loss(label)?)))?;
    let (cause, help) = if own.contains(&lost.as_str()) {
        let cause = format!("the rule adds `{lost}` later, and texts know the labels of the query alone");
        (cause, "write its value itself".to_owned())
    } else {
        let left = match query.labels.left() {
            None => String::new(),
            Some(left) if left.is_empty() => "; the query has no label".to_owned(),
            Some(left) => format!("; the query has {}", listed(left)),
        };
        let help = match remedy(loss, lost) {
            remedy if remedy.is_empty() => format!("leave it out here{left}"),
            remedy => format!("{remedy}, or leave it out here{left}"),
        };
        (reason(loss, lost), help)
    };
    Some(Finding::at(at.clone(), format!("`$labels.{lost}` is empty: {cause}")).help(help))
}

/// Why a label is not there.
fn reason(loss: &Loss, label: &str) -> String {
    let cause = match &loss.cause {
        Cause::By | Cause::Without => format!("the query's aggregation drops `{label}`"),
        Cause::Quantile => format!("`histogram_quantile` drops `{label}`"),
        Cause::On { operator, labels } => {
            format!("`{operator} on ({})` drops `{label}`", labels.join(", "))
        }
        Cause::Ignoring { operator } => format!("`{operator} ignoring ({label})` drops `{label}`"),
        Cause::Function(name) => format!("`{name}(…)` has no labels"),
        Cause::Number => "the query is a number, which has no labels".to_owned(),
    };
    match &loss.across {
        None => cause,
        Some(Across::Match(operator)) => {
            format!("`{operator}` matches series by `{label}` too, and on one side of it {cause}")
        }
        Some(Across::Taken(word)) => format!("`{word}` takes it from the other side, where {cause}"),
    }
}

/// What keeps a label in a query; empty where nothing does.
fn remedy(loss: &Loss, label: &str) -> String {
    match (&loss.cause, &loss.across) {
        (_, Some(Across::Match(operator))) => {
            format!("match by what both sides have, `{operator} on (…) group_left`")
        }
        (Cause::By, _) => format!("keep it in the query, `by ({label})`"),
        (Cause::Without, _) => format!("keep it in the query, without `{label}` in `without`"),
        (Cause::On { .. }, _) => {
            format!("match by it too, `on ({label})`, or keep what one side has by `group_left` or `group_right`")
        }
        (Cause::Ignoring { .. }, _) => "keep what one side has by `group_left` or `group_right`".to_owned(),
        (Cause::Quantile | Cause::Function(_) | Cause::Number, _) => String::new(),
    }
}
