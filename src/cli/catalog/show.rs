//! `catalog show`: what is known, of which day, and whether it was imported.

use clap::Args;

use crate::catalog::{Catalogue, Summary, nearest};
use crate::cli::format::Format;
use crate::cli::output::{self, Context};
use crate::cli::{RustEnvironment, code, environments, facts, findings};
use crate::model::value::Region;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Only what is known about this region.
    #[arg(long, value_name = "REGION")]
    region: Option<Region>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

pub(in crate::cli) fn run(
    arguments: &Arguments,
    rust: &[RustEnvironment],
    context: &Context,
) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    let catalogue = match project.catalogue() {
        Ok(catalogue) => catalogue,
        Err(refused) => {
            findings::show(facts::FOLDER, &refused.faults, &refused.origins, context.colour);
            return Ok(code::REFUSED);
        }
    };
    let region = arguments.region.as_deref();
    let rows = catalogue.summary(region);
    if let Some(region) = region.filter(|_| rows.is_empty()) {
        output::tell(&unknown(&catalogue, region));
        return Ok(code::USAGE);
    }
    output::data(&match arguments.output {
        Format::Text => table(&rows),
        Format::Json => {
            let json = serde_json::to_string_pretty(&rows);
            json.expect("bug in eksight: a table is not JSON") + "\n"
        }
    })?;
    Ok(code::DONE)
}

fn unknown(catalogue: &Catalogue, region: &str) -> String {
    let near = nearest(region, catalogue.regions().iter().map(|(name, _)| name));
    let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("error: nothing is known about the region `{region}`{help}")
}

fn table(rows: &[Summary]) -> String {
    let cells = rows.iter().map(|row| {
        let day = match &row.latest {
            Some(latest) => format!("{} to {latest}", row.as_of),
            None => row.as_of.clone(),
        };
        let origin = if row.imported { "imported" } else { "shipped" };
        [
            row.kind.to_owned(),
            row.about.clone(),
            row.facts.to_string(),
            origin.to_owned(),
            day,
        ]
    });
    let headings = ["facts", "about", "number", "origin", "as of"].map(str::to_owned);
    let lines: Vec<[String; 5]> = std::iter::once(headings).chain(cells).collect();
    let width = |column: usize| {
        let lengths = lines.iter().map(|line| line[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let widths: [usize; 4] = [0, 1, 2, 3].map(width);
    let text = lines.iter().map(|[kind, about, number, origin, day]| {
        let [kind_width, about_width, number_width, origin_width] = widths;
        format!(
            "{kind:kind_width$}  {about:about_width$}  {number:>number_width$}  {origin:origin_width$}  {day}\n"
        )
    });
    text.collect()
}
