//! `explain`: prints the page of a code, or all of them.

use clap::Args;

use super::codes::{self, Described};
use super::{code, output};
use crate::check::Rule;

#[derive(Debug, Args)]
#[group(required = true)]
pub(super) struct Arguments {
    /// Code of a rule, such as EKS1001.
    code: Option<String>,
    /// Print every page, in the order of their codes.
    #[arg(long, conflicts_with = "code")]
    all: bool,
}

pub(super) fn run(arguments: &Arguments, own: &[Rule]) -> anyhow::Result<u8> {
    let pages = codes::all(own);
    let Some(wanted) = &arguments.code else {
        let texts: Vec<String> = pages.iter().map(text).collect();
        output::data(&texts.join("\n"))?;
        return Ok(code::DONE);
    };
    let written = wanted.to_ascii_uppercase();
    let written = match written.parse::<u16>() {
        Ok(_) => format!("EKS{written}"),
        Err(_) => written,
    };
    if let Some(page) = pages.iter().find(|page| page.code.to_string() == written) {
        output::data(&text(page))?;
        return Ok(code::DONE);
    }
    let codes = pages
        .iter()
        .map(|page| format!("  {} {}", page.code, page.page.title()));
    output::tell(&format!(
        "error: there is no code `{wanted}`; there are\n{}",
        codes.collect::<Vec<_>>().join("\n")
    ));
    Ok(code::USAGE)
}

fn text(page: &Described) -> String {
    format!("{} ({})\n\n{}", page.code, page.severity.word(), page.page.text())
}
