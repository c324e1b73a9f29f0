//! The stack: from any state it is found in to what the template says. CloudFormation's own commands for that (`deploy`,
//! `wait`) end with errors where the stack is well, and the other way round, so the state is read and decided on here.

use super::change_set;
use super::engine::{Engine, Pauses};
use super::event::{Event, Outcome};
use super::ownership::ours;
use crate::live::{self, Fault, Settled, Stack, StackStatus};

/// What the stack is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    /// The template as it is sent.
    pub(super) template: &'a str,
    /// How large it may be in a call.
    pub(super) inline: usize,
    pub(super) capability: &'a str,
    /// Whether nobody may delete it by a slip.
    pub(super) protect: bool,
}

/// The step in the plan.
pub(super) const STEP: &str = "stack";

/// Brings it there.
pub(super) fn apply(engine: &Engine<'_>, wanted: &Wanted<'_>) -> Result<Outcome, Fault> {
    loop {
        let found = live::stack(&engine.programs, wanted.name)?;
        let Some(stack) = &found else {
            return finish(engine, wanted, change_set::apply(engine, wanted, None)?);
        };
        ours(engine, stack)?;
        match stack.status.settled() {
            Settled::Moving => {
                tell_follows(engine, stack);
                follow(engine, &stack.stack_id, &mut None)?;
            }
            Settled::Planned | Settled::Usable => {
                return finish(engine, wanted, change_set::apply(engine, wanted, Some(stack))?);
            }
            Settled::Husk => remove_husk(engine, stack)?,
            Settled::Gone => return finish(engine, wanted, change_set::apply(engine, wanted, None)?),
            Settled::Stuck => return Err(stuck(engine, stack)),
        }
    }
}

/// Without changing anything: whether the stack is as the template says.
pub(super) fn observe(engine: &Engine<'_>, wanted: &Wanted<'_>) -> Result<Outcome, Fault> {
    let Some(stack) = live::stack(&engine.programs, wanted.name)? else {
        return Ok(Outcome::Would(format!("create the stack `{}`", wanted.name)));
    };
    match stack.status.settled() {
        Settled::Stuck => Err(stuck(engine, &stack)),
        Settled::Usable if live::has_template(&engine.programs, wanted.name, wanted.template)? => Ok(
            Outcome::Unchanged(format!("the stack is in {} with this template", stack.word)),
        ),
        _ => Ok(Outcome::Would(format!(
            "update the stack `{}`, which is in {}",
            wanted.name, stack.word
        ))),
    }
}

/// Protects a stack that is to be protected.
fn finish(engine: &Engine<'_>, wanted: &Wanted<'_>, outcome: Outcome) -> Result<Outcome, Fault> {
    let stack = live::stack(&engine.programs, wanted.name)?;
    if wanted.protect && stack.is_some_and(|stack| !stack.protected) {
        let arguments = [
            "cloudformation",
            "update-termination-protection",
            "--enable-termination-protection",
            "--stack-name",
            wanted.name,
        ];
        engine
            .programs
            .patiently(|| engine.programs.tell_aws(&arguments, ""))?;
        engine.note(STEP, "termination protection is on");
    }
    Ok(outcome)
}

/// Follows an operation to its end and tells every event after the last one that was told. `None` when the stack is gone.
pub(super) fn follow(
    engine: &Engine<'_>,
    stack_id: &str,
    last: &mut Option<String>,
) -> Result<Option<Stack>, Fault> {
    let followed = follow_on(engine, stack_id, last);
    if let Err(Fault::Stopped) = followed {
        engine.note(
            STEP,
            "CloudFormation goes on with what it has begun; the next run follows it",
        );
    }
    followed
}

fn follow_on(engine: &Engine<'_>, stack_id: &str, last: &mut Option<String>) -> Result<Option<Stack>, Fault> {
    let mut pauses = Pauses::within(engine.limits.stack);
    loop {
        tell_events(engine, stack_id, last)?;
        let found = live::stack(&engine.programs, stack_id)?;
        match found {
            Some(stack) if stack.status.settled() == Settled::Moving => {
                let still = || format!("the stack `{}` is still in {}", stack.stack_name, stack.word);
                pauses.pause(&engine.programs, still)?;
            }
            found => {
                // What came between the two questions.
                tell_events(engine, stack_id, last)?;
                return Ok(found);
            }
        }
    }
}

