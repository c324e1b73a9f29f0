//! `diff --all`: every environment against its own self at the base, each change told once. Those that are refused are
//! named, and the others compared.

use super::{Arguments, Format, against_revision, deleted, renamed};
use crate::cli::code;
use crate::cli::environments::{Project, Visited};
use crate::cli::output::{self, Context};
use crate::cli::revision::{Objects, Revision};
use crate::diff::report::fleet::{Fleet, Gone, Member};
use crate::parallel::in_parallel;

pub(super) fn run(arguments: &Arguments, project: &Project, context: &Context) -> anyhow::Result<u8> {
    let names = match project.select(&[], true) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(code::REFUSED);
    };
    let revision = Revision::find(Objects::start(&project.root)?, &arguments.base)?;
    let visited = in_parallel(&names, context.jobs, |name| {
        project.visit(name, &catalogue, context, |permit| {
            let compared = against_revision(arguments, project, &revision, permit, &catalogue, context)?;
            anyhow::Ok(compared.map(|compared| Member {
                name: name.clone(),
                presence: compared.presence,
                earlier_name: compared.earlier_name,
                difference: compared.difference,
            }))
        })
    });
    for Visited { findings, .. } in visited.iter().filter(|visited| !visited.findings.is_empty()) {
        output::tell(findings);
    }
    let (mut members, mut refused) = (Vec::new(), Vec::new());
    for (name, Visited { done, .. }) in names.iter().zip(visited) {
        match done.transpose()?.flatten() {
            Some(member) => members.push(member),
            None => refused.push(name.clone()),
        }
    }
    let mut gone = Vec::new();
    for name in renamed::gone_since(project, &revision, &names) {
        if members
            .iter()
            .any(|member| member.earlier_name.as_ref() == Some(&name))
        {
            continue;
        }
        match deleted(arguments, &name, project, context)? {
            Some(Ok(compared)) => gone.push(Gone {
                name,
                worst: compared.difference.worst(),
            }),
            Some(Err(_)) => refused.push(name),
            None => {}
        }
    }
    if members.is_empty() && !refused.is_empty() {
        return Ok(code::REFUSED);
    }
    let fleet = Fleet {
        base: &arguments.base,
        base_elsewhere: revision.name_elsewhere(),
        members: &members,
        gone: &gone,
        refused: &refused,
    };
    output::data(&match arguments.output {
        Format::Text => fleet.text(arguments.stat, context.stdout_colour),
        Format::Markdown => fleet.markdown(),
        Format::Json => fleet.json(),
    })?;
    if !refused.is_empty() {
        return Ok(code::REFUSED);
    }
    Ok(arguments.exit_code(fleet.worst(), fleet.changes()))
}
