//! Arguments of a program that a chart starts: eksight's own, with those of `extraValues` behind them.

use serde_json::Value;

/// Both lists as one, ours first. A flag that is in theirs takes the place of ours: most programs refuse one that comes
/// twice, and a filter that may come twice would let both through.
pub(super) fn joined(ours: &[Value], theirs: &[Value]) -> Vec<Value> {
    let is_theirs = |our: &Value| theirs.iter().any(|their| flag(their) == flag(our));
    let kept = ours.iter().filter(|our| !is_theirs(our));
    kept.chain(theirs).cloned().collect()
}

/// The name of a flag, which `--no-` before it switches off.
fn flag(argument: &Value) -> Option<&str> {
    let name = argument.as_str()?.strip_prefix("--")?.split('=').next()?;
    Some(name.strip_prefix("no-").unwrap_or(name))
}
