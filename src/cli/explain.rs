//! `explain`: prints the page of a rule.

use clap::Args;

use super::{code, output};
use crate::check::RULES;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Code of a rule, such as EKS1001.
    code: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let wanted = arguments.code.to_ascii_uppercase();
    if let Some(rule) = RULES.iter().find(|rule| rule.code.to_string() == wanted) {
        output::data(&format!(
            "{} ({})\n\n{}",
            rule.code,
            rule.severity.word(),
            rule.page.text()
        ))?;
        return Ok(code::DONE);
    }
    let codes: Vec<String> = RULES
        .iter()
        .map(|rule| format!("  {} {}", rule.code, rule.page.title()))
        .collect();
    output::tell(&format!(
        "error: there is no rule `{}`; there are\n{}",
        arguments.code,
        codes.join("\n")
    ));
    Ok(code::USAGE)
}
