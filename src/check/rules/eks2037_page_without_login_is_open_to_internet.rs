//! EKS2037: Prometheus, Alertmanager, kubecost or OpenCost, which ask nobody who they are, where the whole internet reaches them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::extra::{self, Passed};
use crate::fields::exposed;
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
        if map.typed.is_empty() && map.is_on("enabled") {
            found.extend(of_chart(subject, &map, what));
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

/// An Ingress of a chart on an internet-facing load balancer for everybody, by itself or through its group, whom nobody asks
/// for a login. Everybody is let in where neither ranges nor prefix lists are named. Source:
/// kubernetes-sigs/aws-load-balancer-controller, `mergeListenPortConfigs` in pkg/ingress/model_builder.go,
/// `buildLoadBalancerSecurityGroups` and auth_config_builder.go, at 225f445 of 2026-08-17.
fn of_chart(subject: &Subject<'_>, map: &Passed<'_>, what: &str) -> Option<Finding> {
    let page = Annotations(map.get("annotations").and_then(Value::as_object));
    let ingress = subject.environment().ingress.as_ref();
    let group = page
        .text("group.name")
        .and_then(|name| ingress?.groups.get_key_value(name));
    // In a group that is declared the group decides; EKS2041 finds the other value.
    let scheme = group
        .map(|(_, group)| group.scheme.name())
        .or_else(|| page.text("scheme"));
    let everybody = match page.ranges() {
        Some(ranges) => ranges.iter().any(|range| range.ends_with("/0")),
        None => group.is_none_or(|(_, group)| lets_everybody_in(group)),
    };
    // With security groups of one's own ranges count for nothing, and of whom those let in nothing is known here.
    let is_own = !page.list("security-groups").is_empty();
    // One page sends HTTP on for all of its group.
    let redirects = group.is_some_and(|(name, group)| {
        let pages = exposed(subject.resolved);
        group.ssl_redirect && pages.iter().any(|(_, expose)| expose.group == *name)
    });
    let is_open = scheme == Some(Scheme::InternetFacing.name()) && everybody && !is_own;
    (is_open && !page.is_guarded(redirects)).then(|| {
        let finding = finding(map.at.clone(), what);
        match page.passed_over(redirects) {
            Some(why) => finding.note(why),
            None => finding,
        }
    })
}

/// What the controller reads of a page.
struct Annotations<'a>(Option<&'a Map<String, Value>>);

impl<'a> Annotations<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.0?.get(&format!("{PREFIX}{key}"))?.as_str()
    }

    fn list(&self, key: &str) -> Vec<&'a str> {
        let items = self.text(key).unwrap_or_default().split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).collect()
    }

    /// The ranges that are let in; `None` where neither ranges nor prefix lists are named. Those of IPv6 count where the load
    /// balancer has such addresses. Source: `buildManagedSecurityGroupIngressPermissions` in
    /// pkg/ingress/model_build_managed_sg.go, at 225f445.
    fn ranges(&self) -> Option<Vec<&'a str>> {
        let mut ranges = self.list("inbound-cidrs");
        if ranges.is_empty() && self.list("security-group-prefix-lists").is_empty() {
            return None;
        }
        let kind = self.text("ip-address-type").unwrap_or_default();
        ranges.retain(|range| !range.contains(':') || kind.starts_with("dualstack"));
        Some(ranges)
    }

    /// The ports at which the load balancer listens, and whether each is one of HTTPS; `None` where that cannot be read.
    /// Source: `computeIngressListenPorts` in pkg/ingress/model_build_listener.go, at 225f445.
    fn ports(&self) -> Option<Vec<(u64, bool)>> {
        let Some(written) = self.text("listen-ports") else {
            let is_plain = self.list("certificate-arn").is_empty();
            return Some(vec![if is_plain { (80, false) } else { (443, true) }]);
        };
        let entries: Vec<BTreeMap<String, u64>> = serde_json::from_str(written).ok()?;
        let ports = entries.into_iter().flatten();
        Some(ports.map(|(protocol, port)| (port, protocol == "HTTPS")).collect())
    }

    /// Whether every port that does not send people on to HTTPS is one of HTTPS: only those ask for anything. Source:
    /// `buildActions` in pkg/ingress/model_build_actions.go and `buildListenerRules` in model_build_listener_rules.go, at
    /// 225f445.
    fn secure_ports(&self, redirects: bool) -> Option<Vec<u64>> {
        let redirects = redirects || self.text("ssl-redirect").is_some();
        let ports = self.ports()?.into_iter();
        let ports = ports.filter(|(_, secure)| *secure || !redirects);
        ports.map(|(port, secure)| secure.then_some(port)).collect()
    }

    /// Whether the load balancer lets in nobody whom it does not know: by a login, a token or a certificate of the client's.
    fn is_guarded(&self, redirects: bool) -> bool {
        let by_certificate = self.verified();
        let is_asked = self.has_login() && !self.lets_strangers_in() || self.text("jwt-validation").is_some();
        let ports = self.secure_ports(redirects);
        ports.is_some_and(|ports| is_asked || ports.iter().all(|port| by_certificate.contains(port)))
    }

    fn has_login(&self) -> bool {
        self.text("auth-type")
            .is_some_and(|kind| ["oidc", "cognito"].contains(&kind))
    }

    fn lets_strangers_in(&self) -> bool {
        self.text("auth-on-unauthenticated-request") == Some("allow")
    }

    /// The ports at which clients show a certificate that the load balancer checks; `passthrough` leaves that to the pods.
    /// Source: aws-load-balancer-controller, docs/guide/ingress/annotations.md, `mutual-authentication`, at 225f445.
    fn verified(&self) -> Vec<u64> {
        let written = self.text("mutual-authentication").unwrap_or_default();
        let entries: Vec<Value> = serde_json::from_str(written).unwrap_or_default();
        let verify = entries.iter().filter(|entry| entry["mode"] == "verify");
        verify.filter_map(|entry| entry["port"].as_u64()).collect()
    }

    /// Why a login that is written asks nobody.
    fn passed_over(&self, redirects: bool) -> Option<&'static str> {
        let is_asked = self.has_login() || self.text("jwt-validation").is_some() || !self.verified().is_empty();
        if !is_asked {
            None
        } else if self.secure_ports(redirects).is_none() {
            Some(
                "the load balancer asks at HTTPS alone: name `certificate-arn`, and let `listen-ports` have no HTTP, or set \
                 `ssl-redirect`",
            )
        } else if self.has_login() && self.lets_strangers_in() {
            Some("`auth-on-unauthenticated-request: allow` lets in who has no login: remove it")
        } else {
            Some("a port of HTTPS is not in `mutual-authentication` with `verify`")
        }
    }
}
