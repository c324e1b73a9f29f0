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

use super::environment::Environment;
use super::install;
use super::tools::{self, Unpacked};
use anyhow::{Context, Result, bail};
use aws_cli::AwsCli;
use canary::Canaries;
use charts::Repository;
use faults::Faults;
use life::Figures;
pub(super) use point::Points;
use rig::{Programs, Rig};
use std::fs;
use std::thread;
use std::time::Instant;

/// The environments that are applied; the others are history.
const NAMES: [&str; 3] = ["study", "dev", "prod"];

/// The one with most releases: it has the major version of Helm before too, and its run is the one that is disturbed.
const RICHEST: &str = "study";

/// Runs the commands of every plan.
pub(super) fn plans() -> Result<Vec<String>> {
    everywhere("plans", |rig, _, _| {
        let commands::Figures { commands, objects } = commands::live(&rig)?;
        Ok(Figures {
            lives: 1,
            calls: commands,
            objects,
            ..Figures::default()
        })
    })
    .map(|(figures, where_and_how_long)| {
        let Figures {
            lives, calls, objects, ..
        } = figures;
        vec![format!(
            "{where_and_how_long}: {calls} commands of {lives} plans, all of them twice, came to {objects} objects; pods, load \
             balancers and volumes are simulated"
        )]
    })
}

/// Applies and tears down every environment, and lets calls and requests of one of them go wrong.
pub(super) fn apply(points: Points) -> Result<Vec<String>> {
    everywhere("apply", |rig, canaries, with_newest| {
        let rich = rig.environment.name() == RICHEST;
        let rig = Faults::before(rig)?;
        let mut figures = life::live(&rig, canaries)?;
        if rich && with_newest {
            figures += sweep::sweep(&rig, canaries, points)?;
        }
        Ok(figures)
    })
    .map(|(figures, where_and_how_long)| vec![format!("{where_and_how_long}: {}", figures.told())])
}

/// Does something with a rig for each environment, all at once; says what that came to, with which programs and how long it
/// took. The last argument of `act` is whether the rig has the newest Helm.
fn everywhere(
    name: &str,
    act: impl Fn(Rig<'_>, &Canaries, bool) -> Result<Figures> + Sync,
) -> Result<(Figures, String)> {
    let began = Instant::now();
    let folder = install::folder().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let (aws_cli, emulator) = (tools::aws_server()?, tools::emulator()?);
    let aws = AwsCli::start(&aws_cli, &folder)?;
    let (newest, older) = (tools::newest()?, tools::older()?);
    let all = Environment::all()?.into_iter();
    let environments: Vec<Environment> = all
        .filter(|environment| NAMES.contains(&environment.name()))
        .collect();
    let charts = Repository::start(
        &newest.helm,
        &project::charts(&environments)?,
        &folder.join("charts"),
    )?;
    let one = |environment: &Environment, unpacked: &Unpacked, is_newest: bool| -> Result<Figures> {
        let name = format!("{}-{}", environment.name(), unpacked.helm.name.replace(' ', "-"));
        let folder = folder.join(&name);
        let project = folder.join("project");
        project::write(&project, &environments, &charts.url())?;
        let canaries = Canaries::of(&environment.plan_in(&project)?.steps);
        let programs = Programs {
            aws: &aws,
            helm: &unpacked.helm,
            kubectl: &unpacked.kubectl,
        };
        let rig = Rig::start(environment, &programs, &emulator, &project, folder, &canaries)?;
        act(rig, &canaries, is_newest).context(name)
    };
    let richest = environments
        .iter()
        .filter(|environment| environment.name() == RICHEST);
    let with_older = richest.map(|environment| (environment, &older, false));
    let with_newest = environments
        .iter()
        .map(|environment| (environment, &newest, true));
    let ends: Vec<Result<Figures>> = thread::scope(|scope| {
        let lives: Vec<_> = with_newest
            .chain(with_older)
            .map(|(environment, unpacked, is_newest)| {
                let one = &one;
                scope.spawn(move || one(environment, unpacked, is_newest))
            })
            .collect();
        let ends = lives.into_iter().map(thread::ScopedJoinHandle::join);
        ends.map(|end| end.expect("bug in eksight: a panic in verify"))
            .collect()
    });
    let programs = format!(
        "{}, {} and {}, {} with a stand-in for a cluster, {}, {:.0} s",
        aws_cli.name,
        newest.helm.name,
        older.helm.name,
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
