//! EKS2041: an annotation passed on to a chart whose value another page of the ingress group has otherwise.

use std::collections::BTreeSet;

use crate::diag::FieldPath;
use crate::emit::helm;
use crate::extra::{self, Passed};
use crate::fields::exposed;
use crate::model::value::IngressGroupName;
use crate::{Finding, Help, Subject, at};

const PREFIX: &str = "alb.ingress.kubernetes.io/";

/// What must be the same on all pages of a group that say it. Source: AWS Load Balancer Controller 3.5.0 documentation,
/// ingress annotations, merge behaviour `Exclusive`.
const EXCLUSIVE: [&str; 16] = [
    "load-balancer-name",
    "ip-address-type",
    "scheme",
    "subnets",
    "security-groups",
    "manage-backend-security-group-rules",
    "customer-owned-ipv4-pool",
    "load-balancer-attributes",
    "wafv2-acl-arn",
    "waf-acl-id",
    "shield-advanced-protection",
    "ssl-redirect",
    "inbound-cidrs",
    "security-group-prefix-lists",
    "ssl-policy",
    "mutual-authentication",
];

/// A value that some page of a group has.
struct Said {
    group: String,
    key: &'static str,
    value: String,
    at: FieldPath,
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let maps = extra::maps(subject);
    let mut said = declared(subject, &maps);
    let mut found = Vec::new();
    for map in maps {
        let Some(group) = map.text(&format!("{PREFIX}group.name")).map(str::to_owned) else {
            continue;
        };
        for key in EXCLUSIVE {
            let Some(value) = map.own(&format!("{PREFIX}{key}")) else { continue };
            let at = map.at.key(&format!("{PREFIX}{key}"));
            let other = said.iter().find(|other| other.group == group && other.key == key);
            match other {
                Some(other) if agree(key, &other.value, &value) => {}
                Some(other) => found.push(contradiction(&at, &value, other)),
                None => said.push(Said {
                    group: group.clone(),
                    key,
                    value,
                    at,
                }),
            }
        }
    }
    found
}

fn contradiction(at: &FieldPath, value: &str, other: &Said) -> Finding {
    Finding::at(
        at.clone(),
        format!(
            "`{}` is `{value}` here and `{}` on another page of the group `{}`",
            other.key, other.value, other.group
        ),
    )
    .related(other.at.clone(), "the other value")
    .help(Help::take_out("write the same value, or remove it here: it counts for the whole group"))
    .note("the controller refuses the group as a whole, with all its pages")
}

/// What the fields of the environment say of groups that have a page.
fn declared(subject: &Subject<'_>, maps: &[Passed<'_>]) -> Vec<Said> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    let pages = exposed(subject.resolved);
    let pages = |name: &IngressGroupName| pages.iter().filter(|(_, expose)| expose.group == *name).count();
    let mut said = Vec::new();
    for (name, group) in ingress.groups.iter().filter(|(name, _)| pages(name) > 0) {
        let at = at!(ingress.groups[name]);
        let cidrs: Vec<String> = group.inbound_cidrs.iter().map(ToString::to_string).collect();
        let values = [
            ("scheme", "scheme", Some(group.scheme.name().to_owned())),
            (
                "load-balancer-name",
                "loadBalancerName",
                Some(group.load_balancer_name.to_string()),
            ),
            (
                "ssl-redirect",
                "sslRedirect",
                group.ssl_redirect.then(|| "443".to_owned()),
            ),
            ("ssl-policy", "sslPolicy", group.ssl_policy.clone()),
            (
                "inbound-cidrs",
                "inboundCidrs",
                (!cidrs.is_empty()).then(|| cidrs.join(",")),
            ),
        ];
        if elsewhere(name, maps) < pages(name) {
            said.extend(
                helm::load_balancer_subnets(environment, group.scheme).map(|value| Said {
                    group: name.to_string(),
                    key: "subnets",
                    value,
                    at: at!(network.existing),
                }),
            );
        }
        for (key, field, value) in values {
            said.extend(value.map(|value| Said {
                group: name.to_string(),
                key,
                value,
                at: at.field(field),
            }));
        }
    }
    said
}

/// How many of our pages in a group have subnets of their own, before which ours give way.
fn elsewhere(group: &IngressGroupName, maps: &[Passed<'_>]) -> usize {
    let is_ours = |map: &&Passed<'_>| map.typed.contains_key(&format!("{PREFIX}group.name"));
    let ours = maps.iter().filter(is_ours);
    ours.filter(|map| map.has_subnets_in(group.as_str())).count()
}

/// Whether the controller takes both values on one load balancer. It compares lists as sets, and attributes one by one.
fn agree(key: &str, one: &str, other: &str) -> bool {
    let parts = |value: &str| -> BTreeSet<String> {
        let parts = value.split(',').map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    };
    let (one, other) = (parts(one), parts(other));
    if key != "load-balancer-attributes" {
        return one == other;
    }
    let name = |attribute: &str| attribute.split('=').next().unwrap_or_default().to_owned();
    one.difference(&other)
        .all(|attribute| !other.iter().any(|known| name(known) == name(attribute)))
}
