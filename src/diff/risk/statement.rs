//! Statements of IAM policies, and whether one allows what another one allows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::tree::embedded;

/// A statement. Source: IAM user guide, elements of a JSON policy. What is said by its opposite (`NotAction`) is one text.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) allows: bool,
    pub(super) actions: Vec<String>,
    resources: Vec<String>,
    principals: Vec<String>,
    /// The values of each key under its operator.
    conditions: Conditions,
}

type Conditions = BTreeMap<(String, String), BTreeSet<String>>;

/// One action on one resource for one principal.
#[derive(Debug)]
pub(super) struct Grant<'s> {
    pub(super) action: &'s str,
    resource: &'s str,
    pub(super) principal: &'s str,
    conditions: &'s Conditions,
}

impl Statement {
    /// Reads one. Where a cluster is called otherwise now, what names it is read with its new name.
    pub(super) fn read(statement: &Value, renamed: Option<[&str; 2]>) -> Self {
        let now = |text: String| match renamed {
            Some([old, new]) => text.replace(old, new),
            None => text,
        };
        let element = |name: &str| -> Vec<String> {
            let opposite = format!("Not{name}");
            match (statement.get(name), statement.get(&opposite)) {
                (Some(value), _) => texts(value),
                (None, Some(value)) => vec![format!("{opposite} {value}")],
                // A trust policy has no resource, a permission no principal.
                (None, None) => vec![String::new()],
            }
        };
        let mut conditions = Conditions::new();
        for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().into_iter().flatten() {
                let values = texts(values).into_iter().map(now).collect();
                conditions.insert((operator.clone(), now(key.clone())), values);
            }
        }
        Self {
            allows: statement["Effect"] == "Allow",
            actions: element("Action"),
            resources: element("Resource").into_iter().map(now).collect(),
            principals: match &statement["Principal"] {
                Value::Object(kinds) => kinds.iter().flat_map(principals).collect(),
                _ => element("Principal"),
            },
            conditions,
        }
    }

    /// All that it allows.
    pub(super) fn grants(&self) -> impl Iterator<Item = Grant<'_>> {
        let actions = self.actions.iter().filter(|_| self.allows);
        actions.flat_map(move |action| {
            self.resources.iter().flat_map(move |resource| {
                self.principals.iter().map(move |principal| Grant {
                    action,
                    resource,
                    principal,
                    conditions: &self.conditions,
                })
            })
        })
    }

    /// Whether it allows that too: under no condition that the other one has not, or has more loosely.
    pub(super) fn covers(&self, grant: &Grant) -> bool {
        let any = |patterns: &[String], text: &str| patterns.iter().any(|pattern| matches(pattern, text));
        let action = grant.action.to_ascii_lowercase();
        let mut actions = self.actions.iter();
        let mut conditions = self.conditions.iter();
        self.allows
            && actions.any(|pattern| matches(&pattern.to_ascii_lowercase(), &action))
            && any(&self.resources, grant.resource)
            && any(&self.principals, grant.principal)
            && conditions.all(|(key, values)| {
                grant
                    .conditions
                    .get(key)
                    .is_some_and(|now| match key.0.contains("Not") {
                        // One more that it must not be is stricter.
                        true => values.is_subset(now),
                        false => now.is_subset(values),
                    })
            })
    }
}

/// Whether a pattern, in which `*` stands for any text, fits.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, "")) => text.starts_with(head),
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|tail| {
            let mut ends = tail.char_indices().map(|(at, _)| at);
            ends.any(|at| matches(rest, &tail[at..]))
        }),
    }
}

/// A text; what is a function, or a number, is told as it is written.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The texts of an element that is one or a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => vec![text(value)],
    }
}

fn principals((kind, values): (&String, &Value)) -> Vec<String> {
    let of_kind = texts(values).into_iter();
    of_kind.map(|principal| format!("{kind} {principal}")).collect()
}

/// The statement that the path of an effect leads into, or through.
pub(super) fn statement_at(resource: &Value, path: &[String]) -> Option<Value> {
    let at = path.iter().position(|step| step == "Statement")?;
    let mut value = resource.clone();
    for step in path.get(..at + 2)? {
        value = match &value {
            Value::Array(items) => {
                let named = |item: &&Value| item["Sid"] == *step;
                let by_number = || items.get(step.parse::<usize>().ok()?);
                items.iter().find(named).or_else(by_number)?.clone()
            }
            other => other.get(step)?.clone(),
        };
        if let Some(inside) = value.as_str().and_then(embedded) {
            value = inside;
        }
    }
    Some(value)
}

