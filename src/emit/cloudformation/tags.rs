//! The tags of everything, from one place: a name of its own and the tags that the environment wants on all.

use super::kind::Text;
use super::value::Value;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// The tags that stand on everything that can carry tags.
#[derive(Debug, Clone, Default)]
pub struct Tagging(IndexMap<String, String>);

impl Tagging {
    /// Takes the environment's tags, in its order.
    #[must_use]
    pub const fn new(common: IndexMap<String, String>) -> Self {
        Self(common)
    }

    /// The tags of a thing that the console shows by its `Name`.
    #[must_use]
    pub fn named(&self, name: impl Into<Value<Text>>) -> Tags {
        let mut tags = Tags(IndexMap::from([("Name".to_owned(), name.into())]));
        for (key, value) in &self.0 {
            tags.0.entry(key.clone()).or_insert_with(|| value.clone().into());
        }
        tags
    }

    /// The tags of a thing that has a name of its own.
    #[must_use]
    pub fn unnamed(&self) -> Tags {
        Tags(
            self.0
                .iter()
                .map(|(key, value)| (key.clone(), value.clone().into()))
                .collect(),
        )
    }
}

/// The tags of one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(IndexMap<String, Value<Text>>);

impl Tags {
    /// These and one more; it wins over one with the same key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value<Text>>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// The form that most types take.
    #[must_use]
    pub fn list(self) -> TagList {
        TagList(self.0)
    }

    /// The form that `AWS::EKS::Nodegroup` takes; `Cluster`, `Addon` and `AccessEntry` take the list.
    #[must_use]
    pub fn map(self) -> TagMap {
        TagMap(self.0)
    }
}

/// Tags as `[{Key, Value}]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagList(IndexMap<String, Value<Text>>);

impl Serialize for TagList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Tag<'a> {
            key: &'a str,
            value: &'a Value<Text>,
        }
        serializer.collect_seq(self.0.iter().map(|(key, value)| Tag { key, value }))
    }
}

/// Tags as `{key: value}`; nothing at all when there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagMap(IndexMap<String, Value<Text>>);

impl Serialize for TagMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (!self.0.is_empty()).then_some(&self.0).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, to_value};

    fn tagging() -> Tagging {
        Tagging::new(IndexMap::from([
            ("owner".to_owned(), "platform".to_owned()),
            ("Name".to_owned(), "ignored".to_owned()),
        ]))
    }

    #[test]
    fn the_own_name_stands_first_and_wins() {
        let tags = tagging().named("study-vpc").with("kubernetes.io/role/elb", "1");
        assert_eq!(
            to_value(tags.clone().list()).unwrap(),
            json!([
                {"Key": "Name", "Value": "study-vpc"},
                {"Key": "owner", "Value": "platform"},
                {"Key": "kubernetes.io/role/elb", "Value": "1"},
            ])
        );
        assert_eq!(
            serde_json::to_string(&tags.map()).unwrap(),
            r#"{"Name":"study-vpc","owner":"platform","kubernetes.io/role/elb":"1"}"#
        );
    }

    #[test]
    fn what_is_added_wins() {
        let tags = tagging().unnamed().with("owner", "data");
        assert_eq!(
            to_value(tags.map()).unwrap(),
            json!({"owner": "data", "Name": "ignored"})
        );
    }

    #[test]
    fn no_tags_are_no_property() {
        let none = Tagging::default().unnamed();
        assert_eq!(to_value(none.clone().map()).unwrap(), json!(null));
        assert_eq!(to_value(none.list()).unwrap(), json!([]));
    }
}
