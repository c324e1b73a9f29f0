//! EKS6007: a storage class that asks for unencrypted volumes.

use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let classes = subject.environment().storage.classes.iter();
    classes
        .filter(|(_, class)| !class.encrypted)
        .map(|(name, _)| {
            Finding::at(
                at!(storage.classes[name]).field("encrypted"),
                format!("volumes of the class `{name}` lie on disks in the clear"),
            )
            .help(Help::take_out(
                "remove it: encryption costs nothing, and neither a class nor a volume can be changed later",
            ))
        })
        .collect()
}
