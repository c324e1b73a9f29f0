//! EKS4001: a query that filters by a value which a later command makes.

use crate::check::{Finding, Subject, at};
use crate::model::LogQuery;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let queries = subject.environment().logging.queries.iter();
    queries
        .filter_map(|(name, query)| match query {
            LogQuery::Own(own) => Some((name, early(&own.query)?)),
            LogQuery::Builtin(_) => None,
        })
        .map(|(name, value)| {
            Finding::at(
                at!(logging.queries[name].own.query),
                format!("`{value}` is filtered before a later command makes it, so that nothing is found"),
            )
            .help("put the filter behind the `stats` that names the value")
        })
        .collect()
}

/// The first value that a filter reads and a later `… as <value>` makes.
fn early(query: &str) -> Option<&str> {
    let commands: Vec<&str> = query
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect();
    let commands: Vec<&str> = commands
        .iter()
        .flat_map(|line| line.split('|'))
        .map(str::trim)
        .collect();
    let made = |command: &'_ str| -> Vec<String> {
        let words: Vec<&str> = command.split([' ', ',']).collect();
        words
            .windows(2)
            .filter(|pair| pair[0] == "as")
            .map(|pair| pair[1].to_owned())
            .collect()
    };
    commands.iter().enumerate().find_map(|(position, command)| {
        let read = command.strip_prefix("filter ")?.split_whitespace().next()?;
        let later = &commands[position + 1..];
        later
            .iter()
            .any(|command| made(command).iter().any(|value| value == read))
            .then_some(read)
    })
}
