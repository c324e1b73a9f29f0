//! EKS1001: an instance type that AWS does not offer in a zone where nodes shall run.

use crate::catalog::Offering;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::{InstanceType, ZoneRef};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let all: Vec<(FieldPath, &ZoneRef)> = environment
        .cluster
        .zones
        .iter()
        .enumerate()
        .map(|(i, zone)| (at!(cluster.zones[#i]), zone))
        .collect();
    let mut found = Vec::new();
    for (name, group) in &environment.node_groups {
        let own: Vec<(FieldPath, &ZoneRef)> = group
            .zones
            .iter()
            .enumerate()
            .map(|(i, zone)| (at!(nodeGroups[name].zones[#i]), zone))
            .collect();
        let zones = if own.is_empty() { &all } else { &own };
        let subject_name = format!("node group `{name}`");
        for (index, kind) in group.instance_types.iter().enumerate() {
            let at = at!(nodeGroups[name].instanceTypes[#index]);
            found.extend(findings(subject, kind, &at, zones, &subject_name));
        }
    }
    if let Some(bastion) = &environment.bastion {
        let zone = match &bastion.zone {
            Some(zone) => Some((at!(bastion.zone), zone)),
            None => all.first().cloned(),
        };
        let zones: Vec<_> = zone.into_iter().collect();
        found.extend(findings(
            subject,
            &bastion.instance_type,
            &at!(bastion.instanceType),
            &zones,
            "the bastion",
        ));
    }
    found
}

fn findings(
    subject: &Subject<'_>,
    kind: &InstanceType,
    at: &FieldPath,
    zones: &[(FieldPath, &ZoneRef)],
    whose: &str,
) -> Vec<Finding> {
    let region = &subject.environment().cluster.region;
    let catalogue = subject.catalogue;
    // A type that is in no list is missing everywhere; EKS1002 says so once.
    if !catalogue.is_instance_type(kind) {
        return Vec::new();
    }
    if catalogue
        .zones_offering(region, kind)
        .is_some_and(|zones| zones.is_empty())
    {
        return vec![nowhere(subject, kind, at, zones)];
    }
    let id = |zone: &ZoneRef| {
        subject
            .resolved
            .zones
            .iter()
            .find(|known| known.is(zone))
            .and_then(|known| known.id.as_deref())
    };
    let known: Vec<&str> = zones.iter().filter_map(|(_, zone)| id(zone)).collect();
    let refused = |zone: &ZoneRef| {
        id(zone).is_some_and(|id| catalogue.offering(region, id, kind) == Offering::NotOffered)
    };
    let missing: Vec<&(FieldPath, &ZoneRef)> = zones.iter().filter(|(_, zone)| refused(zone)).collect();
    missing
        .iter()
        .map(|(zone_path, zone)| {
            let drop = (missing.len() < zones.len()).then(|| format!("drop `{zone}` from {whose}"));
            let instead = catalogue.alternatives(region, &known, kind).into_iter().next().map(|other| {
                let all = match known.len() {
                    1 => "there".to_owned(),
                    2 => "in both zones".to_owned(),
                    3 => "in all three zones".to_owned(),
                    count => format!("in all {count} zones"),
                };
                format!("`{other}` (same vCPU and memory) is offered {all}")
            });
            let help: Vec<String> = instead.into_iter().chain(drop).collect();
            Finding::at(at.clone(), format!("`{kind}` is not offered in `{zone}`"))
                .related(zone_path.clone(), "this zone")
                .help(if help.is_empty() { "choose another instance type or other zones".to_owned() } else { help.join("; or ") })
                .note(format!(
                    "offerings as of {}; newer ones: `aws ec2 describe-instance-type-offerings --region {region} \
                     --location-type availability-zone-id --filters Name=instance-type,Values={kind} | cargo xtask catalog import -`",
                    catalogue.offerings_as_of(region, [kind.as_str()])
                ))
        })
        .collect()
}

/// The region has none of it: one finding instead of one for each zone.
fn nowhere(
    subject: &Subject<'_>,
    kind: &InstanceType,
    at: &FieldPath,
    zones: &[(FieldPath, &ZoneRef)],
) -> Finding {
    let region = &subject.environment().cluster.region;
    let catalogue = subject.catalogue;
    let resolved = subject.resolved.zones.iter();
    let wanted = resolved.filter(|known| zones.iter().any(|(_, zone)| known.is(zone)));
    let ids: Vec<&str> = wanted.filter_map(|zone| zone.id.as_deref()).collect();
    let help = match catalogue.alternatives(region, &ids, kind).first() {
        Some(other) => format!("take `{other}` (same vCPU and memory)"),
        None => "choose another instance type or another region".to_owned(),
    };
    Finding::at(at.clone(), format!("`{kind}` is not offered anywhere in `{region}`"))
        .related(at!(cluster.region), "the region")
        .help(help)
        .note(format!(
            "offerings as of {}; newer ones: `aws ec2 describe-instance-type-offerings --region {region} --location-type \
             availability-zone-id --filters Name=instance-type,Values={kind} | cargo xtask catalog import -`",
            catalogue.offerings_as_of(region, [kind.as_str()])
        ))
}
