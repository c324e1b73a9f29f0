//! What is wrong between environments, at its place in the files of one of them.

use super::environments::Project;
use super::findings::Findings;
use crate::check::{Member, check_fleet};
use crate::diag::{Diagnostic, Origins};

/// Findings by environment, with its files, in the order of the environments.
pub(super) fn findings(project: &Project, members: &[Member]) -> Vec<(String, Vec<Diagnostic>, Origins)> {
    let mut by_name: indexmap::IndexMap<String, Vec<Diagnostic>> = indexmap::IndexMap::new();
    for (name, finding) in check_fleet(members).left {
        by_name.entry(name).or_default().push(finding);
    }
    by_name.sort_keys();
    let placed = by_name.into_iter().map(|(name, mut findings)| {
        // Read again: the files of a thousand environments are not kept for the few that have such a finding.
        let origins = match project.load(&name) {
            Ok(loaded) => loaded.origins,
            Err(refused) => refused.origins,
        };
        for finding in &mut findings {
            let origin = origins.nearest(&finding.path);
            finding.span = origin.map(|origin| origin.pointed().clone());
        }
        (name, findings, origins)
    });
    placed.collect()
}

/// Takes up what is found.
pub(super) fn add(project: &Project, members: &[Member], all: &Findings) {
    for (name, findings, origins) in findings(project, members) {
        all.add(&name, &findings, &origins);
    }
}
