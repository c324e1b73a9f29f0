//! A look at what runs, step by step, which changes nothing: for `drift` and for `plan --live`.

use super::super::output;
use super::super::{code, environments};
use super::{Common, Planned, Report, Session, World, go, place};
use crate::apply::{Event, Options, beside_the_stack};
use crate::check::Checked;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Look {
    /// Which steps of the plan are done.
    Plan,
    /// That, and what somebody has changed beside the stack.
    Drift {
        /// Whether a difference has an exit code of its own.
        detailed: bool,
    },
}

/// The step of `drift` behind those of the plan.
const BESIDE: &str = "beside-the-stack";

/// Every step looks, and nothing is changed.
pub(in super::super) fn look(
    what: Look,
    common: &Common,
    project: &environments::Project<'_>,
    permit: &Checked<'_>,
) -> anyhow::Result<u8> {
    let resolved = permit.resolved();
    let planned = match Planned::of(project, permit, common.output)? {
        Ok(planned) => planned,
        Err(code) => return Ok(code),
    };
    // How something does is no difference of what it is.
    let chosen = match planned.looked_at(common, what == Look::Plan) {
        Ok(chosen) => chosen,
        Err(code) => return Ok(code),
    };
    let input = planned.input(permit);
    let world = World::new()?;
    let report = Report::of_a_look(common.output, output::now, &world);
    let (command, beside) = match what {
        Look::Plan => ("plan", None),
        Look::Drift { .. } => ("drift", Some(BESIDE)),
    };
    let session = Session {
        command,
        place: place(resolved),
        root: &project.root,
        world: &world,
        report: &report,
        limits: common.limits(),
        looks: true,
        options: Options {
            dry_run: true,
            ..Options::default()
        },
    };
    let code = session.run(|engine, _| {
        let steps = chosen.iter().map(|step| step.id.as_str());
        engine.listener.tell(&Event::Begun {
            command,
            environment: resolved.name,
            steps: steps.chain(beside).collect(),
        });
        go(engine, &input, &chosen, output::now, &|entry| world.write(entry))?;
        match what {
            Look::Plan => Ok(()),
            Look::Drift { .. } => beside_the_stack(engine),
        }
    })?;
    Ok(match (code, what) {
        (code::DONE, Look::Drift { detailed: true }) if report.found_something() => code::CHANGES,
        (code::DONE, _) if report.leaves_untold() => code::FAILURE,
        (code, _) => code,
    })
}
