//! One resource of a template: its properties, what else a template says about it, and the handle to it.

use super::logical_id::LogicalId;
use super::unset;
use super::value::{Expression, Value};
use serde::Serialize;
use std::marker::PhantomData;

/// The properties of a resource type. A property that is `None` or an empty list is not written.
pub trait Resource: Serialize {
    /// CloudFormation's name of the type.
    const TYPE: &'static str;
}

/// A resource that a template has. Whoever holds one can refer to it, and only they can.
#[derive(Debug, PartialEq, Eq)]
pub struct Handle<R> {
    id: LogicalId,
    resource: PhantomData<R>,
}

// Not derived: that would ask for `R: Clone`, which a handle does not need.
impl<R> Clone for Handle<R> {
    fn clone(&self) -> Self {
        Self::new(self.id.clone())
    }
}

impl<R> Handle<R> {
    pub(super) const fn new(id: LogicalId) -> Self {
        Self {
            id,
            resource: PhantomData,
        }
    }

    /// The resource's name in its template.
    #[must_use]
    pub const fn logical_id(&self) -> &LogicalId {
        &self.id
    }

    /// What `Ref` gives, whose kind the resource's module knows.
    pub(super) fn reference<K>(&self) -> Value<K> {
        Value::new(Expression::Reference(self.id.as_str().to_owned()))
    }

    /// What `Fn::GetAtt` gives, whose kind the resource's module knows.
    pub(super) fn attribute<K>(&self, name: &'static str) -> Value<K> {
        Value::new(Expression::Attribute(self.id.clone(), name))
    }
}

/// What happens to the thing itself when its resource leaves the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DeletionPolicy {
    /// It is deleted.
    Delete,
    /// It stays.
    Retain,
    /// It stays, unless the stack failed while creating it: a second attempt then finds the name free.
    RetainExceptOnCreate,
}

/// What happens to the old thing when an update replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum UpdateReplacePolicy {
    /// It is deleted.
    Delete,
    /// It stays.
    Retain,
}

/// A resource as it stands in a template.
#[derive(Debug, Clone)]
pub struct ResourceEntry {
    attributes: Attributes,
    /// A map, as JSON.
    properties: String,
}

/// What a template says of a resource beside its properties.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(rename = "Type")]
    resource_type: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<LogicalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deletion_policy: Option<DeletionPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_replace_policy: Option<UpdateReplacePolicy>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
}

impl ResourceEntry {
    pub(super) fn new<R: Resource>(properties: &R) -> Self {
        let attributes = Attributes {
            resource_type: R::TYPE,
            depends_on: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            metadata: Metadata::default(),
        };
        Self {
            attributes,
            properties: unset::json(properties),
        }
    }

    /// The resource as one line of JSON.
    pub(super) fn json(&self) -> String {
        let mut entry =
            serde_json::to_string(&self.attributes).expect("bug in eksight: a resource is plain data");
        if self.properties != "{}" {
            entry.pop();
            entry.push_str(",\"Properties\":");
            entry.push_str(&self.properties);
            entry.push('}');
        }
        entry
    }

    /// Makes CloudFormation create this after the other, where no reference says so.
    pub fn depends_on<R>(&mut self, other: &Handle<R>) -> &mut Self {
        if !self.attributes.depends_on.contains(&other.id) {
            self.attributes.depends_on.push(other.id.clone());
        }
        self
    }

    /// Says what happens when the resource leaves the stack.
    pub const fn deletion_policy(&mut self, policy: DeletionPolicy) -> &mut Self {
        self.attributes.deletion_policy = Some(policy);
        self
    }

    /// Says what happens when an update replaces the resource.
    pub const fn update_replace_policy(&mut self, policy: UpdateReplacePolicy) -> &mut Self {
        self.attributes.update_replace_policy = Some(policy);
        self
    }

    /// Excepts the resource from a rule of checkov.
    pub fn except_from_checkov(&mut self, rule: &'static str, reason: impl Into<String>) -> &mut Self {
        let exceptions = self.attributes.metadata.checkov.get_or_insert_default();
        exceptions.skip.push(CheckovSkip {
            id: rule,
            comment: reason.into(),
        });
        self
    }

    /// CloudFormation's name of the resource's type.
    #[must_use]
    pub const fn resource_type(&self) -> &'static str {
        self.attributes.resource_type
    }

    /// The properties as they are written, a map in JSON.
    #[must_use]
    pub fn properties(&self) -> &str {
        &self.properties
    }
}

/// What linters read beside a resource.
#[derive(Debug, Clone, Default, Serialize)]
struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    checkov: Option<Checkov>,
}

impl Metadata {
    const fn is_empty(&self) -> bool {
        self.checkov.is_none()
    }
}

#[derive(Debug, Clone, Default, Serialize)]
struct Checkov {
    skip: Vec<CheckovSkip>,
}

#[derive(Debug, Clone, Serialize)]
struct CheckovSkip {
    id: &'static str,
    comment: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    #[derive(Serialize)]
    struct Thing {
        set: bool,
        unset: Option<u8>,
        none: Vec<u8>,
        nested: Vec<Option<Nested>>,
    }

    #[derive(Serialize)]
    struct Nested {
        unset: Option<u8>,
        empty: Vec<u8>,
    }

    impl Resource for Thing {
        const TYPE: &'static str = "Test::Thing";
    }

    fn entry() -> ResourceEntry {
        let nested = vec![Some(Nested {
            unset: None,
            empty: Vec::new(),
        })];
        ResourceEntry::new(&Thing {
            set: false,
            unset: None,
            none: Vec::new(),
            nested,
        })
    }

    fn tree(entry: &ResourceEntry) -> Json {
        serde_json::from_str(&entry.json()).unwrap()
    }

    #[test]
    fn what_is_unset_is_not_written() {
        assert_eq!(
            tree(&entry()),
            json!({"Type": "Test::Thing", "Properties": {"set": false, "nested": [{}]}})
        );
    }

    #[test]
    fn a_resource_without_properties_has_no_properties() {
        #[derive(Serialize)]
        struct Bare {}
        impl Resource for Bare {
            const TYPE: &'static str = "Test::Bare";
        }
        assert_eq!(tree(&ResourceEntry::new(&Bare {})), json!({"Type": "Test::Bare"}));
    }

    #[test]
    fn options_stand_before_properties_in_the_usual_order() {
        let other = Handle::<Thing>::new(LogicalId::new("Other"));
        let mut entry = entry();
        entry
            .except_from_checkov("CKV_AWS_1", "no data in it")
            .update_replace_policy(UpdateReplacePolicy::Retain)
            .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
            .depends_on(&other)
            .depends_on(&other);
        assert_eq!(
            entry.json(),
            concat!(
                r#"{"Type":"Test::Thing","DependsOn":["Other"],"DeletionPolicy":"RetainExceptOnCreate","#,
                r#""UpdateReplacePolicy":"Retain","Metadata":{"#,
                r#""checkov":{"skip":[{"id":"CKV_AWS_1","comment":"no data in it"}]}},"#,
                r#""Properties":{"set":false,"nested":[{}]}}"#
            )
        );
    }
}
