//! EKS2040: a load balancer whose scheme finds subnets in fewer than two zones of a VPC that exists.

use std::collections::BTreeSet;

use crate::{Finding, Subject, at};
use crate::model::{Scheme, SubnetKind};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    // EKS2007, EKS2010 and EKS1009 say what is wrong with the subnets of a new VPC.
    if environment.network.existing.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, group) in &ingress.groups {
        let (kind, field) = match group.scheme {
            Scheme::InternetFacing => (SubnetKind::Public, "publicSubnets"),
            Scheme::Internal => (SubnetKind::Private, "privateSubnets"),
        };
        let subnets = subject.resolved.subnets.of(kind);
        let zones: BTreeSet<usize> = subnets.iter().map(|subnet| subnet.zone).collect();
        if zones.len() >= 2 {
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
