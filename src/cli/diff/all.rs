//! `diff --all`: every environment against its own self at the base, each change told once. Those that are refused are
//! named, and the others compared.

use super::renamed::Stacks;
use super::{Arguments, against_revision, deleted};
use crate::cli::code;
use crate::cli::environments::Project;
use crate::cli::findings::Findings;
use crate::cli::format::ReviewFormat;
use crate::cli::output::{self, Context};
use crate::cli::revision::{Objects, Revision};
use crate::diff::report::fleet::{Fleet, Gone, Member};
use crate::parallel::in_parallel;

pub(super) fn run(arguments: &Arguments, project: &Project, context: &Context) -> anyhow::Result<u8> {
    let names = match project.all() {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(code::REFUSED);
    };
    let revision = match Objects::start(&project.root).and_then(|it| Revision::find(it, &arguments.base)) {
        Err(_) if names.is_empty() => return Ok(project.tell_none()),
        found => found?,
    };
    let stacks = Stacks::new(project, &revision);
    let found = Findings::of(&names, context);
    let visited = in_parallel(&names, context.jobs, |name| {
        project.visit(name, &found, &catalogue, context, |permit| {
            let compared = against_revision(arguments, &stacks, permit, &catalogue, context)?;
            anyhow::Ok(compared.map(|compared| Member {
                name: name.clone(),
                presence: compared.presence,
                earlier_name: compared.earlier_name,
                difference: compared.difference,
                costs: compared.costs,
            }))
        })
    });
    found.tell();
    let (mut members, mut refused) = (Vec::new(), Vec::new());
    for (name, done) in names.iter().zip(visited) {
        match done.transpose()?.flatten() {
            Some(member) => members.push(member),
            None => refused.push(name.clone()),
        }
    }
    // What the base has under a name is that environment's, unless that was found to be another one or new.
    let is_another = |name: &&String| {
        let mut others = members.iter().filter(|member| member.is_another());
        others.any(|member| member.name == **name)
    };
    let known: Vec<String> = names.iter().filter(|name| !is_another(name)).cloned().collect();
    let mut gone = Vec::new();
    for name in stacks.gone(&known) {
        match deleted(arguments, &name, &stacks, context)? {
            Some(Ok(compared)) => gone.push(Gone {
                presence: compared.presence,
                recovery: compared.recovery,
                difference: compared.difference,
                costs: compared.costs,
                name,
            }),
            Some(Err(_)) => refused.push(name),
            None => {}
        }
    }
    if members.is_empty() && !refused.is_empty() {
        return Ok(code::REFUSED);
    }
    if names.is_empty() && gone.is_empty() {
        return Ok(project.tell_none());
    }
    let fleet = Fleet {
        base: &arguments.base,
        base_elsewhere: revision.name_elsewhere(),
        members: &members,
        gone: &gone,
        refused: &refused,
    };
    output::data(&match arguments.output {
        ReviewFormat::Text => fleet.text(arguments.stat, context.stdout_colour),
        ReviewFormat::Markdown => fleet.markdown(),
        ReviewFormat::Json => fleet.json(),
    })?;
    if !refused.is_empty() {
        return Ok(code::REFUSED);
    }
    Ok(arguments.exit_code(fleet.worst(), fleet.changes()))
}
