//! Random environments, rendered in memory. Their templates are put below `target/verify/random` for cfn-lint.

use super::install;
use anyhow::{Context, Result, bail};
use eksight::catalog::{Catalogue, Date};
use eksight::check::check;
use eksight::diag::{Origins, Severity};
use eksight::emit::{self, Artifact, cloudformation};
use eksight::resolve::resolve;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;

/// Other seeds than those of `tests/properties`, which ask other things.
const SEEDS: Range<u64> = 1000..1200;

/// A random environment.
pub(super) struct Random {
    pub(super) seed: u64,
    region: String,
    /// The minor version of Kubernetes.
    pub(super) kubernetes: u32,
    artifacts: Vec<Artifact>,
}

/// Makes all of them. What rules say is asked here once more, as nothing is rendered that they refuse.
pub(super) fn render() -> Result<Vec<Random>> {
    let day: Date = "2026-11-24".parse().context("a day")?;
    SEEDS.map(|seed| Random::new(seed, day)).collect()
}

impl Random {
    fn new(seed: u64, day: Date) -> Result<Self> {
        let environment = eksight_testing::environment(seed);
        let sources = [format!("seed {seed}")];
        let resolved = resolve("random", &sources, &environment, Catalogue::shipped());
        let (findings, _) = check(&resolved, &Origins::default(), Catalogue::shipped(), day);
        if let Some(error) = findings
            .iter()
            .find(|finding| finding.severity == Severity::Error)
        {
            bail!("seed {seed}: {}: {} ({})", error.code, error.message, error.path);
        }
        Ok(Self {
            seed,
            region: environment.cluster.region.to_string(),
            kubernetes: environment.cluster.kubernetes_version.minor.into(),
            artifacts: emit::render(&resolved),
        })
    }

    /// The artefacts in a folder, with the place to name in a message.
    pub(super) fn files(&self, folder: &'static str) -> impl Iterator<Item = (String, &Artifact)> {
        let files = self
            .artifacts
            .iter()
            .filter(move |artifact| artifact.path.starts_with(folder));
        files.map(|artifact| (format!("seed {}, {}", self.seed, artifact.path), artifact))
    }
}

/// Writes the templates, and gives their paths by region.
pub(super) fn write_templates(all: &[Random]) -> Result<Vec<(String, Vec<String>)>> {
    let mut regions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let folder = install::folder().join("random");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for random in all {
        for (_, template) in random.files(cloudformation::PATH) {
            let path = folder.join(format!("{}.yaml", random.seed));
            fs::write(&path, template.text()).with_context(|| format!("writing {}", path.display()))?;
            let path = path.to_string_lossy().into_owned();
            regions.entry(random.region.clone()).or_default().push(path);
        }
    }
    Ok(regions.into_iter().collect())
}
