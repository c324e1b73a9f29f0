//! Every command of a plan, in its order, as a person types it; and all of them again.

use super::end::End;
use super::life::Figures;
use super::rig::Rig;
use crate::verify::environment::{Plan, Step};
use anyhow::{Context, Result};

/// What the steps make, which makes what the others need.
const STACK: [&str; 2] = ["changeSet", "stack"];

/// Brings a rig from nothing to what an environment says. Doing it again must change nothing.
pub(super) fn live(rig: &Rig<'_>) -> Result<Figures> {
    let plan = rig.environment.plan_in(rig.project)?;
    let mut commands = of_stack(rig, &plan)?;
    let others: Vec<&Step> = plan
        .steps
        .iter()
        .filter(|step| !STACK.contains(&step.kind.as_str()))
        .collect();
    let mut run = || -> Result<End> {
        for step in &others {
            commands += carry_out(rig, step)?;
        }
        rig.end()
    };
    let first = run()?;
    let second = run().context("the second time")?;
    second.must_be(&first).context("after the second time")?;
    Ok(Figures {
        lives: 1,
        calls: commands,
        objects: first.names().count(),
        ..Figures::default()
    })
}

/// The stack, whose outputs the other steps are filled with.
fn of_stack(rig: &Rig<'_>, plan: &Plan) -> Result<usize> {
    let mut commands = 0;
    for step in plan
        .steps
        .iter()
        .filter(|step| STACK.contains(&step.kind.as_str()))
    {
        commands += carry_out(rig, step)?;
    }
    rig.shell(&format!(
        "aws cloudformation describe-stacks --stack-name {} > outputs.json",
        plan.stack
    ))?;
    Ok(commands + 1)
}

fn carry_out(rig: &Rig<'_>, step: &Step) -> Result<usize> {
    let command = std::iter::once(&step.command);
    let all: Vec<&String> = step.checks.iter().chain(command).chain(&step.waits).collect();
    all.iter().try_for_each(|line| rig.shell(line))?;
    Ok(all.len())
}
