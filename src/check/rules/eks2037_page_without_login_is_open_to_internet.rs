//! EKS2037: Prometheus, which asks nobody who they are, on a load balancer that the whole internet reaches.

use crate::check::{Finding, Subject, at};
use crate::model::Scheme;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let prometheus = environment.monitoring.prometheus.as_ref();
    let (Some(expose), Some(ingress)) = (
        prometheus.and_then(|prometheus| prometheus.expose.as_ref()),
        &environment.ingress,
    ) else {
        return Vec::new();
    };
    let Some(group) = ingress.groups.get(&expose.group) else {
        return Vec::new();
    };
    let everyone =
        group.inbound_cidrs.is_empty() || group.inbound_cidrs.iter().any(|cidr| cidr.is_everywhere());
    if group.scheme != Scheme::InternetFacing || !everyone {
        return Vec::new();
    }
    let name = &expose.group;
    vec![
        Finding::at(
            at!(monitoring.prometheus.expose.group),
            format!("Prometheus has no login, and the whole internet reaches the group `{name}`"),
        )
        .related(at!(ingress.groups[name]), "the group")
        .help(
            "publish it on an internal group, or give the group `inboundCidrs`; or remove `expose` and use \
             `kubectl port-forward`",
        )
        .note("a metric's labels tell names, versions and addresses of everything that runs here"),
    ]
}
