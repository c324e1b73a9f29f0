//! What a run has come to, object by object, without what differs between two runs that came to the same.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is there, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct End(BTreeMap<String, Value>);

/// What says when, in which order or how often something was written, not what.
const PASSING: [&str; 6] = [
    "uid",
    "resourceVersion",
    "generation",
    "observedGeneration",
    "managedFields",
    "creationTimestamp",
];

impl End {
    /// The objects of a cluster. Of each Helm release only the state of its newest revision counts: what it made is there as
    /// objects.
    pub(super) fn of_cluster(objects: BTreeMap<String, Value>) -> Self {
        let mut end = BTreeMap::new();
        let mut revisions: BTreeMap<String, (u64, Value)> = BTreeMap::new();
        for (name, mut object) in objects {
            if object["type"] != "helm.sh/release.v1" {
                strip(&mut object);
                end.insert(name, object);
                continue;
            }
            let labels = &object["metadata"]["labels"];
            let release = format!("{}/{}", object["metadata"]["namespace"], labels["name"]);
            let number = labels["version"].as_str().and_then(|number| number.parse().ok());
            let newest = revisions.entry(release).or_default();
            *newest = (number.unwrap_or(0), labels["status"].clone()).max_by_number(newest);
        }
        let releases = revisions.into_iter();
        end.extend(releases.map(|(name, (_, status))| (format!("release {name}"), status)));
        Self(end)
    }

    /// Adds something that is no object of the cluster.
    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// Must be the same as another one; says what is not.
    pub(super) fn must_be(&self, expected: &Self) -> Result<()> {
        let names = self.0.keys().chain(expected.0.keys());
        let mut differing: Vec<&str> = names
            .filter(|name| self.0.get(*name) != expected.0.get(*name))
            .map(String::as_str)
            .collect();
        differing.sort_unstable();
        differing.dedup();
        let told: Vec<String> = differing
            .iter()
            .take(5)
            .map(|name| self.told(expected, name))
            .collect();
        ensure!(
            differing.is_empty(),
            "{} objects are not as they were:\n{}",
            differing.len(),
            told.join("\n")
        );
        Ok(())
    }

    fn told(&self, expected: &Self, name: &str) -> String {
        let text = |end: &Self| {
            end.0
                .get(name)
                .map_or_else(|| "nothing".to_owned(), Value::to_string)
        };
        format!(
            "  {name}\n    is     {}\n    wanted {}",
            text(self),
            text(expected)
        )
    }

    /// The names of all that is there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The newer of two revisions.
trait Newer {
    fn max_by_number(self, other: &Self) -> Self;
}

impl Newer for (u64, Value) {
    fn max_by_number(self, other: &Self) -> Self {
        if self.0 >= other.0 { self } else { other.clone() }
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in PASSING {
                fields.remove(name);
            }
            fields.values_mut().for_each(strip);
            // In which order fields were written is of no interest.
            fields.sort_keys();
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        Value::String(text) => without_ids(text),
        _ => {}
    }
}

/// AWS calls a thing after its kind and 17 hexadecimal digits, which differ from run to run: `fs-02cf7a597be317719`.
fn without_ids(text: &mut String) {
    const DIGITS: usize = 17;
    let mut from = 0;
    while let Some(at) = text[from..].find('-') {
        from += at + 1;
        let digits = text[from..].bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits == DIGITS {
            text.replace_range(from..from + DIGITS, "…");
        }
    }
}

/// How many things of each kind there are in AWS: `ec2/vpcs/…`, by service and kind.
pub(super) fn of_account(names: &BTreeSet<String>) -> Value {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        let kind: Vec<&str> = name.splitn(3, '/').take(2).collect();
        *counts.entry(kind.join("/")).or_default() += 1;
    }
    json!(counts)
}

/// A stack as its resources and outputs, whatever their history.
pub(super) fn of_stack(resources: &[(String, String)], outputs: &[String]) -> Value {
    let resources: BTreeMap<&str, &str> = resources.iter().map(|(id, of)| (&**id, &**of)).collect();
    json!({ "resources": resources, "outputs": outputs })
}

#[cfg(test)]
mod tests {
    use super::End;
    use serde_json::{Value, json};

    fn revision(number: &str, status: &str) -> (String, Value) {
        let labels = json!({ "name": "web", "version": number, "status": status });
        let object = json!({
            "type": "helm.sh/release.v1",
            "metadata": { "namespace": "default", "labels": labels },
            "data": { "release": format!("{number} at some time") },
        });
        (format!("/secrets/default/web.v{number}"), object)
    }

    #[test]
    fn what_aws_called_a_thing_is_history_too() {
        let told = |id: &str| {
            let mut text = format!("fs-{id} and a-1234, of fs-{id}");
            super::without_ids(&mut text);
            text
        };
        assert_eq!(told("02cf7a597be317719"), "fs-… and a-1234, of fs-…");
        assert_ne!(told("02cf7a597be31771"), "fs-… and a-1234, of fs-…");
        let names = ["ec2/vpcs/1/a", "ec2/vpcs/1/b", "inert/AWS::EC2::EIP/1/c"];
        assert_eq!(
            super::of_account(&names.map(str::to_owned).into()),
            json!({ "ec2/vpcs": 2, "inert/AWS::EC2::EIP": 1 })
        );
    }

    #[test]
    fn two_runs_may_differ_in_their_history_alone() {
        let config = |uid: &str, data: &str| {
            let metadata = json!({ "name": "a", "uid": uid, "resourceVersion": uid });
            (
                "/configmaps/default/a".to_owned(),
                json!({ "metadata": metadata, "data": data }),
            )
        };
        let undisturbed = End::of_cluster([config("1", "x"), revision("1", "deployed")].into());
        let resumed = [
            config("9", "x"),
            revision("1", "failed"),
            revision("10", "deployed"),
        ];
        End::of_cluster(resumed.into()).must_be(&undisturbed).unwrap();
        let pending = [
            config("1", "x"),
            revision("9", "deployed"),
            revision("10", "pending-upgrade"),
        ];
        let fault = End::of_cluster(pending.into())
            .must_be(&undisturbed)
            .unwrap_err()
            .to_string();
        assert!(fault.contains("is     \"pending-upgrade\""), "{fault}");
        let other = End::of_cluster([config("1", "y"), revision("1", "deployed")].into());
        let fault = other.must_be(&undisturbed).unwrap_err().to_string();
        assert!(fault.starts_with("1 objects are not as they were:\n  /configmaps/default/a\n"));
    }
}
