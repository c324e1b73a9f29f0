//! A CloudFormation template, as far as the life of its stack is compared with it.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use yaml_serde::Value;

/// The resources and outputs of a template.
#[derive(Debug)]
pub(super) struct Template {
    /// In the template's order.
    resources: Vec<(String, Value)>,
    outputs: BTreeSet<String>,
}

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let tree: Value = yaml_serde::from_str(text)?;
        let resources = entries(&tree, "Resources").context("a template without resources")?;
        let outputs = entries(&tree, "Outputs").unwrap_or_default();
        Ok(Self {
            resources,
            outputs: outputs.into_iter().map(|(key, _)| key).collect(),
        })
    }

    /// The logical ids of its resources.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        self.resources.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The keys of its outputs.
    pub(super) fn outputs(&self) -> &BTreeSet<String> {
        &self.outputs
    }

    /// The last resource of one of these types; one that says what it waits for, if there is such, since much has been
    /// created before it then.
    pub(super) fn last_of(&self, types: &BTreeSet<String>) -> Option<&str> {
        let of_type = |resource: &Value| types.contains(text(resource, "Type"));
        let mut candidates: Vec<_> = self.resources.iter().collect();
        candidates.retain(|(_, resource)| of_type(resource));
        // The sort is stable.
        candidates.sort_by_key(|(_, resource)| resource.get("DependsOn").is_some());
        candidates.last().map(|(id, _)| id.as_str())
    }

    /// The resources that stay when the stack is deleted.
    pub(super) fn kept(&self) -> BTreeSet<String> {
        let stays = |resource: &Value| text(resource, "DeletionPolicy").starts_with("Retain");
        let kept = self.resources.iter().filter(|(_, resource)| stays(resource));
        kept.map(|(id, _)| id.clone()).collect()
    }

    /// The clusters that are protected from deletion, which no rollback takes away.
    pub(super) fn protected(&self) -> BTreeSet<String> {
        let is_protected = |resource: &Value| {
            let protection = resource
                .get("Properties")
                .and_then(|of| of.get("DeletionProtection"));
            text(resource, "Type") == "AWS::EKS::Cluster" && protection.and_then(Value::as_bool) == Some(true)
        };
        let protected = self
            .resources
            .iter()
            .filter(|(_, resource)| is_protected(resource));
        protected.map(|(id, _)| id.clone()).collect()
    }

    /// The resources that an update to another template adds, removes or changes.
    pub(super) fn changed(&self, to: &Self) -> BTreeSet<String> {
        let (before, after) = (self.by_id(), to.by_id());
        let ids = before.keys().chain(after.keys());
        let changed = ids.filter(|id| before.get(*id) != after.get(*id));
        changed.map(|id| (*id).to_owned()).collect()
    }

    fn by_id(&self) -> BTreeMap<&str, &Value> {
        let resources = self.resources.iter();
        resources.map(|(id, resource)| (id.as_str(), resource)).collect()
    }
}

/// The entries of a section.
fn entries(tree: &Value, section: &str) -> Option<Vec<(String, Value)>> {
    let entries = tree.get(section)?.as_mapping()?.iter();
    let named = entries.filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.clone())));
    Some(named.collect())
}

fn text<'a>(resource: &'a Value, attribute: &str) -> &'a str {
    resource
        .get(attribute)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Template;
    use std::collections::BTreeSet;

    const TEMPLATE: &str = r#"
Resources:
  Key: { Type: "AWS::KMS::Key", DeletionPolicy: Retain }
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  Logs: { Type: "AWS::Logs::LogGroup", DeletionPolicy: RetainExceptOnCreate }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc }
  Address: { Type: "AWS::EC2::EIP", DeletionPolicy: Delete }
Outputs:
  VpcId: { Value: !Ref Vpc }
"#;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn resources_and_outputs_are_found() {
        let template = Template::parse(TEMPLATE).unwrap();
        assert_eq!(template.ids(), set(&["Address", "Key", "Logs", "Subnet", "Vpc"]));
        assert_eq!(template.outputs(), &set(&["VpcId"]));
        assert!(Template::parse("Outputs: {}\n").is_err());
    }

    #[test]
    fn the_last_resource_of_a_type_is_found() {
        let template = Template::parse(TEMPLATE).unwrap();
        let types = set(&["AWS::EC2::VPC", "AWS::EC2::Subnet"]);
        assert_eq!(template.last_of(&types), Some("Subnet"));
        assert_eq!(template.last_of(&set(&["AWS::EC2::Instance"])), None);
        let waiting = TEMPLATE.replace("EC2::VPC\n", "EC2::VPC\n    DependsOn: [Key]\n");
        let waiting = Template::parse(&waiting).unwrap();
        assert_eq!(waiting.last_of(&types), Some("Vpc"));
    }

    #[test]
    fn what_stays_is_what_the_template_retains() {
        let template = Template::parse(TEMPLATE).unwrap();
        assert_eq!(template.kept(), set(&["Key", "Logs"]));
    }

    #[test]
    fn changed_resources_are_named_and_no_others() {
        let before = Template::parse(TEMPLATE).unwrap();
        let unchanged = Template::parse(&format!("# Another comment.\n{TEMPLATE}")).unwrap();
        assert_eq!(before.changed(&unchanged), set(&[]));
        let after = TEMPLATE
            .replace("10.0.0.0/16", "10.1.0.0/16")
            .replace("VpcId: !Ref", "VpcId: !Sub")
            .replace("Address:", "OtherAddress:");
        let after = Template::parse(&after).unwrap();
        let expected = set(&["Address", "OtherAddress", "Subnet", "Vpc"]);
        assert_eq!(before.changed(&after), expected);
    }
}
