//! EKS5061: two alerts of Grafana with one title, in a version that keeps titles apart.

use crate::model::value::Release;
use crate::{Finding, Subject, at, relied};

/// The first version of kube-prometheus-stack with Grafana 12.0, whose titles need not differ. Source: its Chart.yaml by
/// tag (grafana chart 9.0.0 with appVersion 12.0.0), and release notes of Grafana 12.0.0 of 2025-05-05, pull request 102067.
const FREE_TITLES: (u32, u32, u32) = (72, 2, 0);

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let stack = Release::KubePrometheusStack;
    let grafana = environment.monitoring.grafana.as_ref();
    let (Some(alerting), Some(chart)) = (
        grafana.and_then(|grafana| grafana.alerting.as_ref()),
        environment.charts.get(&stack),
    ) else {
        return Vec::new();
    };
    // Another image has another version, which its tag need not tell.
    let is_other = relied::passed_on(subject, "grafana.image.tag").is_some();
    if is_other || chart.version.numbers() >= FREE_TITLES {
        return Vec::new();
    }
    let rules: Vec<_> = alerting.rules.iter().collect();
    let twins = rules.iter().enumerate().filter_map(|(index, (uid, rule))| {
        let mut before = rules[..index].iter();
        let (first, _) = before.find(|(_, other)| other.title == rule.title)?;
        Some((uid, first, &rule.title))
    });
    twins
        .map(|(uid, first, title)| {
            let message =
                format!("`{title}` is the title of another alert, and Grafana does not start with both");
            Finding::at(at!(monitoring.grafana.alerting.rules[uid].title), message)
                .related(
                    at!(monitoring.grafana.alerting.rules[first].title),
                    "the other one",
                )
                .help("give it a title of its own, or pin `kube-prometheus-stack` 72.2.0 or later")
        })
        .collect()
}
