//! Environments side by side: the settings in which they differ, whatever follows from them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields;
use super::hidden::hide_setting;
use super::way::Way;
use crate::catalog::nearest;
use crate::diag::{FieldPath, steps};
use crate::model::Environment;

/// Settings as rows, environments as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix<'a> {
    /// The environments' names.
    pub environments: Vec<&'a str>,
    /// The settings that are not the same in all of them, in the order of the model; or those that somebody asked for.
    pub rows: Vec<Row>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which one.
    pub field: FieldPath,
    /// What it is in each environment; `None` where it is not there.
    pub values: Vec<Option<Value>>,
}

/// The settings in which environments differ. Secrets are hidden.
#[must_use]
pub fn matrix<'a>(environments: &[(&'a str, &Environment)]) -> Matrix<'a> {
    let mut rows = Vec::new();
    let trees = trees(environments);
    push_rows(
        &Way::root(),
        &trees.iter().map(Some).collect::<Vec<_>>(),
        false,
        &mut rows,
    );
    beside(environments, rows)
}

/// These settings and what is in them, also where all environments have the same. Secrets are hidden.
///
/// # Errors
/// What there is to say of a text that names no setting of any of them.
pub fn matrix_of<'a>(
    environments: &[(&'a str, &Environment)],
    fields: &[String],
) -> Result<Matrix<'a>, String> {
    let trees = trees(environments);
    let mut rows = Vec::new();
    for text in fields.iter().map(|text| text.trim()) {
        let steps = steps(text).filter(|steps| !steps.is_empty());
        let steps = steps.ok_or_else(|| format!("`{text}` is no path of a field, such as `cluster.name`"))?;
        let mut way = Way::root();
        let mut values: Vec<Option<&Value>> = trees.iter().map(Some).collect();
        for name in &steps {
            let inside = below(&values, name);
            if inside.iter().all(Option::is_none) {
                let near = nearest(name, keys(&values));
                let near = near.map_or_else(String::new, |near| {
                    format!("; did you mean `{}`?", way.below(near).path)
                });
                let path = way.below(name).path;
                return Err(format!("none of the environments has `{path}`{near}"));
            }
            (way, values) = (way.below(name), inside);
        }
        let before = rows.len();
        push_rows(&way, &values, true, &mut rows);
        // Nothing in any of them is an answer too.
        if rows.len() == before {
            rows.push(row(&way.path, &values));
        }
    }
    let mut known = BTreeSet::new();
    rows.retain(|row| known.insert(row.field.clone()));
    Ok(beside(environments, rows))
}

fn trees(environments: &[(&str, &Environment)]) -> Vec<Value> {
    let environments = environments.iter();
    environments
        .map(|(_, environment)| fields::tree(environment))
        .collect()
}

fn beside<'a>(environments: &[(&'a str, &Environment)], mut rows: Vec<Row>) -> Matrix<'a> {
    for row in &mut rows {
        hide_setting(&row.field, row.values.iter_mut().flatten());
    }
    Matrix {
        environments: environments.iter().map(|(name, _)| *name).collect(),
        rows,
    }
}

fn row(path: &FieldPath, values: &[Option<&Value>]) -> Row {
    let there = values
        .iter()
        .map(|value| value.filter(|value| !value.is_null()).map(without_nulls));
    Row {
        field: path.clone(),
        values: there.collect(),
    }
}

/// What is in a map and the maps in it; what is null is not there.
fn without_nulls(value: &Value) -> Value {
    let Value::Object(entries) = value else {
        return value.clone();
    };
    let there = entries.iter().filter(|(_, value)| !value.is_null());
    there
        .map(|(key, value)| (key.clone(), without_nulls(value)))
        .collect()
}

/// Whether this is a map, and all in it is null.
fn is_empty(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|entries| entries.values().all(Value::is_null))
}

/// What stands under a key in each of them.
fn below<'v>(values: &[Option<&'v Value>], key: &str) -> Vec<Option<&'v Value>> {
    values
        .iter()
        .map(|value| value.and_then(|it| it.get(key)))
        .collect()
}

