//! Flow logs: who talked to whom in a VPC.

use crate::cloudformation::kind::{LogGroupName, RoleArn, VpcId};
use crate::cloudformation::{Resource, TagList, Value};
use serde::Serialize;

/// The flow log of a VPC; each change but one of tags replaces it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlowLog {
    pub resource_id: Value<VpcId>,
    pub resource_type: FlowLogResourceType,
    pub traffic_type: TrafficType,
    #[serde(flatten)]
    pub destination: FlowLogDestination,
    /// Seconds, 60 or 600.
    pub max_aggregation_interval: Option<u16>,
    pub tags: TagList,
}

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FlowLogResourceType {
    #[serde(rename = "VPC")]
    Vpc,
}

/// Which traffic is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TrafficType {
    Accept,
    All,
    Reject,
}

/// Where the log goes.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "LogDestinationType")]
pub enum FlowLogDestination {
    /// A log group, written with this role.
    #[serde(rename = "cloud-watch-logs", rename_all = "PascalCase")]
    CloudWatchLogs {
        log_group_name: Value<LogGroupName>,
        deliver_logs_permission_arn: Value<RoleArn>,
    },
}

impl Resource for FlowLog {
    const TYPE: &'static str = "AWS::EC2::FlowLog";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::written;

    #[test]
    fn a_flow_log_goes_to_a_log_group() {
        let flow_log = FlowLog {
            resource_id: Value::literal("vpc-1"),
            resource_type: FlowLogResourceType::Vpc,
            traffic_type: TrafficType::All,
            destination: FlowLogDestination::CloudWatchLogs {
                log_group_name: Value::literal("/prod/flow"),
                deliver_logs_permission_arn: Value::literal("arn:aws:iam::111122223333:role/flow"),
            },
            max_aggregation_interval: Some(600),
            tags: TagList::default(),
        };
        assert_eq!(
            written(&flow_log),
            concat!(
                r#"{"ResourceId":"vpc-1","ResourceType":"VPC","TrafficType":"ALL","#,
                r#""LogDestinationType":"cloud-watch-logs","LogGroupName":"/prod/flow","#,
                r#""DeliverLogsPermissionArn":"arn:aws:iam::111122223333:role/flow","MaxAggregationInterval":600}"#
            )
        );
    }
}
