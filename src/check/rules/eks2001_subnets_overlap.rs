//! EKS2001: subnets that overlap, or that lie outside the VPC.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Cidr;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    let vpc = subject.resolved.vpc_cidr;
    let public = network
        .public_subnets
        .iter()
        .map(|(zone, cidr)| (at!(network.publicSubnets[zone]), *cidr));
    let private = network
        .private_subnets
        .iter()
        .map(|(zone, cidr)| (at!(network.privateSubnets[zone]), *cidr));
    let subnets: Vec<(FieldPath, Cidr)> = public.chain(private).collect();
    let mut found = Vec::new();
    for (index, (at, cidr)) in subnets.iter().enumerate() {
        if !vpc.contains(*cidr) {
            let message = format!("`{cidr}` lies outside the VPC's `{vpc}`");
            found.push(
                Finding::at(at.clone(), message)
                    .related(at!(network.cidr), "the VPC")
                    .help("choose a range inside it"),
            );
        }
        for (other_at, other) in &subnets[..index] {
            if cidr.overlaps(*other) {
                let message = format!("`{cidr}` overlaps `{other}`");
                found.push(
                    Finding::at(at.clone(), message)
                        .related(other_at.clone(), "this subnet")
                        .help("give each subnet a range of its own"),
                );
            }
        }
    }
    found
}
