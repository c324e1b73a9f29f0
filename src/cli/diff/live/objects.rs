//! Objects of the cluster, as they are and as its server would make them of a text: what `kubectl diff` compares.

use serde_json::Value;

use crate::live::{Fault, Programs, is_not_served};

/// What the server keeps about an object, and what nobody asks for in a file.
const KEPT: [&str; 7] = [
    "creationTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The objects of a text as they are, and as a dry run of the server has them. Where the server cannot say, because a
/// namespace or a kind is not there yet, they are as they are written.
pub(super) fn of_text(
    programs: &Programs,
    text: &str,
    written: &[Value],
    manager: &str,
    namespace: Option<&str>,
) -> Result<(Vec<Value>, Vec<Value>), Fault> {
    let within: Vec<&str> = namespace
        .into_iter()
        .flat_map(|name| ["--namespace", name])
        .collect();
    let get = ["get", "--ignore-not-found", "--output", "json", "--filename", "-"];
    let manager = format!("--field-manager={manager}");
    let apply = [
        "apply",
        "--server-side",
        "--dry-run=server",
        "--force-conflicts",
        &manager,
        "--output",
        "json",
        "--filename",
        "-",
    ];
    let ask = |arguments: &[&str]| {
        let arguments = [arguments, &within].concat();
        let asked = programs.patiently(|| programs.tell("kubectl", &arguments, text, programs.most));
        match asked {
            Ok(answer) => items(&answer, arguments[0]).map(Some),
            Err(fault) if not_yet(&fault) => Ok(None),
            Err(fault) => Err(fault),
        }
    };
    let running = ask(&get)?.unwrap_or_default();
    let wanted = ask(&apply)?;
    let wanted = wanted.unwrap_or_else(|| written.iter().cloned().map(plain).collect());
    Ok((running, wanted))
}

/// Whether a namespace, or the definition of a kind, is not there.
fn not_yet(fault: &Fault) -> bool {
    match fault {
        Fault::Said { said, .. } => fault.is_absent() || is_not_served(said),
        _ => false,
    }
}

/// The objects of an answer: one, a list, or none.
fn items(answer: &str, verb: &str) -> Result<Vec<Value>, Fault> {
    if answer.trim().is_empty() {
        return Ok(Vec::new());
    }
    let tree: Value = serde_json::from_str(answer).map_err(|error| Fault::Answer {
        command: format!("kubectl {verb}"),
        reason: error.to_string(),
    })?;
    let objects = match tree {
        Value::Object(mut list) if list.get("kind").is_some_and(|kind| kind == "List") => {
            match list.shift_remove("items") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            }
        }
        object => vec![object],
    };
    Ok(objects.into_iter().map(plain).collect())
}

/// An object without what the server keeps about it.
fn plain(mut object: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.shift_remove("status");
        if let Some(Value::Object(metadata)) = fields.get_mut("metadata") {
            for key in KEPT {
                metadata.shift_remove(key);
            }
        }
    }
    object
}
