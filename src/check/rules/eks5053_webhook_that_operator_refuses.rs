//! EKS5053: a webhook receiver with a chart whose operator does not know `url_file`.

use crate::model::Receiver;
use crate::model::value::Release;
use crate::{Finding, Subject, at};

/// The first chart with Prometheus Operator 0.69, which knows `url_file`; Alertmanager does since 0.26, which charts have
/// had for longer. Source: UPGRADE.md of the chart, CHANGELOG.md of the operator, and the values of chart 53.0.0.
const SINCE: (u32, u32) = (53, 0);

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let stack = Release::KubePrometheusStack;
    let environment = subject.environment();
    let Some(chart) = environment.charts.get(&stack) else {
        return Vec::new();
    };
    let (major, minor, _) = chart.version.numbers();
    if (major, minor) >= SINCE || environment.monitoring.alertmanager.is_none() {
        return Vec::new();
    }
    let receivers = environment.alerting.receivers.iter();
    let webhooks = receivers.filter(|(_, receiver)| matches!(receiver, Receiver::Webhook(_)));
    webhooks
        .map(|(name, _)| {
            let message = format!(
                "the operator of {stack} {} refuses a webhook whose URL is read from a file, and with it the whole \
                 configuration",
                chart.version
            );
            Finding::at(at!(alerting.receivers[name].webhook), message)
                .related(at!(charts[stack].version), "the version")
                .help("take 53.0.0 or later")
        })
        .collect()
}
