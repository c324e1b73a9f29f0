//! The plans, `apply` and `teardown` against rigs on this machine: the real AWS CLI with an emulator of AWS, real Helm and
//! real kubectl with a stand-in for a cluster. Nothing here has run on AWS.
//!
//! What is asserted of the commands of a plan: that each ends well where the ones before it have, that each is there when a
//! later one needs it (definitions before what they define, the load balancer controller before any Service, secrets before
//! their readers), that all of them again change no object, and that none prints a secret. Of eksight: the same end, object
//! by object, after any call that fails, hangs or ends in its death; nothing to do the second time; nothing left behind; two
//! at once that do not meet; and no secret in what it tells, writes down or hands to programs. Simulated, and therefore not
//! proven: that pods run, that load balancers and volumes come and go, what the charts of others contain, and how long
//! anything takes. The heads of testing/rigs/src/cluster/mod.rs and tests/rigs/aws_emulator.py say what each stand-in does
//! not do.

mod aws_cli;
mod canary;
mod charts;
mod commands;
mod crds;
mod end;
mod faults;
mod life;
mod point;
mod project;
mod rig;
mod sweep;
mod trust;

use super::environment::Environment;
use super::install;
use super::tools::{self, Unpacked};
use anyhow::{Context, Result, bail};
use aws_cli::AwsCli;
use canary::Canaries;
use charts::Repository;
use faults::Faults;
use life::Figures;
use point::{Lane, Points};
use rig::{Programs, Rig};
use std::fs;
use std::thread;
use std::time::Instant;
use sweep::{Plan, Run};
pub(super) use trust::Trust;

/// The one with most releases: it has the major version of Helm before too, and its run is the one that is disturbed.
const RICHEST: &str = "study";

/// Those that are applied beside it; all others are history.
const OTHERS: [&str; 2] = ["dev", "prod"];

/// What is done with a rig.
#[derive(Clone, Copy)]
enum Task<'a> {
    /// Every command of the plan, twice.
    Commands,
    /// `apply` and `teardown`, and whether more runs of `apply` are between them.
    Life { again: bool },
    /// A run whose calls go wrong.
    Sweep(Plan<'a>),
}

/// A rig, and what is done with it.
#[derive(Clone, Copy)]
struct Job<'a> {
    environment: &'static str,
    with_older_helm: bool,
    task: Task<'a>,
}

const fn job<'a>(environment: &'static str, task: Task<'a>) -> Job<'a> {
    Job {
        environment,
        with_older_helm: false,
        task,
    }
}

