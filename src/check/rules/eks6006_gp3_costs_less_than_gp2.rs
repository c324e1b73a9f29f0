//! EKS6006: volumes of the previous general purpose type, at a higher price.

use crate::fields::machine_volumes;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::VolumeType;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let machines = machine_volumes(environment)
        .into_iter()
        // EKS6004 says that a larger one is none, and names gp3.
        .filter(|machine| machine.volume.kind == VolumeType::Gp2 && machine.volume.size.gib() <= 16_384)
        .map(|machine| finding(machine.at.field("type")));
    let classes = environment
        .storage
        .classes
        .iter()
        .filter(|(_, class)| class.kind == VolumeType::Gp2)
        .map(|(name, _)| finding(at!(storage.classes[name]).field("type")));
    machines.chain(classes).collect()
}

fn finding(at: FieldPath) -> Finding {
    Finding::at(
        at,
        "gp3 costs a fifth less than gp2 in most regions, and is faster below 1,000 GiB",
    )
    .help("write `type: gp3`; volumes that exist can be changed while in use")
}
