//! EKS2040: a load balancer whose scheme finds subnets in fewer than two zones of a VPC that exists.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::extra::{self, Passed};
use crate::fields::exposed;
use crate::model::value::IngressGroupName;
use crate::model::{Scheme, SubnetKind};
use crate::page_subnets::{self, PageSubnets};
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    let maps = extra::maps(subject);
    let pages = page_subnets::all(subject, &maps).into_iter();
    let mut found: Vec<Finding> = pages.filter_map(|page| of_page(subject, page)).collect();
    // EKS2007, EKS2010 and EKS1009 say what is wrong with the subnets of a new VPC.
    if environment.network.existing.is_none() {
        return found;
    }
    for (name, group) in &ingress.groups {
        let (kind, field) = match group.scheme {
            Scheme::InternetFacing => (SubnetKind::Public, "publicSubnets"),
            Scheme::Internal => (SubnetKind::Private, "privateSubnets"),
        };
        let subnets = subject.resolved.subnets.of(kind);
        let zones: BTreeSet<usize> = subnets.iter().map(|subnet| subnet.zone).collect();
        if zones.len() >= 2 || names_its_own(subject, name, &maps) {
            continue;
        }
        let message = format!(
            "a load balancer needs subnets in two zones, and `{field}` has {}",
            zones.len()
        );
        found.push(
            Finding::at(at!(ingress.groups[name].scheme), message)
                .related(at!(network.existing).field(field), "the subnets")
                .help(match group.scheme {
                    Scheme::InternetFacing => {
                        "name public subnets in two zones at least, or use `scheme: internal`"
                    }
                    Scheme::Internal => "name private subnets in two zones at least",
                }),
        );
    }
    found
}

/// Subnets that a page names and with which the controller makes nothing.
fn of_page(subject: &Subject<'_>, page: PageSubnets<'_>) -> Option<Finding> {
    let kind = match page.value {
        Value::Array(_) => Some("a list"),
        Value::Object(_) => Some("a map"),
        _ => None,
    };
    if let Some(kind) = kind {
        let message = format!("the subnets are {kind}, and Kubernetes takes a text alone in an annotation");
        let help = "write names or ids with commas between them: `subnet-…,subnet-…`";
        return Some(Finding::at(page.at, message).help(help));
    }
    let parts = page.parts();
    if parts.is_empty() {
        let message = "no subnet is named, and the controller does not look for others then";
        let help = Help::take_out("name subnets in two zones, or remove it: the controller finds those of the VPC");
        return Some(Finding::at(page.at, message).help(help));
    }
    // All of them known: of another one nobody can tell the zone here.
    let known: Option<BTreeSet<usize>> = parts
        .iter()
        .map(|part| page_subnets::known(subject, part).map(|(_, zone)| zone))
        .collect();
    let zones = known?.len();
    (zones < 2).then(|| {
        let message = format!("a load balancer needs subnets in two zones, and these are in {zones}");
        Finding::at(page.at, message).help("name one of another zone beside them")
    })
}

/// Whether all pages of a group name subnets in `extraValues`, which the controller takes before those that it finds.
fn names_its_own(subject: &Subject<'_>, group: &IngressGroupName, maps: &[Passed<'_>]) -> bool {
    let declared = exposed(subject.resolved);
    let declared = declared
        .iter()
        .filter(|(_, expose)| expose.group == *group)
        .count();
    let key = "alb.ingress.kubernetes.io/group.name";
    let in_group = maps.iter().filter(|map| map.text(key) == Some(group.as_str()));
    let (with, without): (Vec<_>, Vec<_>) = in_group.partition(|map| map.has_subnets_in(group.as_str()));
    let of_fields = with.iter().filter(|map| map.typed.contains_key(key)).count();
    !with.is_empty() && without.is_empty() && of_fields == declared
}
