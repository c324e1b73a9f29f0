//! What kubectl reads in the manifests: every file, and the stream of all that `render --only manifests` prints.

use super::environment::{self, Environment};
use super::random::Random;
use super::tools::Program;
use super::{must, must_with_input, tree};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Instant;

/// kubectl prints an object only on its way to a change, so each gets this annotation, in ours as in its answer.
const MARK: &str = "eksight.example.com/verify";

/// An object and the place it was written at.
struct Written {
    place: String,
    object: Value,
}

/// Every manifest and every stream must come back as it was written.
pub(super) fn read_back(kubectl: &Program, environments: &[Environment]) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let mut written = Vec::new();
    for environment in environments {
        for file in environment.files("manifests")? {
            written.extend(objects(&file, &environment::read(&file)?)?);
            files.push(file);
        }
    }
    let mut annotate = annotate(kubectl);
    for file in &files {
        annotate.args(["--filename", file]);
    }
    // One call for all files: kubectl reads them in the order given.
    compare(&written, &answer(&must(&mut annotate)?.stdout)?)?;
    let mut streams = 0;
    for environment in environments {
        if !environment.files("manifests")?.is_empty() {
            read_stream(kubectl, environment)?;
            streams += 1;
        }
    }
    Ok(vec![format!(
        "{}: {} manifests with {} objects and {streams} streams in the plan's order, read back as written",
        kubectl.name,
        files.len(),
        written.len()
    )])
}

/// All manifests of all random environments as one stream.
pub(super) fn read_random_back(kubectl: &Program, all: &[Random]) -> Result<Vec<String>> {
    let began = Instant::now();
    let (mut texts, mut written) = (Vec::new(), Vec::new());
    for (place, manifest) in all.iter().flat_map(|random| random.files("manifests/")) {
        written.extend(objects(&place, manifest.text())?);
        texts.push(manifest.text());
    }
    let mut annotate = annotate(kubectl);
    let output = must_with_input(annotate.args(["--filename", "-"]), &texts.join("---\n"))?;
    compare(&written, &answer(&output.stdout)?)?;
    Ok(vec![format!(
        "{}: {} random manifests with {} objects, read back as written, {:.1} s",
        kubectl.name,
        texts.len(),
        written.len(),
        began.elapsed().as_secs_f64()
    )])
}

/// `render <environment> --only manifests | kubectl … -f -`. Not `kubectl create --dry-run=client --validate=false`:
/// that one asks the cluster which kinds there are.
fn read_stream(kubectl: &Program, environment: &Environment) -> Result<()> {
    let mut planned = Vec::new();
    for file in environment.planned_manifests()? {
        planned.extend(objects(&file, &environment::read(&file)?)?);
    }
    let stream = environment.print("manifests")?;
    let place = format!("{} as a stream", environment.path("manifests"));
    let mut annotate = annotate(kubectl);
    let read = answer(&must_with_input(annotate.args(["--filename", "-"]), &stream)?.stdout)?;
    compare(&objects(&place, &stream)?, &read)?;
    let printed: Vec<String> = read.iter().map(identity).collect();
    let planned: Vec<String> = planned.iter().map(|written| identity(&written.object)).collect();
    ensure!(
        printed == planned,
        "{place}: printed in another order than {} applies it\n  printed: {}\n  planned: {}",
        environment.path("plan.json"),
        printed.join(", "),
        planned.join(", ")
    );
    Ok(())
}

/// Reads objects without a cluster.
fn annotate(kubectl: &Program) -> Command {
    let mut command = kubectl.command();
    command.args(["annotate", "--local", "--output", "json", &format!("{MARK}=1")]);
    command
}

/// The objects of a manifest with the mark that kubectl gives them.
fn objects(place: &str, text: &str) -> Result<Vec<Written>> {
    let documents = tree::documents(text).with_context(|| format!("reading {place}"))?;
    let written = documents.into_iter().enumerate().map(|(position, mut object)| {
        mark(&mut object);
        Written {
            place: format!("{place}, document {}, {}", position + 1, identity(&object)),
            object,
        }
    });
    Ok(written.collect())
}

