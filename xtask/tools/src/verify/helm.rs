//! What Helm reads in the values files, and what a template would print of it.

use super::environment::Environment;
use super::random::Random;
use super::tools::Program;
use super::{helm_tpl, must_with_input, tree};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::time::Instant;

/// A chart of ours that prints the values it is given.
const ECHO: &str = "tests/charts/echo";

/// A values file as `render --only` prints it.
struct Values {
    /// The file that holds the same, except for outputs of the stack.
    path: String,
    text: String,
    tree: Value,
}

/// The one object of the chart.
#[derive(Deserialize)]
struct Echo {
    leaves: Vec<Leaf>,
}

/// A leaf of the values as a template meets it.
#[derive(Deserialize)]
struct Leaf {
    path: Vec<Value>,
    /// Its type in Go.
    kind: String,
    value: Value,
    /// What `{{ .Values.x }}` prints.
    printed: String,
}

/// Pipes every values file through every helm; all must read what was written.
pub(super) fn read_back(helms: &[&Program], environments: &[Environment]) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for environment in environments {
        for release in environment.releases()? {
            files.push(print(environment, &release)?);
        }
    }
    let mut lines = Vec::new();
    for helm in helms {
        let count = count(helm, &files)?;
        lines.push(format!(
            "{}: {} values files with {count}, read back as written",
            helm.name,
            files.len()
        ));
    }
    Ok(lines)
}

/// What came back.
#[derive(Default)]
struct Count {
    leaves: usize,
    /// Texts that a chart passes through `tpl`.
    templates: usize,
}

impl Display for Count {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} leaves and {} texts behind `tpl`",
            self.leaves, self.templates
        )
    }
}

fn count(helm: &Program, files: &[Values]) -> Result<Count> {
    let mut all = Count::default();
    for values in files {
        let Count { leaves, templates } = values.pipe_through(helm)?;
        all.leaves += leaves;
        all.templates += templates;
    }
    ensure!(all.templates > 0, "{}: nothing went through `tpl`", helm.name);
    Ok(all)
}

/// Environments whose values Helm reads at once. Starting it takes longer than reading one file, and the chart takes
/// longer for each leaf the more there are.
const BATCH: usize = 10;

/// The values of random environments, some in one file: each below a key of its own, a level deeper than written.
pub(super) fn read_random_back(helms: &[&Program], all: &[Random]) -> Result<Vec<String>> {
    let batches: Vec<Values> = all.chunks(BATCH).map(batch).collect::<Result<_>>()?;
    let count = all
        .iter()
        .map(|random| random.files("helm/").count())
        .sum::<usize>();
    let mut lines = Vec::new();
    for helm in helms {
        let began = Instant::now();
        let leaves = self::count(helm, &batches)?;
        let seconds = began.elapsed().as_secs_f64();
        lines.push(format!(
            "{}: {count} random values files with {leaves}, read back as written, {seconds:.1} s",
            helm.name
        ));
    }
    Ok(lines)
}

fn batch(all: &[Random]) -> Result<Values> {
    let mut text = String::new();
    for (place, values) in all.iter().flat_map(|random| random.files("helm/")) {
        text += &format!("\"{place}\":\n");
        for line in values.text().lines() {
            text += &if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("  {line}\n")
            };
        }
    }
    let tree = tree::documents(&text).context("reading random values")?.remove(0);
    Ok(Values {
        path: "random values".to_owned(),
        text,
        tree,
    })
}

fn print(environment: &Environment, release: &str) -> Result<Values> {
    let text = environment.print(&format!("helm/{release}/values"))?;
    let path = environment.path(&format!("helm/{release}/values.yaml"));
    let mut documents = tree::documents(&text).with_context(|| format!("reading {path}"))?;
    ensure!(
        documents.len() == 1,
        "{path} holds {} documents; Helm reads the first alone",
        documents.len()
    );
    Ok(Values {
        path,
        text,
        tree: documents.remove(0),
    })
}

impl Values {
    /// `… | helm template echo tests/charts/echo -f -`; says how many leaves came back, and how many texts behind `tpl`.
    fn pipe_through(&self, helm: &Program) -> Result<Count> {
        let mut template = helm.command();
        template.args(["template", "echo", ECHO, "--values", "-"]);
        let output = must_with_input(&mut template, &self.text)
            .with_context(|| format!("{} cannot read {}", helm.name, self.path))?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        let what = || format!("reading what {} made of {}", helm.name, self.path);
        let templates = helm_tpl::read_back(&stdout).with_context(what)?;
        let read = answer(&stdout).with_context(what)?;
        match fault(&self.tree, &read) {
            Some(fault) => bail!("{}, {}: {fault}", self.path, helm.name),
            None => Ok(Count {
                leaves: read.len(),
                templates,
            }),
        }
    }
}

