//! EKS2030: a page published through an Ingress that no controller serves.

use crate::fields::exposed;
use crate::{Finding, Subject, at};
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let controller = Release::AwsLoadBalancerController;
    if environment.charts.contains_key(&controller) {
        return Vec::new();
    }
    exposed(subject.resolved)
        .into_iter()
        .map(|(at, expose)| {
            Finding::at(
                at,
                format!("nobody makes a load balancer for the host `{}`", expose.host),
            )
            .related(at!(charts), "the charts")
            .help(format!(
                "add `charts: {{ {controller}: {{ version: … }} }}`, or remove `expose`"
            ))
            .note("an Ingress of class `alb` is only a wish: EKS brings no controller that fulfils it")
        })
        .collect()
}
