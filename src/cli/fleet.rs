//! What is wrong between environments, at its place in the files of one of them.

use super::environments::Project;
use super::findings::Findings;
use crate::check::{Checked, Exception, Member, check_fleet, place, unused_exceptions};
use crate::diag::{Diagnostic, Origins};

/// What is kept of an environment that may be written, for what only all of them tell.
pub(super) struct Part {
    name: String,
    member: Option<Member>,
    exceptions: Vec<Exception>,
}

impl Part {
    pub(super) fn of(permit: &Checked) -> Self {
        let resolved = permit.resolved();
        Self {
            name: resolved.name.to_owned(),
            member: Member::of(resolved),
            exceptions: permit.exceptions().to_vec(),
        }
    }
}

/// Findings by environment, with its files, in the order of the environments. There is no part of those that are refused.
pub(super) fn findings(
    project: &Project,
    parts: Vec<Option<Part>>,
) -> Vec<(String, Vec<Diagnostic>, Origins)> {
    let are_all = parts.iter().all(Option::is_some);
    let parts: Vec<Part> = parts.into_iter().flatten().collect();
    let archived = parts.iter().filter(|part| part.member.is_none());
    let archived: Vec<String> = archived.map(|part| part.name.clone()).collect();
    let (members, exceptions): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .map(|part| (part.member, (part.name, part.exceptions)))
        .unzip();
    let members: Vec<Member> = members.into_iter().flatten().collect();
    let checked = check_fleet(&members);
    let mut found = checked.left;
    // One that is refused may be what needs an exception.
    if are_all {
        found.extend(unused_exceptions(&exceptions, &checked.excepted, &archived));
    }
    let mut by_name: indexmap::IndexMap<String, Vec<Diagnostic>> = indexmap::IndexMap::new();
    for (name, finding) in found {
        by_name.entry(name).or_default().push(finding);
    }
    by_name.sort_keys();
    let placed = by_name.into_iter().map(|(name, mut findings)| {
        // Read again: the files of a thousand environments are not kept for the few that have such a finding.
        let origins = match project.load(&name) {
            Ok(loaded) => loaded.origins,
            Err(refused) => refused.origins,
        };
        findings.iter_mut().for_each(|finding| place(finding, &origins));
        (name, findings, origins)
    });
    placed.collect()
}

/// Takes up what is found.
pub(super) fn add(project: &Project, parts: Vec<Option<Part>>, all: &Findings) {
    for (name, findings, origins) in findings(project, parts) {
        all.add(&name, findings, origins);
    }
}
