//! EKS2040: a load balancer whose scheme finds subnets in fewer than two zones of a VPC that exists.

use std::collections::BTreeSet;

use crate::extra::{self, Passed};
use crate::fields::exposed;
use crate::model::value::IngressGroupName;
use crate::model::{Scheme, SubnetKind};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    // EKS2007, EKS2010 and EKS1009 say what is wrong with the subnets of a new VPC.
    if environment.network.existing.is_none() {
        return Vec::new();
    }
    let maps = extra::maps(subject);
    let mut found = Vec::new();
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

/// Whether all pages of a group name subnets in `extraValues`, which the controller takes before those that it finds.
fn names_its_own(subject: &Subject<'_>, group: &IngressGroupName, maps: &[Passed<'_>]) -> bool {
    let declared = exposed(subject.environment());
    let declared = declared.iter().filter(|(_, expose)| expose.group == *group).count();
    let key = "alb.ingress.kubernetes.io/group.name";
    let in_group = maps.iter().filter(|map| map.text(key) == Some(group.as_str()));
    let (with, without): (Vec<_>, Vec<_>) = in_group.partition(|map| map.has_subnets_in(group.as_str()));
    let of_fields = with.iter().filter(|map| map.typed.contains_key(key)).count();
    !with.is_empty() && without.is_empty() && of_fields == declared
}
