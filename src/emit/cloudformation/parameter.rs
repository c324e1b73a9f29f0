//! The parameters of a template, which the lab's shape has; values of an environment are written out instead.

use serde::Serialize;

/// What CloudFormation checks a parameter's value against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ParameterType {
    /// Any text.
    String,
    /// The name of a key pair that exists in the region.
    #[serde(rename = "AWS::EC2::KeyPair::KeyName")]
    KeyPairName,
    /// The name of a zone that the account has.
    #[serde(rename = "AWS::EC2::AvailabilityZone::Name")]
    ZoneName,
    /// The path of a public SSM parameter that holds an image id.
    #[serde(rename = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>")]
    ImageIdFromSsm,
}

/// One parameter. It cannot hide its value (`NoEcho`): a secret is never a parameter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
#[must_use]
pub struct Parameter {
    #[serde(skip)]
    pub(super) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "Type")]
    parameter_type: ParameterType,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed_values: Vec<String>,
}

impl Parameter {
    /// A parameter that must be given.
    pub const fn new(parameter_type: ParameterType) -> Self {
        Self {
            group: None,
            description: None,
            parameter_type,
            default: None,
            allowed_values: Vec::new(),
        }
    }

    /// The headline under which the console shows it.
    pub fn group(mut self, label: impl Into<String>) -> Self {
        self.group = Some(label.into());
        self
    }

    /// What the console says about it.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The value when none is given.
    pub fn default(mut self, value: impl Into<String>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// The only values that are taken.
    pub fn allowed_values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.allowed_values = values.into_iter().map(Into::into).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_written_in_order() {
        let parameter = Parameter::new(ParameterType::String)
            .allowed_values(["1.24"])
            .default("1.24")
            .description("Version of the cluster")
            .group("EKS");
        assert_eq!(
            serde_json::to_string(&parameter).unwrap(),
            r#"{"Description":"Version of the cluster","Type":"String","Default":"1.24","AllowedValues":["1.24"]}"#
        );
    }

    #[test]
    fn types_are_spelled_as_cloudformation_does() {
        let written = |kind| serde_json::to_string(&Parameter::new(kind)).unwrap();
        assert_eq!(
            written(ParameterType::KeyPairName),
            r#"{"Type":"AWS::EC2::KeyPair::KeyName"}"#
        );
        assert_eq!(
            written(ParameterType::ZoneName),
            r#"{"Type":"AWS::EC2::AvailabilityZone::Name"}"#
        );
        assert_eq!(
            written(ParameterType::ImageIdFromSsm),
            r#"{"Type":"AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"}"#
        );
    }
}
