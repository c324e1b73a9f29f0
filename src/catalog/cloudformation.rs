//! Properties of the CloudFormation resource types we write, and what a change of each does; not what we write there.

use super::entry::{entry, meta};
use super::{Meta, Shape};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The table of resource types, kept as text: one type a line.
#[derive(Debug)]
pub struct CloudFormation {
    text: Cow<'static, str>,
    meta: OnceLock<Meta>,
}

/// What is known of a resource type. Paths are spelled `Logging/ClusterLogging`; `*` stands for each item of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceType {
    /// Properties that a template can set.
    pub properties: BTreeMap<String, Shape>,
    /// Those it must set.
    #[serde(default)]
    pub required: Vec<String>,
    /// Paths whose change replaces the resource.
    #[serde(default)]
    replace: Vec<String>,
    /// Paths whose change replaces the resource under conditions that AWS documents.
    #[serde(default)]
    may_replace: Vec<String>,
    /// Paths whose change the service refuses, and how far. The schemas do not know these.
    #[serde(default)]
    refused: BTreeMap<String, String>,
    /// What `Fn::GetAtt` gives.
    #[serde(default)]
    pub attributes: Vec<String>,
}

/// What happens to a resource when a property changes; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It stays and changes.
    Update,
    /// It stays or is replaced, as AWS documents for the property.
    MayReplace,
    /// Another one takes its place, and it is deleted.
    Replace,
    /// The update fails: the service refuses this change, or this change in one direction.
    Refused,
}

impl CloudFormation {
    pub(super) const fn shipped() -> Self {
        Self {
            text: Cow::Borrowed(include_str!("data/cloudformation.json")),
            meta: OnceLock::new(),
        }
    }

    /// A table in the format of `cargo xtask codegen properties`.
    pub fn from_text(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
            meta: OnceLock::new(),
        }
    }

    /// Month of the schemas, such as `2026-05`.
    pub fn as_of(&self) -> &str {
        &self.meta.get_or_init(|| meta(&self.text)).as_of
    }

    /// The names of the types, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(name, _)| name)
    }

    /// The type called `name`; `None` if the table has none.
    pub fn resource_type(&self, name: &str) -> Option<ResourceType> {
        let (_, line) = self.entries().find(|(known, _)| *known == name)?;
        Some(
            serde_json::from_str(line)
                .expect("bug in eksight: a resource type of the catalogue does not parse"),
        )
    }

    /// What a change at `path` does to a resource of the type; `None` if the table knows no such property. A change of
    /// a whole object counts as its worst part.
    pub fn effect_of_change(&self, resource_type: &str, path: &str) -> Option<Effect> {
        self.resource_type(resource_type)?.effect_of_change(path)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.text
            .lines()
            .filter_map(entry)
            .filter(|(name, _)| name.contains("::"))
    }
}

impl ResourceType {
    /// What a change at `path` does; `None` if there is no such property.
    pub fn effect_of_change(&self, path: &str) -> Option<Effect> {
        let mut steps = path.split('/');
        let first = self.properties.get(steps.next()?)?;
        steps.try_fold(first, |shape, step| shape.part(step))?;
        let here = |known: &String| overlap(known, path);
        Some(if self.refused.keys().any(here) {
            Effect::Refused
        } else if self.replace.iter().any(here) {
            Effect::Replace
        } else if self.may_replace.iter().any(here) {
            Effect::MayReplace
        } else {
            Effect::Update
        })
    }

    /// What the service refuses at `path`, in words.
    pub fn refusal(&self, path: &str) -> Option<&str> {
        let mut refusals = self.refused.iter();
        let found = refusals.find(|(known, _)| overlap(known, path));
        found.map(|(_, refusal)| refusal.as_str())
    }
}

/// Whether one path is the other, or leads to it. `*` is any step.
fn overlap(one: &str, other: &str) -> bool {
    one.split('/')
        .zip(other.split('/'))
        .all(|(a, b)| a == b || a == "*" || b == "*")
}

