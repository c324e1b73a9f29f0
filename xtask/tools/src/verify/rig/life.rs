//! The life of one stack: a creation that fails, then one that does not, an update, an empty one, and the end.

use super::Rig;
use super::aws::Aws;
use super::emulator::Emulator;
use super::events::Events;
use super::fill;
use super::planned::{self, Planned, StackSteps};
use super::stack::Stack;
use super::template::Template;
use crate::verify::environment::{self, Environment, TEMPLATE};
use anyhow::{Context, Result, ensure};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) resources: usize,
    /// Calls of the AWS CLI and renders.
    pub(super) steps: usize,
}

/// What is needed to live it.
pub(super) struct Life<'a> {
    environment: &'a Environment,
    emulator: &'a Emulator,
    aws: Aws<'a>,
    steps: StackSteps,
    /// How a stack goes whose cluster is protected; nothing where it is not.
    lift: Vec<Planned>,
    name: String,
    template: Template,
    /// The project in which the environment has changed, and its template there.
    changed: &'a Path,
    changed_template: Template,
}

impl<'a> Life<'a> {
    pub(super) fn of(
        environment: &'a Environment,
        number: usize,
        rig: &'a Rig,
        emulator: &'a Emulator,
        home: &Path,
        changed: &'a Path,
    ) -> Result<Self> {
        let plan = environment.path("plan.json");
        let steps = StackSteps::of(&environment.plan()?).with_context(|| format!("reading {plan}"))?;
        let runbook = environment.path("RUNBOOK.md");
        let lift =
            planned::lifted(&environment::read(&runbook)?).with_context(|| format!("reading {runbook}"))?;
        let name = steps.option("--stack-name")?.to_owned();
        let region = steps.option("--region")?.to_owned();
        let template = environment.path(TEMPLATE);
        let after = changed.join(&template);
        let after = fs::read_to_string(&after).with_context(|| format!("reading {}", after.display()))?;
        Ok(Self {
            environment,
            emulator,
            aws: Aws {
                program: &rig.aws,
                port: emulator.ready.port,
                account: (111_122_223_333 + number).to_string(),
                region,
                home: home.to_owned(),
                calls: Cell::new(0),
            },
            steps,
            lift,
            name,
            template: Template::parse(&environment::read(&template)?)
                .with_context(|| format!("reading {template}"))?,
            changed,
            changed_template: Template::parse(&after)?,
        })
    }

    /// From the first change set to the last event.
    pub(super) fn live(&self) -> Result<Figures> {
        self.roll_back().context("a creation that fails")?;
        let stack = self.create().context("its creation")?;
        let renders = fill::artefacts(self.environment, &stack, &self.aws.home).context("its outputs")?;
        self.update().context("its update")?;
        self.update_with_nothing().context("an update without changes")?;
        self.delete(&stack).context("its deletion")?;
        Ok(Figures {
            resources: self.template.ids().len(),
            steps: self.aws.calls.get() + renders,
        })
    }

    /// The rig must be able to fail: one resource cannot be created, and nothing stays but a protected cluster, until the
    /// runbook is followed.
    fn roll_back(&self) -> Result<()> {
        let inert = &self.emulator.ready.inert;
        let victim = self.template.last_of(inert);
        let victim =
            victim.context("none of its resources is inert, and only such a one can be told to fail")?;
        let fault = self.emulator.fail_creation(&self.aws.account, victim)?;
        self.aws
            .run_planned(&self.steps.create_change_set, &crate::root())?;
        self.aws.run_planned(&self.steps.execute, &crate::root())?;
        let held = self.template.protected();
        let end = if held.is_empty() {
            "ROLLBACK_COMPLETE"
        } else {
            "ROLLBACK_FAILED"
        };
        let stack = self.aws.settled(&self.name, end)?;
        drop(fault);
        let events = Events::of(&self.aws, &stack.stack_id)?;
        let failed = events.with("CREATE_FAILED");
        same("resources that failed", &[victim.to_owned()].into(), &failed)?;
        // What stays is paid for, or holds a name that the next attempt needs: `RetainExceptOnCreate`, not `Retain`.
        let kept = events.with("DELETE_SKIPPED");
        same("resources that outlive the rollback", &BTreeSet::new(), &kept)?;
        let created = events.with("CREATE_COMPLETE");
        ensure!(!created.is_empty(), "nothing was created before {victim} failed");
        same(
            "resources that are protected",
            &held,
            &events.with("DELETE_FAILED"),
        )?;
        same(
            "resources that were rolled back",
            &(&created - &held),
            &events.with("DELETE_COMPLETE"),
        )?;
        self.remove()?;
        let events = Events::of(&self.aws, &stack.stack_id)?;
        same(
            "resources that are gone",
            &created,
            &events.with("DELETE_COMPLETE"),
        )
    }

    /// Deletes the stack as the runbook does, which lifts the protection of its cluster first.
    fn remove(&self) -> Result<()> {
        if !self.lift.is_empty() {
            let refused = self.aws.delete(&self.name);
            ensure!(refused.is_err(), "its protected cluster does not hold the stack");
        }
        for command in &self.lift {
            self.aws.run_planned(command, &crate::root())?;
        }
        self.aws.delete(&self.name)
    }

