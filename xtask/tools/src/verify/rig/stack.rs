//! Questions about a stack: its state, its resources, its change sets.

use super::aws::Aws;
use super::change_set::ChangeSet;
use super::events::Events;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

/// How often one asks. The emulator is done long before: an answer alone takes the CLI half a second.
const PATIENCE: usize = 60;
const PAUSE: Duration = Duration::from_millis(100);

/// What `describe-stacks` says of one stack.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Stack {
    pub(super) stack_id: String,
    pub(super) stack_status: String,
    #[serde(default)]
    pub(super) outputs: Vec<StackOutput>,
    /// The whole answer as it was printed.
    #[serde(skip)]
    pub(super) printed: Vec<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StackOutput {
    pub(super) output_key: String,
    pub(super) output_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stacks {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    stack_resource_summaries: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    logical_resource_id: String,
    resource_status: String,
}

impl Aws<'_> {
    /// A stack by name, or `None` where there is none.
    fn stack(&self, name: &str) -> Result<Option<Stack>> {
        let describe = ["cloudformation", "describe-stacks", "--stack-name", name];
        let Some(printed) = self.ask_unless("does not exist", &describe)? else {
            return Ok(None);
        };
        let answer: Stacks =
            serde_json::from_slice(&printed).context("reading what describe-stacks printed")?;
        let stack = answer.stacks.into_iter().next();
        Ok(stack.map(|stack| Stack { printed, ..stack }))
    }

    /// The stack when nothing is in progress, which must have led to a certain state. Not with the CLI's waiters: they
    /// look every 30 seconds.
    pub(super) fn settled(&self, name: &str, expected: &str) -> Result<Stack> {
        for _ in 0..PATIENCE {
            let stack = self.stack(name)?.context("it is gone")?;
            if !stack.stack_status.ends_with("_IN_PROGRESS") {
                if stack.stack_status == expected {
                    return Ok(stack);
                }
                let failures = Events::of(self, &stack.stack_id)?.failures();
                bail!("it is {}, not {expected}: {failures}", stack.stack_status);
            }
            thread::sleep(PAUSE);
        }
        bail!("it is in progress still")
    }

    /// Lets a stack be deleted.
    pub(super) fn unprotect(&self, name: &str) -> Result<()> {
        let lift = "--no-enable-termination-protection";
        let lift = [
            "cloudformation",
            "update-termination-protection",
            lift,
            "--stack-name",
            name,
        ];
        self.run(&lift).map(drop)
    }

    /// Deletes a stack and waits until there is none of that name.
    pub(super) fn delete(&self, name: &str) -> Result<()> {
        self.run(&["cloudformation", "delete-stack", "--stack-name", name])?;
        for _ in 0..PATIENCE {
            let Some(stack) = self.stack(name)? else {
                return Ok(());
            };
            if stack.stack_status != "DELETE_IN_PROGRESS" {
                let failures = Events::of(self, &stack.stack_id)?.failures();
                bail!("it is {}, not gone: {failures}", stack.stack_status);
            }
            thread::sleep(PAUSE);
        }
        bail!("it is being deleted still")
    }

    /// The resources in a state. Not with `describe-stack-resources`, which stops at one hundred.
    pub(super) fn resources(&self, name: &str, status: &str) -> Result<BTreeSet<String>> {
        let list = ["cloudformation", "list-stack-resources", "--stack-name", name];
        let answer: Resources = self.ask(&list)?;
        let resources = answer.stack_resource_summaries.into_iter();
        let of_status = resources.filter(|resource| resource.resource_status == status);
        Ok(of_status.map(|resource| resource.logical_resource_id).collect())
    }

    /// A change set of a stack.
    pub(super) fn change_set(&self, stack: &str, name: &str) -> Result<ChangeSet> {
        let describe = ["cloudformation", "describe-change-set", "--stack-name", stack];
        self.ask(&[&describe[..], &["--change-set-name", name]].concat())
    }
}
