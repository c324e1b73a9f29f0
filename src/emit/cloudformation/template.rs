//! A template: parameters, resources and outputs in the order in which they were added.

use super::kind::Text;
use super::logical_id::LogicalId;
use super::parameter::Parameter;
use super::resource::{Handle, Resource, ResourceEntry};
use super::value::{Expression, Value};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

/// A CloudFormation template, serialised in long form.
#[derive(Debug, Clone)]
pub struct Template {
    description: String,
    metadata: IndexMap<String, Json>,
    parameters: IndexMap<LogicalId, Parameter>,
    resources: IndexMap<LogicalId, ResourceEntry>,
    outputs: IndexMap<LogicalId, Output>,
}

impl Template {
    /// A template with nothing in it.
    #[must_use]
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            metadata: IndexMap::new(),
            parameters: IndexMap::new(),
            resources: IndexMap::new(),
            outputs: IndexMap::new(),
        }
    }

    /// Says something that CloudFormation carries along and does not read.
    ///
    /// # Panics
    /// When the key is taken.
    pub fn add_metadata(&mut self, key: &str, value: impl Into<Json>) {
        assert!(
            key != INTERFACE,
            "bug in eksight: `{INTERFACE}` follows from the parameters' groups"
        );
        let before = self.metadata.insert(key.to_owned(), value.into());
        assert!(
            before.is_none(),
            "bug in eksight: metadata `{key}` is given twice"
        );
    }

    /// Adds a parameter; the caller knows what its value is.
    ///
    /// # Panics
    /// When the id is taken.
    pub fn add_parameter<K>(&mut self, id: LogicalId, parameter: Parameter) -> Value<K> {
        self.claim(&id);
        let reference = Value::new(Expression::Reference(id.as_str().to_owned()));
        self.parameters.insert(id, parameter);
        reference
    }

    /// Adds a resource.
    ///
    /// # Panics
    /// When the id is taken.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the properties are used up: the template has them now"
    )]
    pub fn add<R: Resource>(&mut self, id: LogicalId, properties: R) -> Handle<R> {
        self.claim(&id);
        self.resources.insert(id.clone(), ResourceEntry::new(&properties));
        Handle::new(id)
    }

    /// The resource behind a handle, to say more about it.
    ///
    /// # Panics
    /// When the handle comes from another template.
    pub fn resource_mut<R>(&mut self, handle: &Handle<R>) -> &mut ResourceEntry {
        let id = handle.logical_id();
        match self.resources.get_mut(id) {
            Some(entry) => entry,
            None => panic!("bug in eksight: `{id}` is a resource of another template"),
        }
    }

    /// Adds an output.
    ///
    /// # Panics
    /// When the id is taken.
    pub fn add_output(&mut self, id: LogicalId, output: Output) {
        match self.outputs.entry(id) {
            Entry::Vacant(slot) => slot.insert(output),
            Entry::Occupied(taken) => panic!("bug in eksight: output `{}` is added twice", taken.key()),
        };
    }

    /// The parameters' ids, in order.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = &LogicalId> {
        self.parameters.keys()
    }

    /// The resources, in order.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = (&LogicalId, &ResourceEntry)> {
        self.resources.iter()
    }

    /// The template as a tree. The resources' properties are trees already and are not copied.
    #[must_use]
    pub fn into_tree(mut self) -> Json {
        let properties: Vec<_> = self
            .resources
            .values_mut()
            .map(ResourceEntry::take_properties)
            .collect();
        let mut tree = serde_json::to_value(&self).expect("bug in eksight: a template is plain data");
        let resources = tree["Resources"].as_object_mut();
        let resources = resources.expect("bug in eksight: a template without resources");
        for (resource, properties) in resources.values_mut().zip(properties) {
            if !properties.is_empty() {
                resource["Properties"] = Json::Object(properties);
            }
        }
        tree
    }

    /// Parameters and resources share one space of names, for `Ref` does not tell them apart.
    fn claim(&self, id: &LogicalId) {
        let taken = self.parameters.contains_key(id) || self.resources.contains_key(id);
        assert!(!taken, "bug in eksight: logical id `{id}` is used twice");
    }

    /// Which parameters the console shows together: as their groups say, in the order of their first members.
    fn interface(&self) -> Option<Interface<'_>> {
        let mut groups = IndexMap::<&str, Vec<&LogicalId>>::new();
        for (id, parameter) in &self.parameters {
            if let Some(label) = &parameter.group {
                groups.entry(label).or_default().push(id);
            }
        }
        let parameter_groups: Vec<_> = groups
            .into_iter()
            .map(|(label, parameters)| ParameterGroup {
                label: Label { default: label },
                parameters,
            })
            .collect();
        (!parameter_groups.is_empty()).then_some(Interface { parameter_groups })
    }
}

const INTERFACE: &str = "AWS::CloudFormation::Interface";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Interface<'a> {
    parameter_groups: Vec<ParameterGroup<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterGroup<'a> {
    label: Label<'a>,
    parameters: Vec<&'a LogicalId>,
}