/// Tells what is new, the oldest first, and keeps the newest event.
fn tell_events(engine: &Engine<'_>, stack_id: &str, last: &mut Option<String>) -> Result<(), Fault> {
    let events = match live::events(&engine.programs, stack_id) {
        Err(fault) if fault.is_absent() => return Ok(()),
        other => other?,
    };
    let new: Vec<_> = live::events_since(&events, last.as_deref()).collect();
    if last.is_some() {
        for event in new.iter().rev() {
            engine.listener.tell(&Event::Resource {
                step: STEP,
                resource: &event.logical_resource_id,
                of: &event.resource_type,
                status: &event.resource_status,
                reason: &event.resource_status_reason,
            });
        }
    }
    if let Some(newest) = events.first() {
        *last = Some(newest.event_id.clone());
    }
    Ok(())
}

/// The newest event, from which on is told; a name that no event has where there is none.
pub(super) fn newest_event(engine: &Engine<'_>, stack_id: &str) -> Result<String, Fault> {
    match live::events(&engine.programs, stack_id) {
        Err(fault) if fault.is_absent() => Ok(String::new()),
        other => Ok(other?
            .into_iter()
            .next()
            .map_or(String::new(), |event| event.event_id)),
    }
}

/// What failed first in the newest operation.
pub(super) fn first_failure(engine: &Engine<'_>, stack_id: &str) -> String {
    let events = live::events(&engine.programs, stack_id).unwrap_or_default();
    let newest = events.first().map(|event| event.client_request_token.clone());
    let failed = events
        .iter()
        .take_while(|event| Some(&event.client_request_token) == newest.as_ref())
        .filter(|event| event.is_failure())
        .last();
    failed.map_or_else(
        || "no event tells of a failure".to_owned(),
        |event| {
            format!(
                "{} ({}): {}",
                event.logical_resource_id, event.resource_type, event.resource_status_reason
            )
        },
    )
}

/// A stack whose first creation failed holds nothing, and CloudFormation updates no such stack.
fn remove_husk(engine: &Engine<'_>, stack: &Stack) -> Result<(), Fault> {
    let name = &stack.stack_name;
    let failure = first_failure(engine, &stack.stack_id);
    let found =
        format!("the stack `{name}` is in ROLLBACK_COMPLETE: its creation failed. First failure: {failure}");
    engine.note(STEP, &found);
    if !engine
        .listener
        .agree(&format!("Delete the empty stack `{name}` and create it again?"))
    {
        return Err(Fault::refused(
            found,
            "it holds nothing, and CloudFormation updates no stack in that state",
            format!("mend the failure, then {} --yes", engine.again(STEP)),
        ));
    }
    delete(engine, stack)
}

/// A stack once what is on its way has come to its end, where CloudFormation deletes none before; `None` when it is gone. It
/// refuses to delete one that is updated (its words in aws/aws-toolkit-azure-devops, issue 317, as of 2026-11).
pub(super) fn settled(engine: &Engine<'_>, stack: Stack) -> Result<Option<Stack>, Fault> {
    let is_moving = stack.status.settled() == Settled::Moving;
    if !is_moving || stack.status == StackStatus::CreateInProgress {
        return Ok(Some(stack));
    }
    tell_follows(engine, &stack);
    follow(engine, &stack.stack_id, &mut None)
}

/// Tells that somebody has begun something, and that it is waited for.
fn tell_follows(engine: &Engine<'_>, stack: &Stack) {
    engine.note(
        STEP,
        &format!(
            "`{}` is in {}: following what is on its way",
            stack.stack_name, stack.word
        ),
    );
}

/// Deletes a stack and waits until it is gone.
pub(super) fn delete(engine: &Engine<'_>, stack: &Stack) -> Result<(), Fault> {
    let programs = &engine.programs;
    let since = newest_event(engine, &stack.stack_id)?;
    if stack.status.settled() == Settled::Stuck {
        let failure = first_failure(engine, &stack.stack_id);
        let (name, word) = (&stack.stack_name, &stack.word);
        engine.note(
            STEP,
            &format!("`{name}` is in {word}, and is deleted nevertheless. First failure: {failure}"),
        );
    }
    let token = format!(
        "eksight-{}",
        &super::digest(&["delete", &stack.stack_id, &since])[..24]
    );
    let mut arguments = vec![
        "cloudformation",
        "delete-stack",
        "--stack-name",
        &stack.stack_id,
        "--client-request-token",
        &token,
    ];
    if let Some(role) = &engine.options.role_arn {
        arguments.extend(["--role-arn", role]);
    }
    // The same token again is the same operation.
    programs.patiently(|| programs.tell_aws(&arguments, ""))?;
    let mut pauses = Pauses::within(engine.limits.stack);
    let mut last = Some(since.clone());
    loop {
        match follow(engine, &stack.stack_id, &mut last)? {
            None => return Ok(()),
            Some(found) if is_deletion_failed(engine, stack, &found, &since)? => {
                return Err(stuck(engine, &found));
            }
            // The service has not begun yet.
            Some(found) => pauses.pause(programs, || {
                let failure = first_failure(engine, &found.stack_id);
                let (name, word) = (&found.stack_name, &found.word);
                format!("the stack `{name}` is still in {word} (first failure: {failure})")
            })?,
        }
    }
}

