//! EKS4005: a query that is empty or too long for Logs Insights, asks for too many rows, or names too many log groups,
//! none, or one that is no name.

use crate::catalog::Insights;
use crate::diag::FieldPath;
use crate::{Finding, Subject, at, insights};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let limits = &subject.catalogue.limits().insights;
    let mut found = Vec::new();
    for (name, own) in insights::own(subject) {
        let groups = own.log_groups.len();
        let at = at!(logging.queries[name].own);
        if groups == 0 {
            found.push(
                Finding::at(at.field("logGroups"), "this query looks at no log group")
                    .help("name the log groups that it is for"),
            );
        } else if groups > limits.log_groups {
            let message = format!(
                "{groups} log groups are more than the {} that a query takes",
                limits.log_groups
            );
            found.push(Finding::at(at.field("logGroups"), message).help("make several queries of it"));
        }
        let groups = own.log_groups.iter().enumerate();
        found.extend(groups.filter_map(|(index, group)| {
            no_name(
                subject,
                limits,
                group,
                &at!(logging.queries[name].own.logGroups[#index]),
            )
        }));
        let commands = insights::commands(&own.query);
        if commands.iter().all(|command| command.tokens.is_empty()) {
            found.push(
                Finding::at(at.field("query"), "there is no command in this query")
                    .help("write one, such as `fields @timestamp, @message`, or remove the query"),
            );
        }
        let mut rows = commands.iter().filter_map(insights::limit);
        if let Some(rows) = rows.find(|rows| !(1..=limits.rows).contains(rows)) {
            let message = format!("`limit {rows}` is not one of 1 to {} rows", limits.rows);
            found.push(
                Finding::at(at.field("query"), message)
                    .help("write fewer rows, and a narrower filter or a shorter time where more are found"),
            );
        }
        let length = own.query.chars().count();
        if length > limits.query_characters {
            let message = format!(
                "{length} characters are more than the {} that a query takes",
                limits.query_characters
            );
            found.push(
                Finding::at(at.field("query"), message).help("shorten it, or make several queries of it"),
            );
        }
    }
    found
}

/// A log group that is named by something else than its name.
fn no_name(subject: &Subject<'_>, limits: &Insights, group: &str, at: &FieldPath) -> Option<Finding> {
    if is_name(limits, group) {
        return None;
    }
    let name = insights::group_name(subject.environment(), group);
    let help = if is_name(limits, name) {
        format!("write its name, `{name}`")
    } else if group.starts_with("arn:") {
        "a query looks at log groups of its own account and region: write the name of one".to_owned()
    } else {
        format!(
            "a name has 1 to {} of the characters A-Z, a-z, 0-9 and `.`, `-`, `_`, `/`, `#`, such as `/shop/orders`",
            limits.group_name_characters
        )
    };
    Some(Finding::at(at.clone(), format!("`{group}` is not the name of a log group")).help(help))
}

fn is_name(limits: &Insights, group: &str) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || "._-/#".contains(c);
    (1..=limits.group_name_characters).contains(&group.chars().count()) && group.chars().all(of_name)
}
