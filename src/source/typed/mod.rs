//! From a tree to the model's types, through serde: every unknown field and every wrong value in one go.

mod access;
mod guide;
mod indent;
mod instead;
mod misfit;
mod missing;
mod place;
mod places;
mod reader;
mod unknown;

use std::cell::RefCell;

use serde::Deserialize;
use serde_json::Value;

use super::overlay::Removed;
use super::tree::{Node, NodeKind};
use crate::diag::{Diagnostic, FieldPath, Origins};
use crate::model::Environment;
use crate::model::value::SecretName;
use misfit::Misfit;
use missing::Missing;
use place::Place;
use reader::Reader;
use unknown::Unknown;
pub(crate) use unknown::nearest;

/// More faults than this in one environment are not worth a longer look.
const MOST_FAULTS: usize = 100;

/// Who wrote a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// People, in files.
    Yaml,
    /// People, as a draft.
    Rust,
    /// A model says itself as a tree.
    Nobody,
}

/// The field of a file that names what it extends.
pub(crate) const EXTENDS: &str = "extends";

/// What a tree was read from, for who tells its faults.
pub(crate) struct Sources<'a> {
    pub(crate) origins: &'a Origins,
    pub(crate) removed: &'a Removed,
    pub(crate) by: Written,
}

/// The model of a tree that no file holds, such as another model's with one setting changed; `None` where it is none.
#[must_use]
pub fn of_tree(tree: &Value) -> Option<Environment> {
    let (result, unknown) = read(&Node::of_value(tree), Written::Nobody);
    result.ok().filter(|_| unknown.is_empty())
}

fn read(tree: &Node, by: Written) -> (Result<Environment, Misfit>, Vec<Unknown>) {
    let unknown = RefCell::new(Vec::new());
    let result = Environment::deserialize(Reader {
        node: tree,
        place: Place::Root,
        unknown: &unknown,
        by,
    });
    (result, unknown.into_inner())
}

/// Types the tree. serde stops at the first value that does not fit. A wrong one is then cut out, an example is put where one
/// is missing, and the rest is read again, until nothing new is found, so that people see all faults at once.
pub(crate) fn environment(
    mut tree: Node,
    sources: &Sources<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Environment> {
    let mut cut: Vec<FieldPath> = Vec::new();
    let mut missing = Missing::of(sources.origins);
    // Kept from every reading: a map that lacks a field is cut out with the unknown field that was meant for it.
    let mut all_unknown: Vec<Unknown> = Vec::new();
    let mut as_written = true;
    let environment = loop {
        let (result, unknown) = read(&tree, sources.by);
        for unknown in unknown {
            // Each reading finds them again.
            if all_unknown
                .iter()
                .all(|known| known.fault.span != unknown.fault.span)
            {
                all_unknown.push(unknown);
            }
        }
        let mut error = match result {
            Ok(environment) => break Some(environment),
            Err(error) => error,
        };
        let path = error.path.clone().unwrap_or_else(FieldPath::root);
        if let Some(text) = indent::among_names(&tree, &path, &error).or_else(|| pasted(&tree, &path)) {
            error.text = text;
        }
        if let Some((fault, moved)) = indent::gather(&mut tree, &path) {
            all_unknown.retain(|unknown| !unknown.stands_at(&moved));
            faults.push(fault);
            as_written = false;
            continue;
        }
        if let Some(field) = error.missing.filter(|_| missing.len() < MOST_FAULTS) {
            let path = path.field(field);
            // What is missing because it was cut out is no new fault.
            let of_a_cut = cut.iter().any(|at| at.leads_to_same(&path));
            if missing.stand_in(&mut tree, &path, of_a_cut) {
                continue;
            }
        }
        // What is empty because something was cut out of it is no new fault either.
        let of_a_cut = |at: &FieldPath| at.parent().is_some_and(|parent| parent.leads_to_same(&path));
        if !cut.iter().any(of_a_cut) {
            faults.push(error.into_diagnostic(path.clone()));
        }
        if faults.len() >= MOST_FAULTS || missing.stands_in(&path) || !tree.cut(&path) {
            break None;
        }
        cut.push(path);
    };
    // One who means a base is asked for nothing, and what else is meant is not known.
    let kind = FieldPath::root().field("kind");
    if !cut.iter().any(|cut| cut.leads_to_same(&kind)) {
        faults.extend(missing.tell(&tree, &all_unknown, sources));
    }
    faults.extend(all_unknown.into_iter().map(|unknown| unknown.fault));
    environment.filter(|_| as_written && cut.is_empty() && missing.len() == 0)
}

/// What is told of a list or a map where the name of a secret belongs: somebody may have written the secret itself.
fn pasted(tree: &Node, path: &FieldPath) -> Option<String> {
    let node = tree.at(path).filter(|_| guide::names_a_secret(path))?;
    let is_text = matches!(node.kind, NodeKind::Scalar { .. } | NodeKind::Cut);
    let fault = "".parse::<SecretName>().err().filter(|_| !is_text)?;
    Some(fault.joined())
}

#[cfg(test)]
mod tests {
    use super::{Node, Origins, Removed, Sources, Written, environment};
    use serde_json::json;

    #[test]
    fn null_is_told_where_people_write_it() {
        let tree = json!({
            "apiVersion": "eksight/v1",
            "account": { "id": "111122223333" },
            "cluster": { "name": "tiny", "region": "ap-northeast-2", "kubernetesVersion": "1.36" },
            "monitoring": { "alertmanager": null },
        });
        let mut faults = Vec::new();
        let sources = Sources {
            origins: &Origins::default(),
            removed: &Removed::default(),
            by: Written::Yaml,
        };
        environment(Node::of_value(&tree), &sources, &mut faults);
        let told: Vec<_> = faults
            .iter()
            .map(|fault| (fault.path.to_string(), fault.message.as_str()))
            .collect();
        assert!(
            told.contains(&(
                "monitoring.alertmanager".to_owned(),
                "expected a map, found nothing"
            )),
            "{told:?}"
        );
    }
}
