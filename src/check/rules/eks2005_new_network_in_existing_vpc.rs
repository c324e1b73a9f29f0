//! EKS2005: settings of a new VPC beside an existing one, where nothing reads them.

use crate::model::Nat;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    if network.existing.is_none() {
        return Vec::new();
    }
    [
        (at!(network.cidr), network.cidr.is_some()),
        (at!(network.publicSubnets), !network.public_subnets.is_empty()),
        (at!(network.privateSubnets), !network.private_subnets.is_empty()),
        // What is written out as the default comes to the same as nothing.
        (at!(network.nat), network.nat != Nat::default()),
        (at!(network.endpoints), !network.endpoints.is_empty()),
        (at!(network.flowLogs), network.flow_logs.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_there)| *is_there)
    .map(|(at, _)| {
        Finding::at(
            at,
            "this belongs to a new VPC, and this environment uses an existing one",
        )
        .related(at!(network.existing), "the existing VPC")
        .help(Help::take_out("remove it: whoever made the VPC decides, or remove `existing`"))
    })
    .collect()
}
