//! The plans against rigs on this machine: the real AWS CLI with an emulator of AWS, real Helm and real kubectl with a
//! stand-in for a cluster. Nothing here has run on AWS.
//!
//! What is asserted: that every command of a plan ends well where the ones before it have, that each is there when a later
//! one needs it (definitions before what they define, the load balancer controller before any Service, secrets before their
//! readers), that all of them again change no object, and that none prints a secret. Simulated, and therefore not proven:
//! that pods run, that load balancers and volumes come and go, what the charts of others contain, and how long anything
//! takes. The heads of testing/rigs/src/cluster/mod.rs and tests/rigs/aws_emulator.py say what each stand-in does not do.

mod canary;
mod charts;
mod commands;
mod crds;
mod end;
mod project;
mod rig;

use super::environment::Environment;
use super::install;
use super::tools::{self, Unpacked};
use anyhow::{Context, Result, bail};
use canary::Canaries;
use charts::Repository;
use commands::Figures;
use rig::{Programs, Rig};
use std::fs;
use std::thread;
use std::time::Instant;

/// The environments that are applied; the others are history.
const NAMES: [&str; 3] = ["study", "dev", "prod"];

/// Runs the commands of every plan with the newest Helm, and those of the one with most releases with the major before.
pub(super) fn run() -> Result<Vec<String>> {
    let began = Instant::now();
    let folder = install::folder().join("live");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let (aws, emulator) = (tools::aws_cli()?, tools::emulator()?);
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
    let live = |environment: &Environment, unpacked: &Unpacked| -> Result<Figures> {
        let name = format!("{}-{}", environment.name(), unpacked.helm.name.replace(' ', "-"));
        let folder = folder.join(&name);
        let project = folder.join("project");
        project::write(&project, &environments, &charts.url())?;
        let canaries = Canaries::of(&environment.plan()?.steps);
        let programs = Programs {
            aws: &aws,
            helm: &unpacked.helm,
            kubectl: &unpacked.kubectl,
        };
        let rig = Rig::start(environment, &programs, &emulator, &project, folder, &canaries)?;
        commands::live(&rig).context(name)
    };
    let with_newest = environments.iter().map(|environment| (environment, &newest));
    let study = environments
        .iter()
        .filter(|environment| environment.name() == "study");
    let runs: Vec<_> = with_newest
        .chain(study.map(|environment| (environment, &older)))
        .collect();
    let ends: Vec<Result<Figures>> = thread::scope(|scope| {
        let lives: Vec<_> = runs
            .iter()
            .map(|(environment, unpacked)| scope.spawn(|| live(environment, unpacked)))
            .collect();
        let ends = lives.into_iter().map(thread::ScopedJoinHandle::join);
        ends.map(|end| end.expect("bug in eksight: a panic in verify"))
            .collect()
    });
    let (mut commands, mut objects, mut faults) = (0, 0, Vec::new());
    for end in ends {
        match end {
            Ok(figures) => {
                commands += figures.commands;
                objects += figures.objects;
            }
            Err(fault) => faults.push(format!("{fault:#}")),
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(vec![format!(
        "{}, {} and {}, {} with a stand-in for a cluster, {}: {commands} commands of {} plans, all of them twice, came to \
         {objects} objects in {:.0} s; pods, load balancers and volumes are simulated",
        aws.name,
        newest.helm.name,
        older.helm.name,
        newest.kubectl.name,
        emulator.name,
        runs.len(),
        began.elapsed().as_secs_f64()
    )])
}
