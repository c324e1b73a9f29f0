//! A template: parameters, resources and outputs in the order in which they were added.

use super::kind::Text;
use super::logical_id::LogicalId;
use super::parameter::Parameter;
use super::resource::{Handle, Resource, ResourceEntry};
use super::value::{Expression, Value};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::Serialize;

/// A CloudFormation template, in long form.
#[derive(Debug, Clone)]
pub struct Template {
    description: String,
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
            parameters: IndexMap::new(),
            resources: IndexMap::new(),
            outputs: IndexMap::new(),
        }
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

    /// The template as one line of JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let mut template = Sections(String::with_capacity(USUAL));
        template.add("AWSTemplateFormatVersion", &text("2010-09-09"));
        template.add("Description", &text(&self.description));
        if let Some(interface) = self.interface() {
            template.add("Metadata", &text(&Metadata { interface }));
        }
        if !self.parameters.is_empty() {
            template.add("Parameters", &text(&self.parameters));
        }
        let mut resources = Sections(String::with_capacity(USUAL));
        for (id, resource) in &self.resources {
            resources.add(id.as_str(), &resource.json());
        }
        template.add("Resources", &resources.finish());
        if !self.outputs.is_empty() {
            template.add("Outputs", &text(&self.outputs));
        }
        template.finish()
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
    #[serde(rename = "AWS::CloudFormation::Interface")]
    interface: Interface<'a>,
}

/// Bytes that most templates fit into.
const USUAL: usize = 1 << 16;

fn text(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).expect("bug in eksight: a template is plain data")
}

/// A map whose values are JSON already, and whose keys need no escape.
struct Sections(String);

impl Sections {
    fn add(&mut self, key: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        for part in ["\"", key, "\":", value] {
            self.0.push_str(part);
        }
    }

    fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
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
    use super::super::resources::ec2::InternetGateway;
    use super::super::tags::TagList;
    use super::*;

    fn gateway() -> InternetGateway {
        InternetGateway {
            tags: TagList::default(),
        }
    }

    #[test]
    fn sections_stand_in_the_usual_order() {
        let mut template = Template::new("Study");
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
            template.json(),
            concat!(
                r#"{"AWSTemplateFormatVersion":"2010-09-09","Description":"Study","#,
                r#""Metadata":{"AWS::CloudFormation::Interface":{"ParameterGroups":["#,
                r#"{"Label":{"default":"two"},"Parameters":["B","C"]},"#,
                r#"{"Label":{"default":"one"},"Parameters":["A"]}]}},"#,
                r#""Parameters":{"B":{"Type":"String"},"A":{"Type":"String"},"C":{"Type":"String"}},"#,
                r#""Resources":{"Gateway":{"Type":"AWS::EC2::InternetGateway"}},"#,
                r#""Outputs":{"Block":{"Description":"The range","Value":{"Ref":"A"}},"#,
                r#""Gateway":{"Description":"The gateway","Value":{"Ref":"Gateway"}}}}"#
            )
        );
    }

    #[test]
    fn empty_sections_are_left_out() {
        assert_eq!(
            Template::new("Empty").json(),
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
