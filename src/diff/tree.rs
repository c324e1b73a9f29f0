//! Two trees: every place where they differ. Lists of named things are compared by name, texts that hold JSON inside.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::emit::same;

/// Takes each place where two trees differ: keys, names and positions from the root, and what stood and stands there.
pub(super) type Found<'f> = dyn FnMut(&[String], Option<&Value>, Option<&Value>) + 'f;

/// What names the entries of a list, in CloudFormation and in Kubernetes; the first that all entries have counts.
const NAMES: [&str; 7] = ["name", "Name", "Key", "Sid", "id", "uid", "alert"];

/// Lists whose items are done one after the other, or of which the first that fits counts, beside relabelings, which have
/// many names: containers that start in turn (Kubernetes documentation, Init Containers), routes (Alertmanager documentation,
/// configuration: route; of relabelings, Prometheus documentation, configuration: `relabel_config`). As of 2026-11.
const IN_ORDER: [&str; 2] = ["initContainers", "routes"];

/// Tells every place where they differ, in the order of the trees.
pub(super) fn differences(old: &Value, new: &Value, found: &mut Found) {
    let path = Vec::new();
    if !same(old, new) {
        Walk { path, found }.compare(Some(old), Some(new));
    }
}

struct Walk<'w, 'f> {
    path: Vec<String>,
    found: &'w mut Found<'f>,
}

impl Walk<'_, '_> {
    /// Looks for the places in what is not the same.
    fn compare(&mut self, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.objects(old, new),
            (Some(Value::Array(old)), Some(Value::Array(new))) => match (by_name(old), by_name(new)) {
                (Some(old), Some(new)) if !old.is_empty() && !new.is_empty() => self.named(&old, &new),
                _ if self.is_in_order() && is_reordered(old, new) => self.positions(old, new),
                _ => self.lists(old, new),
            },
            (Some(Value::String(old_text)), Some(Value::String(new_text))) => {
                match (embedded(old_text), embedded(new_text)) {
                    (Some(old), Some(new)) if !same(&old, &new) => self.compare(Some(&old), Some(&new)),
                    _ => self.leaf(old, new),
                }
            }
            _ => self.leaf(old, new),
        }
    }

    fn leaf(&mut self, old: Option<&Value>, new: Option<&Value>) {
        (self.found)(&self.path, old, new);
    }

    fn below(&mut self, step: &str, old: Option<&Value>, new: Option<&Value>) {
        if !old.zip(new).is_some_and(|(old, new)| same(old, new)) {
            self.path.push(step.to_owned());
            self.compare(old, new);
            self.path.pop();
        }
    }

    fn objects(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            self.below(key, old.get(key), new.get(key));
        }
    }

    fn named(&mut self, old: &[(&str, &Value)], new: &[(&str, &Value)]) {
        let olds: BTreeMap<&str, &Value> = old.iter().copied().collect();
        let news: BTreeMap<&str, &Value> = new.iter().copied().collect();
        let added = new.iter().filter(|(name, _)| !olds.contains_key(name));
        for (name, _) in old.iter().chain(added) {
            self.below(name, olds.get(name).copied(), news.get(name).copied());
        }
        if self.is_in_order() {
            self.order(old, new);
        }
    }

    /// Whether this is a list whose order says what happens.
    fn is_in_order(&self) -> bool {
        let list = self.path.last();
        list.is_some_and(|list| {
            IN_ORDER.contains(&list.as_str()) || list.to_ascii_lowercase().contains("relabel")
        })
    }

    /// Tells the order of the names that are in both lists, where it is another.
    fn order(&mut self, old: &[(&str, &Value)], new: &[(&str, &Value)]) {
        let kept = |these: &[(&str, &Value)], those: &[(&str, &Value)]| -> Value {
            let is_kept = |name: &str| those.iter().any(|(other, _)| *other == name);
            let kept = these.iter().filter(|(name, _)| is_kept(name));
            kept.map(|(name, _)| *name).collect()
        };
        let (before, after) = (kept(old, new), kept(new, old));
        if before != after {
            self.leaf(Some(&before), Some(&after));
        }
    }

    fn positions(&mut self, old: &[Value], new: &[Value]) {
        for at in 0..old.len().max(new.len()) {
            self.below(&at.to_string(), old.get(at), new.get(at));
        }
    }

    /// Lists of plain values are one place: what counts is the list. Of others, what is in both is no difference,
    /// wherever it stands; what is left is compared in order.
    fn lists(&mut self, old: &[Value], new: &[Value]) {
        let (gone, come) = (left(old, new), left(new, old));
        // With the same items, the order alone differs: it may matter.
        if is_plain(old) && is_plain(new) || gone.is_empty() && come.is_empty() {
            let list = |list: &[Value]| Value::Array(list.to_vec());
            return self.leaf(Some(&list(old)), Some(&list(new)));
        }
        for at in 0..gone.len().max(come.len()) {
            let (old, new) = (gone.get(at), come.get(at));
            let Some((number, _)) = new.or(old) else { continue };
            self.below(
                &number.to_string(),
                old.map(|(_, value)| *value),
                new.map(|(_, value)| *value),
            );
        }
    }
}

