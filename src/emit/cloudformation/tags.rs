//! The tags of everything, from one place: a name of its own and the tags that the environment wants on all.

use super::kind::Text;
use super::value::Value;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// The tags that stand on everything that can carry tags.
#[derive(Debug, Clone, Default)]
pub struct Tagging(Arc<IndexMap<String, Value<Text>>>);

impl Tagging {
    /// Takes the environment's tags, in its order.
    #[must_use]
    pub fn new(common: &IndexMap<String, String>) -> Self {
        let common = common.iter();
        let common = common.map(|(key, value)| (key.clone(), value.as_str().into()));
        Self(Arc::new(common.collect()))
    }

    /// The tags of a thing that the console shows by its `Name`.
    #[must_use]
    pub fn named(&self, name: impl Into<Value<Text>>) -> Tags {
        Tags {
            name: Some(name.into()),
            ..self.unnamed()
        }
    }

    /// The tags of a thing that has a name of its own.
    #[must_use]
    pub fn unnamed(&self) -> Tags {
        Tags {
            name: None,
            common: Arc::clone(&self.0),
            more: IndexMap::new(),
        }
    }
}

/// How the console's `Name` is called.
const NAME: &str = "Name";

/// The tags of one thing: its name, what stands on everything, and more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    name: Option<Value<Text>>,
    common: Arc<IndexMap<String, Value<Text>>>,
    more: IndexMap<String, Value<Text>>,
}

impl Tags {
    /// These and one more; it wins over one with the same key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value<Text>>) -> Self {
        self.more.insert(key.into(), value.into());
        self
    }

    /// The form that most types take.
    #[must_use]
    pub fn list(self) -> TagList {
        TagList(self)
    }

    /// The form that `AWS::EKS::Nodegroup` takes; `Cluster`, `Addon` and `AccessEntry` take the list.
    #[must_use]
    pub fn map(self) -> TagMap {
        TagMap(self)
    }

    /// Each key once, with what wins.
    fn iter(&self) -> impl Iterator<Item = (&str, &Value<Text>)> {
        let has_name = self.name.is_some();
        let name = self.name.iter().map(|name| (NAME, name));
        let common = self.common.iter().map(|(key, value)| (key.as_str(), value));
        let common = common.filter(move |(key, _)| !(has_name && *key == NAME));
        let winning = |(key, value)| (key, self.more.get(key).unwrap_or(value));
        let more = self.more.iter().map(|(key, value)| (key.as_str(), value));
        let more = more.filter(move |(key, _)| !(has_name && *key == NAME || self.common.contains_key(*key)));
        name.chain(common).map(winning).chain(more)
    }
}

/// Tags as `[{Key, Value}]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagList(Tags);

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
pub struct TagMap(Tags);

impl Serialize for TagMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.iter().next() {
            Some(_) => serializer.collect_map(self.0.iter()),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, to_value};

    fn tagging() -> Tagging {
        Tagging::new(&IndexMap::from([
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
