//! EKS1017: a zone in which EKS places no control plane.

use crate::fields::listed;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let cluster = &subject.environment().cluster;
    let Some(region) = subject.catalogue.region(&cluster.region) else {
        return Vec::new();
    };
    let refused = &region.eks_refused_zone_ids;
    let others = || region.zone_ids().filter(|id| !refused.iter().any(|no| no == id));
    let zones = subject.resolved.zones.iter().zip(&cluster.zones).enumerate();
    zones
        .filter(|(_, (zone, _))| zone.id.as_ref().is_some_and(|id| refused.contains(id)))
        .map(|(index, (zone, written))| {
            let what = match &zone.id {
                Some(id) if id != written.as_str() => format!("`{written}` (`{id}`)"),
                _ => format!("`{written}`"),
            };
            Finding::at(
                at!(cluster.zones[#index]),
                format!("EKS places no control plane in {what}"),
            )
            .help(format!("take others of {}", listed(others())))
            .note(format!("zones as of {}", subject.catalogue.regions().as_of()))
        })
        .collect()
}
