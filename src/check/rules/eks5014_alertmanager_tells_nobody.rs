//! EKS5014: an Alertmanager without a route to anybody.

use crate::{Finding, Subject, at};
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    let own = stack.is_some_and(|chart| {
        let values = chart.extra_values.get("alertmanager");
        values.is_some_and(|values| {
            let spec = &values["alertmanagerSpec"];
            let secret = ["configSecret", "alertmanagerConfiguration"];
            values.get("config").is_some() || secret.iter().any(|key| spec.get(key).is_some())
        })
    });
    // Without replicas it is another rule's.
    let alertmanager = environment
        .monitoring
        .alertmanager
        .as_ref()
        .filter(|it| it.replicas != Some(0));
    if alertmanager.is_none() || !environment.alerting.routes.is_empty() || own {
        return Vec::new();
    }
    let message = "Alertmanager has no route: alerts are shown on its page and sent to nobody";
    vec![
        Finding::at(at!(monitoring.alertmanager), message)
            .help("add a receiver and a route under `alerting`, or remove Alertmanager"),
    ]
}
