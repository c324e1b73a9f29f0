//! EKS2010: subnets written out that leave a zone of the cluster out, or lie in one that is not the cluster's.

use crate::fields::listed;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::ZoneRef;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    let mut found = compare(
        subject,
        &at!(network.publicSubnets),
        network.public_subnets.keys(),
        true,
    );
    found.extend(compare(
        subject,
        &at!(network.privateSubnets),
        network.private_subnets.keys(),
        true,
    ));
    if let Some(existing) = &network.existing {
        // A VPC that exists may have public subnets in some of the zones only.
        let public = existing.public_subnets.keys();
        found.extend(compare(
            subject,
            &at!(network.existing.publicSubnets),
            public,
            false,
        ));
        let private = existing.private_subnets.keys();
        found.extend(compare(
            subject,
            &at!(network.existing.privateSubnets),
            private,
            true,
        ));
    }
    found
}

fn compare<'a>(
    subject: &Subject<'_>,
    at: &FieldPath,
    written: impl ExactSizeIterator<Item = &'a ZoneRef>,
    each_zone: bool,
) -> Vec<Finding> {
    let (wanted, zones) = (&subject.environment().cluster.zones, &subject.resolved.zones);
    let written: Vec<&ZoneRef> = written.collect();
    if written.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for zone in written
        .iter()
        .filter(|zone| !zones.iter().any(|known| known.is(zone)))
    {
        found.push(
            Finding::at(
                at.key(zone),
                format!("`{zone}` is not one of the cluster's zones"),
            )
            .related(at!(cluster.zones), "the zones")
            .help(format!("its zones are {}", listed(wanted))),
        );
    }
    let missing = zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| each_zone && !written.iter().any(|known| zone.is(known)));
    for (index, _) in missing {
        found.push(
            Finding::at(at.clone(), format!("there is no subnet in `{}`", wanted[index]))
                .related(at!(cluster.zones[#index]), "this zone")
                .help(format!("add `{}: …`, or remove the zone", wanted[index])),
        );
    }
    found
}
