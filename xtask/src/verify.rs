//! `cargo xtask verify`: what other people's programs say about `out/`: cfn-lint and kubectl.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that starts child programs and reads the source tree"
)]

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CFN_LINT: &str = "cfn-lint==1.51.0";

/// Runs every program; with `CI=true` a missing one is a failure.
pub(crate) fn run() -> Result<()> {
    let templates = outputs("cloudformation")?;
    let manifests = outputs("manifests")?;
    ensure!(
        !templates.is_empty(),
        "there is no template below out/; run `cargo xtask render --all`"
    );
    lint_templates(&templates)?;
    read_manifests(&manifests)
}

/// The YAML files of every `out/<environment>/<folder>`, in order.
fn outputs(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for environment in entries(&crate::root().join("out"))? {
        let of_folder = entries(&environment.join(folder))?;
        files.extend(
            of_folder
                .into_iter()
                .filter(|file| file.extension().is_some_and(|extension| extension == "yaml")),
        );
    }
    Ok(files)
}

/// What lies in a folder, in order; nothing where the folder is missing.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error).with_context(|| format!("reading {}", folder.display())),
    };
    let mut paths = Vec::new();
    for entry in listing {
        paths.push(
            entry
                .with_context(|| format!("reading {}", folder.display()))?
                .path(),
        );
    }
    paths.sort();
    Ok(paths)
}

fn lint_templates(templates: &[PathBuf]) -> Result<()> {
    let output = Command::new(cfn_lint()?)
        .args(["-r", "ap-northeast-2", "--"])
        .args(templates)
        .output()
        .context("starting cfn-lint")?;
    let findings = String::from_utf8_lossy(&output.stdout);
    // cfn-lint tells errors, warnings and remarks apart by its exit code; here each of them counts.
    ensure!(
        output.status.success() && findings.trim().is_empty(),
        "cfn-lint objects:\n{findings}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    crate::say(&format!("cfn-lint: {} templates, no findings", templates.len()));
    Ok(())
}

/// The pinned cfn-lint in `target/verify/venv`, installed when it is not there.
fn cfn_lint() -> Result<PathBuf> {
    let venv = crate::root().join("target/verify/venv");
    let (python, program) = (venv.join("bin/python"), venv.join("bin/cfn-lint"));
    let version = CFN_LINT.trim_start_matches("cfn-lint==");
    let installed = Command::new(&program).arg("--version").output();
    if installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(version)) {
        return Ok(program);
    }
    crate::say(&format!("installing {CFN_LINT} below target/verify"));
    let mut make = Command::new("python3");
    must(make.args(["-m", "venv"]).arg(&venv))?;
    must(Command::new(python).args(["-m", "pip", "install", "--quiet", CFN_LINT]))?;
    Ok(program)
}

/// Runs a command to its end; failure carries what it said.
fn must(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("starting {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output)
}

fn read_manifests(manifests: &[PathBuf]) -> Result<()> {
    let kubectl = Command::new("kubectl").args(["version", "--client"]).output();
    if kubectl.is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        if std::env::var("CI").is_ok_and(|value| value == "true") {
            bail!("kubectl is not installed, and with CI=true nothing is skipped");
        }
        crate::say("kubectl: skipped, it is not installed");
        return Ok(());
    }
    for manifest in manifests {
        read_back(manifest)?;
    }
    crate::say(&format!("kubectl: {} manifests read back", manifests.len()));
    Ok(())
}

/// Lets kubectl read a manifest without a cluster: every document must come back as an object.
fn read_back(manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest).with_context(|| format!("reading {}", manifest.display()))?;
    let mut annotate = Command::new("kubectl");
    annotate.args(["annotate", "--local", "-f"]).arg(manifest);
    let output = must(annotate.args(["eksight-verify=1", "-o", "json"]))?;
    let objects = serde_json::Deserializer::from_slice(&output.stdout)
        .into_iter::<serde_json::Value>()
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("reading kubectl's answer to {}", manifest.display()))?;
    let (written, read) = (documents(&text), objects.len());
    ensure!(
        written == read,
        "{}: {written} documents written, kubectl reads {read}",
        manifest.display()
    );
    Ok(())
}

/// How many documents a manifest holds; comments alone are none.
fn documents(text: &str) -> usize {
    text.split("\n---\n")
        .filter(|document| {
            document
                .lines()
                .any(|line| !line.trim().is_empty() && !line.starts_with('#') && line != "---")
        })
        .count()
}
