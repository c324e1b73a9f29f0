//! Storage classes of the EBS and EFS CSI drivers.

use serde::Serialize;
use serde_json::Value;

use super::{Annotations, Metadata, Object};
use crate::model::value::ResourceName;
use crate::model::{ReclaimPolicy, StorageClass, VolumeType};
use crate::resolve::Resolved;
use crate::stack_output::StackOutput;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest<P> {
    provisioner: &'static str,
    parameters: P,
    reclaim_policy: &'static str,
    volume_binding_mode: &'static str,
    allow_volume_expansion: bool,
}

/// Source: aws-ebs-csi-driver, docs/parameters.md. Every value of a parameter is text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EbsParameters {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "csi.storage.k8s.io/fstype", skip_serializing_if = "Option::is_none")]
    fs_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iops: Option<&'static str>,
    encrypted: String,
    #[serde(
        rename = "allowAutoIOPSPerGBIncrease",
        skip_serializing_if = "Option::is_none"
    )]
    allow_auto_iops: Option<String>,
}

/// Source: aws-efs-csi-driver, docs/README.md, storage class parameters for dynamic provisioning.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EfsParameters {
    provisioning_mode: &'static str,
    file_system_id: String,
    directory_perms: &'static str,
}

/// Whether there are classes of EBS.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    !resolved.environment.storage.classes.is_empty()
}

/// Whether there is one of EFS.
pub(super) fn is_efs_wanted(resolved: &Resolved) -> bool {
    efs_name(resolved).is_some()
}

fn efs_name<'a>(resolved: &Resolved<'a>) -> Option<&'a ResourceName> {
    let efs = resolved.environment.storage.efs.as_ref();
    efs.and_then(|efs| efs.storage_class.as_ref())
}

/// The EBS classes.
pub(super) fn ebs(resolved: &Resolved) -> Vec<Value> {
    let classes = resolved.environment.storage.classes.iter();
    classes.map(|(name, class)| ebs_class(name, class)).collect()
}

fn ebs_class(name: &str, class: &StorageClass) -> Value {
    let StorageClass {
        kind,
        fs_type,
        default,
        reclaim,
        encrypted,
        allow_auto_iops_per_gb_increase,
    } = class;
    Object {
        api_version: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: Metadata {
            annotations: default.then_some(Annotations::DefaultClass("true")),
            ..Metadata::cluster_wide(name)
        },
        rest: Rest {
            provisioner: "ebs.csi.aws.com",
            parameters: EbsParameters {
                kind: kind.name(),
                fs_type: fs_type.map(crate::model::FsType::name),
                // EBS makes no io2 volume without a number; from 3 GiB on this one fits, and io2 begins at 4.
                iops: (*kind == VolumeType::Io2).then_some("3000"),
                encrypted: encrypted.to_string(),
                allow_auto_iops: allow_auto_iops_per_gb_increase.map(|allowed| allowed.to_string()),
            },
            reclaim_policy: match reclaim {
                ReclaimPolicy::Delete => "Delete",
                ReclaimPolicy::Retain => "Retain",
            },
            // An EBS volume lives in one zone: wait until the pod has a node.
            volume_binding_mode: "WaitForFirstConsumer",
            allow_volume_expansion: true,
        },
    }
    .tree()
}

/// The EFS class, if one is wanted.
pub(super) fn efs(resolved: &Resolved) -> Vec<Value> {
    let provisioner = resolved.environment.provisioner;
    let class = |name: &ResourceName| {
        Object {
            api_version: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: Metadata::cluster_wide(name.as_str()),
            rest: Rest {
                provisioner: "efs.csi.aws.com",
                parameters: EfsParameters {
                    provisioning_mode: "efs-ap",
                    file_system_id: StackOutput::FileSystemId.reference(provisioner),
                    directory_perms: "700",
                },
                reclaim_policy: "Delete",
                volume_binding_mode: "Immediate",
                allow_volume_expansion: false,
            },
        }
        .tree()
    };
    efs_name(resolved).map(class).into_iter().collect()
}
