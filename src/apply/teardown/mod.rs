//! The teardown: back to nothing, in the order in which nothing is left behind. Each step looks whether there is something
//! to do, so that one that was stopped goes on.

mod cluster;
mod found;
mod outside;

pub use cluster::nothing_of_others;

use std::cell::RefCell;

use super::engine::Engine;
use super::event::Outcome;
use super::journal::{Entry, digest};
use super::run::one;
use super::stack;
use crate::emit::teardown::{self, Action, Owned, Step};
use crate::live::{self, Fault, Leftover};

/// What people want to keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// Volumes and file systems.
    pub volumes: bool,
    /// Log groups.
    pub logs: bool,
    /// What others brought into the cluster; where it does not stay, it goes with the cluster.
    pub others: bool,
}

/// What is torn down, and what is learnt on the way.
pub struct Teardown<'a> {
    /// What is kept.
    pub keep: Keep,
    /// Owner and zone of the records, for the sweep.
    pub records: Option<(String, String)>,
    /// The log groups, for the sweep.
    pub log_groups: Vec<String>,
    /// What the stack keeps, as type and id.
    kept: RefCell<Vec<(String, String)>>,
    owned: &'a Owned,
    write: &'a dyn Fn(&Entry) -> Result<(), Fault>,
}

impl<'a> Teardown<'a> {
    /// The teardown of a plan.
    #[must_use]
    pub fn of(
        plan: &'a teardown::Teardown,
        keep: Keep,
        write: &'a dyn Fn(&Entry) -> Result<(), Fault>,
    ) -> Self {
        let steps = &plan.steps;
        let records = steps.iter().find_map(|step| match &step.action {
            Action::Records { zone, owner, .. } => Some((zone.clone(), owner.clone())),
            _ => None,
        });
        let log_groups = steps.iter().find_map(|step| match &step.action {
            Action::Retained { log_groups } => Some(log_groups.clone()),
            _ => None,
        });
        Self {
            keep,
            records,
            log_groups: log_groups.unwrap_or_default(),
            kept: RefCell::default(),
            owned: &plan.owned,
            write,
        }
    }

    /// Does the steps in their order, and stops at the first that fails.
    ///
    /// # Errors
    /// Why a step failed.
    pub fn run(&self, engine: &Engine<'_>, steps: &[&Step], now: fn() -> u64) -> Result<(), Fault> {
        for step in steps {
            let id = format!("teardown-{}", step.id.name());
            one(engine, step.id.name(), &digest(&[&id]), now, self.write, || {
                self.step(engine, step)
            })?;
        }
        Ok(())
    }

    fn step(&self, engine: &Engine<'_>, step: &Step) -> Result<Outcome, Fault> {
        let id = step.id.name();
        let goes = |found: &found::Found| !self.keep.others || found.is_of(self.owned);
        match &step.action {
            Action::Nothing => Ok(Outcome::Unchanged("the environment has none".to_owned())),
            Action::StopLogs if self.keep.logs => Ok(Outcome::Unchanged(
                "the logs are kept, to their last line".to_owned(),
            )),
            Action::StopLogs => cluster::stop_logs(engine, id),
            Action::LoadBalancers => cluster::load_balancers(engine, id, &goes),
            Action::Records {
                zone,
                owner,
                follows,
                release,
            } => {
                let left = outside::records(engine, id, zone, owner, *follows)?;
                let gone = cluster::uninstall(engine, id, release.as_slice())?;
                Ok(outcome([left, gone]))
            }
            Action::Volumes(releases) => {
                let gone = cluster::uninstall(engine, id, releases)?;
                let volumes = cluster::volumes(engine, id, self.keep.volumes, &goes)?;
                Ok(outcome([gone, volumes]))
            }
            Action::Controllers {
                karpenter,
                releases,
                definitions,
            } => {
                let nodes = match karpenter {
                    true => cluster::karpenter(engine, id)?,
                    false => None,
                };
                let gone = cluster::uninstall(engine, id, releases)?;
                let removed = cluster::definitions(engine, id, definitions)?;
                Ok(outcome([nodes, gone, removed]))
            }
            Action::VpcLeftovers => outside::vpc_leftovers(engine, id),
            Action::Cluster => outside::eksctl(engine),
            Action::Stack => self.stack(engine),
            Action::Retained { log_groups } => {
                outside::retained(engine, id, log_groups, self.keep, &self.kept(engine))
            }
            Action::Sweep => self.sweep(engine, id),
        }
    }

