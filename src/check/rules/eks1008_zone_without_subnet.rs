//! EKS1008: a node group or bastion in a zone that is not the cluster's, or where it has no subnet.

use crate::fields::listed;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::SubnetKind;
use crate::model::value::ZoneRef;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // EKS1009 says it once.
    if environment.cluster.zones.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, group) in &environment.node_groups {
        let zones = group.zones.iter().enumerate();
        let places: Vec<(FieldPath, &ZoneRef)> = zones
            .map(|(index, zone)| (at!(nodeGroups[name].zones[#index]), zone))
            .collect();
        let at = at!(nodeGroups[name].subnets);
        found.extend(findings(subject, &places, group.subnets, at));
    }
    if let Some(bastion) = &environment.bastion {
        let places: Vec<_> = bastion
            .zone
            .iter()
            .map(|zone| (at!(bastion.zone), zone))
            .collect();
        found.extend(findings(subject, &places, bastion.subnets, at!(bastion.subnets)));
    }
    found
}

fn findings(
    subject: &Subject<'_>,
    places: &[(FieldPath, &ZoneRef)],
    kind: SubnetKind,
    of_kind: FieldPath,
) -> Vec<Finding> {
    let resolved = subject.resolved;
    let subnets = resolved.subnets.of(kind);
    let word = match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
    };
    // EKS2007 and EKS2010 say what is wrong with a new VPC's subnets.
    let existing = resolved.environment.network.existing.is_some();
    if places.is_empty() && existing && subnets.is_empty() {
        return vec![
            Finding::at(of_kind, format!("there is no {word} subnet"))
                .related(at!(network.existing), "the VPC")
                .help(format!("add `{word}Subnets` to it, or choose the other kind")),
        ];
    }
    let mut found = Vec::new();
    for (at, zone) in places {
        match resolved.zones.iter().position(|known| known.is(zone)) {
            None => found.push(
                Finding::at(at.clone(), format!("`{zone}` is not one of the cluster's zones"))
                    .related(at!(cluster.zones), "the zones")
                    .help(format!(
                        "its zones are {}",
                        listed(&resolved.environment.cluster.zones)
                    )),
            ),
            Some(position) if existing && !subnets.iter().any(|subnet| subnet.zone == position) => found
                .push(
                    Finding::at(at.clone(), format!("there is no {word} subnet in `{zone}`"))
                        .related(at!(network.existing), "the VPC")
                        .help(format!(
                            "add one to `network.existing.{word}Subnets`, or take another zone"
                        )),
                ),
            Some(_) => {}
        }
    }
    found
}
