//! EKS4007: a query with a command that the class of its log group does not support.

use crate::check::{Finding, Subject, at};
use crate::model::{LogClass, LogQuery};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let control_plane = environment.logging.control_plane.as_ref();
    if control_plane.is_none_or(|logs| logs.class != LogClass::InfrequentAccess) {
        return Vec::new();
    }
    let refused_words = &subject.catalogue.limits().insights.standard_only;
    let group = format!("/aws/eks/{}/cluster", environment.cluster.name);
    let queries = environment.logging.queries.iter();
    queries
        .filter_map(|(name, query)| match query {
            LogQuery::Own(own) if own.log_groups.contains(&group) => Some((name, &own.query)),
            _ => None,
        })
        .filter_map(|(name, query)| {
            // A command stands first in the query or behind a bar.
            let mut commands = query.split('|').filter_map(|part| part.split_whitespace().next());
            let refused = commands.find(|word| refused_words.iter().any(|refused| refused == word))?;
            let message = format!("`{refused}` does not work over logs of the class INFREQUENT_ACCESS");
            Some(
                Finding::at(at!(logging.queries[name].own.query), message)
                    .related(at!(logging.controlPlane.class), "the class")
                    .help("remove `class`, or do without the command"),
            )
        })
        .collect()
}
