//! From a tree to the model's types, through serde: every unknown field and every wrong value in one go.

mod access;
mod misfit;
mod place;
mod reader;

use std::cell::RefCell;

use serde::Deserialize;
use serde_json::Value;

use super::tree::Node;
use crate::diag::{Diagnostic, FieldPath};
use crate::model::Environment;
use place::Place;
use reader::Reader;

/// More faults than this in one environment are not worth a longer look.
const MOST_FAULTS: usize = 100;

/// The model of a tree that no file holds, such as another model's with one setting changed; `None` where it is none.
#[must_use]
pub fn of_tree(tree: &Value) -> Option<Environment> {
    let unknown = RefCell::new(Vec::new());
    let environment = Environment::deserialize(Reader {
        node: &Node::of_value(tree),
        place: Place::Root,
        unknown: &unknown,
        written: false,
    });
    environment.ok().filter(|_| unknown.into_inner().is_empty())
}

/// Types the tree. serde stops at the first wrong value; that value is then cut out and the rest is read again,
/// until nothing new is found, so that people see all faults at once.
pub(crate) fn environment(mut tree: Node, faults: &mut Vec<Diagnostic>) -> Option<Environment> {
    let mut cut: Vec<FieldPath> = Vec::new();
    // Kept from every reading: a map that lacks a field is cut out with the unknown field that was meant for it.
    let mut all_unknown: Vec<Diagnostic> = Vec::new();
    loop {
        let unknown = RefCell::new(Vec::new());
        let result = Environment::deserialize(Reader {
            node: &tree,
            place: Place::Root,
            unknown: &unknown,
            written: true,
        });
        for fault in unknown.into_inner() {
            // Each reading finds them again.
            if all_unknown.iter().all(|known| known.span != fault.span) {
                all_unknown.push(fault);
            }
        }
        match result {
            Ok(environment) => {
                faults.extend(all_unknown);
                return cut.is_empty().then_some(environment);
            }
            Err(error) => {
                let path = error.path.clone().unwrap_or_else(FieldPath::root);
                // What is missing, or empty, because something was cut out of it is no new fault.
                let of_a_cut = cut.iter().any(|at| match error.missing {
                    Some(field) => at.leads_to_same(&path.field(field)),
                    None => at.parent().is_some_and(|parent| parent.leads_to_same(&path)),
                });
                if !of_a_cut {
                    faults.push(error.into_diagnostic(path.clone()));
                }
                if faults.len() >= MOST_FAULTS || !tree.cut(&path) {
                    faults.extend(all_unknown);
                    return None;
                }
                cut.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, environment};
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
        environment(Node::of_value(&tree), &mut faults);
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
