//! The teardown: back to nothing, in the order in which nothing is left behind. Each step looks whether there is something
//! to do, so that one that was stopped goes on.

mod cluster;
mod found;
mod outside;
mod retained;
mod stop;
mod sweep;

pub use cluster::nothing_of_others;

use std::cell::RefCell;

use super::engine::Engine;
use super::event::Outcome;
use super::journal::{Entry, digest};
use super::ownership::ours;
use super::run::one;
use super::stack;
use crate::emit::teardown::{self, Action, Kept, Owned, Step, StepId, Trace, nothing};
use crate::live::{self, Fault, StackStatus};

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

impl Keep {
    /// Why something stays that people want to keep; nothing where it goes.
    #[must_use]
    pub const fn why_it_stays(self, trace: Trace) -> Option<&'static str> {
        match trace {
            Trace::Volumes | Trace::FileSystem if self.volumes => Some("`--retain-volumes` keeps it"),
            Trace::LogGroups if self.logs => Some("`--retain-logs` keeps it"),
            _ => None,
        }
    }
}

/// What is torn down, and what is learnt on the way.
pub struct Teardown<'a> {
    keep: Keep,
    ledger: &'a [teardown::Entry],
    /// Zone and owner of the records.
    records: Option<(String, String)>,
    log_groups: Vec<String>,
    /// How keys and file systems are known.
    kept: Option<&'a Kept>,
    /// What the stack keeps as AWS has told it in this run, as type and id.
    seen: RefCell<Vec<(String, String)>>,
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
        let retained = steps.iter().find_map(|step| match &step.action {
            Action::Retained { log_groups, kept } => Some((log_groups.clone(), kept.as_ref())),
            _ => None,
        });
        let (log_groups, kept) = retained.unwrap_or_default();
        Self {
            keep,
            ledger: &plan.ledger,
            records,
            log_groups,
            kept,
            seen: RefCell::default(),
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
            Action::Nothing => Ok(Outcome::Unchanged(nothing(step.id).to_owned())),
            Action::Stop(keeper) => stop::stop(engine, id, keeper),
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
                if self.keep.volumes {
                    cluster::keep_volumes(engine, &goes)?;
                }
                let gone = cluster::uninstall(engine, id, releases)?;
                let volumes = cluster::volumes(engine, id, &goes)?;
                Ok(outcome([gone, volumes]))
            }
            Action::Controllers {
                secrets,
                karpenter,
                releases,
                definitions,
            } => {
                let fetched = match secrets {
                    true => cluster::external_secrets(engine, id)?,
                    false => None,
                };
                let nodes = match karpenter {
                    true => cluster::karpenter(engine, id)?,
                    false => None,
                };
                let gone = cluster::uninstall(engine, id, releases)?;
                let removed = cluster::definitions(engine, id, definitions)?;
                Ok(outcome([fetched, nodes, gone, removed]))
            }
            Action::VpcLeftovers => outside::vpc_leftovers(engine, id),
            Action::Cluster => outside::eksctl(engine),
            Action::Stack => self.stack(engine),
            Action::Retained { log_groups, kept } => {
                self.gone(engine)?;
                let retained = retained::Retained {
                    log_groups,
                    kept: kept.as_ref(),
                    seen: &self.seen(engine),
                };
                retained::delete_all(engine, id, &retained, self.keep)
            }
            Action::Sweep => sweep::sweep(engine, self, id),
        }
    }

    /// Deletes the stack, once it is written down what it keeps.
    fn stack(&self, engine: &Engine<'_>) -> Result<Outcome, Fault> {
        let programs = &engine.programs;
        let name = &engine.place.cluster;
        let Some(found) = live::stack(programs, name)? else {
            return Ok(Outcome::Unchanged(format!("there is no stack `{name}`")));
        };
        let Some(found) = stack::settled(engine, found)? else {
            return Ok(Outcome::Changed(format!("the stack `{name}` is gone")));
        };
        deletable(engine, &found)?;
        for (of, id) in live::kept(programs, &found.stack_id)? {
            (self.write)(&Entry::Keeps {
                of: of.clone(),
                id: id.clone(),
            })?;
            self.seen.borrow_mut().push((of, id));
        }
        stack::delete(engine, &found)?;
        Ok(Outcome::Changed(format!("the stack `{name}` is gone")))
    }

    /// Refuses to delete what the stack keeps while it stands and needs it.
    fn gone(&self, engine: &Engine<'_>) -> Result<(), Fault> {
        let Some(found) = live::stack(&engine.programs, &engine.place.cluster)? else {
            return Ok(());
        };
        Err(Fault::refused(
            format!("the stack `{}` is in {}", found.stack_name, found.word),
            "its cluster writes to the log groups and reads its Secrets with the key, and would lose both",
            engine.teardown(&format!(" --from {}", StepId::Stack.name())),
        ))
    }

    /// What the stack kept, by this run and by those before.
    fn seen(&self, engine: &Engine<'_>) -> Vec<(String, String)> {
        let mut seen = self.seen.borrow().clone();
        for (of, id) in engine.history.kept() {
            let it = (of.to_owned(), id.to_owned());
            if !seen.contains(&it) {
                seen.push(it);
            }
        }
        seen
    }
}

/// Waits for an operation of the stack that is on its way: nothing goes from under it.
///
/// # Errors
/// When it cannot be told, or takes longer than it may.
pub fn settle(engine: &Engine<'_>) -> Result<(), Fault> {
    match live::stack(&engine.programs, &engine.place.cluster)? {
        Some(found) => stack::settled(engine, found).map(drop),
        None => Ok(()),
    }
}

/// Refuses a stack of somebody else, one in a state that is not known, and what is protected: protection is lifted by an
/// application, never by a teardown.
///
/// # Errors
/// Why it is not to be deleted, and what mends that.
pub fn deletable(engine: &Engine<'_>, stack: &live::Stack) -> Result<(), Fault> {
    ours(engine, stack)?;
    if stack.status == StackStatus::Unknown {
        return Err(stack::stuck(engine, stack));
    }
    let place = &engine.place;
    // The environment says nothing of it any more, else nobody would have come here.
    let lift = format!(
        "aws eks update-cluster-config --region {} --name {} --no-deletion-protection, then run the same command",
        place.region, place.cluster
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