/// Whether this deletion has failed. The state alone does not tell where an earlier one had failed: the service may give the
/// old one for a while. Then an event of the stack's own that came behind the call does.
fn is_deletion_failed(
    engine: &Engine<'_>,
    before: &Stack,
    found: &Stack,
    since: &str,
) -> Result<bool, Fault> {
    if found.status != StackStatus::DeleteFailed || before.status != StackStatus::DeleteFailed {
        return Ok(found.status == StackStatus::DeleteFailed);
    }
    let events = live::events(&engine.programs, &found.stack_id)?;
    let fails = |event: &live::Event| event.is_of_stack(found) && event.resource_status == "DELETE_FAILED";
    Ok(live::events_since(&events, Some(since)).any(fails))
}

/// Why nothing can be done without a person.
pub(super) fn stuck(engine: &Engine<'_>, stack: &Stack) -> Fault {
    let name = &stack.stack_name;
    let region = &engine.place.region;
    let failure = first_failure(engine, &stack.stack_id);
    let reason = match stack.reason.is_empty() {
        true => String::new(),
        false => format!(" ({})", stack.reason),
    };
    let found = format!(
        "the stack `{name}` is in {}{reason}. First failure: {failure}",
        stack.word
    );
    let (why, mend) = match stack.status {
        StackStatus::CreateFailed | StackStatus::RollbackFailed | StackStatus::DeleteFailed
            if is_held(engine, name) =>
        {
            (
                "its cluster is protected from deletion, and EKS deletes such a one for nobody, so what was made is still there and \
                 bills",
                format!(
                    "look at it, then aws eks update-cluster-config --region {region} --name {name} --no-deletion-protection, then \
                     aws eks wait cluster-active --region {region} --name {name}, then aws cloudformation delete-stack --region \
                     {region} --stack-name {name}, and run the same command again"
                ),
            )
        }
        StackStatus::UpdateRollbackFailed => (
            "its update failed, and so did the way back: CloudFormation takes nothing else until that is finished",
            format!(
                "mend the failure, then aws cloudformation continue-update-rollback --region {region} --stack-name {name} \
                 (with --resources-to-skip for resources that cannot be mended)"
            ),
        ),
        StackStatus::DeleteFailed => (
            "something in it is still in use, and CloudFormation waits for a person",
            format!(
                "remove what holds it, then {}; or aws cloudformation delete-stack --region {region} \
                 --stack-name {name} --deletion-mode FORCE_DELETE_STACK, which leaves what cannot be deleted",
                engine.teardown_again()
            ),
        ),
        StackStatus::CreateFailed | StackStatus::RollbackFailed => (
            "its creation failed, and what was made is still there",
            format!(
                "look at it, then aws cloudformation delete-stack --region {region} --stack-name {name}, and run the same \
                 command again"
            ),
        ),
        StackStatus::ImportRollbackFailed => (
            "somebody's import failed, and so did the way back: what the stack holds is for a person to look at",
            format!(
                "aws cloudformation describe-stack-resources --region {region} --stack-name {name} tells what it holds; mend it in \
                 the console of CloudFormation, then run the same command"
            ),
        ),
        _ => (
            "this state is not known here, so nothing is done in it",
            format!(
                "aws cloudformation describe-stacks --region {region} --stack-name {name} tells more; bring it into a state that \
                 ends with COMPLETE, then run the same command"
            ),
        ),
    };
    Fault::refused(found, why, mend)
}

/// Whether the cluster is one that EKS deletes for nobody: an active one with deletion protection, which a first creation has
/// from the start. One that is made, has failed or is deleted goes nevertheless (EKS user guide, deletion-protection, as of
/// 2026-11). Where it cannot be told, the state speaks alone.
fn is_held(engine: &Engine<'_>, name: &str) -> bool {
    let found = live::cluster(&engine.programs, name).ok().flatten();
    found.is_some_and(|cluster| cluster.deletion_protection && cluster.lets_in())
}