fn mark(object: &mut Value) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else {
        return;
    };
    let annotations = metadata.entry("annotations").or_insert_with(|| json!({}));
    if let Some(annotations) = annotations.as_object_mut() {
        annotations.insert(MARK.to_owned(), json!("1"));
    }
}

/// kubectl prints one JSON text after the other.
fn answer(stdout: &[u8]) -> Result<Vec<Value>> {
    serde_json::Deserializer::from_slice(stdout)
        .into_iter()
        .collect::<Result<_, _>>()
        .context("reading kubectl's answer")
}

fn compare(written: &[Written], read: &[Value]) -> Result<()> {
    for (written, read) in written.iter().zip(read) {
        if let Some(difference) = tree::difference(&written.object, read) {
            bail!("{}: {difference}", written.place);
        }
        if let Some(fault) = tree::no_text(read) {
            bail!("{}: {fault}", written.place);
        }
    }
    if let Some(unread) = written.get(read.len()) {
        bail!("{}: kubectl reads no such object", unread.place);
    }
    ensure!(
        written.len() == read.len(),
        "{} objects written, kubectl reads {}",
        written.len(),
        read.len()
    );
    Ok(())
}

/// Kind, namespace and name, as in `ConfigMap kwatch/settings`.
fn identity(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let (kind, metadata) = (text(&object["kind"]), &object["metadata"]);
    let name = text(&metadata["name"]);
    match metadata["namespace"].as_str() {
        Some(namespace) => format!("{kind} {namespace}/{name}"),
        None => format!("{kind} {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{answer, compare, objects};
    use serde_json::json;

    const TEXT: &str = "# made by\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: logs\ndata:\n  http.server: \"On\"\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: logs\n";

    fn complaint(text: &str, answered: &str) -> Option<String> {
        let written = objects("a.yaml", text).unwrap();
        let read = answer(answered.as_bytes()).unwrap();
        compare(&written, &read).err().map(|error| error.to_string())
    }

    #[test]
    fn objects_carry_the_mark_and_their_place() {
        let objects = objects("a.yaml", TEXT).unwrap();
        let places: Vec<&str> = objects.iter().map(|written| written.place.as_str()).collect();
        assert_eq!(
            places,
            [
                "a.yaml, document 1, ConfigMap logs/settings",
                "a.yaml, document 2, Namespace logs"
            ]
        );
        assert_eq!(
            objects[1].object["metadata"],
            json!({ "name": "logs", "annotations": { "eksight.example.com/verify": "1" } })
        );
    }

    #[test]
    fn what_kubectl_reads_differently_is_named() {
        let first = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"eksight.example.com/verify":"1"},"name":"settings","namespace":"logs"},"data":{"http.server":"On"}}"#;
        let second = r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"annotations":{"eksight.example.com/verify":"1"},"name":"logs"}}"#;
        assert_eq!(complaint(TEXT, &format!("{first}\n{second}\n")), None);
        assert_eq!(
            complaint(TEXT, &format!("{}\n{second}\n", first.replace("\"On\"", "true"))).as_deref(),
            Some(
                "a.yaml, document 1, ConfigMap logs/settings: data[\"http.server\"]: written `\"On\"`, read `true`"
            )
        );
        assert_eq!(
            complaint(TEXT, first).as_deref(),
            Some("a.yaml, document 2, Namespace logs: kubectl reads no such object")
        );
    }

    #[test]
    fn a_configmap_holds_text_only() {
        let text = "kind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: 1\n";
        let answered = r#"{"kind":"ConfigMap","metadata":{"name":"x","annotations":{"eksight.example.com/verify":"1"}},"data":{"a":1}}"#;
        assert_eq!(
            complaint(text, answered).as_deref(),
            Some("a.yaml, document 1, ConfigMap x: data.a: must be text, read `1`")
        );
    }
}
