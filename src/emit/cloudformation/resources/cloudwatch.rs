//! CloudWatch: alarms.

use crate::cloudformation::kind::{CertificateArn, TopicArn};
use crate::cloudformation::{Resource, TagList, Value};
use serde::Serialize;

/// An alarm about one metric.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Alarm {
    pub alarm_description: String,
    pub namespace: &'static str,
    pub metric_name: &'static str,
    pub dimensions: Vec<Dimension>,
    pub statistic: Statistic,
    /// Seconds.
    pub period: u32,
    pub evaluation_periods: u32,
    pub threshold: u16,
    pub comparison_operator: ComparisonOperator,
    pub treat_missing_data: MissingData,
    pub alarm_actions: Vec<Value<TopicArn>>,
    pub tags: TagList,
}

impl Resource for Alarm {
    const TYPE: &'static str = "AWS::CloudWatch::Alarm";
}

/// Which series of the metric.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Dimension {
    pub name: &'static str,
    pub value: Value<CertificateArn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Statistic {
    Minimum,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ComparisonOperator {
    LessThanThreshold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum MissingData {
    Breaching,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::sns::Topic;
    use crate::cloudformation::resources::testing::{handle, written};

    #[test]
    fn an_alarm_tells_a_topic() {
        let alarm = Alarm {
            alarm_description: "It ends".to_owned(),
            namespace: "AWS/CertificateManager",
            metric_name: "DaysToExpiry",
            dimensions: vec![Dimension {
                name: "CertificateArn",
                value: Value::literal("arn:c"),
            }],
            statistic: Statistic::Minimum,
            period: 86400,
            evaluation_periods: 1,
            threshold: 30,
            comparison_operator: ComparisonOperator::LessThanThreshold,
            treat_missing_data: MissingData::Breaching,
            alarm_actions: vec![handle::<Topic>().arn()],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&alarm),
            concat!(
                r#"{"AlarmDescription":"It ends","Namespace":"AWS/CertificateManager","MetricName":"DaysToExpiry","#,
                r#""Dimensions":[{"Name":"CertificateArn","Value":"arn:c"}],"Statistic":"Minimum","Period":86400,"#,
                r#""EvaluationPeriods":1,"Threshold":30,"ComparisonOperator":"LessThanThreshold","#,
                r#""TreatMissingData":"breaching","AlarmActions":[{"Ref":"Id"}]}"#
            )
        );
    }
}
