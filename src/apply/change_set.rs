//! The change set by which a stack is created or changed: made, read, and executed under a name that follows from what it
//! says, so that a run that is started again finds its own.

use super::digest;
use super::engine::{Engine, Pauses};
use super::event::Outcome;
use super::stack::{self, STEP, Wanted};
use crate::live::{self, ChangeAction, ChangeSet, Fault, Loss, Settled, Stack};

/// What became of making one.
enum Made {
    /// It can be executed.
    Ready(ChangeSet),
    /// There is nothing to change.
    Empty,
}

/// A change set to be.
struct Plan<'a> {
    wanted: &'a Wanted<'a>,
    /// The stack as it was found.
    found: Option<&'a Stack>,
    name: String,
}

/// Creates or changes the stack.
pub(super) fn apply(
    engine: &Engine<'_>,
    wanted: &Wanted<'_>,
    found: Option<&Stack>,
) -> Result<Outcome, Fault> {
    let usable = found.filter(|stack| stack.status.settled() == Settled::Usable);
    // After each change of the stack the name is another one: an executed change set keeps its own.
    let state = usable.map_or("", |stack| &stack.last_updated_time);
    let id = usable.map_or("", |stack| &stack.stack_id);
    let role = engine.options.role_arn.as_deref().unwrap_or_default();
    let name = digest(&[wanted.name, wanted.template, wanted.capability, role, id, state]);
    let plan = Plan {
        wanted,
        found: usable,
        name: format!("eksight-{}", &name[..24]),
    };
    match plan.made(engine)? {
        Made::Empty => match usable {
            Some(stack) => Ok(Outcome::Unchanged(format!(
                "the stack is as the template says, in {}",
                stack.word
            ))),
            None => Err(Fault::refused(
                format!(
                    "there is no stack `{}` yet, and CloudFormation says that its creation would change nothing",
                    wanted.name
                ),
                "without the stack there is nothing to apply to",
                format!(
                    "aws cloudformation delete-stack --region {} --stack-name {} takes away what was begun, then {}",
                    engine.place.region,
                    wanted.name,
                    engine.again(STEP)
                ),
            )),
        },
        Made::Ready(set) => {
            let summary = plan.announce(engine, &set)?;
            plan.execute(engine)?;
            Ok(Outcome::Changed(summary))
        }
    }
}

