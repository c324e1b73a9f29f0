//! EKS5064: a query or a text that uses a label which an aggregation of the query has dropped.

use std::collections::BTreeSet;

use crate::diag::FieldPath;
use crate::fields::listed;
use crate::promql::{self, Query};
use crate::{Finding, Subject, at, go_template, queries};

/// What Prometheus gives to a text. Source: Prometheus documentation, alerting rules, templating, as of 2026-11.
const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let all = queries::readable(subject).into_iter();
    let mut found: Vec<Finding> = all.flat_map(|(at, query)| of_query(&at, &query)).collect();
    for (query, texts) in alerts(subject) {
        let labels = promql::read(query).ok().and_then(|query| query.labels);
        let texts = labels.iter().flat_map(|labels| {
            let texts = texts.iter();
            texts.filter_map(|(at, text)| of_text(at, text, labels))
        });
        found.extend(texts);
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

/// The query of each alert with its texts. Grafana's alerts get labels of their own too.
fn alerts<'a>(subject: &Subject<'a>) -> Vec<(&'a str, Vec<(FieldPath, &'a str)>)> {
    let own = subject.environment().alerting.rules.iter();
    let own = own.map(|(name, rule)| {
        let at = at!(alerting.rules[name]);
        let description = rule.description.iter();
        let description = description.map(|text| (at.field("description"), text.as_str()));
        let summary = (at.field("summary"), rule.summary.as_str());
        let texts = std::iter::once(summary).chain(description).collect();
        (rule.query.as_str(), texts)
    });
    let passed_on = queries::passed_on(subject).into_iter().filter_map(|(at, rule)| {
        rule.get("alert")?;
        let texts = rule.get("annotations")?.as_object()?.iter();
        let texts = texts.filter_map(|(key, text)| Some((at.key("annotations").key(key), text.as_str()?)));
        Some((rule.get("expr")?.as_str()?, texts.collect()))
    });
    own.chain(passed_on).collect()
}

fn of_text(at: &FieldPath, text: &str, labels: &BTreeSet<String>) -> Option<Finding> {
    let template = go_template::read(text, &VARIABLES).ok()?;
    let mut used = template.labels.iter();
    let lost = used.find(|label| !labels.contains(*label))?;
    let message = format!("`$labels.{lost}` is empty: the query's aggregation drops `{lost}`");
    let left = match labels.is_empty() {
        true => "no label".to_owned(),
        false => listed(labels),
    };
    let help = format!("keep it in the query, `by ({lost})`, or leave it out here; the query has {left}");
    Some(Finding::at(at.clone(), message).help(help))
}
