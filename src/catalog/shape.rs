//! What a property of a CloudFormation resource can hold.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What a property can hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// Any text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// JSON that the schema says nothing about, such as a policy.
    Any,
    /// One of these texts or numbers.
    Enum(Vec<serde_json::Value>),
    /// A list of such items.
    List(Box<Shape>),
    /// Values of such a shape under keys that the user chooses.
    Map(Box<Shape>),
    /// Named properties.
    Object {
        /// Those it can have.
        properties: BTreeMap<String, Shape>,
        /// Those it must have.
        #[serde(default)]
        required: Vec<String>,
    },
}

impl Shape {
    /// The shape of the part that a step of a path leads to.
    pub(super) fn part(&self, step: &str) -> Option<&Self> {
        match self {
            Self::Object { properties, .. } => properties.get(step),
            // By `*`, a position, or what names the item.
            Self::List(item) => Some(item),
            Self::Map(value) => Some(value),
            Self::Any => Some(self),
            Self::String | Self::Number | Self::Boolean | Self::Enum(_) => None,
        }
    }
}
