//! Findings as workflow commands, which GitHub shows beside the lines of a pull request: `check -o github`.
//!
//! The escapes are those of the runner: `%`, CR and LF everywhere, `:` and `,` in properties too
//! (`@actions/core`, `command.ts`, `escapeData` and `escapeProperty`; read 2026-10).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::diagnostic::{Diagnostic, Severity};
use super::listed::listed;
use super::origin::Origins;

/// One finding as one line. The help follows the message as a second line of the annotation.
#[must_use]
pub fn render(diagnostic: &Diagnostic, origins: &Origins) -> String {
    let mut properties = String::new();
    let file = match &diagnostic.span {
        Some(span) => Some(origins.file(span.source)),
        None => origins.files().first(),
    };
    if let Some(file) = file {
        let _ = write!(properties, "file={},", property(&file.name));
    }
    if let Some(span) = &diagnostic.span {
        let _ = write!(properties, "line={},col={},", span.line, span.column);
    }
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let code = diagnostic.code;
    format!("::{command} {properties}title={code}::{}\n", data(&message))
}

/// Findings of many environments. A line that several share is marked once, and names them.
#[must_use]
pub fn render_all<'a>(
    findings: impl IntoIterator<Item = (Option<&'a str>, &'a Diagnostic, &'a Origins)>,
) -> String {
    let mut order: Vec<String> = Vec::new();
    let mut by_line: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (environment, finding, origins) in findings {
        let line = render(finding, origins);
        let names = by_line.entry(line).or_insert_with_key(|line| {
            order.push(line.clone());
            Vec::new()
        });
        names.extend(environment);
    }
    let shown = order.into_iter().map(|line| match by_line[&line].as_slice() {
        names @ [_, _, ..] => format!(
            "{}{}\n",
            line.trim_end(),
            data(&format!("\nin {}", listed(names)))
        ),
        _ => line,
    });
    shown.collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::{Code, Diagnostic, FieldPath, Origins, sample};

    #[test]
    fn an_error_with_its_line() {
        let (origins, finding) = sample::not_offered();
        assert_eq!(
            render(&finding, &origins),
            "::error file=environments/base.yaml,line=6,col=19,title=EKS1001::`t3a.xlarge` is not offered in `ap-northeast-2b`%0Ahelp: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`\n"
        );
    }

    #[test]
    fn a_warning_without_a_line_stands_at_the_environment() {
        let (origins, finding) = sample::without_line();
        assert_eq!(
            render(&finding, &origins),
            "::warning file=environments/prod.yaml,title=EKS6001::the volume has no size\n"
        );
    }

    #[test]
    fn line_breaks_and_separators_cannot_end_the_command() {
        let mut origins = Origins::default();
        origins.add_file(sample::file("environments/50%,a:b\r\n.yaml", None));
        let finding = Diagnostic::error(Code(7), FieldPath::root(), "100% a:b, c\r\n::error::d");
        assert_eq!(
            render(&finding, &origins),
            "::error file=environments/50%25%2Ca%3Ab%0D%0A.yaml,title=EKS0007::100%25 a:b, c%0D%0A::error::d\n"
        );
    }

    #[test]
    fn without_any_file_there_is_no_empty_property() {
        let finding = Diagnostic::error(Code(7), FieldPath::root(), "no environment");
        assert_eq!(
            render(&finding, &Origins::default()),
            "::error title=EKS0007::no environment\n"
        );
    }
}
