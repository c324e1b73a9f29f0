//! Lists of which each entry has a name, such as arguments of a program that a chart starts: eksight's own, with those of
//! `extraValues` behind them.

use serde_json::{Map, Value};

/// Both lists as one, ours first. A flag that is in theirs takes the place of ours: most programs refuse one that comes
/// twice, and a filter that may come twice would let both through.
pub(super) fn joined(ours: &[Value], theirs: &[Value]) -> Vec<Value> {
    let is_theirs = |our: &Value| theirs.iter().any(|their| name(their) == name(our));
    let kept = ours.iter().filter(|our| !is_theirs(our));
    kept.chain(theirs).cloned().collect()
}

/// Of an argument its flag, of an attribute its key.
fn name(entry: &Value) -> Option<&str> {
    flag(entry).or_else(|| entry.get("key")?.as_str())
}

/// Arguments that are written as a map of flags, as the list that every version of a chart takes; `None` where a flag has
/// what none can have. Source: external-dns, charts 1.17.0 to 1.21.1, templates/deployment.yaml, read 2026-11-30.
pub(super) fn listed(flags: &Map<String, Value>) -> Option<Vec<Value>> {
    let mut arguments = Vec::new();
    for (flag, value) in flags {
        match value {
            Value::Array(values) => {
                let of_each = values.iter().map(|value| argument(flag, value));
                arguments.extend(of_each.collect::<Option<Vec<Value>>>()?);
            }
            // Before 1.21.1 a boolean became a value, which a flag without one refuses.
            Value::Null | Value::Bool(true) => arguments.push(format!("--{flag}").into()),
            Value::Bool(false) => arguments.push(format!("--no-{flag}").into()),
            _ => arguments.push(argument(flag, value)?),
        }
    }
    Some(arguments)
}

fn argument(flag: &str, value: &Value) -> Option<Value> {
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(format!("--{flag}={value}").into())
}

/// The name of a flag, which `--no-` before it switches off.
#[must_use]
pub fn flag(argument: &Value) -> Option<&str> {
    let name = argument.as_str()?.strip_prefix("--")?.split('=').next()?;
    Some(name.strip_prefix("no-").unwrap_or(name))
}
