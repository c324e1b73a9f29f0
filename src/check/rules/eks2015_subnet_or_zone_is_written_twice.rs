//! EKS2015: one subnet of a VPC that exists for two zones or as two kinds, or one zone twice, by name and by id.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::{SubnetId, ZoneRef};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    let mut found = zones(
        subject,
        &at!(network.publicSubnets),
        network.public_subnets.keys(),
    );
    found.extend(zones(
        subject,
        &at!(network.privateSubnets),
        network.private_subnets.keys(),
    ));
    let Some(existing) = &network.existing else {
        return found;
    };
    let (public, private) = (
        at!(network.existing.publicSubnets),
        at!(network.existing.privateSubnets),
    );
    found.extend(zones(subject, &public, existing.public_subnets.keys()));
    found.extend(zones(subject, &private, existing.private_subnets.keys()));
    let mut before: Vec<(FieldPath, &SubnetId)> = Vec::new();
    let kinds = [
        (public, &existing.public_subnets),
        (private, &existing.private_subnets),
    ];
    for (at, id) in kinds
        .iter()
        .flat_map(|(at, subnets)| subnets.iter().map(|(zone, id)| (at.key(zone), id)))
    {
        match before.iter().find(|(_, other)| *other == id) {
            Some((first, _)) => found.push(
                Finding::at(at, format!("`{id}` is written twice"))
                    .related(first.clone(), "here too")
                    .help("a subnet lies in one zone and is public or private: write the one that is meant"),
            ),
            None => before.push((at, id)),
        }
    }
    found
}

/// A zone that is named a second time; the first one counts.
fn zones<'a>(
    subject: &Subject<'_>,
    at: &FieldPath,
    written: impl Iterator<Item = &'a ZoneRef>,
) -> Vec<Finding> {
    let written: Vec<&ZoneRef> = written.collect();
    let mut found = Vec::new();
    for zone in &subject.resolved.zones {
        let mut names = written.iter().filter(|name| zone.is(name));
        let Some(first) = names.next() else { continue };
        found.extend(names.map(|name| {
            Finding::at(at.key(name), format!("`{first}` and `{name}` are one zone"))
                .related(at.key(first), "the other")
                .help("keep one of them")
        }));
    }
    found
}