/// The leaves in what `helm template` prints: a separator and a comment, then one line.
fn answer(stdout: &str) -> Result<BTreeMap<String, Leaf>> {
    let line = stdout
        .lines()
        .find(|line| line.starts_with('{') && line.contains(r#""kind":"Echo""#));
    let echo: Echo = serde_json::from_str(line.context("the chart printed no object")?)?;
    let path = |leaf: &Leaf| {
        leaf.path
            .iter()
            .fold(String::new(), |path, step| tree::below(&path, step))
    };
    Ok(echo.leaves.into_iter().map(|leaf| (path(&leaf), leaf)).collect())
}

/// The first leaf that Helm reads, or would print, as something else than was written.
fn fault(written: &Value, read: &BTreeMap<String, Leaf>) -> Option<String> {
    let leaves = tree::leaves(written);
    for (path, written) in &leaves {
        let Some(leaf) = read.get(path) else {
            return Some(format!("{path}: written `{written}`, read nothing"));
        };
        if !tree::same(written, &leaf.value) || !is_kind(written, &leaf.kind) {
            return Some(format!(
                "{path}: written `{written}`, read `{}`, a {}",
                leaf.value, leaf.kind
            ));
        }
        if !prints(written, &leaf.printed) {
            return Some(format!(
                "{path}: written `{written}`, a template prints `{}`",
                leaf.printed
            ));
        }
        if written.is_null() {
            return Some(format!(
                "{path}: written `null`, with which Helm deletes the chart's own default"
            ));
        }
    }
    if let Some(fault) = tree::no_text(written) {
        return Some(fault);
    }
    let extra = read.iter().find(|(path, _)| !leaves.contains_key(*path));
    extra.map(|(path, leaf)| format!("{path}: written nothing, read `{}`", leaf.value))
}

/// Whether Go's type is that of the value.
fn is_kind(value: &Value, kind: &str) -> bool {
    match value {
        Value::Null => kind == "invalid",
        Value::Bool(_) => kind == "bool",
        Value::Number(_) => matches!(kind, "float64" | "int64"),
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "slice",
        Value::Object(_) => kind == "map",
    }
}

/// Whether a template prints the scalar as it was written. Helm 3.17 and 4.2 print an integer of a million as `1e+06`.
fn prints(value: &Value, printed: &str) -> bool {
    match value {
        Value::String(text) => text == printed,
        Value::Bool(value) => value.to_string() == printed,
        Value::Number(number) if number.is_f64() => printed.parse().ok() == number.as_f64(),
        Value::Number(number) => number.to_string() == printed,
        Value::Null | Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{answer, fault};
    use serde_json::{Value, json};

    /// What Helm 4.2.3 prints for `value`, but with the leaves given.
    fn complaint(written: &Value, leaves: &Value) -> Option<String> {
        let line = json!({ "apiVersion": "example.com/v1", "kind": "Echo", "leaves": leaves });
        let stdout = format!("---\n# Source: echo/templates/values.yaml\n{line}\n");
        fault(written, &answer(&stdout).unwrap())
    }

    #[test]
    fn what_was_written_passes() {
        let written = json!({ "a": { "b.c": ["On", 9113, 0.5, true] }, "d": {}, "e": [] });
        let leaves = json!([
            { "path": ["a", "b.c", 0], "kind": "string", "value": "On", "printed": "On" },
            { "path": ["a", "b.c", 1], "kind": "float64", "value": 9113, "printed": "9113" },
            { "path": ["a", "b.c", 2], "kind": "float64", "value": 0.5, "printed": "0.5" },
            { "path": ["a", "b.c", 3], "kind": "bool", "value": true, "printed": "true" },
            { "path": ["d"], "kind": "map", "value": {}, "printed": "map[]" },
            { "path": ["e"], "kind": "slice", "value": [], "printed": "[]" },
        ]);
        assert_eq!(complaint(&written, &leaves), None);
        assert!(answer("---\n").is_err());
    }

    #[test]
    fn what_helm_reads_or_prints_differently_is_named() {
        for (written, leaves, expected) in [
            (
                json!({ "a": "On" }),
                json!([{ "path": ["a"], "kind": "bool", "value": true, "printed": "true" }]),
                "a: written `\"On\"`, read `true`, a bool",
            ),
            (
                json!({ "n": 1 }),
                json!([{ "path": ["false"], "kind": "float64", "value": 1, "printed": "1" }]),
                "n: written `1`, read nothing",
            ),
            (
                json!({ "a": 1_000_000 }),
                json!([{ "path": ["a"], "kind": "float64", "value": 1_000_000, "printed": "1e+06" }]),
                "a: written `1000000`, a template prints `1e+06`",
            ),
            (
                json!({ "a": null }),
                json!([{ "path": ["a"], "kind": "invalid", "value": null, "printed": "<nil>" }]),
                "a: written `null`, with which Helm deletes the chart's own default",
            ),
            (
                json!({ "a": "x" }),
                json!([
                    { "path": ["a"], "kind": "string", "value": "x", "printed": "x" },
                    { "path": ["b"], "kind": "string", "value": "y", "printed": "y" },
                ]),
                "b: written nothing, read `\"y\"`",
            ),
            (
                json!({ "podLabels": { "a": 1 } }),
                json!([{ "path": ["podLabels", "a"], "kind": "float64", "value": 1, "printed": "1" }]),
                "podLabels.a: must be text, read `1`",
            ),
        ] {
            assert_eq!(complaint(&written, &leaves).as_deref(), Some(expected));
        }
    }
}