/// Whether what is in both lists stands in another order.
fn is_reordered(old: &[Value], new: &[Value]) -> bool {
    fn kept<'v>(these: &'v [Value], those: &[Value]) -> Vec<&'v Value> {
        let is_kept = |item: &&Value| those.iter().any(|other| same(item, other));
        these.iter().filter(is_kept).collect()
    }
    kept(old, new) != kept(new, old)
}

fn is_plain(list: &[Value]) -> bool {
    list.iter().all(|item| !item.is_object() && !item.is_array())
}

/// What is in a list and not in the other one, with its position.
fn left<'v>(these: &'v [Value], those: &[Value]) -> Vec<(usize, &'v Value)> {
    let mut those: Vec<&Value> = those.iter().collect();
    let mut left = Vec::new();
    for (at, item) in these.iter().enumerate() {
        match those.iter().position(|other| same(other, item)) {
            Some(same) => {
                those.swap_remove(same);
            }
            None => left.push((at, item)),
        }
    }
    left
}

/// The entries by what names them; `None` where they have no names, or one name twice.
fn by_name(list: &[Value]) -> Option<Vec<(&str, &Value)>> {
    let name_of = |key: &&str| -> Option<Vec<(&str, &Value)>> {
        let named = |item| Some((Value::get(item, *key)?.as_str()?, item));
        list.iter().map(named).collect()
    };
    let names = NAMES.iter().find_map(name_of)?;
    let unique: BTreeSet<&str> = names.iter().map(|(name, _)| *name).collect();
    (unique.len() == names.len()).then_some(names)
}

/// The document in a text that is JSON: a policy, a dashboard.
pub(super) fn embedded(text: &str) -> Option<Value> {
    let begins = text.trim_start().starts_with(['{', '[']);
    let value: Value = begins.then(|| serde_json::from_str(text).ok())??;
    (value.is_object() || value.is_array()).then_some(value)
}

/// What stands one step below a value, with the step that leads there.
pub(super) fn steps(tree: &Value) -> Vec<(String, &Value)> {
    match tree {
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, item)| (at.to_string(), item)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::differences;
    use serde_json::{Value, json};

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let text = |value: Option<&Value>| value.map_or("-".to_owned(), Value::to_string);
        let mut told = Vec::new();
        differences(old, new, &mut |path, old, new| {
            told.push(format!("{}: {} -> {}", path.join("."), text(old), text(new)));
        });
        told
    }

    #[test]
    fn each_place_is_told_once() {
        let old = json!({"a": 1, "b": {"c": [1, 2], "d": "x"}, "e": null});
        let new = json!({"a": 1, "b": {"c": [2, 1], "f": true}, "e": null});
        assert_eq!(
            told(&old, &new),
            ["b.c: [1,2] -> [2,1]", "b.d: \"x\" -> -", "b.f: - -> true"]
        );
    }

    #[test]
    fn entries_with_names_are_found_again_in_another_order() {
        let old = json!([{"name": "a", "v": 1}, {"name": "b", "v": 2}]);
        let new = json!([{"name": "b", "v": 3}, {"name": "a", "v": 1}, {"name": "c"}]);
        assert_eq!(told(&old, &new), ["b.v: 2 -> 3", "c: - -> {\"name\":\"c\"}"]);
        // Without names, or with one twice, by position.
        let old = json!([{"v": 1}, {"v": 2}]);
        assert_eq!(told(&old, &json!([{"v": 2}])), ["0: {\"v\":1} -> -"]);
        assert_eq!(told(&old, &json!([{"v": 3}, {"v": 2}])), ["0.v: 1 -> 3"]);
        assert_eq!(told(&old, &json!([{"v": 2}, {"v": 1}])).len(), 1);
    }

    #[test]
    fn where_the_order_says_what_happens_another_one_is_a_difference() {
        let old = json!({"initContainers": [{"name": "a"}, {"name": "b", "v": 1}], "env": [{"name": "a"}, {"name": "b"}]});
        let new = json!({"initContainers": [{"name": "b", "v": 2}, {"name": "a"}], "env": [{"name": "b"}, {"name": "a"}]});
        assert_eq!(
            told(&old, &new),
            [
                "initContainers.b.v: 1 -> 2",
                "initContainers: [\"a\",\"b\"] -> [\"b\",\"a\"]"
            ]
        );
        let old = json!({"metricRelabelings": [{"v": "a"}, {"v": "b"}]});
        let new = json!({"metricRelabelings": [{"v": "b"}, {"v": "a"}]});
        assert_eq!(
            told(&old, &new),
            [
                "metricRelabelings.0.v: \"a\" -> \"b\"",
                "metricRelabelings.1.v: \"b\" -> \"a\""
            ]
        );
        // One more is one more, wherever it stands.
        let new = json!({"metricRelabelings": [{"v": "x"}, {"v": "a"}, {"v": "b"}]});
        assert_eq!(told(&old, &new), ["metricRelabelings.0: - -> {\"v\":\"x\"}"]);
    }

    #[test]
    fn a_policy_in_a_text_is_opened() {
        let policy = |action: &str| json!({ "policy": json!({ "Statement": [{ "Sid": "a", "Action": action }] }).to_string() });
        assert_eq!(
            told(&policy("s3:Get*"), &policy("s3:*")),
            ["policy.Statement.a.Action: \"s3:Get*\" -> \"s3:*\""]
        );
    }
}
