//! EKS6008: a parameter of a storage class that only counts beside one that the class does not have.

use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let classes = subject.environment().storage.classes.iter();
    classes
        .filter(|(_, class)| class.allow_auto_iops_per_gb_increase == Some(true))
        .map(|(name, class)| {
            Finding::at(
                at!(storage.classes[name]).field("allowAutoIopsPerGbIncrease"),
                format!(
                    "without `iopsPerGB` this does nothing for `{}`",
                    class.kind.name()
                ),
            )
            .help(Help::take_out("remove it: gp3 has 3,000 operations a second at any size"))
        })
        .collect()
}
