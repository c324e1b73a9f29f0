//! Kubernetes objects: whether they are there, and whether they are as a file says.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::kind::Kind;
use super::{Fault, Programs};
use crate::diag::secrets;

/// What every object says of itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    /// Its name.
    pub name: String,
    /// Empty where it has none.
    #[serde(default)]
    pub namespace: String,
    /// Its labels.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
}

impl Metadata {
    /// Namespace and name; the name alone of what has no namespace.
    #[must_use]
    pub fn address(&self) -> String {
        let Self { name, namespace, .. } = self;
        match namespace.is_empty() {
            true => name.clone(),
            false => format!("{namespace}/{name}"),
        }
    }
}

/// Objects, as kubectl lists them.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
}

/// All objects of some kinds, of all namespaces.
///
/// # Errors
/// When they cannot be told.
pub fn all<T: DeserializeOwned>(programs: &Programs<'_>, kinds: &str) -> Result<Vec<T>, Fault> {
    let arguments = ["get", kinds, "--all-namespaces", "--output", "json"];
    let list: List<T> = programs.ask_kubectl(&arguments)?;
    Ok(list.items)
}

#[derive(Deserialize)]
struct Namespace {
    metadata: Metadata,
    #[serde(default)]
    status: Phase,
}

#[derive(Default, Deserialize)]
struct Phase {
    #[serde(default)]
    phase: String,
}

/// The namespaces that are on their way out.
///
/// # Errors
/// When they cannot be told.
pub fn terminating(programs: &Programs<'_>) -> Result<Vec<String>, Fault> {
    let namespaces: Vec<Namespace> = all(programs, "namespaces")?;
    let going = namespaces
        .into_iter()
        .filter(|it| it.status.phase == "Terminating");
    Ok(going.map(|it| it.metadata.name).collect())
}

/// What kubectl makes of a file and the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The cluster has what the file says.
    None,
    /// It has something else; the difference, without the contents of Secrets.
    Some(String),
    /// It cannot be told, because of what a namespace or a definition that is not there yet would say.
    NotYet(String),
}

/// Compares a file with the cluster by a dry run of its server.
///
/// # Errors
/// When kubectl cannot tell.
pub fn difference(programs: &Programs<'_>, text: &str, force: bool) -> Result<Difference, Fault> {
    let mut arguments = vec!["diff", "--server-side", "--field-manager=eksight"];
    if force {
        arguments.push("--force-conflicts");
    }
    arguments.extend(["--filename", "-"]);
    programs.patiently(|| {
        let (code, stdout, stderr) = programs.coded("kubectl", &arguments, text, programs.most)?;
        let words = secrets::hidden(stderr.trim());
        match code {
            0 => Ok(Difference::None),
            1 if words.is_empty() || !stdout.is_empty() => Ok(Difference::Some(secrets::hidden(&stdout))),
            _ => match Kind::of(&words) {
                Kind::Absent => Ok(Difference::NotYet(words)),
                _ if is_not_served(&words) => Ok(Difference::NotYet(words)),
                kind => Err(Fault::Said {
                    command: "kubectl diff".to_owned(),
                    said: words,
                    kind,
                }),
            },
        }
    })
}

/// Whether a kind of objects has no definition in the cluster yet.
#[must_use]
pub fn is_not_served(words: &str) -> bool {
    words.contains("no matches for kind") || words.contains("the server doesn't have a resource type")
}

/// Whether an object is there.
///
/// # Errors
/// When it cannot be told.
pub fn exists(programs: &Programs<'_>, arguments: &[&str]) -> Result<bool, Fault> {
    let most = Duration::from_secs(60).min(programs.most);
    match programs.patiently(|| programs.tell("kubectl", arguments, "", most)) {
        Ok(_) => Ok(true),
        Err(fault) if fault.is_absent() => Ok(false),
        Err(Fault::Said { said, .. }) if is_not_served(&said) => Ok(false),
        Err(fault) => Err(fault),
    }
}
