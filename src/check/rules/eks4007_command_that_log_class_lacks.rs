//! EKS4007: a query with a command that the class of its log group does not support.

use crate::insights::{self, Command};
use crate::model::LogClass;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let control_plane = environment.logging.control_plane.as_ref();
    if control_plane.is_none_or(|logs| logs.class != LogClass::InfrequentAccess) {
        return Vec::new();
    }
    let refused_words = &subject.catalogue.limits().insights.standard_only;
    let cluster_group = format!("/aws/eks/{}/cluster", environment.cluster.name);
    insights::own(subject)
        .filter(|(_, query)| query.log_groups.contains(&cluster_group))
        .filter_map(|(name, query)| {
            let commands = insights::commands(&query.query);
            let mut words = commands.iter().filter_map(Command::word);
            let refused = words.find_map(|word| {
                refused_words
                    .iter()
                    .find(|refused| refused.eq_ignore_ascii_case(word))
            })?;
            let message = format!("`{refused}` does not work over logs of the class INFREQUENT_ACCESS");
            Some(
                Finding::at(at!(logging.queries[name].own.query), message)
                    .related(at!(logging.controlPlane.class), "the class")
                    .help("remove `class`, or do without the command"),
            )
        })
        .collect()
}
