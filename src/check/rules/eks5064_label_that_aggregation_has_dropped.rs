//! EKS5064: a query or a text that uses a label which an aggregation of the query has dropped.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diag::FieldPath;
use crate::fields::listed;
use crate::promql::{self, Query};
use crate::{Finding, Subject, at, go_template, queries};

/// What Prometheus gives to a text. Source: Prometheus documentation, alerting rules, templating, as of 2026-11.
const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];
/// The label that Prometheus gives each alert behind its texts, as it does with those of the rule. Source:
/// prometheus/prometheus, rules/alerting.go, `Eval`, as of 2026-11.
const NAME: &str = "alertname";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let all = queries::readable(subject).into_iter();
    let mut found: Vec<Finding> = all.flat_map(|(at, query)| of_query(&at, &query)).collect();
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
    let buckets: BTreeSet<&str> = query
        .quantiles_without_buckets
        .iter()
        .map(String::as_str)
        .collect();
    let finding = |bucket| {
        let message =
            format!("`histogram_quantile` finds no buckets: an aggregation of `{bucket}` drops `le`");
        Finding::at(at.clone(), message).help("keep it: `sum by (le) (…)`, with what else is to stay")
    };
    buckets.into_iter().map(finding).collect()
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
    let labels = query.labels.as_ref()?;
    let template = go_template::read(text, &VARIABLES).ok()?;
    let mut used = template.labels.iter();
    // A text that asks whether a label is there has something else to say where it is not.
    let lost = used.find(|label| !labels.contains(*label) && !template.asked.contains(label))?;
    let left = match labels.is_empty() {
        true => "no label".to_owned(),
        false => listed(labels),
    };
    let (cause, help) = if own.contains(&lost.as_str()) {
        (
            format!("the rule adds `{lost}` later, and texts know the labels of the query alone"),
            "write its value itself".to_owned(),
        )
    } else if lost == "le" && query.quantile {
        (
            "`histogram_quantile` drops `le`".to_owned(),
            format!("leave it out here; the query has {left}"),
        )
    } else {
        (
            format!("the query's aggregation drops `{lost}`"),
            format!("keep it in the query, `by ({lost})`, or leave it out here; the query has {left}"),
        )
    };
    Some(Finding::at(at.clone(), format!("`$labels.{lost}` is empty: {cause}")).help(help))
}
