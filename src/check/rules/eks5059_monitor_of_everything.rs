//! EKS5059: a monitor without labels, which selects all that is in its namespace.

use crate::model::ScrapeTarget;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let targets = subject.environment().monitoring.targets.iter();
    targets
        .filter(|(_, target)| target.match_labels().is_empty())
        .map(|(name, target)| {
            let what = match target {
                ScrapeTarget::PodMonitor(_) => "pod",
                ScrapeTarget::ServiceMonitor(_) => "Service",
            };
            let message = format!("no label selects every {what} of `{}`", target.namespace());
            Finding::at(
                at!(monitoring.targets[name])
                    .field(target.key())
                    .field("matchLabels"),
                message,
            )
            .help("name a label of what is meant, such as `app.kubernetes.io/name`")
        })
        .collect()
}
