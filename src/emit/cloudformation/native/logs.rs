//! Log groups. The control plane's is made before the cluster: EKS would make one that never expires.

use super::builder::Builder;
use crate::cloudformation::resources::logs::{LogGroup, LogGroupClass};
use crate::cloudformation::{DeletionPolicy, Handle, UpdateReplacePolicy, Value};
use crate::log_groups::container_insights_groups;
use crate::model::{ContainerInsights, ControlPlaneLogs, LogClass, Logging};

pub(super) fn add(builder: &mut Builder) -> Option<Handle<LogGroup>> {
    let environment = builder.resolved.environment;
    let Logging {
        control_plane,
        // Beside it.
        container_insights: _,
        // Saved beside it.
        queries: _,
    } = &environment.logging;
    let ControlPlaneLogs {
        retention_days,
        class,
    } = control_plane.as_ref()?;
    let group = LogGroup {
        log_group_name: Value::literal(format!("/aws/eks/{}/cluster", environment.cluster.name)),
        log_group_class: Some(match class {
            LogClass::Standard => LogGroupClass::Standard,
            LogClass::InfrequentAccess => LogGroupClass::InfrequentAccess,
        }),
        retention_in_days: Some(retention_days.days()),
        kms_key_id: None,
        tags: builder.tagging.unnamed().list(),
    };
    Some(add_group(builder, "ClusterLogGroup", group))
}

/// The groups that the agents write to; agents that come before them make their own, which never expire.
pub(super) fn add_container_insights(builder: &mut Builder) -> Vec<Handle<LogGroup>> {
    let environment = builder.resolved.environment;
    let insights = environment.logging.container_insights.as_ref();
    let Some(days) = insights.and_then(ContainerInsights::retention_days) else {
        return Vec::new();
    };
    let mut handles = Vec::new();
    for group in &container_insights_groups(environment) {
        let word = group.rsplit('/').next().unwrap_or_default();
        let (first, rest) = word.split_at(1);
        let id = format!("ContainerInsights{}{rest}LogGroup", first.to_uppercase());
        let group = LogGroup {
            log_group_name: Value::literal(group),
            log_group_class: None,
            retention_in_days: Some(days.days()),
            kms_key_id: None,
            tags: builder.tagging.unnamed().list(),
        };
        handles.push(add_group(builder, &id, group));
    }
    handles
}

/// Adds a log group whose logs outlive the stack.
pub(super) fn add_group(builder: &mut Builder, id: &str, group: LogGroup) -> Handle<LogGroup> {
    let handle = builder.add(id, group);
    let entry = builder.template.resource_mut(&handle);
    entry
        .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
        .update_replace_policy(UpdateReplacePolicy::Retain)
        .except_from_checkov(
            "CKV_AWS_158",
            "CloudWatch Logs encrypts it with its own key; an environment cannot name another yet",
        );
    handle
}
