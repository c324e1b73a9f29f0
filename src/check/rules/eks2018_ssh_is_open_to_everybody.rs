//! EKS2018: a host whose port 22 the whole internet reaches.

use crate::{Finding, Help, Subject, at};

/// Nobody has a larger range than this of the internet for himself.
const LARGEST: u8 = 8;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(bastion) = &subject.environment().bastion else {
        return Vec::new();
    };
    let ranges = bastion.ssh_cidrs.iter().enumerate();
    ranges
        .filter(|(_, range)| range.prefix() < LARGEST)
        .map(|(index, range)| {
            Finding::at(
                at!(bastion.sshCidrs[#index]),
                format!("`{range}` lets everybody reach port 22 of this host"),
            )
            .help(Help::take_out("remove it: Session Manager needs no open port; or write the range that you work from"))
        })
        .collect()
}