#[derive(Serialize)]
struct Label<'a> {
    default: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(
        rename = "AWS::CloudFormation::Interface",
        skip_serializing_if = "Option::is_none"
    )]
    interface: Option<Interface<'a>>,
    #[serde(flatten)]
    others: &'a IndexMap<String, Json>,
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let metadata = Metadata {
            interface: self.interface(),
            others: &self.metadata,
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("AWSTemplateFormatVersion", "2010-09-09")?;
        map.serialize_entry("Description", &self.description)?;
        if metadata.interface.is_some() || !metadata.others.is_empty() {
            map.serialize_entry("Metadata", &metadata)?;
        }
        if !self.parameters.is_empty() {
            map.serialize_entry("Parameters", &self.parameters)?;
        }
        map.serialize_entry("Resources", &self.resources)?;
        if !self.outputs.is_empty() {
            map.serialize_entry("Outputs", &self.outputs)?;
        }
        map.end()
    }
}

/// A value that the stack tells whoever asks.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    description: String,
    value: Value<Text>,
}

impl Output {
    /// Names a value.
    #[must_use]
    pub fn new<K>(description: impl Into<String>, value: &Value<K>) -> Self {
        Self {
            description: description.into(),
            value: value.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::Cidr;
    use super::super::parameter::ParameterType;
    use super::super::resource::DeletionPolicy;
    use super::super::resources::ec2::InternetGateway;
    use super::super::tags::TagList;
    use super::*;

    fn gateway() -> InternetGateway {
        InternetGateway {
            tags: TagList::default(),
        }
    }

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Dhcp {
        domain: &'static str,
    }

    impl Resource for Dhcp {
        const TYPE: &'static str = "AWS::EC2::DHCPOptions";
    }

    #[test]
    fn sections_stand_in_the_usual_order() {
        let mut template = Template::new("Study");
        template.add_metadata("note", "by hand");
        let string = || Parameter::new(ParameterType::String);
        let _: Value<Cidr> = template.add_parameter(LogicalId::new("B"), string().group("two"));
        let block: Value<Cidr> = template.add_parameter(LogicalId::new("A"), string().group("one"));
        let _: Value<Cidr> = template.add_parameter(LogicalId::new("C"), string().group("two"));
        let gateway = template.add(LogicalId::new("Gateway"), gateway());
        template.add_output(LogicalId::new("Block"), Output::new("The range", &block));
        template.add_output(
            LogicalId::new("Gateway"),
            Output::new("The gateway", &gateway.id()),
        );
        assert_eq!(
            serde_json::to_string(&template).unwrap(),
            concat!(
                r#"{"AWSTemplateFormatVersion":"2010-09-09","Description":"Study","#,
                r#""Metadata":{"AWS::CloudFormation::Interface":{"ParameterGroups":["#,
                r#"{"Label":{"default":"two"},"Parameters":["B","C"]},"#,
                r#"{"Label":{"default":"one"},"Parameters":["A"]}]},"note":"by hand"},"#,
                r#""Parameters":{"B":{"Type":"String"},"A":{"Type":"String"},"C":{"Type":"String"}},"#,
                r#""Resources":{"Gateway":{"Type":"AWS::EC2::InternetGateway"}},"#,
                r#""Outputs":{"Block":{"Description":"The range","Value":{"Ref":"A"}},"#,
                r#""Gateway":{"Description":"The gateway","Value":{"Ref":"Gateway"}}}}"#
            )
        );
    }

    #[test]
    fn the_tree_says_what_is_serialised() {
        let mut template = Template::new("Study");
        template.add(LogicalId::new("Gateway"), gateway());
        let kept = template.add(LogicalId::new("Kept"), Dhcp { domain: "a" });
        template
            .resource_mut(&kept)
            .deletion_policy(DeletionPolicy::Retain);
        let serialised = serde_json::to_string(&template).unwrap();
        assert_eq!(template.into_tree().to_string(), serialised);
    }

    #[test]
    fn empty_sections_are_left_out() {
        assert_eq!(
            serde_json::to_string(&Template::new("Empty")).unwrap(),
            r#"{"AWSTemplateFormatVersion":"2010-09-09","Description":"Empty","Resources":{}}"#
        );
    }

    #[test]
    #[should_panic(expected = "bug in eksight: logical id `Same` is used twice")]
    fn a_resource_cannot_take_a_parameters_id() {
        let mut template = Template::new("");
        let _: Value<Text> =
            template.add_parameter(LogicalId::new("Same"), Parameter::new(ParameterType::String));
        template.add(LogicalId::new("Same"), gateway());
    }

    #[test]
    #[should_panic(expected = "bug in eksight: output `Same` is added twice")]
    fn an_output_is_added_once() {
        let mut template = Template::new("");
        template.add_output(LogicalId::new("Same"), Output::new("", &Value::from("a")));
        template.add_output(LogicalId::new("Same"), Output::new("", &Value::from("b")));
    }

    #[test]
    #[should_panic(expected = "bug in eksight: `Gateway` is a resource of another template")]
    fn a_handle_belongs_to_its_template() {
        let handle = Template::new("").add(LogicalId::new("Gateway"), gateway());
        Template::new("").resource_mut(&handle);
    }
}
