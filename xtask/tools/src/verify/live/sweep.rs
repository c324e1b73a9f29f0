//! What becomes of a run of which one call goes wrong: the next run must come to the same end as an undisturbed one.
//!
//! A run is taken step by step. Before a step everything is kept: the cluster, the state of AWS, and what eksight wrote
//! down. Then each call of the step goes wrong, once in each way, and always from what was kept: one run that is disturbed,
//! and one that goes on from there. That they end where the undisturbed step ends is enough, since what comes after it
//! depends on nothing else.

use super::canary::Canaries;
use super::end::End;
use super::faults::{Faults, Kept};
use super::life::{Figures, searched, succeeded};
use super::point::{self, Lane, Point, Points, Seen, Way};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::ops::AddAssign as _;

/// How long a call may hang.
const PATIENCE: &str = "6s";

/// What is disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Run {
    Apply,
    Teardown,
}

/// What `plan -o json` prints.
#[derive(Deserialize)]
struct Both {
    apply: Steps,
    teardown: Steps,
}

#[derive(Deserialize)]
struct Steps {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    id: String,
    #[serde(default)]
    kind: String,
}

impl Run {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Teardown => "teardown",
        }
    }

    /// The command that does some of its steps.
    fn of(self, environment: &str, steps: &str) -> Vec<String> {
        let yes = match self {
            Self::Apply => "--yes".to_owned(),
            Self::Teardown => format!("--yes={environment}"),
        };
        [self.name(), environment, &yes, "--only", steps]
            .map(str::to_owned)
            .to_vec()
    }

    /// Its steps, by name. Making a change set is a part of the step that executes it.
    fn steps(self, rig: &Faults<'_>, canaries: &Canaries) -> Result<Vec<String>> {
        let planned = succeeded(
            rig,
            canaries,
            &["plan", rig.rig().environment.name(), "-o", "json"],
        )?;
        let both: Both = serde_json::from_slice(&planned.stdout).context("reading the plan")?;
        let steps = match self {
            Self::Apply => both.apply,
            Self::Teardown => both.teardown,
        };
        let steps = steps.steps.into_iter().filter(|step| step.kind != "changeSet");
        Ok(steps.map(|step| step.id).collect())
    }
}

/// A step with what it was begun from.
struct Trial<'a> {
    rig: &'a Faults<'a>,
    canaries: &'a Canaries,
    before: Kept,
    arguments: Vec<String>,
    after: End,
}

/// Which points of a run are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan<'a> {
    pub(super) run: Run,
    pub(super) points: Points,
    pub(super) lane: Lane,
    /// Those of the steps before this one are not.
    pub(super) from: Option<&'a str>,
}

