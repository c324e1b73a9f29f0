//! A run: the steps one after another, each written down before it begins and after it ends.

use super::engine::Engine;
use super::event::{Event, Outcome};
use super::journal::{Entry, digest};
use super::step;
use crate::emit::Artifact;
use crate::emit::plan::{Plan, Step, StepKind};
use crate::live::Fault;

/// What is applied.
#[derive(Debug)]
pub struct Input<'a> {
    /// The steps.
    pub plan: &'a Plan,
    /// The files.
    pub artifacts: &'a [Artifact],
    /// The template as it is sent.
    pub template: String,
    /// How large it may be in a call.
    pub inline: usize,
    /// What the template needs CloudFormation to be allowed.
    pub capability: &'static str,
    /// Whether the stack is protected from deletion.
    pub protect: bool,
}

/// Which steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// These alone; all where there is none.
    pub only: Vec<String>,
    /// This one and what comes after it.
    pub from: Option<String>,
}

impl Selection {
    /// Whether a step at a place in the plan is among them.
    fn has(&self, ids: &[&str], at: usize) -> bool {
        let only = self.only.is_empty() || self.only.iter().any(|id| id == ids[at]);
        let from = self
            .from
            .as_ref()
            .and_then(|from| ids.iter().position(|id| id == from));
        only && from.is_none_or(|from| at >= from)
    }

    /// The options that ask for it again, ` --only stack`; nothing where all were asked for.
    #[must_use]
    pub fn options(&self) -> String {
        match &self.from {
            _ if !self.only.is_empty() => format!(" --only {}", self.only.join(",")),
            Some(from) => format!(" --from {from}"),
            None => String::new(),
        }
    }

    /// Whether a step of this name is among them.
    #[must_use]
    pub fn has_name(&self, ids: &[&str], name: &str) -> bool {
        ids.iter()
            .position(|id| *id == name)
            .is_some_and(|at| self.has(ids, at))
    }

    /// A name that is no step's.
    #[must_use]
    pub fn unknown<'a>(&'a self, ids: &[&str]) -> Option<&'a str> {
        let mut names = self.only.iter().chain(&self.from).map(String::as_str);
        names.find(|name| !ids.contains(name))
    }

    /// The chosen ones of these.
    pub fn of<'s, T>(&self, all: &'s [T], id: impl Fn(&T) -> &str) -> Vec<&'s T> {
        let ids: Vec<&str> = all.iter().map(&id).collect();
        let chosen = all.iter().enumerate().filter(|(at, _)| self.has(&ids, *at));
        chosen.map(|(_, it)| it).collect()
    }
}

/// The steps as they are done: making a change set and executing it are one, since what is between them is a question of
/// state, not of order.
#[must_use]
pub fn units(plan: &Plan) -> Vec<&Step> {
    let steps = plan.steps.iter();
    steps.filter(|step| step.kind != StepKind::ChangeSet).collect()
}

/// Does the steps in their order, and stops at the first that fails. `write` keeps an entry before the run goes on.
///
/// # Errors
/// Why a step failed.
pub fn run(
    engine: &Engine<'_>,
    input: &Input<'_>,
    steps: &[&Step],
    now: fn() -> u64,
    write: &dyn Fn(&Entry) -> Result<(), Fault>,
) -> Result<(), Fault> {
    // Whether the file that leads to the cluster was looked at in this run: another cluster may have its name now.
    let mut leads = None;
    for step in steps {
        let act = || {
            if step::needs_cluster(step) && leads.is_none() {
                leads = Some(step::reach(engine)?);
            }
            match (engine.options.dry_run, leads) {
                (true, Some(false)) => Ok(Outcome::Would("there is no cluster yet".to_owned())),
                (true, _) => step::observe(engine, input, step),
                (false, _) => step::apply(engine, input, step),
            }
        };
        one(
            engine,
            &step.id,
            &digest(&step::given(input, step)),
            now,
            write,
            act,
        )?;
    }
    Ok(())
}

/// One step, of an application or of a teardown.
pub(super) fn one(
    engine: &Engine<'_>,
    id: &str,
    input: &str,
    now: fn() -> u64,
    write: &dyn Fn(&Entry) -> Result<(), Fault>,
    act: impl FnOnce() -> Result<Outcome, Fault>,
) -> Result<(), Fault> {
    // What has begun is finished, and no other step begins.
    if engine.programs.surroundings.is_stopping() {
        return Err(Fault::Stopped);
    }
    let step = || id.to_owned();
    engine.listener.tell(&Event::Started { step: id });
    let keep = |entry: Entry| match engine.options.dry_run {
        true => Ok(()),
        false => write(&entry),
    };
    let begun = keep(Entry::Start {
        at: now(),
        step: step(),
        input: input.to_owned(),
    });
    let ended = begun.and_then(|()| act());
    let kept = keep(match &ended {
        Ok(outcome) => Entry::End {
            at: now(),
            step: step(),
            changed: matches!(outcome, Outcome::Changed(_)),
            input: input.to_owned(),
        },
        Err(_) => Entry::Fail {
            at: now(),
            step: step(),
        },
    });
    // Why the step failed says more than that nobody could write it down.
    let ended = ended.and_then(|outcome| kept.map(|()| outcome));
    match ended.or_else(|fault| untold(engine, id, fault)) {
        Ok(outcome) => {
            engine.listener.tell(&Event::Done {
                step: id,
                outcome: &outcome,
            });
            Ok(())
        }
        Err(Fault::Stopped) => {
            engine.listener.tell(&Event::Stopped { step: id });
            Err(Fault::Stopped)
        }
        Err(fault) => {
            let reason = fault.to_string();
            engine.listener.tell(&Event::Failed {
                step: id,
                reason: &reason,
            });
            Err(fault)
        }
    }
}

/// A look that cannot be taken, beside others that can.
pub(super) fn untold(engine: &Engine<'_>, step: &str, fault: Fault) -> Result<Outcome, Fault> {
    if !engine.options.dry_run || !fault.is_of_one_look() {
        return Err(fault);
    }
    engine.note(step, &format!("mend: {}", fault.refusal().mend()));
    Ok(Outcome::Untold(fault.in_a_line()))
}