    fn create(&self) -> Result<Stack> {
        let create = &self.steps.create_change_set;
        self.aws.run_planned(create, &crate::root())?;
        for wait in &self.steps.change_set_waits {
            self.aws.run_planned(wait, &crate::root())?;
        }
        let described = self.aws.change_set(&self.name, name_of(create)?)?;
        same("resources to be added", &self.template.ids(), &described.added())?;
        self.aws.run_planned(&self.steps.execute, &crate::root())?;
        let stack = self.aws.settled(&self.name, "CREATE_COMPLETE")?;
        for wait in &self.steps.stack_waits {
            self.aws.run_planned(wait, &crate::root())?;
        }
        let created = self.aws.resources(&self.name, "CREATE_COMPLETE")?;
        same("resources that were created", &self.template.ids(), &created)?;
        let filled = stack
            .outputs
            .iter()
            .filter(|output| !output.output_value.is_empty());
        let filled = filled.map(|output| output.output_key.clone()).collect();
        same("outputs with a value", self.template.outputs(), &filled)?;
        if let Some(kubeconfig) = &self.steps.kubeconfig {
            self.reach_the_cluster(kubeconfig, &stack)?;
        }
        Ok(stack)
    }

    /// The plan's kubeconfig must lead to the cluster that the stack made.
    fn reach_the_cluster(&self, command: &Planned, stack: &Stack) -> Result<()> {
        self.aws.run_planned(command, &crate::root())?;
        let path = self.aws.kubeconfig();
        let written = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let mut outputs = stack.outputs.iter();
        let endpoint = outputs.find(|output| output.output_key == "ClusterEndpoint");
        let endpoint = endpoint.context("it has no output ClusterEndpoint")?;
        ensure!(
            written.contains(&endpoint.output_value),
            "the kubeconfig does not name {}:\n{written}",
            endpoint.output_value
        );
        Ok(())
    }

    fn update(&self) -> Result<()> {
        let update = self.update_command("update");
        let change_set = name_of(&update)?;
        self.aws.run_planned(&update, self.changed)?;
        let described = self.aws.change_set(&self.name, change_set)?;
        let expected = self.template.changed(&self.changed_template);
        ensure!(
            !expected.is_empty(),
            "another value of a tag changes nothing in the template"
        );
        same(
            "resources to be changed",
            &expected,
            &described.changed_directly(),
        )?;
        let execute = self.steps.execute.clone();
        self.aws
            .run_planned(&execute.with("--change-set-name", change_set), self.changed)?;
        self.aws.settled(&self.name, "UPDATE_COMPLETE")?;
        let updated = self.aws.resources(&self.name, "UPDATE_COMPLETE")?;
        same(
            "resources after the update",
            &self.changed_template.ids(),
            &updated,
        )
    }

    /// The same template again.
    fn update_with_nothing(&self) -> Result<()> {
        let update = self.update_command("nothing");
        self.aws.run_planned(&update, self.changed)?;
        let described = self.aws.change_set(&self.name, name_of(&update)?)?;
        ensure!(described.is_empty(), "it is not recognised: {described:?}");
        Ok(())
    }

    /// Everything goes but what the template keeps.
    fn delete(&self, stack: &Stack) -> Result<()> {
        // The plan has protected what is to be protected.
        self.aws.unprotect(&self.name)?;
        self.remove()?;
        let events = Events::of(&self.aws, &stack.stack_id)?;
        let kept = self.changed_template.kept();
        same("resources that were kept", &kept, &events.with("DELETE_SKIPPED"))?;
        let gone = &self.changed_template.ids() - &kept;
        same(
            "resources that were deleted",
            &gone,
            &events.with("DELETE_COMPLETE"),
        )
    }

    /// The plan's command for a stack that exists.
    fn update_command(&self, purpose: &str) -> Planned {
        let create = self.steps.create_change_set.clone();
        create
            .with("--change-set-type", "UPDATE")
            .with("--change-set-name", &format!("{}-{purpose}", self.name))
    }
}

fn name_of(create_change_set: &Planned) -> Result<&str> {
    let name = create_change_set.option("--change-set-name");
    name.context("the command names no change set")
}

/// Two sets of names must be one.
fn same(what: &str, expected: &BTreeSet<String>, found: &BTreeSet<String>) -> Result<()> {
    let list = |names: BTreeSet<String>| Vec::from_iter(names).join(", ");
    ensure!(
        expected == found,
        "{what}: missing [{}], unexpected [{}]",
        list(expected - found),
        list(found - expected)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_difference_is_told_in_both_directions() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert!(same("x", &set(&["a", "b"]), &set(&["b", "a"])).is_ok());
        let fault = same("x", &set(&["a", "b", "c"]), &set(&["c", "d"])).unwrap_err();
        assert_eq!(fault.to_string(), "x: missing [a, b], unexpected [d]");
    }
}