/// The rows below a place, `also_same` those of one value for all. What is null is not there.
fn push_rows(way: &Way, values: &[Option<&Value>], also_same: bool, rows: &mut Vec<Row>) {
    let values: Vec<Option<&Value>> = values
        .iter()
        .map(|value| value.filter(|value| !value.is_null()))
        .collect();
    let is_same = values.windows(2).all(|pair| pair[0] == pair[1]);
    if is_same && (!also_same || values.iter().all(Option::is_none)) {
        return;
    }
    let before = rows.len();
    let maps = values.iter().flatten().all(|value| value.is_object());
    if maps {
        for key in keys(&values) {
            push_rows(&way.below(key), &below(&values, key), also_same, rows);
        }
    }
    let everywhere = values.iter().all(Option::is_some);
    // Text and list; and a map that is there without anything in it, which is another thing than none.
    if rows.len() == before && !(maps && everywhere) {
        rows.push(row(&way.path, &values));
    } else if maps && !everywhere && values.iter().flatten().any(|value| is_empty(value)) {
        // The rows of what others have in it do not tell the two apart.
        rows.insert(before, row(&way.path, &values));
    }
}

/// The keys of all maps, each once, in their order.
fn keys<'v>(values: &[Option<&'v Value>]) -> Vec<&'v str> {
    let mut keys: Vec<&str> = Vec::new();
    let maps = values.iter().flatten().filter_map(|value| value.as_object());
    for key in maps.flat_map(|map| map.keys()) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::{Way, push_rows};
    use serde_json::{Value, json};

    fn rows(values: &[Value]) -> Vec<(String, Vec<Option<Value>>)> {
        let mut rows = Vec::new();
        let values: Vec<Option<&Value>> = values.iter().map(Some).collect();
        push_rows(&Way::root(), &values, false, &mut rows);
        rows.into_iter()
            .map(|row| (row.field.to_string(), row.values))
            .collect()
    }

    #[test]
    fn only_what_differs_is_a_row_and_names_are_in_brackets() {
        let dev = json!({"apiVersion": "a", "nodeGroups": {"ng1": {"maxPods": 2}}});
        let prod = json!({"apiVersion": "a", "nodeGroups": {"ng1": {"maxPods": 3}, "ng2": {"maxPods": 1}}});
        assert_eq!(
            rows(&[dev, prod]),
            [
                (
                    "nodeGroups[\"ng1\"].maxPods".to_owned(),
                    vec![Some(json!(2)), Some(json!(3))]
                ),
                (
                    "nodeGroups[\"ng2\"].maxPods".to_owned(),
                    vec![None, Some(json!(1))]
                ),
            ]
        );
    }

    /// A chart has keys of its own, which may be called like a field of the model, and hold dots.
    #[test]
    fn keys_of_what_passes_through_stand_in_brackets_where_a_dot_would_mislead() {
        let values = |scrape: &str| {
            let annotations = json!({"prometheus.io/scrape": scrape});
            json!({"charts": {"nginx": {"extraValues": {"labels": {"size": annotations}}}}})
        };
        let path = "charts[\"nginx\"].extraValues.labels.size[\"prometheus.io/scrape\"]".to_owned();
        assert_eq!(
            rows(&[values("true"), values("false")]),
            [(path, vec![Some(json!("true")), Some(json!("false"))])]
        );
    }

    #[test]
    fn nothing_is_not_the_same_as_something_empty() {
        let cost = |open_cost: Value| json!({"cost": {"openCost": open_cost}});
        let expected = [("cost.openCost".to_owned(), vec![None, Some(json!({})), None])];
        assert_eq!(
            rows(&[cost(Value::Null), cost(json!({})), json!({"cost": {}})]),
            expected
        );
        assert_eq!(rows(&[cost(Value::Null), json!({"cost": {}})]), []);
    }

    #[test]
    fn something_empty_is_told_from_nothing_where_another_has_something_in_it() {
        let flux = |folder: Value| json!({"delivery": {"flux": {"folder": folder}}});
        let values = [flux(Value::Null), flux(json!("x")), json!({"delivery": {}})];
        let expected = [
            (
                "delivery.flux".to_owned(),
                vec![Some(json!({})), Some(json!({"folder": "x"})), None],
            ),
            (
                "delivery.flux.folder".to_owned(),
                vec![None, Some(json!("x")), None],
            ),
        ];
        assert_eq!(rows(&values), expected);
        assert_eq!(
            rows(&values[..2]),
            [(expected[1].0.clone(), vec![None, Some(json!("x"))])]
        );
    }

    #[test]
    fn lists_and_mixed_kinds_are_one_row() {
        let lists = [json!(["a", "b"]), json!(["a"]), json!({"a": 1})];
        let values = lists.clone().map(|zones| json!({"cluster": {"zones": zones}}));
        let expected = lists.map(Some).to_vec();
        assert_eq!(rows(&values), [("cluster.zones".to_owned(), expected)]);
    }
}
