//! EKS2043: paths of Grafana's Ingress under a key that its chart does not read.

use crate::check::{Finding, Subject, extra};
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    extra::maps(subject)
        .into_iter()
        .filter(|map| map.release == Release::KubePrometheusStack && map.path == "grafana.ingress")
        .filter(|map| map.extra.contains_key("paths"))
        .map(|map| {
            Finding::at(
                map.at.key("paths"),
                "Grafana's chart does not read `ingress.paths`",
            )
            .help("write `path`, one text, with `pathType`; only Prometheus' and Alertmanager's Ingresses have `paths`")
        })
        .collect()
}
