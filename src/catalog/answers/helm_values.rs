//! `helm show values`: the paths of a chart's default values with the kind of each default.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

use super::{AnswerError, COMMANDS, helm_scalar, require_plain};
use crate::yaml::{self, Schema};
use crate::{ChartValues, ChartVersion, Date, Document, ValueKind};

/// What the default values of a version of a chart tell.
///
/// # Errors
/// When the text is not YAML with a map in it, or the version is none.
pub fn chart_values(text: &str, chart: &str, version: &str, day: Date) -> Result<Document, AnswerError> {
    require_plain(chart, "a chart")?;
    require_plain(version, "a version")?;
    if ChartVersion::parse(version).is_none() {
        return Err(AnswerError::new(format!("`{version}` is not a chart version")));
    }
    let schema = Schema {
        plain: helm_scalar::plain,
        tagged: |_, value| value,
    };
    let documents = yaml::documents(text, schema).map_err(|fault| AnswerError {
        message: "it is not YAML; write the answer of `helm show values` into it as it is".to_owned(),
        place: Some((fault.line, fault.column)),
    })?;
    if documents.len() > 1 {
        return Err(AnswerError::new(format!(
            "it holds {} YAML documents, and `helm show values` prints one for a chart; leave out those of other charts, \
             and what `helm template` or `helm show all` print",
            documents.len()
        )));
    }
    let Ok([Value::Object(values)]) = <[Value; 1]>::try_from(documents) else {
        return Err(AnswerError::new(
            "it is not a map of values, which `helm show values` prints",
        ));
    };
    if let Some((_, command)) = COMMANDS.iter().find(|(key, _)| values.contains_key(*key)) {
        return Err(AnswerError::new(format!(
            "it is an answer of `{command}`; import it without `--chart`"
        )));
    }
    if values.keys().any(|key| key.contains(' ') || key == "Error") {
        return Err(AnswerError::new(
            "it is what Helm says when it fails, not a chart's values",
        ));
    }
    let mut paths = BTreeMap::new();
    collect("", &values, &mut paths);
    if paths.is_empty() {
        return Err(AnswerError::new("it has no values"));
    }
    Ok(Document::ChartValues(ChartValues {
        chart: chart.to_owned(),
        version: version.to_owned(),
        source: format!("helm show values {chart} --version {version}"),
        as_of: day,
        mentioned: mentioned(text).into_iter().collect(),
        paths,
    }))
}

fn collect(prefix: &str, values: &Map<String, Value>, paths: &mut BTreeMap<String, ValueKind>) {
    for (key, value) in values {
        let path = format!("{prefix}{key}");
        match value {
            Value::Object(below) if !below.is_empty() => collect(&format!("{path}."), below, paths),
            value => {
                paths.insert(path, kind(value));
            }
        }
    }
}

fn kind(value: &Value) -> ValueKind {
    match value {
        Value::Null => ValueKind::Any,
        Value::String(text) if text.is_empty() => ValueKind::Any,
        Value::String(_) => ValueKind::String,
        Value::Bool(_) => ValueKind::Bool,
        Value::Number(number) if number.is_f64() => ValueKind::Float,
        Value::Number(_) => ValueKind::Int,
        Value::Array(_) => ValueKind::List,
        Value::Object(_) => ValueKind::Map,
    }
}

/// Keys in comments, such as `# loadBalancerIP: ""`: charts show values so that have no default.
fn mentioned(text: &str) -> BTreeSet<String> {
    let comments = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('#'));
    comments
        .filter_map(|comment| {
            let (key, rest) = comment.trim_start_matches(['#', ' ', '-']).split_once(':')?;
            let is_key = !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            (is_key && (rest.is_empty() || rest.starts_with(' '))).then(|| key.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Document, chart_values};

    const TEXT: &str = "\
# -- How many.
replicas: 1
image:
  tag: \"\"
  pullPolicy: IfNotPresent
  # digest: sha256:…
nodeSelector: {}
args: []
ratio: 0.5
debug: false
";

    fn read(text: &str) -> Result<Document, String> {
        let day = "2026-11-24".parse().unwrap();
        chart_values(text, "echo", "1.2.3", day).map_err(|error| error.message)
    }

    #[test]
    fn defaults_become_paths_with_a_kind() {
        let document = read(TEXT).unwrap();
        assert_eq!(document.file_name(), "chart-values.echo.1.2.3.json");
        assert_eq!(Document::parse(&document.text()), Ok(document.clone()));
        let Document::ChartValues(values) = document else {
            panic!("values of a chart");
        };
        let paths: Vec<String> = values
            .paths
            .iter()
            .map(|(path, kind)| format!("{path} {kind:?}"))
            .collect();
        assert_eq!(
            paths,
            [
                "args List",
                "debug Bool",
                "image.pullPolicy String",
                "image.tag Any",
                "nodeSelector Map",
                "ratio Float",
                "replicas Int",
            ]
        );
        assert_eq!(values.mentioned, ["digest"]);
    }

    #[test]
    fn what_holds_no_values_is_refused() {
        for text in ["", "# nothing\n", "- a\n", "text\n", "a: [\n", "{}\n"] {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert_eq!(
            read("a: 1\n---\nb: 2\n"),
            Err(
                "it holds 2 YAML documents, and `helm show values` prints one for a chart; leave out those of other charts, \
                 and what `helm template` or `helm show all` print"
                    .to_owned()
            )
        );
    }
}
