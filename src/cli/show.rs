//! `show`: prints an environment as one file, whatever it was written as.

use clap::{Args, ValueEnum};

use super::output::{self, Context};
use super::{RustEnvironment, code, environments, findings};
use crate::diag::FieldPath;
use crate::emit::environment;
use crate::model::Dashboard;
use crate::source::Loaded;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Yaml)]
    output: Format,
    /// As a file of `environments/`: the same as `--output yaml`.
    #[arg(long, conflicts_with = "output")]
    yaml: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As a file of `environments/`, which reads back equal.
    Yaml,
    /// One object.
    Json,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    let name = match project.named(&arguments.environment) {
        Ok(name) => name,
        Err(code) => return Ok(code),
    };
    let name = name.as_str();
    // Faults of reading alone: what rules refuse can be looked at, which is half of mending it.
    let mut loaded = match project.load(name) {
        Ok(loaded) => loaded,
        Err(refused) => {
            findings::show(name, &refused.faults, &refused.origins, context.colour);
            return Ok(code::REFUSED);
        }
    };
    rebase(&mut loaded);
    output::data(&match (arguments.yaml, arguments.output) {
        (false, Format::Json) => format!("{:#}\n", environment::tree(&loaded.environment)),
        _ => {
            let header = format!(
                "The environment `{name}`, as {} says it.",
                loaded.sources.join(", ")
            );
            environment::document(&loaded.environment, &header)
        }
    })?;
    Ok(code::DONE)
}

/// Names the files of dashboards as a file of `environments/` has to, wherever the one lies that names them now.
fn rebase(loaded: &mut Loaded) {
    let Some(grafana) = &mut loaded.environment.monitoring.grafana else {
        return;
    };
    let way = ["monitoring", "grafana", "dashboards"];
    let dashboards = way.iter().fold(FieldPath::root(), |at, field| at.field(field));
    for (name, dashboard) in &mut grafana.dashboards {
        let text = dashboards.key(name).field("file").field("json");
        if let (Dashboard::File(file), Some(origin)) = (dashboard, loaded.origins.exact(&text)) {
            let lies = &loaded.origins.file(origin.value.source).name;
            file.path = match lies.strip_prefix(environments::FOLDER) {
                Some(below) => below.trim_start_matches('/').to_owned(),
                None => format!("../{lies}"),
            };
        }
    }
}
