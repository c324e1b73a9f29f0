//! What cfn-lint says about the templates.

use super::Environment;
use super::tools::Program;
use anyhow::{Context, Result, ensure};

/// cfn-lint tells errors, warnings and remarks apart by its exit code; here each of them counts.
pub(super) fn lint(cfn_lint: &Program, environments: &[Environment]) -> Result<Vec<String>> {
    let mut templates = Vec::new();
    for environment in environments {
        templates.extend(environment.files("cloudformation")?);
    }
    ensure!(
        templates.len() >= environments.len(),
        "an environment below out/ has no template; run `cargo xtask render --all`"
    );
    let output = cfn_lint
        .command()
        .args(["-r", "ap-northeast-2", "--"])
        .args(&templates)
        .output()
        .context("starting cfn-lint; if Python has been replaced since, remove target/verify")?;
    let findings = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success() && findings.trim().is_empty(),
        "{} objects:\n{findings}{}",
        cfn_lint.name,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(vec![format!(
        "{}: {} templates, no findings",
        cfn_lint.name,
        templates.len()
    )])
}
