//! Findings as people see them.

use super::output;
use crate::check::redacted;
use crate::diag::{Diagnostic, Origins, Severity, text};

/// Shows findings to people, with a summary in the last line.
pub(super) fn show(name: &str, findings: &[Diagnostic], origins: &Origins, colour: bool) {
    let text = shown(name, findings, origins, colour);
    if !text.is_empty() {
        output::tell(&text);
    }
}

/// What people see of findings; nothing where there is none.
pub(super) fn shown(name: &str, findings: &[Diagnostic], origins: &Origins, colour: bool) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let (findings, origins) = redacted(findings, origins);
    let mut lines: Vec<String> = Vec::new();
    for finding in &findings {
        let picture = text::render(finding, &origins, colour);
        lines.push(format!("{}\n", picture.trim_end_matches('\n')));
    }
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let parts: Vec<String> = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .filter_map(|(severity, one, many)| match count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    })
    .collect();
    let Some((last, before)) = parts.split_last() else {
        return String::new();
    };
    let summary = match before {
        [] => last.clone(),
        before => format!("{} and {last}", before.join(", ")),
    };
    lines.push(format!("{name}: {summary}"));
    lines.join("\n")
}
