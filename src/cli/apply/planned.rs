//! What there is to apply: the files as the environment says them, held against `out/`, and the steps that are asked for.

use super::super::{code, environments, output, render};
use super::{Common, no_step};
use crate::apply::{CHECKS, Input, units};
use crate::check::Checked;
use crate::emit::plan::{Plan, Step, plan};
use crate::emit::{Artifact, cloudformation};
use crate::out::plan_changes;

/// The files of an environment, and the steps that apply them.
pub(super) struct Planned {
    artifacts: Vec<Artifact>,
    plan: Plan,
}

impl Planned {
    /// Of an environment whose `out/` says the same; otherwise the exit code.
    pub(super) fn of(
        project: &environments::Project<'_>,
        permit: &Checked<'_>,
    ) -> anyhow::Result<Result<Self, u8>> {
        let resolved = permit.resolved();
        let artifacts = permit.render();
        Ok(match out_of_date(project, resolved.name, &artifacts)? {
            Some(code) => Err(code),
            None => Ok(Self {
                plan: plan(resolved, &artifacts),
                artifacts,
            }),
        })
    }

    /// The steps that are asked for, and whether the look behind them is, where there is one; or the exit code of a wrong
    /// name.
    pub(super) fn chosen(&self, common: &Common, looks: bool) -> Result<(Vec<&Step>, bool), u8> {
        let steps = units(&self.plan);
        let of_plan = steps.iter().map(|step| step.id.as_str());
        let ids: Vec<&str> = of_plan.chain(looks.then_some(CHECKS)).collect();
        let selection = common.selection();
        if let Some(unknown) = selection.unknown(&ids) {
            return Err(no_step(unknown, &ids));
        }
        let wanted = selection.of(&ids, |id| id);
        let looks = wanted.iter().any(|id| **id == CHECKS);
        let chosen = steps
            .into_iter()
            .filter(|step| wanted.contains(&&step.id.as_str()));
        Ok((chosen.collect(), looks))
    }

    /// What the steps are given.
    pub(super) fn input(&self, permit: &Checked<'_>) -> Input<'_> {
        let resolved = permit.resolved();
        Input {
            plan: &self.plan,
            artifacts: &self.artifacts,
            template: template(permit, &self.artifacts),
            inline: resolved.template_bytes.inline,
            capability: cloudformation::capability(resolved),
            protect: resolved.environment.cluster.deletion_protection,
        }
    }
}

/// What is applied is what others have reviewed: the files in `out/`.
fn out_of_date(
    project: &environments::Project<'_>,
    name: &str,
    artifacts: &[Artifact],
) -> anyhow::Result<Option<u8>> {
    let folder = project.root.join("out").join(name);
    let stale = render::stale_files(name, &plan_changes(&folder, &render::generated(artifacts))?);
    if stale.is_empty() {
        return Ok(None);
    }
    output::tell(&stale.join("\n"));
    output::tell(&format!(
        "error: out/{name} is not what the environment says, and what is applied is what lies there; `cargo xtask render \
         {name}` mends it"
    ));
    Ok(Some(code::OUT_OF_DATE))
}

/// As it lies in `out/`, or on one line where only that fits into a call.
fn template(permit: &Checked<'_>, artifacts: &[Artifact]) -> String {
    let most = permit.resolved().template_bytes.inline;
    let written = artifacts
        .iter()
        .find(|artifact| artifact.path == cloudformation::PATH)
        .expect("bug in eksight: an environment without a template");
    match written.text().len() <= most {
        true => written.text().to_owned(),
        false => cloudformation::minified(&written.documents[0]),
    }
}
