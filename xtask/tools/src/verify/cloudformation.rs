//! What cfn-lint says about the templates: those below `out/` and random ones.

use super::Environment;
use super::random::{self, Random};
use super::tools::Program;
use anyhow::{Context, Result, bail, ensure};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// The region of every environment below `out/`.
const REGION: &str = "ap-northeast-2";

/// It takes most of the time that `verify` takes, and one process of it takes one processor.
const WORKERS: usize = 2;

pub(super) fn lint(cfn_lint: &Program, environments: &[Environment]) -> Result<Vec<String>> {
    let mut templates = Vec::new();
    for environment in environments {
        templates.extend(environment.files("cloudformation")?);
    }
    ensure!(
        templates.len() >= environments.len(),
        "an environment below out/ has no template; run `cargo xtask render --all`"
    );
    ask(cfn_lint, REGION, &templates)?;
    Ok(vec![format!(
        "{}: {} templates, no findings",
        cfn_lint.name,
        templates.len()
    )])
}

/// One process for all templates of a region: it knows one region, and most of a short run is its start.
pub(super) fn lint_random(cfn_lint: &Program, all: &[Random]) -> Result<Vec<String>> {
    let began = Instant::now();
    let mut regions = random::write_templates(all)?;
    let count = regions.len();
    // The longest first, taken from the end.
    regions.sort_by_key(|(_, templates)| templates.len());
    let waiting = Mutex::new(regions);
    let next = || waiting.lock().expect("bug in eksight: a panic in verify").pop();
    let work = || {
        let mut objections = Vec::new();
        while let Some((region, templates)) = next() {
            objections.extend(ask(cfn_lint, &region, &templates).err());
        }
        objections
    };
    let objections: Vec<anyhow::Error> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        let joined = workers
            .into_iter()
            .map(|worker| worker.join().expect("bug in eksight: a panic in verify"));
        joined.flatten().collect()
    });
    if !objections.is_empty() {
        let texts: Vec<String> = objections.iter().map(|error| format!("{error:#}")).collect();
        bail!("{}", texts.join("\n"));
    }
    Ok(vec![format!(
        "{}: {} random templates in {count} regions, no findings, {:.0} s",
        cfn_lint.name,
        all.len(),
        began.elapsed().as_secs_f64()
    )])
}

/// cfn-lint tells errors, warnings and remarks apart by its exit code; here each of them counts.
fn ask(cfn_lint: &Program, region: &str, templates: &[String]) -> Result<()> {
    let output = cfn_lint
        .command()
        .args(["-r", region, "--"])
        .args(templates)
        .output()
        .context("starting cfn-lint; if Python has been replaced since, remove target/verify")?;
    let findings = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success() && findings.trim().is_empty(),
        "{} objects, region {region}:\n{findings}{}",
        cfn_lint.name,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
