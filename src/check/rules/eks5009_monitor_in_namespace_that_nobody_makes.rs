//! EKS5009: a monitor in a namespace that neither the plan nor Kubernetes makes.

use std::collections::BTreeSet;

use crate::catalog::nearest;
use crate::{Finding, Subject, at};
use crate::model::Secret;

/// Namespaces that every cluster has. Source: Kubernetes documentation, Namespaces, as of 2026-11.
const GIVEN: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Where Container Insights lies.
const INSIGHTS: &str = "amazon-cloudwatch";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let known = known(subject);
    let targets = environment.monitoring.targets.iter();
    let of_targets = targets.map(|(name, target)| {
        let at = at!(monitoring.targets[name]).field(target.key());
        (at.field("namespace"), target.namespace())
    });
    let nginx = environment
        .workloads
        .nginx
        .as_ref()
        .and_then(|nginx| nginx.metrics.as_ref());
    let of_nginx = nginx.map(|metrics| (at!(workloads.nginx.metrics.namespace), &metrics.namespace));
    of_targets
        .chain(of_nginx)
        .filter(|(_, namespace)| !known.contains(namespace.as_str()))
        .map(|(at, namespace)| {
            let help = match nearest(namespace, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("make it before the plan runs, `kubectl create namespace {namespace}`"),
            };
            Finding::at(at, format!("nothing here makes the namespace `{namespace}`")).help(help)
        })
        .collect()
}

/// Namespaces of Kubernetes, of releases, of kwatch, of what External Secrets makes and of add-ons.
fn known<'a>(subject: &'a Subject<'_>) -> BTreeSet<&'a str> {
    let environment = subject.environment();
    let releases = subject
        .resolved
        .releases
        .iter()
        .map(|release| release.namespace.as_str());
    let kwatch = environment.alerting.kwatch.as_ref();
    let kwatch = kwatch.and_then(|kwatch| environment.secrets.get(&kwatch.config));
    let kwatch = kwatch.map(|secret| secret.namespace().as_str());
    let external = environment.secrets.values().filter_map(Secret::external);
    let external = external.map(|secret| secret.namespace.as_str());
    let pods = subject.catalogue.pods().iter().filter_map(|(_, pod)| {
        let add_on = pod.add_on.as_deref()?;
        let installed = environment.addons.contains_key(add_on);
        installed.then_some(pod.namespace.as_deref()).flatten()
    });
    let insights = environment.logging.container_insights.as_ref().map(|_| INSIGHTS);
    GIVEN
        .into_iter()
        .chain(releases)
        .chain(kwatch)
        .chain(external)
        .chain(pods)
        .chain(insights)
        .collect()
}