    /// Deletes the stack, once it is written down what it keeps.
    fn stack(&self, engine: &Engine<'_>) -> Result<Outcome, Fault> {
        let programs = &engine.programs;
        let name = &engine.place.cluster;
        let Some(found) = live::stack(programs, name)? else {
            return Ok(Outcome::Unchanged(format!("there is no stack `{name}`")));
        };
        unprotected(engine, &found)?;
        for (of, id) in live::kept(programs, &found.stack_id)? {
            (self.write)(&Entry::Keeps {
                of: of.clone(),
                id: id.clone(),
            })?;
            self.kept.borrow_mut().push((of, id));
        }
        stack::delete(engine, &found)?;
        Ok(Outcome::Changed(format!("the stack `{name}` is gone")))
    }

    /// What the stack kept, by this run and by those before.
    fn kept(&self, engine: &Engine<'_>) -> Vec<(String, String)> {
        let mut kept = self.kept.borrow().clone();
        for (of, id) in engine.history.kept() {
            let it = (of.to_owned(), id.to_owned());
            if !kept.contains(&it) {
                kept.push(it);
            }
        }
        kept
    }

    /// Lists what is still there.
    fn sweep(&self, engine: &Engine<'_>, step: &str) -> Result<Outcome, Fault> {
        let left = self.left(engine)?;
        if left.is_empty() {
            return Ok(Outcome::Unchanged(
                "nothing is left that can be found by tag or name".to_owned(),
            ));
        }
        let deletion = |it: &Leftover| it.deletion(&engine.place.region);
        for it in &left {
            engine.note(step, &format!("still there: {} {}", it.kind, it.id));
        }
        Err(Fault::refused(
            format!(
                "after the teardown of `{}` something is still there: {}",
                engine.place.environment,
                left.len()
            ),
            "they bill, or stop the next creation",
            format!(
                "delete each of them:\n    {}\n    then cargo xtask teardown {} --verify",
                left.iter().map(deletion).collect::<Vec<_>>().join("\n    "),
                engine.place.environment
            ),
        ))
    }

    /// What is still there, by tag and by name.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn left(&self, engine: &Engine<'_>) -> Result<Vec<Leftover>, Fault> {
        let (programs, cluster) = (&engine.programs, &engine.place.cluster);
        let mut left = live::load_balancers(programs, cluster)?;
        left.extend(live::interfaces(programs, cluster)?);
        left.extend(live::security_groups(programs, cluster)?);
        if !self.keep.volumes {
            left.extend(live::volumes(programs, cluster)?);
        }
        if !self.keep.logs {
            left.extend(live::log_groups(programs, &self.log_groups)?);
        }
        if let Some((zone, owner)) = &self.records {
            left.extend(live::records(programs, zone, owner)?);
        }
        Ok(left)
    }
}

/// Refuses what is protected: protection is lifted by an application, never by a teardown.
///
/// # Errors
/// What protects it, and how that is lifted.
pub fn unprotected(engine: &Engine<'_>, stack: &live::Stack) -> Result<(), Fault> {
    let place = &engine.place;
    let lift = format!(
        "set `cluster.deletionProtection: false` in environments/{0}.yaml, then cargo xtask render {0} and cargo xtask apply {0}",
        place.environment
    );
    let cluster = live::cluster(&engine.programs, &place.cluster)?;
    if cluster.is_some_and(|cluster| cluster.deletion_protection) {
        return Err(Fault::refused(
            format!("the cluster `{}` is protected from deletion", place.cluster),
            "somebody decided that a slip must not delete it",
            lift,
        ));
    }
    if stack.protected {
        return Err(Fault::refused(
            format!("the stack `{}` has termination protection", stack.stack_name),
            "somebody decided that a slip must not delete it",
            format!(
                "aws cloudformation update-termination-protection --no-enable-termination-protection --region {} --stack-name {}, \
                 then run the same command",
                place.region, stack.stack_name
            ),
        ));
    }
    Ok(())
}

/// One outcome of several.
fn outcome<const N: usize>(parts: [Option<String>; N]) -> Outcome {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => Outcome::Unchanged("nothing of it is there".to_owned()),
        false => Outcome::Changed(parts.join("; ")),
    }
}
