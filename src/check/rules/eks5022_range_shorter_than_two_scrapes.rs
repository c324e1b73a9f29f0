//! EKS5022: a query over a range in which there are no two samples.

use crate::{Finding, Subject, queries};
use crate::model::value::Release;

/// Of the chart, where nothing is set. Source: prometheus-operator API reference, PrometheusSpec, scrapeInterval.
const DEFAULT: u64 = 30_000;

/// Metrics of exporters that the chart scrapes as Prometheus is set; the kubelet's are scraped more often by some versions.
const SCRAPED: [&str; 3] = ["apiserver_", "kube_", "node_"];

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
        let short = selectors.find(|selector| {
            let range = selector
                .range
                .is_some_and(|range| range < interval.saturating_mul(2));
            range && SCRAPED.iter().any(|family| selector.metric.starts_with(family))
        });
        if let Some(selector) = short {
            let message = format!(
                "`{}` is scraped every {} s, so that there are no two samples in this range",
                selector.metric,
                interval / 1000
            );
            found.push(Finding::at(at, message).help(format!(
                "look at {} s or more; four scrapes bear one that fails",
                interval / 500
            )));
        }
    }
    found
}