const fn with_older_helm(job: Job<'_>) -> Job<'_> {
    Job {
        with_older_helm: true,
        ..job
    }
}

/// Runs the commands of every plan.
pub(super) fn plans() -> Result<Vec<String>> {
    let commands = |environment| job(environment, Task::Commands);
    let mut jobs: Vec<Job<'_>> = [RICHEST].into_iter().chain(OTHERS).map(commands).collect();
    jobs.push(with_older_helm(commands(RICHEST)));
    let (figures, where_and_how_long) = carry_out("plans", &jobs)?;
    let Figures {
        lives,
        calls,
        objects,
        ..
    } = figures;
    Ok(vec![format!(
        "{where_and_how_long}: {calls} commands of {lives} plans, all of them twice, came to {objects} objects; pods, load \
         balancers and volumes are simulated"
    )])
}

/// So many points of failure of each of `apply` and `teardown` are tried where not all are.
const SAMPLE: usize = 4;

/// Applies every environment and tears it down; of the richest one, applies it again and lets some calls go wrong.
pub(super) fn apply() -> Result<Vec<String>> {
    let sample = |run| {
        Task::Sweep(Plan {
            run,
            points: Points::Sample(SAMPLE),
            lane: Lane::ALONE,
            from: None,
        })
    };
    let mut jobs = vec![
        job(RICHEST, Task::Life { again: true }),
        job(RICHEST, sample(Run::Apply)),
        job(RICHEST, sample(Run::Teardown)),
    ];
    jobs.extend(OTHERS.map(|other| job(other, Task::Life { again: false })));
    told("apply", &jobs)
}

fn told(name: &str, jobs: &[Job<'_>]) -> Result<Vec<String>> {
    let (figures, where_and_how_long) = carry_out(name, jobs)?;
    Ok(vec![format!("{where_and_how_long}: {}", figures.told())])
}

impl Task<'_> {
    fn name(self) -> String {
        match self {
            Self::Commands => "commands".to_owned(),
            Self::Life { .. } => "life".to_owned(),
            Self::Sweep(plan) => format!("{}-disturbed-{}", plan.run.name(), plan.lane.number + 1),
        }
    }

    fn carry_out(self, rig: Rig<'_>, canaries: &Canaries) -> Result<Figures> {
        match self {
            Self::Commands => commands::live(&rig),
            Self::Life { again } => life::live(&Faults::before(rig)?, canaries, again),
            Self::Sweep(plan) => {
                let told = plan.points != Points::Sample(SAMPLE);
                sweep::sweep(&Faults::before(rig)?, canaries, plan, told)
            }
        }
    }
}

/// Does all jobs at once, each with a rig of its own; says what that came to, with which programs and how long it took.
fn carry_out(name: &str, jobs: &[Job<'_>]) -> Result<(Figures, String)> {
    let began = Instant::now();
    let folder = install::folder().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let (aws_cli, emulator) = (tools::aws_server()?, tools::emulator()?);
    let aws = AwsCli::start(&aws_cli, &folder)?;
    let (newest, older) = (tools::newest()?, tools::older()?);
    let all = Environment::all()?.into_iter();
    let wanted = |environment: &Environment| jobs.iter().any(|job| job.environment == environment.name());
    let environments: Vec<Environment> = all.filter(wanted).collect();
    let charts = Repository::start(
        &newest.helm,
        &project::charts(&environments)?,
        &folder.join("charts"),
    )?;
    let one = |job: &Job<'_>| -> Result<Figures> {
        let unpacked: &Unpacked = if job.with_older_helm { &older } else { &newest };
        let helm = unpacked.helm.name.replace(' ', "-");
        let name = format!("{}-{helm}-{}", job.environment, job.task.name());
        let folder = folder.join(&name);
        let project = folder.join("project");
        project::write(&project, &environments, &charts.url())?;
        let mut its = environments.iter();
        let environment = its.find(|environment| environment.name() == job.environment);
        let environment = environment.with_context(|| format!("there is no out/{}", job.environment))?;
        let canaries = Canaries::of(&environment.plan_in(&project)?.steps);
        let programs = Programs {
            aws: &aws,
            helm: &unpacked.helm,
            kubectl: &unpacked.kubectl,
        };
        let rig = Rig::start(environment, &programs, &emulator, &project, folder, &canaries)?;
        job.task.carry_out(rig, &canaries).context(name)
    };
    let ends: Vec<Result<Figures>> = thread::scope(|scope| {
        let one = &one;
        let running: Vec<_> = jobs.iter().map(|job| scope.spawn(move || one(job))).collect();
        let ends = running.into_iter().map(thread::ScopedJoinHandle::join);
        ends.map(|end| end.expect("bug in eksight: a panic in verify"))
            .collect()
    });
    let helms = match jobs.iter().any(|job| job.with_older_helm) {
        true => format!("{} and {}", newest.helm.name, older.helm.name),
        false => newest.helm.name.clone(),
    };
    let programs = format!(
        "{}, {helms}, {} with a stand-in for a cluster, {}, {:.0} s",
        aws_cli.name,
        newest.kubectl.name,
        emulator.name,
        began.elapsed().as_secs_f64()
    );
    Ok((sum(ends)?, programs))
}

/// All figures together, or what went wrong everywhere.
fn sum(ends: Vec<Result<Figures>>) -> Result<Figures> {
    let (mut figures, mut faults) = (Figures::default(), Vec::new());
    for end in ends {
        match end {
            Ok(found) => figures += found,
            Err(fault) => faults.push(format!("{fault:#}")),
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(figures)
}
