//! CloudWatch Logs: log groups and saved queries.

use crate::cloudformation::kind::{KmsKeyArn, LogGroupArn, LogGroupName};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A log group. The service refuses a change of class, and a change of name replaces the group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogGroup {
    /// A name that the writer expects, such as `/aws/eks/<cluster>/cluster`.
    pub log_group_name: Value<LogGroupName>,
    pub log_group_class: Option<LogGroupClass>,
    /// Without one the logs stay for ever.
    pub retention_in_days: Option<u16>,
    pub kms_key_id: Option<Value<KmsKeyArn>>,
    pub tags: TagList,
}

/// What a log group costs and can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogGroupClass {
    Standard,
    InfrequentAccess,
}

impl Resource for LogGroup {
    const TYPE: &'static str = "AWS::Logs::LogGroup";
}

impl Handle<LogGroup> {
    /// The group's name.
    #[must_use]
    pub fn name(&self) -> Value<LogGroupName> {
        self.reference()
    }

    /// The group's ARN, which ends with `:*`: what policies about the group's streams want.
    #[must_use]
    pub fn arn(&self) -> Value<LogGroupArn> {
        self.attribute("Arn")
    }
}

/// A saved query of Logs Insights. It cannot carry tags: the type has no `Tags`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryDefinition {
    /// `/` makes folders.
    pub name: String,
    pub query_string: String,
    pub log_group_names: Vec<Value<LogGroupName>>,
}

impl Resource for QueryDefinition {
    const TYPE: &'static str = "AWS::Logs::QueryDefinition";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_log_group_keeps_for_a_while() {
        let log_group = LogGroup {
            log_group_name: Value::literal("/aws/eks/prod/cluster"),
            log_group_class: Some(LogGroupClass::InfrequentAccess),
            retention_in_days: Some(90),
            kms_key_id: Some(Value::literal("arn:k")),
            tags: TagList::default(),
        };
        assert_eq!(
            written(&log_group),
            concat!(
                r#"{"LogGroupName":"/aws/eks/prod/cluster","LogGroupClass":"INFREQUENT_ACCESS","#,
                r#""RetentionInDays":90,"KmsKeyId":"arn:k"}"#
            )
        );
    }

    #[test]
    fn a_query_knows_its_groups() {
        let query = QueryDefinition {
            name: "prod/errors".to_owned(),
            query_string: "fields @message\n| limit 20".to_owned(),
            log_group_names: vec![handle::<LogGroup>().name()],
        };
        assert_eq!(
            written(&query),
            concat!(
                r#"{"Name":"prod/errors","QueryString":"fields @message\n| limit 20","#,
                r#""LogGroupNames":[{"Ref":"Id"}]}"#
            )
        );
        assert_eq!(
            long_form(&handle::<LogGroup>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
    }
}
