//! Drift: what somebody changed in the stack's resources without the stack.

use super::engine::{Engine, Pauses};
use super::event::{Event, Outcome};
use super::ownership::ours;
use super::run::untold;
use crate::live::{self, Fault, Settled};

/// The name under which it is told.
const STEP: &str = "beside-the-stack";

/// Lets CloudFormation look, and tells each property that has another value.
///
/// # Errors
/// When it cannot be told.
pub fn beside_the_stack(engine: &Engine<'_>) -> Result<(), Fault> {
    engine.listener.tell(&Event::Started { step: STEP });
    let looked = look(engine).or_else(|fault| untold(engine, STEP, fault));
    let outcome = looked.inspect_err(|fault| {
        let reason = fault.to_string();
        engine.listener.tell(&Event::Failed {
            step: STEP,
            reason: &reason,
        });
    })?;
    engine.listener.tell(&Event::Done {
        step: STEP,
        outcome: &outcome,
    });
    Ok(())
}

fn look(engine: &Engine<'_>) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let name = &engine.place.cluster;
    let Some(stack) = live::stack(programs, name)? else {
        return Ok(Outcome::Unchanged(format!("there is no stack `{name}`")));
    };
    ours(engine, &stack)?;
    if stack.status.settled() != Settled::Usable {
        return Ok(Outcome::Unchanged(format!(
            "nobody can tell while the stack is in {}",
            stack.word
        )));
    }
    let detection = live::detect(programs, name)?;
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let found = live::progress(programs, &detection)?;
        match found.detection_status.as_str() {
            "DETECTION_IN_PROGRESS" => pauses.pause(programs, || {
                format!("CloudFormation still looks at the resources of `{name}`")
            })?,
            "DETECTION_COMPLETE" => break,
            // Some types cannot be looked at; what could be is told.
            _ => {
                engine.note(STEP, &found.detection_status_reason);
                break;
            }
        }
    }
    let drifted = live::drifted(programs, name)?;
    for resource in &drifted {
        engine.note(
            STEP,
            &format!(
                "{} {} ({})",
                resource.stack_resource_drift_status, resource.logical_resource_id, resource.resource_type
            ),
        );
        for property in &resource.property_differences {
            let [wanted, found] = property.values();
            let text = format!(
                "  {}: {wanted} in the template, {found} in the account",
                property.property_path
            );
            engine.note(STEP, &text);
        }
    }
    Ok(match drifted.len() {
        0 => Outcome::Unchanged("nobody changed resources without the stack".to_owned()),
        count => Outcome::Would(format!(
            "put {count} resources back: change them in the environment, or take the change back by hand"
        )),
    })
}
