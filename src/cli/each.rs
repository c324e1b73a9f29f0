//! What many environments come to, each by itself.

use super::environments::Project;
use super::findings::{Findings, Told};
use super::output::{self, Context};
use crate::catalog::Catalogue;
use crate::check::Checked;
use crate::diag::listed::listed;
use crate::model::Lifecycle;
use crate::parallel::in_parallel;

/// Every environment that was looked at.
pub(super) struct Each<'c, T> {
    /// By name, in the order that was asked for.
    pub(super) done: Vec<(String, T)>,
    /// Those with errors.
    pub(super) refused: Vec<String>,
    /// What was found in them.
    pub(super) told: Told<'c>,
}

/// Looks at environments in parallel and tells what is found. With `left_out`, what is archived is not looked at, since nobody
/// applies it, and is told with that word: `counted` makes "not counted".
pub(super) fn each<'c, T: Send>(
    names: &'c [String],
    left_out: Option<&str>,
    project: &Project,
    catalogue: &Catalogue,
    context: &'c Context,
    look: impl Fn(&Checked) -> T + Sync,
) -> Each<'c, T> {
    let found = Findings::of(names, context);
    let looked = in_parallel(names, context.jobs, |name| {
        project.visit(name, &found, catalogue, context, |permit| {
            let is_archived = permit.resolved().environment.lifecycle == Lifecycle::Archived;
            (left_out.is_none() || !is_archived).then(|| look(permit))
        })
    });
    let told = found.tell();
    let (mut done, mut archived, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (name, looked) in names.iter().zip(looked) {
        match looked {
            Some(Some(it)) => done.push((name.clone(), it)),
            Some(None) => archived.push(name.as_str()),
            None => refused.push(name.clone()),
        }
    }
    if let Some(word) = left_out.filter(|_| !archived.is_empty()) {
        output::tell(&format!("note: archived, so not {word}: {}", listed(&archived)));
    }
    Each { done, refused, told }
}
