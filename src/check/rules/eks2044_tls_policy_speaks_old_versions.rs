//! EKS2044: a load balancer with which clients may still speak TLS 1.0 or 1.1, by the policy that is written or for lack of one.

use crate::diag::FieldPath;
use crate::fields::{exposed, value_at};
use crate::model::Lifecycle;
use crate::model::value::Release;
use crate::{Finding, Subject, at};
use serde_json::Value;

const HELP: &str =
    "write `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`, which AWS recommends: TLS 1.2 and 1.3";

/// What the controller writes where nothing says another one. Source: kubernetes-sigs/aws-load-balancer-controller,
/// docs/deploy/configurations.md and pkg/config/controller_config.go, `default-ssl-policy`, at v3.5.0 and before; read 2026-11.
const DEFAULT: &str = "ELBSecurityPolicy-2016-08";

/// The value of its chart that says another one; one that is empty or `false` says none. Source: the same repository,
/// helm/aws-load-balancer-controller/templates/deployment.yaml; read 2026-11.
const OF_CONTROLLER: &str = "defaultSSLPolicy";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let of_controller = of_controller(subject);
    let written = of_controller
        .iter()
        .filter_map(|(at, policy)| of_policy(subject, at.clone(), policy.as_str()?));
    let mut found: Vec<Finding> = written.collect();
    let Some(ingress) = &environment.ingress else {
        return found;
    };
    let pages = exposed(subject.resolved);
    // Without one there is no load balancer, of which EKS2030 tells.
    let is_default = environment.lifecycle != Lifecycle::Archived
        && environment
            .charts
            .contains_key(&Release::AwsLoadBalancerController)
        && of_controller.is_none();
    let groups = ingress.groups.iter().filter_map(|(name, group)| {
        match &group.ssl_policy {
            Some(policy) => of_policy(subject, at!(ingress.groups[name].sslPolicy), policy),
            // A policy reaches the load balancer by the pages that are published on it.
            None if is_default && pages.iter().any(|(_, page)| page.group == *name) => {
                let found = of_policy(subject, at!(ingress.groups[name].sslPolicy), DEFAULT)?;
                Some(found.note(format!(
                    "without `sslPolicy` the AWS Load Balancer Controller takes `{DEFAULT}`"
                )))
            }
            None => None,
        }
    });
    found.extend(groups);
    found
}

/// What the controller's chart is given for load balancers without a policy of their own.
pub(super) fn of_controller<'a>(subject: &Subject<'a>) -> Option<(FieldPath, &'a Value)> {
    let name = Release::AwsLoadBalancerController;
    let extra = &subject.environment().charts.get(&name)?.extra_values;
    let (at, value) = value_at(|| at!(charts[name].extraValues), extra, OF_CONTROLLER)?;
    let is_empty = matches!(value, Value::Null | Value::Bool(false)) || value.as_str() == Some("");
    (!is_empty).then_some((at, value))
}

fn of_policy(subject: &Subject<'_>, at: FieldPath, policy: &str) -> Option<Finding> {
    let oldest = subject.catalogue.limits().outdated_tls(policy)?;
    let message = format!("`{policy}` lets clients speak TLS {oldest}, which RFC 8996 gave up in 2021");
    Some(Finding::at(at, message).help(HELP))
}
