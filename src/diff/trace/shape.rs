//! The schema of environment files as a tree to walk along: fields, entries of maps, choices, closed sets.

use std::sync::LazyLock;

use serde_json::Value;

use crate::diag::{FieldPath, Segment};
use crate::source::schema;

/// The schema that is committed.
static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(schema::TEXT).expect("bug in eksight: its schema is JSON"));

/// What the schema says of one place.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'s> {
    root: &'s Value,
    /// As it stands at the place: its description is the field's.
    here: &'s Value,
    /// Behind references.
    node: &'s Value,
    /// The last reference.
    name: Option<&'s str>,
}

impl<'s> Shape<'s> {
    /// The shape of an environment.
    #[must_use]
    pub fn of_environment() -> Shape<'static> {
        let schema = &*SCHEMA;
        Shape {
            root: schema,
            here: schema,
            node: schema,
            name: None,
        }
    }

    fn at(self, here: &'s Value) -> Self {
        let (mut node, mut name) = (here, None);
        loop {
            let reference = node["$ref"].as_str().and_then(|name| name.strip_prefix('#'));
            let alone = |list: &'s Value| {
                let mut members = list.as_array()?.iter().filter(|member| member["type"] != "null");
                members.next().filter(|_| members.next().is_none())
            };
            let next = reference.and_then(|pointer| self.root.pointer(pointer));
            name = reference.and_then(|pointer| pointer.rsplit('/').next()).or(name);
            match next
                .or_else(|| alone(&node["allOf"]))
                .or_else(|| alone(&node["anyOf"]))
            {
                Some(next) => node = next,
                None => break,
            }
        }
        Self {
            root: self.root,
            here,
            node,
            name,
        }
    }

    /// The name of its type, where it has one.
    #[must_use]
    pub fn name(self) -> Option<&'s str> {
        self.name
    }

    /// What the field is for.
    #[must_use]
    pub fn description(self) -> Option<&'s str> {
        let own = self.here["description"].as_str();
        own.or_else(|| self.node["description"].as_str())
    }

    /// Whether the model asks for it: it has no default.
    #[must_use]
    pub fn is_required(self) -> bool {
        self.here.get("default").is_none()
    }

    /// The fields of a struct, and those of every choice.
    #[must_use]
    pub fn fields(self) -> Vec<(&'s str, Self)> {
        let choices = self.node["oneOf"].as_array().into_iter().flatten();
        let structs = [self.node].into_iter().chain(choices);
        let fields = structs.flat_map(|node| node["properties"].as_object().into_iter().flatten());
        fields
            .map(|(name, node)| (name.as_str(), self.at(node)))
            .collect()
    }

    /// Whether exactly one of its fields is set.
    #[must_use]
    pub fn is_choice(self) -> bool {
        let mut choices = self.node["oneOf"].as_array().into_iter().flatten();
        choices.any(|choice| choice.get("properties").is_some())
    }

    /// What each entry of a map with names is.
    #[must_use]
    pub fn entry(self) -> Option<Self> {
        let by_pattern = self.node["patternProperties"].as_object();
        let by_pattern = by_pattern.and_then(|patterns| patterns.values().next());
        let any = self
            .node
            .get("additionalProperties")
            .filter(|any| any.is_object());
        by_pattern.or(any).map(|node| self.at(node))
    }

    /// What each item of a list is.
    #[must_use]
    pub fn item(self) -> Option<Self> {
        self.node.get("items").map(|node| self.at(node))
    }

    /// The members of a closed set.
    #[must_use]
    pub fn words(self) -> Vec<&'s Value> {
        let listed = self.node["enum"].as_array().into_iter().flatten();
        let choices = self.node["oneOf"].as_array().into_iter().flatten();
        listed
            .chain(choices.filter_map(|choice| choice.get("const")))
            .collect()
    }

    /// Values that the schema shows.
    #[must_use]
    pub fn examples(self) -> Vec<&'s Value> {
        self.node["examples"].as_array().into_iter().flatten().collect()
    }

    /// Whether its values are of this kind, as JSON Schema calls it. What a reader of YAML takes for a number where a text is
    /// meant is a text.
    #[must_use]
    pub fn is(self, kind: &str) -> bool {
        match &self.node["type"] {
            Value::Array(kinds) if kinds.iter().any(|known| known == "string") => kind == "string",
            Value::Array(kinds) => kinds.iter().any(|known| known == kind),
            known => known == kind,
        }
    }

    /// The shape one step further; a name is a field where there is one, or else an entry.
    #[must_use]
    pub fn step(self, segment: &Segment) -> Option<Self> {
        match segment.name() {
            None => self.item(),
            Some(name) => {
                let field = self.fields().into_iter().find(|(known, _)| *known == name);
                field.map(|(_, shape)| shape).or_else(|| self.entry())
            }
        }
    }

    /// The shape at a path.
    #[must_use]
    pub fn along(self, path: &FieldPath) -> Option<Self> {
        path.segments().iter().try_fold(self, Self::step)
    }
}
