//! Kubernetes objects: whether they are there, and whether they are as a file says.

use std::time::Duration;

use super::fault::Kind;
use super::{Fault, Programs};

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
        let words = stderr.trim();
        match code {
            0 => Ok(Difference::None),
            1 if words.is_empty() || !stdout.is_empty() => Ok(Difference::Some(stdout)),
            _ => match Kind::of(words) {
                Kind::Absent => Ok(Difference::NotYet(words.to_owned())),
                _ if is_not_served(words) => Ok(Difference::NotYet(words.to_owned())),
                kind => Err(Fault::Said {
                    command: "kubectl diff".to_owned(),
                    said: words.to_owned(),
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
