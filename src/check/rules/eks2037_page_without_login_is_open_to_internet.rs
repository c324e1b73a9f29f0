//! EKS2037: Prometheus, Alertmanager, kubecost or OpenCost, which ask nobody who they are, where the whole internet reaches them.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::extra::{self, Passed};
use crate::model::value::Release;
use crate::model::{IngressGroup, Scheme};
use crate::{Finding, Subject, at};

const PREFIX: &str = "alb.ingress.kubernetes.io/";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = published(subject).into_iter().collect();
    for map in extra::maps(subject) {
        let what = match (map.release, map.path.as_str()) {
            (Release::KubePrometheusStack, "alertmanager.ingress") => "Alertmanager",
            (Release::KubePrometheusStack, "prometheus.ingress") => "Prometheus",
            (Release::Kubecost, "ingress") => "kubecost",
            (
                Release::Opencost,
                "opencost.ui.ingress" | "opencost.exporter.apiIngress" | "opencost.mcp.ingress",
            ) => "OpenCost",
            _ => continue,
        };
        // A field's page is looked at above.
        if map.typed.is_empty() && map.is_on("enabled") && is_open(subject, &map) {
            found.push(finding(map.at.clone(), what));
        }
    }
    found
}

/// Prometheus, published by a field.
fn published(subject: &Subject<'_>) -> Option<Finding> {
    let environment = subject.environment();
    let expose = environment.monitoring.prometheus.as_ref()?.expose.as_ref()?;
    let name = &expose.group;
    let group = environment.ingress.as_ref()?.groups.get(name)?;
    (group.scheme == Scheme::InternetFacing && lets_everybody_in(group)).then(|| {
        finding(at!(monitoring.prometheus.expose.group), "Prometheus")
            .related(at!(ingress.groups[name]), "this group")
    })
}

fn finding(at: FieldPath, what: &str) -> Finding {
    Finding::at(
        at,
        format!("{what} has no login, and the whole internet reaches it here"),
    )
    .help(
        "publish it on an internal group, or give the group `inboundCidrs`; or do not publish it and use `kubectl \
         port-forward`",
    )
    .note("its labels tell names, versions and addresses of everything that runs here")
}

fn lets_everybody_in(group: &IngressGroup) -> bool {
    group.inbound_cidrs.is_empty() || group.inbound_cidrs.iter().any(|cidr| cidr.is_everywhere())
}

/// Whether an Ingress of a chart is on an internet-facing load balancer for everybody, by itself or through its group, and asks
/// nobody for a login. Everybody is let in where neither ranges nor prefix lists are named. Source:
/// kubernetes-sigs/aws-load-balancer-controller, `mergeListenPortConfigs` in pkg/ingress/model_builder.go,
/// `buildLoadBalancerSecurityGroups` and auth_config_builder.go, at 225f445 of 2026-08-17.
fn is_open(subject: &Subject<'_>, map: &Passed<'_>) -> bool {
    let annotations = map.get("annotations").and_then(Value::as_object);
    let read = |key: &str| annotations?.get(&format!("{PREFIX}{key}"))?.as_str();
    let groups = subject
        .environment()
        .ingress
        .as_ref()
        .map(|ingress| &ingress.groups);
    let group = read("group.name").and_then(|name| groups?.get(name));
    // In a group that is declared the group decides; EKS2041 finds the other value.
    let scheme = group.map(|group| group.scheme.name()).or_else(|| read("scheme"));
    let listed = |key: &str| {
        let items = read(key).unwrap_or_default().split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).collect::<Vec<&str>>()
    };
    let (ranges, lists) = (listed("inbound-cidrs"), listed("security-group-prefix-lists"));
    let everybody = match (ranges.as_slice(), lists.as_slice()) {
        ([], []) => group.is_none_or(lets_everybody_in),
        _ => ranges.contains(&"0.0.0.0/0"),
    };
    // With security groups of one's own ranges count for nothing, and of whom those let in nothing is known here.
    let is_own = !listed("security-groups").is_empty();
    let has_login = read("auth-type").is_some_and(|kind| ["oidc", "cognito"].contains(&kind));
    scheme == Some(Scheme::InternetFacing.name()) && everybody && !is_own && !has_login
}
