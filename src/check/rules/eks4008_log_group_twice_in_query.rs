//! EKS4008: a query that names the same log group twice.

use crate::{Finding, Help, Subject, at, insights};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for (name, own) in insights::own(subject) {
        let place = |index: usize| at!(logging.queries[name].own.logGroups[#index]);
        for (index, group) in own.log_groups.iter().enumerate() {
            let group = insights::group_name(environment, group);
            let same = |other: &String| insights::group_name(environment, other) == group;
            if let Some(first) = own.log_groups[..index].iter().position(same) {
                found.push(
                    Finding::at(place(index), "this query names the log group already")
                        .related(place(first), "here")
                        .help(Help::take_out("remove it, or write the group that was meant")),
                );
            }
        }
    }
    found
}
