//! An environment as one file of its own: what overlays and programs made of it, read back equal.

use serde_json::Value;

use crate::model::Environment;
use crate::yaml::{self, Style};

/// The file, below a line for people. Defaults are written out, so that it says everything.
#[must_use]
pub fn document(environment: &Environment, header: &str) -> String {
    yaml::document(&[header], &tree(environment), Style::Plain)
}

/// The same as a tree.
#[must_use]
pub fn tree(environment: &Environment) -> Value {
    let mut tree = serde_json::to_value(environment).expect("bug in eksight: values of the model serialise");
    prune(&mut tree);
    // Its text is read with the environment; a file has the path alone.
    if let Some(Value::Object(dashboards)) = tree.pointer_mut("/monitoring/grafana/dashboards") {
        for dashboard in dashboards.values_mut() {
            if let Some(path) = dashboard.pointer("/file/path").cloned() {
                dashboard["file"] = path;
            }
        }
    }
    tree
}

/// In a file `null` removes; what is not there is left out.
fn prune(tree: &mut Value) {
    match tree {
        Value::Object(entries) => {
            entries.retain(|_, value| !value.is_null());
            entries.values_mut().for_each(prune);
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}
