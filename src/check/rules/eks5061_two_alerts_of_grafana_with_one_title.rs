//! EKS5061: two alerts of Grafana with one title, in a version that keeps titles apart.

use serde_json::Value;

use crate::model::value::Release;
use crate::{Finding, Subject, at, relied};

/// The first version of kube-prometheus-stack with Grafana 12.0, whose titles need not differ. Source: its Chart.yaml by
/// tag (grafana chart 9.0.0 with appVersion 12.0.0), and release notes of Grafana 12.0.0 of 2025-05-05, pull request 102067.
const FREE_TITLES: (u32, u32, u32) = (72, 2, 0);

/// The same of Grafana itself.
const FREE_MAJOR: u32 = 12;

/// The first number of a tag such as `11.6.1`; nothing of one that is no version.
fn major(tag: &Value) -> Option<u32> {
    let tag = tag.as_str()?;
    let mut numbers = tag.strip_prefix('v').unwrap_or(tag).split('-').next()?.split('.');
    let major = numbers.next()?.parse().ok()?;
    let rest: Option<Vec<u32>> = numbers.map(|number| number.parse().ok()).collect();
    rest.filter(|rest| !rest.is_empty()).map(|_| major)
}

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
    // An image of one's own has another version, which its tag need not tell.
    let tag = relied::passed_on(subject, "grafana.image.tag");
    let is_free = match tag {
        None => chart.version.numbers() >= FREE_TITLES,
        Some((_, tag)) => major(tag).is_none_or(|major| major >= FREE_MAJOR),
    };
    if is_free {
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
            let help = match &tag {
                None => "give it a title of its own, or pin `kube-prometheus-stack` 72.2.0 or later",
                Some(_) => "give it a title of its own, or set `grafana.image.tag` to 12.0.0 or later",
            };
            Finding::at(at!(monitoring.grafana.alerting.rules[uid].title), message)
                .related(
                    at!(monitoring.grafana.alerting.rules[first].title),
                    "the other one",
                )
                .help(help)
        })
        .collect()
}
