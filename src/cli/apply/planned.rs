//! What there is to apply: the files as the environment says them, held against `out/`, and the steps that are asked for.

use super::super::format::Format;
use super::super::render::{generated, stale};
use super::super::{code, environments, output};
use super::{Common, no_step, refuse};
use crate::apply::{Input, units};
use crate::check::Checked;
use crate::emit::delivery::Keeper;
use crate::emit::plan::{Plan, Step, StepKind, plan};
use crate::emit::{Artifact, cloudformation};
use crate::live::{Place, Refusal};
use crate::out::{OutError, plan_changes};

/// The files of an environment, and the steps that apply them.
pub(super) struct Planned {
    artifacts: Vec<Artifact>,
    plan: Plan,
    /// The engine that delivers what Kubernetes gets.
    keeper: Option<Keeper>,
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
                keeper: Keeper::of(resolved),
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

    /// The steps that are asked for and ours: what an engine delivers is left to it, and refused where somebody names it. With
    /// it goes the look behind all of it, unless somebody asks for that.
    pub(super) fn applied(&self, common: &Common, place: &Place) -> Result<Vec<&Step>, u8> {
        let mut chosen = self.chosen(common, true)?;
        let Some(keeper) = &self.keeper else {
            return Ok(chosen);
        };
        let environment = &place.environment;
        let is_named = |step: &Step| common.only.contains(&step.id) || common.from.as_ref() == Some(&step.id);
        if let Some(named) = chosen
            .iter()
            .find(|step| step.delivered_by.is_some() && is_named(step))
        {
            refuse(common.output, &delivers(keeper, place, named));
            return Err(code::FAILURE);
        }
        let all = chosen.len();
        chosen
            .retain(|step| step.delivered_by.is_none() && (step.kind != StepKind::Checks || is_named(step)));
        if chosen.len() < all {
            output::tell(&format!(
                "{} delivers the other steps from git, once it is set on them:\n    {}\nand then cargo xtask apply \
                 {environment} --only checks looks whether all of it does its work",
                keeper.name(),
                set_on(keeper, environment)
            ));
        }
        Ok(chosen)
    }

    /// The steps that a look asks for. Helm knows nothing of what Argo CD has installed.
    pub(super) fn looked_at(&self, common: &Common, looks: bool) -> Result<Vec<&Step>, u8> {
        let mut chosen = self.chosen(common, looks)?;
        if self.keeper.as_ref().is_some_and(|keeper| !keeper.has_releases()) {
            chosen.retain(|step| step.kind != StepKind::Helm);
            output::tell(
                "Argo CD has the releases, and Helm knows nothing of them: `argocd app diff` looks at those",
            );
        }
        Ok(chosen)
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

/// A step that is an engine's.
fn delivers(keeper: &Keeper, place: &Place, step: &Step) -> Refusal {
    let (environment, source) = (&place.environment, &place.source);
    Refusal::new(
        format!(
            "{} delivers the step `{}` of `{environment}`",
            keeper.name(),
            step.id
        ),
        "two would own the same objects, and each would undo what the other does",
        format!(
            "push what lies in out/{environment}, and set the engine on it once: {}; or do without it, and stop it first{}:\n    \
             {}\n    then take `delivery` out of {source}, push that with what cargo xtask render \
             {environment} makes of it, and run the same command{}",
            set_on(keeper, environment),
            keeper.place(),
            stop(keeper, environment).join("\n    "),
            keeper
                .leaves_to_helm(environment, &[])
                .map_or_else(String::new, |known| format!("; {known}"))
        ),
    )
}

/// How the engine is stopped, at the environment's cluster where it runs there: some lines ask kubectl more than once.
fn stop(keeper: &Keeper, environment: &str) -> Vec<String> {
    let cluster = format!("export KUBECONFIG=.eksight/{environment}/kubeconfig");
    let cluster = keeper.elsewhere.is_none().then_some(cluster);
    cluster.into_iter().chain(keeper.stop()).collect()
}

/// How the engine is set on the environment, at its own cluster where it runs there.
fn set_on(keeper: &Keeper, environment: &str) -> String {
    let command = keeper.set_on(environment);
    match keeper.elsewhere {
        None => format!("KUBECONFIG=.eksight/{environment}/kubeconfig {command}"),
        Some(_) => command,
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
    let generated = generated(artifacts);
    let changes = match plan_changes(&folder, &generated) {
        Ok(changes) => changes,
        Err(error) => {
            refuse(format, &unread(name, error));
            return Ok(Some(code::FAILURE));
        }
    };
    let stale = stale::stale(&changes);
    if stale.is_empty() {
        return Ok(None);
    }
    stale
        .iter()
        .for_each(|file| output::tell(&stale::line(name, file)));
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
    let line = written.minified().filter(|_| written.text().len() > most);
    line.unwrap_or(written.text()).to_owned()
}
