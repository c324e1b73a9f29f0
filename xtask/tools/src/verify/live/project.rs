//! The project as it is applied here: charts come from this machine, and nothing is protected from being deleted.

use crate::verify::environment::{Environment, Step};
use crate::verify::overlaid;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// The charts that environments install, by name and version.
pub(super) fn charts(environments: &[Environment]) -> Result<BTreeSet<(String, String)>> {
    let mut charts = BTreeSet::new();
    for environment in environments {
        let plan = environment.plan()?;
        let releases = plan.steps.iter().filter(|step| step.kind == "helm");
        for step in releases {
            let chart = chart(step).with_context(|| format!("no chart in `{}`", step.command))?;
            charts.insert(chart);
        }
    }
    Ok(charts)
}

/// `… helm upgrade --install RELEASE CHART … --version VERSION …`
fn chart(step: &Step) -> Option<(String, String)> {
    let mut words = step.command.split_whitespace();
    words.find(|word| *word == "--install")?;
    let chart = words.nth(1)?;
    words.find(|word| *word == "--version")?;
    let version = words.next()?;
    let name = chart.rsplit('/').next()?;
    Some((name.to_owned(), version.to_owned()))
}

/// Writes and renders it, and commits it: what is protected is applied from a clean tree only.
pub(super) fn write(project: &Path, environments: &[Environment], charts: &str) -> Result<()> {
    overlaid::project(project, environments, |environment| overlay(environment, charts))?;
    crate::repository::commit(project, &["."])
}

fn overlay(environment: &Environment, charts: &str) -> Result<String> {
    let mut text = String::new();
    if environment.model()?.cluster.deletion_protection {
        text.push_str("cluster: { deletionProtection: false }\n");
    }
    text.push_str("charts:\n");
    for release in environment.releases()? {
        writeln!(text, "  {release}: {{ repository: \"{charts}\" }}")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::chart;
    use crate::verify::environment::Plan;
    use serde_json::json;

    #[test]
    fn a_chart_is_read_from_its_command() {
        let charts = [
            "helm upgrade --install web nginx --repo https://x --version 1.2.3 --wait",
            "cargo xtask render a | helm upgrade --install k oci://r.example.com/k/karpenter --version 1.4.0 -f -",
            "kubectl apply -f x",
        ];
        let charts = charts.map(|command| {
            let steps = json!([{ "kind": "helm", "command": command }]);
            let plan: Plan = serde_json::from_value(json!({ "stack": "s", "steps": steps })).unwrap();
            chart(&plan.steps[0])
        });
        let found = |name: &str, version: &str| Some((name.to_owned(), version.to_owned()));
        assert_eq!(
            charts,
            [found("nginx", "1.2.3"), found("karpenter", "1.4.0"), None]
        );
    }
}
