//! `cargo xtask bench peers`: eksight beside CDK, jrsonnet and cfn-lint, by turns, as ratios: the goals that `cargo bench`
//! cannot measure, since peers are no programs of this repository. It fails for no figure. What cannot be installed or
//! does not run is named with the reason; a peer that writes other data than eksight is a fault.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that installs programs, starts them and takes the time"
)]

mod cdk;
mod data;
mod expression;
mod goals;
mod jsonnet;
mod options;
mod project;
mod turns;

use crate::verify::{Program, difference, must};
use anyhow::{Context, Result, bail, ensure};
use cdk::Cdk;
use data::Files;
use jsonnet::Jrsonnet;
use options::Options;
use project::Project;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use turns::{Case, Subject, Turns};

/// The region of the environments, which cfn-lint wants to know.
const REGION: &str = "ap-northeast-2";

/// Programs of a few milliseconds take so many turns where the others take one.
const QUICK: usize = 10;

/// Characters of a difference that are told.
const LONGEST: usize = 300;

/// What eksight is compared with; where it cannot be had, why.
struct Peers {
    cdk: Result<Cdk, String>,
    jrsonnet: Result<Jrsonnet, String>,
    cfn_lint: Result<Program, String>,
}

/// Installs the peers, measures one environment and a fleet, and prints the goals.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let Options { rounds, largest } = Options::parse(arguments)?;
    let peers = Peers {
        cdk: or_reason(cdk::install()),
        jrsonnet: or_reason(jsonnet::install()),
        cfn_lint: or_reason(crate::verify::cfn_lint()),
    };
    let eksight = release_binary()?;
    one(&Project::new(&eksight, 1)?, &peers, rounds)?;
    fleet(&Project::new(&eksight, largest)?, &peers, rounds)?;
    print(
        "\n  not measured: G8 beside AWS's native validator, since cloudformation-validate 1.14.0 wants Rust 1.96, which is \
         newer than this repository's",
    );
    Ok(())
}

/// One environment: programs of milliseconds first, then those of seconds.
fn one(project: &Project, peers: &Peers, rounds: usize) -> Result<()> {
    let mut quick = Turns::default();
    quick.add(Subject::Render, project.render());
    quick.add_or_lack(Subject::Jrsonnet, peers.manifest(project)?);
    let measured = quick.take(rounds * QUICK)?;
    goals::print("one environment, quick programs", &measured, &goals::QUICK);

    let mut turns = Turns::default();
    turns.add(Subject::Render, project.render());
    turns.add(Subject::Check, project.check());
    project.commit_with_a_line_changed()?;
    turns.add(Subject::Diff, project.diff());
    turns.add(Subject::XtaskDiff, project.xtask_diff());
    match peers.synth(project)? {
        Ok((cdk, synth)) => {
            turns.add(Subject::Cdk, synth);
            turns.add(Subject::CdkValidated, cdk.synth_validated(project));
            turns.add(Subject::CdkDiff, cdk.diff(project)?);
        }
        Err(reason) => {
            for subject in [Subject::Cdk, Subject::CdkValidated, Subject::CdkDiff] {
                turns.lack(subject, reason.clone());
            }
        }
    }
    let lint = peers.cfn_lint.as_ref().map(|cfn_lint| lint(cfn_lint, project));
    turns.add_or_lack(Subject::CfnLint, lint.map_err(Clone::clone));
    goals::print("one environment", &turns.take(rounds)?, &goals::ONE);
    Ok(())
}

/// Many environments in one process of each program.
fn fleet(project: &Project, peers: &Peers, rounds: usize) -> Result<()> {
    let mut turns = Turns::default();
    turns.add(Subject::Render, project.render());
    turns.add_or_lack(Subject::Jrsonnet, peers.manifest(project)?);
    turns.add_or_lack(Subject::Cdk, peers.synth(project)?.map(|(_, synth)| synth));
    let title = format!("{} environments in one process, on one thread", project.size());
    goals::print(&title, &turns.take(rounds)?, &goals::FLEET);
    Ok(())
}

impl Peers {
    /// jrsonnet's command, proved; or why there is none.
    fn manifest(&self, project: &Project) -> Result<Result<Case, String>> {
        match &self.jrsonnet {
            Ok(jrsonnet) => jrsonnet.manifest(project),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }

    /// The same of CDK, with CDK.
    fn synth(&self, project: &Project) -> Result<Result<(&Cdk, Case), String>> {
        match &self.cdk {
            Ok(cdk) => Ok(cdk.synth(project)?.map(|synth| (cdk, synth))),
            Err(reason) => Ok(Err(reason.clone())),
        }
    }
}

fn lint(cfn_lint: &Program, project: &Project) -> Case {
    let mut command = cfn_lint.command();
    command.args(["-r", REGION, "--"]).arg(project.template());
    Case::of(command)
}

/// The reason is told in full at once, and in one line beside each goal that wants what is missing.
fn or_reason<T>(installed: Result<T>) -> Result<T, String> {
    installed.map_err(|error| {
        crate::say(&format!("not installed: {error:#}"));
        error.to_string()
    })
}

/// The product as people install it.
fn release_binary() -> Result<PathBuf> {
    crate::say("building the release binary");
    let target = crate::root().join("target");
    let mut build = Command::new(env!("CARGO"));
    build
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "eksight",
            "--target-dir",
        ])
        .arg(&target)
        .current_dir(crate::root());
    must(&mut build)?;
    Ok(target.join("release/eksight"))
}

/// Prints a line of the comparison, which is data, on the standard output.
fn print(line: &str) {
    // A closed stdout leaves nobody to tell.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A peer must have written for an environment what eksight has written, as trees.
fn prove(peer: &str, id: &str, written: &Files, read: &Files) -> Result<()> {
    let (names, others): (Vec<_>, Vec<_>) = (written.keys().collect(), read.keys().collect());
    ensure!(
        names == others,
        "{peer} writes {others:?} for {id}, eksight {names:?}"
    );
    for (path, documents) in written {
        let (ours, theirs) = (json!(documents), json!(read[path]));
        if let Some(difference) = difference(&ours, &theirs) {
            // A dashboard is one text of many thousand characters.
            let beginning: String = difference.chars().take(LONGEST).collect();
            bail!("{peer} writes other data than eksight to {id}/{path}: {beginning}");
        }
    }
    Ok(())
}

fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::data::Files;
    use super::prove;
    use serde_json::json;

    #[test]
    fn a_peer_that_writes_other_data_is_found() {
        let files = |path: &str, size| Files::from([(path.to_owned(), vec![json!({ "size": size })])]);
        let fault =
            |read| prove("cdk8s", "e0000", &files("a.yaml", 1), &read).map_err(|error| error.to_string());
        assert_eq!(fault(files("a.yaml", 1)), Ok(()));
        let other = "cdk8s writes other data than eksight to e0000/a.yaml: [0].size: written `1`, read `2`";
        assert_eq!(fault(files("a.yaml", 2)), Err(other.to_owned()));
        let missing = "cdk8s writes [\"b.yaml\"] for e0000, eksight [\"a.yaml\"]";
        assert_eq!(fault(files("b.yaml", 1)), Err(missing.to_owned()));
    }
}