#[cfg(test)]
mod tests {
    use super::{Effect, Shape};
    use crate::Catalogue;

    fn effect(resource_type: &str, path: &str) -> Option<Effect> {
        let table = Catalogue::shipped().cloudformation();
        table.effect_of_change(resource_type, path)
    }

    #[test]
    fn a_change_updates_replaces_or_is_refused() {
        use Effect::{MayReplace, Refused, Replace, Update};
        for (resource_type, path, expected) in [
            ("AWS::EKS::Cluster", "Version", Update),
            ("AWS::EKS::Cluster", "Logging/ClusterLogging/EnabledTypes", Update),
            ("AWS::EKS::Cluster", "Name", Replace),
            ("AWS::EKS::Cluster", "EncryptionConfig", Replace),
            ("AWS::EKS::Cluster", "AccessConfig/AuthenticationMode", Refused),
            ("AWS::EKS::Nodegroup", "ScalingConfig/MaxSize", Update),
            ("AWS::EKS::Nodegroup", "LaunchTemplate/Version", Update),
            ("AWS::EKS::Nodegroup", "LaunchTemplate/Id", Refused),
            ("AWS::EKS::Nodegroup", "InstanceTypes", Replace),
            ("AWS::EFS::FileSystem", "Encrypted", Replace),
            ("AWS::EFS::FileSystem", "ThroughputMode", Update),
            ("AWS::Logs::LogGroup", "LogGroupClass", Refused),
            ("AWS::Logs::LogGroup", "RetentionInDays", Update),
            ("AWS::EC2::Instance", "InstanceType", MayReplace),
            ("AWS::EC2::NatGateway", "AvailabilityMode", Replace),
        ] {
            assert_eq!(
                effect(resource_type, path),
                Some(expected),
                "{resource_type} {path}"
            );
        }
    }

    #[test]
    fn a_part_has_the_effect_of_the_whole_and_the_whole_that_of_its_worst_part() {
        // `EncryptionConfig` is listed as a whole, `AccessConfig` by its parts.
        let cluster = |path| effect("AWS::EKS::Cluster", path);
        let bootstrap = cluster("AccessConfig/BootstrapClusterCreatorAdminPermissions");
        assert_eq!(bootstrap, Some(Effect::Replace));
        assert_eq!(cluster("AccessConfig"), Some(Effect::Refused));
        assert_eq!(
            cluster("EncryptionConfig/0/Provider/KeyArn"),
            Some(Effect::Replace)
        );
        assert_eq!(cluster("KubernetesNetworkConfig"), Some(Effect::Replace));
    }

    #[test]
    fn nothing_is_said_of_what_is_not_in_the_table() {
        for path in [
            "Versoin",
            "Version/Minor",
            "Logging/ClusterLogging/Enabled",
            "Endpoint",
            "",
        ] {
            assert_eq!(effect("AWS::EKS::Cluster", path), None, "{path}");
        }
        assert_eq!(effect("AWS::EKS::Custer", "Version"), None);
    }

    #[test]
    fn a_refusal_says_what_is_refused() {
        let table = Catalogue::shipped().cloudformation();
        let group = table.resource_type("AWS::Logs::LogGroup").unwrap();
        assert_eq!(
            group.refusal("LogGroupClass"),
            Some("a log group keeps the class it was made with")
        );
        assert_eq!(group.refusal("RetentionInDays"), None);
        assert_eq!(group.required, Vec::<String>::new());
        assert_eq!(group.attributes, ["Arn"]);
        assert_eq!(group.properties["DeletionProtectionEnabled"], Shape::Boolean);
    }

    #[test]
    fn the_table_has_every_type_once() {
        let table = Catalogue::shipped().cloudformation();
        let names: Vec<&str> = table.names().collect();
        assert!(names.is_sorted_by(|a, b| a < b));
        assert_eq!(names.len(), 38);
        assert_eq!(table.as_of(), "2026-10");
        assert!(names.iter().all(|name| table.resource_type(name).is_some()));
    }
}
