//! EKS1025: a region or a zone of which the catalogue has no offerings, so that no instance type was checked.

use super::eks1004_zone_cannot_be_checked::misspelt_region;
use crate::fields::{instance_types, pools};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let region = &environment.cluster.region;
    let catalogue = subject.catalogue;
    // EKS1004 asks whether another region is meant.
    if misspelt_region(subject).is_some() {
        return Vec::new();
    }
    if instance_types(environment).is_empty() && pools(environment).is_empty() {
        return Vec::new();
    }
    let help = format!(
        "import them: `aws ec2 describe-instance-type-offerings --region {region} --location-type availability-zone-id | \
         cargo xtask catalog import -`; or make sure of it yourself, then except this"
    );
    let note = format!("offerings as of {}", catalogue.offerings().as_of());
    let Some(offerings) = catalogue.offerings().region(region) else {
        let message =
            format!("nothing is known of what EC2 offers in `{region}`, so no instance type is checked");
        return vec![Finding::at(at!(cluster.region), message).help(help).note(note)];
    };
    let regions = catalogue.region(region);
    let zones = subject.resolved.zones.iter().enumerate();
    zones
        .filter_map(|(index, zone)| {
            let id = zone.id.as_deref()?;
            // An id that the region does not have is the business of EKS1015, and one that EKS refuses of EKS1017.
            let exists = regions.is_none_or(|facts| {
                let refused = facts.eks_refused_zone_ids.iter().any(|refused| refused == id);
                !refused && facts.zone_ids().any(|known| known == id)
            });
            (exists && !offerings.zones().contains(&id)).then(|| {
                let message = format!(
                    "nothing is known of what EC2 offers in `{id}`, so no instance type is checked there"
                );
                Finding::at(at!(cluster.zones[#index]), message)
                    .help(help.clone())
                    .note(note.clone())
            })
        })
        .collect()
}
