//! What the texts become that Grafana's chart passes through Helm's `tpl`: what the environment says, and no template.

use super::tree;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

/// The object of the chart's template `tpl.yaml`.
#[derive(Deserialize)]
struct Tpl {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    file: String,
    written: Value,
    rendered: String,
}

/// Holds each file against what was written, in what `helm template` prints; says how many there were.
pub(super) fn read_back(stdout: &str) -> Result<usize> {
    let line = stdout
        .lines()
        .find(|line| line.starts_with('{') && line.contains(r#""kind":"Tpl""#));
    let tpl: Tpl = serde_json::from_str(line.context("the chart printed no files")?)?;
    for File {
        file,
        written,
        rendered,
    } in &tpl.files
    {
        let documents = tree::documents(rendered).with_context(|| format!("reading {file} behind `tpl`"))?;
        let (written, read) = (meant(written), documents.first().unwrap_or(&Value::Null));
        if let Some(difference) = tree::difference(&written, read) {
            bail!("{file} behind `tpl`: {difference}");
        }
    }
    Ok(tpl.files.len())
}

/// What the values mean: brackets in backticks are brackets.
fn meant(written: &Value) -> Value {
    match written {
        Value::String(text) => Value::from(text.replace("{{`{{`}}", "{{")),
        Value::Array(items) => items.iter().map(meant).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.replace("{{`{{`}}", "{{"), meant(value)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::read_back;
    use serde_json::json;

    fn printed(written: &str, rendered: &str) -> String {
        let files = json!([{ "file": "rules.yaml", "written": { "a": written }, "rendered": rendered }]);
        format!(
            "---\n# Source\n{}\n",
            json!({ "apiVersion": "example.com/v1", "kind": "Tpl", "files": files })
        )
    }

    #[test]
    fn brackets_in_backticks_come_out_as_brackets() {
        let stdout = printed("{{`{{`}} $labels.pod }}", "a: '{{ $labels.pod }}'\n");
        assert_eq!(read_back(&stdout).unwrap(), 1);
    }

    #[test]
    fn a_template_that_was_filled_in_is_found() {
        let stdout = printed("{{ .Release.Name }}", "a: echo\n");
        assert!(read_back(&stdout).is_err());
        assert!(read_back("---\n").is_err());
    }
}
