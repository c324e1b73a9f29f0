//! Flow logs of the VPC: the group that keeps them, and the role that writes them.

use super::builder::Builder;
use super::logs;
use super::roles::{self, Purpose};
use crate::cloudformation::kind::VpcId;
use crate::cloudformation::resources::ec2::{FlowLog, FlowLogDestination, FlowLogResourceType, TrafficType};
use crate::cloudformation::resources::logs::LogGroup;
use crate::cloudformation::{Operator, PolicyDocument, Principal, Pseudo, Statement, Value};
use crate::model::FlowLogs;

pub(super) fn add(builder: &mut Builder, vpc: &Value<VpcId>, wanted: &FlowLogs) {
    let FlowLogs { retention_days } = wanted;
    let group = LogGroup {
        log_group_name: Value::literal(format!("/aws/vpc/{}", builder.label("flow-logs"))),
        log_group_class: None,
        retention_in_days: Some(retention_days.days()),
        kms_key_id: None,
        tags: builder.tagging.unnamed().list(),
    };
    let group = logs::add_group(builder, "FlowLogGroup", group);
    // Only flow logs of this account: the service acts for everybody (confused deputy).
    let trust = Statement::allow(["sts:AssumeRole"])
        .principal(Principal::Service("vpc-flow-logs.amazonaws.com".to_owned()))
        .when(
            Operator::StringEquals,
            "aws:SourceAccount",
            [Pseudo::AccountId.value()],
        );
    // It may not make the group: what is delivered late would make it again behind a teardown that has deleted it.
    let write = Statement::allow([
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogStreams",
    ])
    .resource(&group.arn());
    let role = roles::add(
        builder,
        Purpose {
            id: ("FlowLogRole", ""),
            name: None,
            description: "Writes the VPC's flow logs".to_owned(),
            trust: PolicyDocument::new([trust]),
            managed: Vec::new(),
            own: Some(("write-flow-logs", PolicyDocument::new([write]))),
        },
    );
    builder.add(
        "FlowLog",
        FlowLog {
            resource_id: vpc.clone(),
            resource_type: FlowLogResourceType::Vpc,
            traffic_type: TrafficType::All,
            destination: FlowLogDestination::CloudWatchLogs {
                log_group_name: group.name(),
                deliver_logs_permission_arn: role.arn(),
            },
            max_aggregation_interval: None,
            tags: builder.tagging.named(builder.label("flow-logs")).list(),
        },
    );
}
