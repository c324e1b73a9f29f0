//! EKS5026: a Grafana whose people log in at a provider that has no address to send them back to.

use crate::{Finding, Subject, at};
use crate::model::GrafanaLogin;
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(grafana) = &environment.monitoring.grafana else {
        return Vec::new();
    };
    let Some(GrafanaLogin::Oidc(_)) = grafana.login else {
        return Vec::new();
    };
    let chart = environment.charts.get(&Release::KubePrometheusStack);
    let own = chart
        .and_then(|chart| chart.extra_values.get("grafana"))
        .and_then(|values| values.get("grafana.ini"))
        .and_then(|ini| ini.get("server"))
        .is_some_and(|server| server.get("root_url").is_some());
    if grafana.expose.is_some() || own {
        return Vec::new();
    }
    let message = "the provider has no address to send people back to: Grafana is not published";
    vec![
        Finding::at(at!(monitoring.grafana.login.oidc), message)
            .help("set `monitoring.grafana.expose`, with a group of `ingress.groups` and a host"),
    ]
}
