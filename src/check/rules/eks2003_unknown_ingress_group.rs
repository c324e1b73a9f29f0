//! EKS2003: a page published on an ingress group that is not declared.

use crate::fields::{exposed, listed};
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.ingress.as_ref().map(|ingress| &ingress.groups);
    exposed(subject.resolved)
        .into_iter()
        .filter(|(_, expose)| !groups.is_some_and(|groups| groups.contains_key(&expose.group)))
        .map(|(at, expose)| {
            let help = match groups {
                Some(groups) if !groups.is_empty() => format!("the groups are {}", listed(groups.keys())),
                _ => "declare it under `ingress.groups`".to_owned(),
            };
            Finding::at(
                at.field("group"),
                format!("there is no ingress group `{}`", expose.group),
            )
            .help(help)
        })
        .collect()
}
