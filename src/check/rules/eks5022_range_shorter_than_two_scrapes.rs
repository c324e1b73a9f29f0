//! EKS5022: a query over a range in which there are fewer samples than its function needs.

use crate::model::value::Release;
use crate::promql::Selector;
use crate::{Finding, Subject, queries};

/// Of the chart, where nothing is set. Source: prometheus-operator API reference, PrometheusSpec, scrapeInterval.
const DEFAULT: u64 = 30_000;

/// Metrics of exporters that the chart scrapes as Prometheus is set; the kubelet's are scraped more often by some versions.
const SCRAPED: [&str; 3] = ["apiserver_", "kube_", "node_"];

/// Functions that need two samples; those that compare samples see nothing in one. Source: prometheus/prometheus,
/// promql/functions.go, as of 2026-11.
const OF_TWO: [&str; 11] = [
    "changes",
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "holt_winters",
    "idelta",
    "increase",
    "irate",
    "predict_linear",
    "rate",
    "resets",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    // Intervals of single exporters are among the chart's own values.
    let own = stack.is_some_and(|chart| {
        let exporters = ["kubeApiServer", "kube-state-metrics", "prometheus-node-exporter"];
        exporters
            .iter()
            .any(|exporter| chart.extra_values.contains_key(*exporter))
    });
    let Some(prometheus) = environment.monitoring.prometheus.as_ref().filter(|_| !own) else {
        return Vec::new();
    };
    let interval = prometheus
        .scrape_interval
        .as_ref()
        .map_or(DEFAULT, crate::model::value::Interval::milliseconds);
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        let mut selectors = query.selectors.iter();
        let wanted = |selector: &Selector| interval.saturating_mul(if needs_two(selector) { 2 } else { 1 });
        let short = selectors.find(|selector| {
            let range = selector.range.is_some_and(|range| range < wanted(selector));
            range && SCRAPED.iter().any(|family| selector.metric.starts_with(family))
        });
        if let Some(selector) = short {
            let there = match needs_two(selector) {
                true => "there are no two samples",
                false => "there may be no sample",
            };
            let message = format!(
                "`{}` is scraped every {} s, so that {there} in this range",
                selector.metric,
                interval / 1000
            );
            found.push(Finding::at(at.clone(), message).help(format!(
                "look at {} s or more; four scrapes bear one that fails",
                wanted(selector).div_ceil(1000)
            )));
        }
    }
    found
}

fn needs_two(selector: &Selector) -> bool {
    selector
        .over
        .as_deref()
        .is_some_and(|function| OF_TWO.contains(&function))
}
