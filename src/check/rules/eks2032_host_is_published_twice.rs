//! EKS2032: two pages under one host.

use crate::fields::exposed;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let pages = exposed(subject.resolved);
    let mut found = Vec::new();
    for (index, (at, expose)) in pages.iter().enumerate() {
        let mut before = pages.iter().take(index);
        let Some((first, other)) = before.find(|(_, other)| other.host == expose.host) else {
            continue;
        };
        let message = if other.group == expose.group {
            format!(
                "`{}` is the host of another page of the group `{}`: only one of them is reached",
                expose.host, expose.group
            )
        } else {
            format!(
                "`{}` is a host on the group `{}` too: one DNS record for two load balancers",
                expose.host, other.group
            )
        };
        found.push(
            Finding::at(at.field("host"), message)
                .related(first.field("host"), "the other page")
                .help("give each page a host of its own: both take every path"),
        );
    }
    found
}
