//! A repository of charts on this machine: one chart of ours under the names and versions of our releases.

use super::crds;
use crate::verify::must;
use crate::verify::tools::Program;
use anyhow::{Context, Result};
use eksight_rigs::files;
use eksight_rigs::http::Server;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The chart that stands in for all.
const CHART: &str = "tests/rigs/chart";

/// A repository, which is gone when this is dropped.
pub(super) struct Repository {
    server: Server,
}

impl Repository {
    /// Serves charts, by name and version. Helm itself packs them and writes the index.
    pub(super) fn start(helm: &Program, charts: &BTreeSet<(String, String)>, folder: &Path) -> Result<Self> {
        let packed = folder.join("packed");
        fs::create_dir_all(&packed).with_context(|| format!("making {}", packed.display()))?;
        for (name, version) in charts {
            let source = folder.join(name);
            copy(name, &source)?;
            must(
                helm.command()
                    .arg("package")
                    .arg(&source)
                    .args(["--version", version])
                    .arg("--destination")
                    .arg(&packed),
            )?;
        }
        let server = Server::start(files::serve(&packed)).context("serving charts")?;
        must(
            helm.command()
                .args(["repo", "index", "--url", &server.url()])
                .arg(&packed),
        )?;
        Ok(Self { server })
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        self.server.url()
    }
}

/// Our chart under another name, with that one's definitions.
fn copy(name: &str, to: &Path) -> Result<()> {
    let from = crate::root().join(CHART);
    for folder in ["templates", "crds"] {
        let folder = to.join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let templates = fs::read_dir(from.join("templates")).with_context(|| format!("reading {CHART}"))?;
    for template in templates {
        let template = template.with_context(|| format!("reading {CHART}"))?;
        let copy = to.join("templates").join(template.file_name());
        fs::copy(template.path(), &copy).with_context(|| format!("writing {}", copy.display()))?;
    }
    // Helm deletes what is a template, and waits for it.
    let definitions = match name {
        "external-secrets" => to.join("templates"),
        _ => to.join("crds"),
    };
    for (definition, text) in crds::of(name) {
        write(&definitions.join(format!("{definition}.yaml")), &text)?;
    }
    let chart = from.join("Chart.yaml");
    let chart = fs::read_to_string(&chart).with_context(|| format!("reading {}", chart.display()))?;
    write(
        &to.join("Chart.yaml"),
        &chart.replace("name: stand-in", &format!("name: {name}")),
    )
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}
