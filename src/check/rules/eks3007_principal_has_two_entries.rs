//! EKS3007: two access entries for one IAM principal.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let access = &subject.environment().cluster.access;
    let twice = access.iter().enumerate().filter_map(|(index, (name, entry))| {
        let mut before = access.iter().take(index);
        let (first, _) = before.find(|(_, other)| other.principal_arn == entry.principal_arn)?;
        let message = format!("`{}` has an access entry already: `{first}`", entry.principal_arn);
        Some(
            Finding::at(at!(cluster.access[name].principalArn), message)
                .related(at!(cluster.access[first].principalArn), "the first")
                .help("remove one of them: EKS keeps one entry for each principal"),
        )
    });
    twice.collect()
}
