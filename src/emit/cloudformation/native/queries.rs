//! Saved queries of Logs Insights, in a folder with the cluster's name.

use super::builder::Builder;
use crate::cloudformation::Value;
use crate::cloudformation::resources::logs::QueryDefinition;
use crate::queries;

pub(super) fn add(builder: &mut Builder) {
    let environment = builder.resolved.environment;
    let cluster = &environment.cluster.name;
    for (name, query) in &environment.logging.queries {
        let groups = queries::log_groups(environment, query);
        let definition = QueryDefinition {
            name: format!("{cluster}/{name}"),
            query_string: queries::text(query),
            log_group_names: groups.into_iter().map(Value::literal).collect(),
        };
        builder.add_named("Query", name, definition);
    }
}