/// The statements of a property: of a document, or of policies with one each.
pub(super) fn statements(resource: &Value, property: &str, renamed: Option<[&str; 2]>) -> Vec<Statement> {
    let documents: Vec<&Value> = match &resource["Properties"][property] {
        Value::Array(policies) => policies.iter().map(|policy| &policy["PolicyDocument"]).collect(),
        document => vec![document],
    };
    let mut found = Vec::new();
    for document in documents {
        // With the issuer of tokens in a key it is a text in `Fn::Sub`.
        let text = match &document["Fn::Sub"] {
            Value::Array(parts) => parts.first().and_then(Value::as_str),
            text => text.as_str(),
        };
        let inside = text.and_then(embedded);
        match &inside.as_ref().unwrap_or(document)["Statement"] {
            Value::Array(statements) => {
                found.extend(
                    statements
                        .iter()
                        .map(|statement| Statement::read(statement, renamed)),
                );
            }
            Value::Null => {}
            statement => found.push(Statement::read(statement, renamed)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Statement;
    use serde_json::{Value, json};

    /// What a statement allows that another one does not.
    fn beyond(new: &Value, old: &Value) -> Vec<String> {
        let (new, old) = (Statement::read(new, None), Statement::read(old, None));
        let grants = new.grants().filter(|grant| !old.covers(grant));
        grants
            .map(|grant| format!("{} {}", grant.action, grant.resource))
            .collect()
    }

    #[test]
    fn a_statement_is_more_by_action_resource_principal_and_weaker_conditions() {
        let allow = |actions: Value, resource: Value, condition: Value| json!({ "Effect": "Allow", "Action": actions, "Resource": resource, "Condition": condition });
        let none = json!({});
        let tagged = |values: Value| json!({ "StringEquals": { "aws:ResourceTag/team": values } });
        let untagged = |values: Value| json!({ "StringNotEquals": { "aws:ResourceTag/team": values } });
        let get = |condition: Value| allow(json!("s3:GetObject"), json!("*"), condition);
        let get_told = ["s3:GetObject *"];
        for (new, old, told) in [
            (get(none.clone()), get(none.clone()), &[][..]),
            (
                allow(
                    json!(["s3:GetObject", "s3:PutObject"]),
                    json!(["a", "b"]),
                    none.clone(),
                ),
                allow(json!("s3:Get*"), json!("a"), none.clone()),
                &["s3:GetObject b", "s3:PutObject a", "s3:PutObject b"],
            ),
            (
                get(none.clone()),
                allow(json!("S3:*Object"), json!("*"), none.clone()),
                &[],
            ),
            // A condition that comes, or takes fewer values, allows less.
            (get(tagged(json!("a"))), get(none.clone()), &[]),
            (get(tagged(json!("a"))), get(tagged(json!(["a", "b"]))), &[]),
            (get(untagged(json!(["a", "b"]))), get(untagged(json!("a"))), &[]),
            (get(none.clone()), get(tagged(json!("a"))), &get_told),
            (get(tagged(json!(["a", "b"]))), get(tagged(json!("a"))), &get_told),
            (
                get(untagged(json!("a"))),
                get(untagged(json!(["a", "b"]))),
                &get_told,
            ),
            (get(tagged(json!("b"))), get(tagged(json!("a"))), &get_told),
            (
                json!({ "Effect": "Deny", "Action": "*", "Resource": "*" }),
                get(none.clone()),
                &[],
            ),
            (
                get(none.clone()),
                json!({ "Effect": "Deny", "Action": "*", "Resource": "*" }),
                &get_told,
            ),
            (
                json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }),
                json!({ "Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*" }),
                &["NotAction \"iam:*\" *"],
            ),
        ] {
            assert_eq!(beyond(&new, &old), told, "{new} beyond {old}");
        }
        let trust = |principal: Value| json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
        let service = |name: &str| trust(json!({ "Service": name }));
        assert_eq!(beyond(&service("ec2.amazonaws.com"), &trust(json!("*"))), [""; 0]);
        assert_eq!(
            beyond(&service("ec2.amazonaws.com"), &service("eks.amazonaws.com")),
            ["sts:AssumeRole "]
        );
    }
}
