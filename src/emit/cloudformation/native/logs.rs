//! The log group of the control plane, made before the cluster: EKS would make one that never expires.

use super::builder::Builder;
use crate::emit::cloudformation::resources::logs::{LogGroup, LogGroupClass};
use crate::emit::cloudformation::{DeletionPolicy, Handle, UpdateReplacePolicy, Value};
use crate::model::{ControlPlaneLogs, LogClass, Logging};

pub(super) fn add(builder: &mut Builder) -> Option<Handle<LogGroup>> {
    let environment = builder.resolved.environment;
    let Logging {
        control_plane,
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
    let handle = builder.add("ClusterLogGroup", group);
    builder
        .template
        .resource_mut(&handle)
        .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
        .update_replace_policy(UpdateReplacePolicy::Retain);
    Some(handle)
}