impl Plan<'_> {
    fn made(&self, engine: &Engine<'_>) -> Result<Made, Fault> {
        let mut pauses = Pauses::within(engine.limits.other);
        let mut created = false;
        let mut deleted = false;
        loop {
            let set = live::change_set(&engine.programs, self.wanted.name, &self.name)?;
            let Some(set) = set else {
                if created {
                    pauses.pause(&engine.programs, || {
                        format!("the change set `{}` is not there yet", self.name)
                    })?;
                }
                match self.create(engine) {
                    // An answer that was lost may have been a success.
                    Err(fault) if !fault.may_pass() && !is_there_already(&fault) => return Err(fault),
                    _ => created = true,
                }
                continue;
            };
            match (set.status.as_str(), set.execution_status.as_str()) {
                ("CREATE_COMPLETE", "AVAILABLE") => return Ok(Made::Ready(set)),
                ("FAILED", _) if set.is_empty() => {
                    self.delete(engine)?;
                    return Ok(Made::Empty);
                }
                ("FAILED", _) => {
                    self.delete(engine)?;
                    return Err(Fault::refused(
                        format!("CloudFormation refuses the change: {}", set.status_reason),
                        "the stack stays as it was, and what comes after it waits for the change",
                        format!(
                            "mend it in {}, then cargo xtask render {} and {}",
                            engine.place.source,
                            engine.place.environment,
                            engine.again(STEP)
                        ),
                    ));
                }
                ("CREATE_PENDING" | "CREATE_IN_PROGRESS" | "DELETE_PENDING" | "DELETE_IN_PROGRESS", _) => {
                    pauses.pause(&engine.programs, || {
                        format!("the change set `{}` is still in {}", self.name, set.status)
                    })?;
                }
                // Executed, or made for a stack that is another one now.
                _ => {
                    if deleted {
                        pauses.pause(&engine.programs, || {
                            format!("the change set `{}` is {} and does not go", self.name, set.status)
                        })?;
                    }
                    self.delete(engine)?;
                    (created, deleted) = (true, true);
                }
            }
        }
    }

    fn create(&self, engine: &Engine<'_>) -> Result<String, Fault> {
        let Wanted { name, capability, .. } = self.wanted;
        let kind = if self.found.is_some() { "UPDATE" } else { "CREATE" };
        let mut arguments = vec![
            "cloudformation",
            "create-change-set",
            "--stack-name",
            name,
            "--change-set-name",
            &self.name,
            "--change-set-type",
            kind,
            "--client-token",
            &self.name,
            "--capabilities",
            capability,
        ];
        // A first creation that fails leaves nothing, so that the next one can begin.
        if self.found.is_none() {
            arguments.extend(["--on-stack-failure", "DELETE"]);
        }
        if let Some(role) = &engine.options.role_arn {
            arguments.extend(["--role-arn", role]);
        }
        let address = self.upload(engine)?;
        match &address {
            Some(address) => arguments.extend(["--template-url", address]),
            None => arguments.extend(["--template-body", "file:///dev/stdin"]),
        }
        let input = if address.is_some() {
            ""
        } else {
            self.wanted.template
        };
        engine.programs.tell_aws(&arguments, input)
    }

    /// Puts a template that is too large for a call into the bucket, under its digest.
    fn upload(&self, engine: &Engine<'_>) -> Result<Option<String>, Fault> {
        let Wanted { template, inline, .. } = self.wanted;
        if template.len() <= *inline {
            return Ok(None);
        }
        let Some(bucket) = &engine.options.bucket else {
            return Err(Fault::refused(
                format!(
                    "the template has {} bytes, and a call takes {inline}",
                    template.len()
                ),
                "CloudFormation reads larger ones from a bucket only",
                format!(
                    "{} --bucket <a bucket in {}>",
                    engine.again(STEP),
                    engine.place.region
                ),
            ));
        };
        let region = &engine.place.region;
        let key = format!("{}/{}.json", engine.place.environment, &digest(&[template])[..24]);
        let target = format!("s3://{bucket}/{key}");
        let programs = &engine.programs;
        let copied = programs.patiently(|| programs.tell_aws(&["s3", "cp", "-", &target], template));
        copied.map_err(|fault| match fault {
            Fault::Said { said, .. } if said.contains("(NoSuchBucket)") => Fault::refused(
                format!("there is no bucket `{bucket}`"),
                "the template is too large for a call, and CloudFormation reads it from there; eksight makes no bucket",
                format!(
                    "name one that is there, or aws s3 mb s3://{bucket} --region {region}; then {}",
                    engine.again(STEP)
                ),
            ),
            other => other,
        })?;
        let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
        Ok(Some(format!(
            "https://{bucket}.s3.{region}.amazonaws.com{suffix}/{key}"
        )))
    }

    /// Tells what will change. What is replaced or removed needs a word of its own.
    fn announce(&self, engine: &Engine<'_>, set: &ChangeSet) -> Result<String, Fault> {
        let count = |action| set.resources().filter(|change| change.action == action).count();
        let (added, changed) = (count(ChangeAction::Add), count(ChangeAction::Modify));
        let removed = count(ChangeAction::Remove);
        let summary = format!("{added} resources added, {changed} changed, {removed} removed");
        engine.note(STEP, &format!("change set `{}`: {summary}", self.name));
        let lost = set.resources().filter_map(|change| {
            let how = match change.loss()? {
                Loss::Removed => "is removed",
                Loss::Replaced => "is replaced",
                Loss::Possible => "may be replaced",
            };
            Some(format!(
                "{} ({}) {how}",
                change.logical_resource_id, change.resource_type
            ))
        });
        let lost: Vec<String> = lost.collect();
        for line in &lost {
            engine.note(STEP, line);
        }
        if !lost.is_empty() && !engine.listener.agree("Go on with what is removed or replaced?") {
            return Err(Fault::refused(
                format!("the change set `{}` was not agreed to", self.name),
                "it removes or replaces resources; nothing was changed",
                format!("{} --yes, or change {}", engine.again(STEP), engine.place.source),
            ));
        }
        Ok(summary)
    }

    fn execute(&self, engine: &Engine<'_>) -> Result<(), Fault> {
        let programs = &engine.programs;
        let name = self.wanted.name;
        let before = live::stack(programs, name)?.map_or_else(|| name.to_owned(), |stack| stack.stack_id);
        let since = stack::newest_event(engine, &before)?;
        let arguments = [
            "cloudformation",
            "execute-change-set",
            "--stack-name",
            name,
            "--change-set-name",
            &self.name,
            "--client-request-token",
            &self.name,
        ];
        let mut pauses = Pauses::within(engine.limits.other);
        // An answer that was lost may have been a success, and the next one then says that it cannot be done again.
        let mut may_run = false;
        let execution = loop {
            let told = programs.tell_aws(&arguments, "");
            let set = live::change_set(programs, name, &self.name)?;
            let execution = set.map(|set| set.execution_status).unwrap_or_default();
            let waits = execution == "AVAILABLE";
            match told {
                Ok(_) => may_run = true,
                Err(fault) if fault.may_pass() => may_run = true,
                Err(_) if may_run && !waits => {}
                Err(fault) => return Err(fault),
            }
            if !waits {
                break execution;
            }
            // The same token again is the same operation.
            pauses.pause(programs, || {
                format!("the change set `{}` does not begin", self.name)
            })?;
        };
        if execution == "OBSOLETE" {
            return Err(self.overtaken(engine, &execution));
        }
        let end = stack::follow(engine, &before, &mut Some(since))?;
        match end {
            Some(stack) if stack.status.is_success() && execution == "EXECUTE_FAILED" => {
                Err(self.overtaken(engine, &execution))
            }
            Some(stack) if stack.status.is_success() => Ok(()),
            end => Err(failed(engine, &before, name, end.as_ref())),
        }
    }

    /// The change was not made: the stack is another one than that for which the change set was made, or refused it.
    fn overtaken(&self, engine: &Engine<'_>, execution: &str) -> Fault {
        Fault::refused(
            format!(
                "the change set `{}` was not carried out: it is {execution}",
                self.name
            ),
            "another change of the stack came first, or CloudFormation could not begin; nothing of this one was changed",
            engine.again(STEP),
        )
    }

    fn delete(&self, engine: &Engine<'_>) -> Result<(), Fault> {
        let arguments = [
            "cloudformation",
            "delete-change-set",
            "--stack-name",
            self.wanted.name,
            "--change-set-name",
            &self.name,
        ];
        let programs = &engine.programs;
        match programs.patiently(|| programs.tell_aws(&arguments, "")) {
            Err(fault) if fault.is_absent() => Ok(()),
            other => other.map(drop),
        }
    }
}

fn is_there_already(fault: &Fault) -> bool {
    matches!(fault, Fault::Said { said, .. } if said.contains("AlreadyExists"))
}

fn failed(engine: &Engine<'_>, id: &str, name: &str, end: Option<&Stack>) -> Fault {
    let failure = stack::first_failure(engine, id);
    match end {
        Some(stack) if stack.status.settled() == Settled::Stuck => stack::stuck(engine, stack),
        Some(stack) => Fault::refused(
            format!(
                "the stack `{name}` ended in {}. First failure: {failure}",
                stack.word
            ),
            "CloudFormation took the change back; the stack is as it was before",
            format!(
                "mend the failure, then cargo xtask render {} and {}",
                engine.place.environment,
                engine.again(STEP)
            ),
        ),
        None => Fault::refused(
            format!("the stack `{name}` could not be created. First failure: {failure}"),
            "CloudFormation took everything back; nothing is left",
            format!(
                "mend the failure, then cargo xtask render {} and {}",
                engine.place.environment,
                engine.again(STEP)
            ),
        ),
    }
}
