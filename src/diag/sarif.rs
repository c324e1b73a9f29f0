//! Findings as SARIF 2.1.0, which forges and editors read: `check -o sarif`.
//!
//! One run with every code as a rule. Columns count characters (`unicodeCodePoints`); files are relative to the project's
//! root, which goes by the customary name `%SRCROOT%`. The field is the logical location. Source of the format: OASIS, Static Analysis
//! Results Interchange Format 2.1.0 (2020-03), sections 3.14 to 3.49.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::diagnostic::{Code, Diagnostic, Related, Severity};
use super::origin::{Origins, Span};
use super::place::Place;

/// A code with what it means, for the list of rules.
#[derive(Debug, Clone, Copy)]
pub struct Meaning<'a> {
    /// The number.
    pub code: Code,
    /// How bad a finding is.
    pub severity: Severity,
    /// A few words.
    pub title: &'a str,
    /// The page, in Markdown.
    pub page: &'a str,
}

/// All findings as one log, two spaces deep, ending with a line break. Each comes with its environment and the files of that;
/// what several share is one result, which has their names among its properties.
#[must_use]
pub fn render<'a>(
    findings: impl IntoIterator<Item = (Option<&'a str>, &'a Diagnostic, &'a Origins)>,
    meanings: &[Meaning<'_>],
) -> String {
    let mut shared: Vec<(Value, Vec<&str>)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (environment, finding, origins) in findings {
        let result = result(finding, origins, meanings);
        let at = *known.entry(result.to_string()).or_insert_with(|| {
            shared.push((result, Vec::new()));
            shared.len() - 1
        });
        shared[at].1.extend(environment);
    }
    let results = shared.into_iter().map(|(mut result, environments)| {
        if !environments.is_empty() {
            result["properties"] = json!({ "environments": environments });
        }
        result
    });
    let results: Vec<Value> = results.collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "eksight", "rules": meanings.iter().map(rule).collect::<Vec<_>>() } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("bug in eksight: a log is not JSON");
    text.push('\n');
    text
}

fn rule(meaning: &Meaning<'_>) -> Value {
    json!({
        "id": meaning.code.to_string(),
        "shortDescription": { "text": meaning.title },
        "help": { "text": meaning.page, "markdown": meaning.page },
        "defaultConfiguration": { "level": level(meaning.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

fn result(finding: &Diagnostic, origins: &Origins, meanings: &[Meaning<'_>]) -> Value {
    let mut text = finding.message.clone();
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let notes = finding.notes.iter().map(|note| format!("note: {note}"));
    for line in help.chain(notes) {
        text.push('\n');
        text.push_str(&line);
    }
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|place| related(place, origins))
        .collect();
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(finding.span.as_ref(), &finding.path.to_string(), origins)],
    });
    if let Some(index) = meanings.iter().position(|meaning| meaning.code == finding.code) {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn related(place: &Related, origins: &Origins) -> Value {
    let mut location = location(place.span.as_ref(), &place.path.to_string(), origins);
    location["message"] = json!({ "text": place.label });
    location
}

fn location(span: Option<&Span>, field: &str, origins: &Origins) -> Value {
    let place = Place::new(span, origins);
    let mut location = json!({});
    if let Some(file) = place.file {
        let mut physical = json!({ "artifactLocation": { "uri": uri(file), "uriBaseId": "%SRCROOT%" } });
        if let Some(start_line) = place.line {
            physical["region"] = json!(Region {
                start_line,
                start_column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
            });
        }
        location["physicalLocation"] = physical;
    }
    if !field.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": field, "kind": "member" }]);
    }
    location
}

/// A path as a relative reference: what RFC 3986 lets stand in a path stays, every other byte is escaped.
fn uri(path: &str) -> String {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
    path.bytes()
        .map(|byte| match stays(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Meaning, render, uri};
    use crate::{Code, Severity, sample};
    use serde_json::{Value, json};

    #[test]
    fn a_finding_with_its_places_and_its_rule() {
        let (origins, finding) = sample::not_offered();
        let meanings = [
            Meaning {
                code: Code(1),
                severity: Severity::Advice,
                title: "First",
                page: "# First\n",
            },
            Meaning {
                code: finding.code,
                severity: Severity::Error,
                title: "Not offered",
                page: "# Not offered\n",
            },
        ];
        let shared = ["dev", "prod"].map(|name| (Some(name), &finding, &origins));
        let log: Value = serde_json::from_str(&render(shared, &meanings)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"][0]["defaultConfiguration"],
            json!({ "level": "note" })
        );
        let result = &run["results"][0];
        assert_eq!(
            [&run["results"][1], &result["properties"]["environments"]],
            [&Value::Null, &json!(["dev", "prod"])]
        );
        assert_eq!(
            [&result["ruleId"], &result["ruleIndex"], &result["level"]],
            [&json!("EKS1001"), &json!(1), &json!("error")]
        );
        let span = finding.span.as_ref().unwrap();
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            [&region["startLine"], &region["startColumn"]],
            [&json!(span.line), &json!(span.column)]
        );
        assert_eq!(
            result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            json!(finding.path.to_string())
        );
        assert_eq!(
            result["relatedLocations"][0]["message"]["text"],
            json!(finding.related[0].label)
        );
    }

    #[test]
    fn a_name_that_is_no_uri_is_escaped() {
        assert_eq!(uri("environments/a b:é.yaml"), "environments/a%20b%3A%C3%A9.yaml");
    }
}
