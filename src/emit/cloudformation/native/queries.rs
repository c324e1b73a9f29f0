//! Saved queries of Logs Insights, in a folder with the cluster's name.

use super::builder::Builder;
use crate::cloudformation::Value;
use crate::cloudformation::resources::logs::QueryDefinition;
use crate::model::{LogQuery, OwnQuery};
use crate::queries;

pub(super) fn add(builder: &mut Builder) {
    let environment = builder.resolved.environment;
    let cluster = &environment.cluster.name;
    for (name, query) in &environment.logging.queries {
        let groups = match query {
            LogQuery::Builtin(_) => vec![Value::literal(format!("/aws/eks/{cluster}/cluster"))],
            LogQuery::Own(OwnQuery { log_groups, query: _ }) => log_groups
                .iter()
                .map(|group| Value::literal(group.as_str()))
                .collect(),
        };
        let definition = QueryDefinition {
            name: format!("{cluster}/{name}"),
            query_string: queries::text(query),
            log_group_names: groups,
        };
        builder.add_named("Query", name, definition);
    }
}
