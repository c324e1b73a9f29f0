//! What there is to apply: the files as the environment says them, held against `out/`, and the steps that are asked for.

use super::super::{code, environments, output, render};
use super::{Common, Format, no_step, refuse};
use crate::apply::{Input, units};
use crate::check::Checked;
use crate::emit::plan::{Plan, Step, StepKind, plan};
use crate::emit::{Artifact, cloudformation};
use crate::live::Refusal;
use crate::out::{OutError, plan_changes};

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
        format: Format,
    ) -> anyhow::Result<Result<Self, u8>> {
        let resolved = permit.resolved();
        let artifacts = permit.render();
        Ok(match out_of_date(project, resolved.name, &artifacts, format)? {
            Some(code) => Err(code),
            None => Ok(Self {
                plan: plan(resolved, &artifacts),
                artifacts,
            }),
        })
    }

    /// The steps that are asked for, with the look behind them or without; or the exit code of a wrong name.
    pub(super) fn chosen(&self, common: &Common, looks: bool) -> Result<Vec<&Step>, u8> {
        let mut steps = units(&self.plan);
        steps.retain(|step| looks || step.kind != StepKind::Checks);
        let ids: Vec<&str> = steps.iter().map(|step| step.id.as_str()).collect();
        let selection = common.selection();
        if let Some(unknown) = selection.unknown(&ids) {
            return Err(no_step(unknown, &ids, common.output));
        }
        Ok(selection
            .of(&steps, |step| &step.id)
            .into_iter()
            .copied()
            .collect())
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
    format: Format,
) -> anyhow::Result<Option<u8>> {
    let folder = project.root.join("out").join(name);
    let generated = render::generated(artifacts);
    let changes = match plan_changes(&folder, &generated) {
        Ok(changes) => changes,
        Err(error) => {
            refuse(format, &unread(name, error));
            return Ok(Some(code::FAILURE));
        }
    };
    let stale = render::stale_files(name, &changes);
    if stale.is_empty() {
        return Ok(None);
    }
    output::tell(&stale.join("\n"));
    let refusal = Refusal::new(
        format!("out/{name} is not what the environment says"),
        "what is applied is what lies there, and what others have reviewed",
        format!("cargo xtask render {name}, then run the same command"),
    );
    refuse(format, &refusal);
    Ok(Some(code::OUT_OF_DATE))
}

/// What lies in `out/` cannot be held against the environment.
fn unread(name: &str, error: OutError) -> Refusal {
    Refusal::new(
        format!("{:#}", anyhow::Error::from(error)),
        "what is applied is what lies there, and what others have reviewed: it is read first, and nothing was changed",
        format!(
            "give yourself the right to read it, or move away what it names; then cargo xtask render {name}, and run the same \
             command"
        ),
    )
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
