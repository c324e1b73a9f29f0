//! `explain`: prints the page of a rule.

use clap::Args;

use super::{code, output};
use crate::check::{Page, RULES, UNUSED_EXCEPTION};
use crate::diag::{Code, Severity};
use crate::source::FAULTS;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Code of a rule, such as EKS1001.
    code: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let wanted = arguments.code.to_ascii_uppercase();
    let pages = pages();
    if let Some((code, severity, page)) = pages.iter().find(|(code, ..)| code.to_string() == wanted) {
        output::data(&format!("{code} ({})\n\n{}", severity.word(), page.text()))?;
        return Ok(code::DONE);
    }
    let codes = pages
        .iter()
        .map(|(code, _, page)| format!("  {code} {}", page.title()));
    output::tell(&format!(
        "error: there is no code `{}`; there are\n{}",
        arguments.code,
        codes.collect::<Vec<_>>().join("\n")
    ));
    Ok(code::USAGE)
}

/// Every code that a finding can have, in order.
fn pages() -> Vec<(Code, Severity, Page)> {
    let faults = FAULTS
        .iter()
        .map(|(code, text)| (*code, Severity::Error, Page(text)));
    let rules = RULES.iter().map(|rule| (rule.code, rule.severity, rule.page));
    let (code, text) = UNUSED_EXCEPTION;
    let mut pages: Vec<_> = faults
        .chain(rules)
        .chain([(code, Severity::Warning, Page(text))])
        .collect();
    pages.sort_by_key(|(code, ..)| *code);
    pages
}
