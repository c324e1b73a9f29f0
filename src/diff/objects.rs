//! The things in an artefact that have a life of their own: resources of a template, objects of Kubernetes, a release's
//! values.

use serde_json::Value;

use crate::emit::{cloudformation, plan};

/// Something that is added, changed or removed as one.
#[derive(Debug)]
pub(super) struct Object<'a> {
    /// Its name within the artefact: logical id, or kind, namespace and name.
    pub(super) name: String,
    /// The type of a resource or the kind of an object.
    pub(super) kind: &'a str,
    pub(super) tree: &'a Value,
}

/// The objects of an artefact's documents.
pub(super) fn objects<'a>(path: &str, documents: &'a [Value]) -> Vec<Object<'a>> {
    if path == cloudformation::PATH {
        return documents.iter().flat_map(template).collect();
    }
    if path == plan::PATH || path.starts_with("helm/") {
        let whole = |tree| Object {
            name: String::new(),
            kind: "",
            tree,
        };
        return documents.iter().map(whole).collect();
    }
    documents.iter().map(kubernetes).collect()
}

/// Each resource, and the other sections' entries under the section's name.
fn template(document: &Value) -> Vec<Object<'_>> {
    let mut found = Vec::new();
    for (section, entries) in document.as_object().into_iter().flatten() {
        let Value::Object(entries) = entries else {
            found.push(Object {
                name: section.clone(),
                kind: "",
                tree: entries,
            });
            continue;
        };
        let resources = section == "Resources";
        found.extend(entries.iter().map(|(id, tree)| Object {
            name: match resources {
                true => id.clone(),
                false => format!("{section}.{id}"),
            },
            kind: tree["Type"].as_str().filter(|_| resources).unwrap_or_default(),
            tree,
        }));
    }
    found
}

fn kubernetes(document: &Value) -> Object<'_> {
    let text = |value: &'static str| document.pointer(value).and_then(Value::as_str);
    let kind = text("/kind").unwrap_or_default();
    let parts = [Some(kind), text("/metadata/namespace"), text("/metadata/name")];
    Object {
        name: parts.into_iter().flatten().collect::<Vec<_>>().join("/"),
        kind,
        tree: document,
    }
}
