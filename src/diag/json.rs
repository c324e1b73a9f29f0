//! Findings for programs: `check -o json`. The shape is a contract; fields are added, never renamed or removed.
//!
//! An array with one object for each finding, in the order given. Every key is always there; what is not known is
//! `null`, what there is none of is `[]`.
//!
//! | key | value |
//! |---|---|
//! | `environment` | whose it is; a finding in a file that several extend comes once for each of them |
//! | `code` | `"EKS1001"` |
//! | `severity` | `"error"`, `"warning"` or `"advice"` |
//! | `message` | what is wrong, one fragment |
//! | `file` | path relative to the project; where no line is known, the environment's own file |
//! | `line`, `column` | of the first character, from 1; columns count characters, not bytes |
//! | `endLine`, `endColumn` | of the character after the last one |
//! | `field` | path in the model, `nodeGroups["ng1"].instanceTypes[0]`; `""` is the environment itself. Where it stands in a file that is extended and goes against a line of the environment's own, the place is that line |
//! | `help` | what to do |
//! | `notes` | background |
//! | `related` | other places: `label`, `file`, `line`, `column`, `endLine`, `endColumn`, `field` |

use serde::Serialize;

use super::diagnostic::{Diagnostic, Related};
use super::origin::Origins;
use super::place::Place;

/// All findings as one JSON array, two spaces deep, ending with a line break. Each comes with its environment and the files
/// of that, so that one array can hold the findings of several.
#[must_use]
pub fn render<'a>(
    findings: impl IntoIterator<Item = (Option<&'a str>, &'a Diagnostic, &'a Origins)>,
) -> String {
    let findings: Vec<_> = findings
        .into_iter()
        .map(|(environment, diagnostic, origins)| Finding::new(environment, diagnostic, origins))
        .collect();
    let mut json = serde_json::to_string_pretty(&findings).expect("bug in eksight: a finding is not JSON");
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Finding<'a> {
    environment: Option<&'a str>,
    code: String,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    field: String,
    help: Option<&'a str>,
    notes: &'a [String],
    related: Vec<RelatedPlace<'a>>,
}

impl<'a> Finding<'a> {
    fn new(environment: Option<&'a str>, diagnostic: &'a Diagnostic, origins: &'a Origins) -> Self {
        Self {
            environment,
            code: diagnostic.code.to_string(),
            severity: diagnostic.severity.word(),
            message: &diagnostic.message,
            place: Place::new(diagnostic.span.as_ref(), origins),
            field: diagnostic.path.to_string(),
            help: diagnostic.help.as_deref(),
            notes: &diagnostic.notes,
            related: diagnostic
                .related
                .iter()
                .map(|related| RelatedPlace::new(related, origins))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    label: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    field: String,
}

impl<'a> RelatedPlace<'a> {
    fn new(related: &'a Related, origins: &'a Origins) -> Self {
        Self {
            label: &related.label,
            place: Place::new(related.span.as_ref(), origins),
            field: related.path.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::sample;

    #[test]
    fn every_key_is_there() {
        let (origins, finding) = sample::not_offered();
        assert_eq!(
            render([(Some("prod"), &finding, &origins)]),
            r#"[
  {
    "environment": "prod",
    "code": "EKS1001",
    "severity": "error",
    "message": "`t3a.xlarge` is not offered in `ap-northeast-2b`",
    "file": "environments/base.yaml",
    "line": 6,
    "column": 19,
    "endLine": 6,
    "endColumn": 29,
    "field": "nodeGroups[\"ng1\"].instanceType",
    "help": "`t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`",
    "notes": [
      "offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output"
    ],
    "related": [
      {
        "label": "this zone",
        "file": "environments/base.yaml",
        "line": 7,
        "column": 30,
        "endLine": 7,
        "endColumn": 45,
        "field": "nodeGroups[\"ng1\"].zones[1]"
      }
    ]
  }
]
"#
        );
    }

    #[test]
    fn a_finding_without_a_line_names_the_environment_and_the_field() {
        let (origins, finding) = sample::without_line();
        assert_eq!(
            render([(None, &finding, &origins)]),
            r#"[
  {
    "environment": null,
    "code": "EKS6001",
    "severity": "warning",
    "message": "the volume has no size",
    "file": "environments/prod.yaml",
    "line": null,
    "column": null,
    "endLine": null,
    "endColumn": null,
    "field": "nodeGroups[\"ng1\"].diskSize",
    "help": null,
    "notes": [],
    "related": [
      {
        "label": "the default comes from here",
        "file": "environments/prod.yaml",
        "line": null,
        "column": null,
        "endLine": null,
        "endColumn": null,
        "field": "storage"
      }
    ]
  }
]
"#
        );
    }

    #[test]
    fn columns_count_characters_and_a_block_ends_on_its_last_line() {
        let (origins, finding) = sample::korean_block();
        assert_eq!(
            render([(Some("한국"), &finding, &origins)]),
            r#"[
  {
    "environment": "한국",
    "code": "EKS0012",
    "severity": "error",
    "message": "`소유자` must be text",
    "file": "environments/한국.yaml",
    "line": 1,
    "column": 12,
    "endLine": 2,
    "endColumn": 6,
    "field": "tags[\"소유자\"]",
    "help": null,
    "notes": [],
    "related": []
  }
]
"#
        );
    }

    #[test]
    fn nothing_found_is_an_empty_array() {
        assert_eq!(render([]), "[]\n");
    }
}
