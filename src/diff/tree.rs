//! Two trees: every place where they differ. Lists of named things are compared by name, texts that hold JSON inside.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A place where two trees differ.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    /// Keys, names and positions, from the root.
    pub(super) path: Vec<String>,
    /// What was there.
    pub(super) old: Option<Value>,
    /// What is there now.
    pub(super) new: Option<Value>,
}

/// What names the entries of a list, in CloudFormation and in Kubernetes; the first that all entries have counts.
const NAMES: [&str; 7] = ["name", "Name", "Key", "Sid", "id", "uid", "alert"];

/// Every place where they differ, in the order of the trees.
pub(super) fn differences(old: &Value, new: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), Some(old), Some(new), &mut found);
    found
}

fn compare(path: &mut Vec<String>, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Leaf>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => objects(path, old, new, found),
        (Some(Value::Array(old)), Some(Value::Array(new))) => match (by_name(old), by_name(new)) {
            (Some(old), Some(new)) if !old.is_empty() && !new.is_empty() => named(path, &old, &new, found),
            _ => lists(path, old, new, found),
        },
        (Some(Value::String(old_text)), Some(Value::String(new_text))) => {
            match (embedded(old_text), embedded(new_text)) {
                (Some(old), Some(new)) if old != new => compare(path, Some(&old), Some(&new), found),
                _ => leaf(path, old, new, found),
            }
        }
        _ => leaf(path, old, new, found),
    }
}

fn leaf(path: &[String], old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Leaf>) {
    found.push(Leaf {
        path: path.to_vec(),
        old: old.cloned(),
        new: new.cloned(),
    });
}

fn below(
    path: &mut Vec<String>,
    step: String,
    old: Option<&Value>,
    new: Option<&Value>,
    found: &mut Vec<Leaf>,
) {
    path.push(step);
    compare(path, old, new, found);
    path.pop();
}

fn objects(
    path: &mut Vec<String>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    found: &mut Vec<Leaf>,
) {
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        below(path, key.clone(), old.get(key), new.get(key), found);
    }
}

fn named(path: &mut Vec<String>, old: &[(String, &Value)], new: &[(String, &Value)], found: &mut Vec<Leaf>) {
    let index = |list: &[(String, &Value)]| -> BTreeMap<String, usize> {
        list.iter()
            .enumerate()
            .map(|(at, (name, _))| (name.clone(), at))
            .collect()
    };
    let (olds, news) = (index(old), index(new));
    let added = new.iter().filter(|(name, _)| !olds.contains_key(name));
    for (name, _) in old.iter().chain(added) {
        let old = olds.get(name).map(|at| old[*at].1);
        let new = news.get(name).map(|at| new[*at].1);
        below(path, name.clone(), old, new, found);
    }
}

/// Lists of plain values are one place: what counts is the list. Others are compared by position.
fn lists(path: &mut Vec<String>, old: &[Value], new: &[Value], found: &mut Vec<Leaf>) {
    let plain = |list: &[Value]| list.iter().all(|item| !item.is_object() && !item.is_array());
    if plain(old) && plain(new) {
        let list = |list: &[Value]| Value::Array(list.to_vec());
        return leaf(path, Some(&list(old)), Some(&list(new)), found);
    }
    // What is in both is no difference, wherever it stands; what is left is compared in order.
    let left = |these: &[Value], those: &[Value]| -> Vec<(usize, Value)> {
        let mut those = those.to_vec();
        let mut left = Vec::new();
        for (at, item) in these.iter().enumerate() {
            match those.iter().position(|other| other == item) {
                Some(same) => {
                    those.swap_remove(same);
                }
                None => left.push((at, item.clone())),
            }
        }
        left
    };
    let (gone, come) = (left(old, new), left(new, old));
    if gone.is_empty() && come.is_empty() {
        // The order alone: it may matter.
        let list = |list: &[Value]| Value::Array(list.to_vec());
        return leaf(path, Some(&list(old)), Some(&list(new)), found);
    }
    for at in 0..gone.len().max(come.len()) {
        let (old, new) = (gone.get(at), come.get(at));
        let Some((number, _)) = new.or(old) else { continue };
        let value = |item: Option<&(usize, Value)>| item.map(|(_, value)| value.clone());
        let (old, new) = (value(old), value(new));
        below(path, number.to_string(), old.as_ref(), new.as_ref(), found);
    }
}

/// The entries by what names them; `None` where they have no names, or one name twice.
fn by_name(list: &[Value]) -> Option<Vec<(String, &Value)>> {
    let key = NAMES.iter().find(|key| {
        list.iter()
            .all(|item| item.get(*key).is_some_and(Value::is_string))
    })?;
    let names: Vec<(String, &Value)> = list
        .iter()
        .map(|item| (item[*key].as_str().unwrap_or_default().to_owned(), item))
        .collect();
    let unique: std::collections::BTreeSet<&String> = names.iter().map(|(name, _)| name).collect();
    (unique.len() == names.len()).then_some(names)
}

/// The document in a text that is JSON: a policy, a dashboard.
pub(super) fn embedded(text: &str) -> Option<Value> {
    let begins = text.trim_start().starts_with(['{', '[']);
    let value: Value = begins.then(|| serde_json::from_str(text).ok())??;
    (value.is_object() || value.is_array()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::differences;
    use serde_json::{Value, json};

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let told = |leaf: &super::Leaf| {
            let text = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
            format!(
                "{}: {} -> {}",
                leaf.path.join("."),
                text(&leaf.old),
                text(&leaf.new)
            )
        };
        differences(old, new).iter().map(told).collect()
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
    fn a_policy_in_a_text_is_opened() {
        let policy = |action: &str| json!({ "policy": json!({ "Statement": [{ "Sid": "a", "Action": action }] }).to_string() });
        assert_eq!(
            told(&policy("s3:Get*"), &policy("s3:*")),
            ["policy.Statement.a.Action: \"s3:Get*\" -> \"s3:*\""]
        );
    }
}