/// Lets calls of a run go wrong, one at a time; tells after each step how far it is, where somebody waits for long.
pub(super) fn sweep(
    rig: &Faults<'_>,
    canaries: &Canaries,
    Plan {
        run,
        points,
        lane,
        from,
    }: Plan<'_>,
    told: bool,
) -> Result<Figures> {
    let name = rig.rig().environment.name();
    rig.clear()?;
    if run == Run::Teardown {
        succeeded(rig, canaries, &["apply", name, "--yes"])?;
    }
    let steps = run.steps(rig, canaries)?;
    let first = match from {
        None => 0,
        Some(from) => steps.iter().position(|step| step == from).with_context(|| {
            format!(
                "{} {name} has no step `{from}`; its steps are {}",
                run.name(),
                steps.join(", ")
            )
        })?,
    };
    let (mut figures, mut faults) = (Figures::default(), Vec::new());
    let (mut undisturbed, mut seen) = (Vec::new(), Seen::default());
    for (at, step) in steps.iter().enumerate() {
        let wanted = points.of_step(at, steps.len());
        if wanted == Some(0) || at < first {
            undisturbed.push(step.as_str());
            continue;
        }
        if !undisturbed.is_empty() {
            done(rig, canaries, &run.of(name, &undisturbed.join(",")))?;
            undisturbed.clear();
        }
        let (tried, failed) = disturb(rig, canaries, run.of(name, step), (at, wanted, lane), &mut seen)
            .with_context(|| format!("the step {step} of {}", run.name()))?;
        figures.add_assign(tried);
        faults.extend(
            failed
                .into_iter()
                .map(|fault| format!("{} {step}, {fault}", run.name())),
        );
        if told {
            crate::say(&format!(
                "{} {name}, lane {} of {}: {step} done, {} of {} steps, {} points of failure, {} of them not resumed",
                run.name(),
                lane.number + 1,
                lane.of,
                at + 1,
                steps.len(),
                figures.points,
                faults.len()
            ));
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(figures)
}

/// An undisturbed run.
fn done(rig: &Faults<'_>, canaries: &Canaries, arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    succeeded(rig, canaries, &arguments).map(drop)
}

/// Takes a step's points in turn, and leaves it done; says which were not resumed.
fn disturb(
    rig: &Faults<'_>,
    canaries: &Canaries,
    arguments: Vec<String>,
    (at, wanted, lane): (usize, Option<usize>, Lane),
    seen: &mut Seen,
) -> Result<(Figures, Vec<String>)> {
    let before = rig.keep()?;
    rig.restore(&before)?;
    done(rig, canaries, &arguments)?;
    let (calls, requests) = (rig.calls()?, rig.requests());
    let trial = Trial {
        rig,
        canaries,
        before,
        arguments,
        after: rig.rig().end()?,
    };
    let chosen = lane.share(point::chosen(wanted, at, point::of_step(&calls, requests, seen)));
    let mut faults = Vec::new();
    for point in &chosen {
        if let Err(fault) = trial.resumed(*point) {
            let what = match point.way {
                Way::Request(_) => format!("request {} of {requests} to AWS", point.at),
                _ => format!("call {} of {}: {}", point.at, calls.len(), calls[point.at - 1]),
            };
            let fault = format!("{}, {what}: {fault:#}", point.way.name());
            crate::say(&format!("error: {fault}"));
            faults.push(fault);
            rig.restore(&trial.before)?;
            done(rig, canaries, &trial.arguments)?;
        }
    }
    let figures = Figures {
        objects: chosen.len() * trial.after.names().count(),
        points: chosen.len(),
        searched: 4 * chosen.len(),
        ..Figures::default()
    };
    Ok((figures, faults))
}

impl Trial<'_> {
    /// A run with one call that goes wrong, and the run after it.
    fn resumed(&self, point: Point) -> Result<()> {
        let rig = self.rig;
        rig.restore(&self.before)?;
        rig.fail(point)?;
        let mut arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        if point.way == Way::Hang {
            arguments.extend(["--timeout", PATIENCE]);
        }
        let disturbed = rig.eksight(&arguments)?.output().context("starting eksight")?;
        searched(self.canaries, &arguments, &disturbed)?;
        let told = String::from_utf8_lossy(&disturbed.stderr).into_owned();
        let met = rig.heal()?;
        // A machine that is busy may have been too slow for an earlier call.
        let slow = point.way == Way::Hang && told.contains("gave no answer within");
        ensure!(met || slow, "the call was not made; it said:\n{told}");
        match disturbed.status.code() {
            // What says that it is done must be done.
            Some(0) => {
                return rig
                    .rig()
                    .end()?
                    .must_be(&self.after)
                    .context("a run that ended well");
            }
            Some(1) => ensure!(told.contains("error: "), "it failed without a word:\n{told}"),
            None => ensure!(point.way == Way::Kill, "a signal ended it:\n{told}"),
            code => ensure!(false, "it ended with {code:?}:\n{told}"),
        }
        done(rig, self.canaries, &self.arguments).context("the run after it")?;
        rig.rig().end()?.must_be(&self.after)?;
        rig.must_keep_secrets(self.canaries).map(drop)
    }
}
