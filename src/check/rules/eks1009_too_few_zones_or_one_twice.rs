//! EKS1009: a cluster in fewer than two zones, or in one zone twice.

use crate::{Finding, Help, Subject, at};
use crate::diag::Fix;

/// Zones in which a cluster needs a subnet each. Source: EKS API reference, CreateCluster, resourcesVpcConfig, as of
/// 2026-11.
const FEWEST: usize = 2;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let written = &subject.environment().cluster.zones;
    let zones = &subject.resolved.zones;
    let mut found = Vec::new();
    for (index, zone) in zones.iter().enumerate() {
        let Some(first) = zones[..index].iter().position(|earlier| earlier.is_same(zone)) else {
            continue;
        };
        let message = if written[first] == written[index] {
            format!("`{}` is there twice", written[index])
        } else {
            format!("`{}` is the zone `{}` again", written[index], written[first])
        };
        let finding = Finding::at(at!(cluster.zones[#index]), message)
            .related(at!(cluster.zones[#first]), "the first time")
            .help(Help::take_out(format!(
                "remove it, or write another zone: EKS needs {FEWEST} different ones"
            )));
        // Of two names it is for people to say which one is meant.
        found.push(if written[first] == written[index] {
            finding.fix(Fix::Remove)
        } else {
            finding
        });
    }
    if found.is_empty() && zones.len() < FEWEST {
        let message = match written.first() {
            None => "the cluster has no zone".to_owned(),
            Some(zone) => format!("`{zone}` is the only zone, EKS needs {FEWEST}"),
        };
        let region = subject.catalogue.region(&subject.environment().cluster.region);
        let known = region.and_then(|region| {
            let mut known = region.zones.keys();
            Some((known.next()?, known.next()?, known.next()?))
        });
        let help = known.map_or_else(
            || "write at least two zones of the region".to_owned(),
            |(a, b, c)| format!("write at least two, such as `[{a}, {b}, {c}]`"),
        );
        found.push(Finding::at(at!(cluster.zones), message).help(help));
    }
    found
}
