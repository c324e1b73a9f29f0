//! EFS: a file system, the doors to it in each subnet, and the folders that workloads see.

use crate::cloudformation::kind::{
    AccessPointId, FileSystemArn, FileSystemId, KmsKeyArn, SecurityGroupId, SubnetId,
};
use crate::cloudformation::{Handle, PolicyDocument, Resource, TagList, Value};
use serde::Serialize;

/// A file system. A change of encryption or performance mode replaces it, and its data is gone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FileSystem {
    pub encrypted: Option<bool>,
    pub kms_key_id: Option<Value<KmsKeyArn>>,
    pub throughput_mode: Option<ThroughputMode>,
    pub backup_policy: Option<BackupPolicy>,
    pub lifecycle_policies: Vec<LifecyclePolicy>,
    pub file_system_policy: Option<PolicyDocument>,
    pub file_system_tags: TagList,
}

impl Resource for FileSystem {
    const TYPE: &'static str = "AWS::EFS::FileSystem";
}

impl Handle<FileSystem> {
    /// The file system's id.
    #[must_use]
    pub fn id(&self) -> Value<FileSystemId> {
        self.reference()
    }

    /// The file system's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<FileSystemArn> {
        self.attribute("Arn")
    }
}

/// What limits throughput.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ThroughputMode {
    Bursting,
    Elastic,
}

/// Whether AWS Backup takes copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BackupPolicy {
    pub status: BackupStatus,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BackupStatus {
    Enabled,
    Disabled,
}

/// When files move to another storage class. EFS wants each move in an entry of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum LifecyclePolicy {
    #[serde(rename = "TransitionToIA")]
    TransitionToIa(UnusedFor),
    TransitionToArchive(UnusedFor),
    TransitionToPrimaryStorageClass(Access),
}

/// How long nobody has read or written the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum UnusedFor {
    #[serde(rename = "AFTER_7_DAYS")]
    Days7,
    #[serde(rename = "AFTER_30_DAYS")]
    Days30,
    #[serde(rename = "AFTER_90_DAYS")]
    Days90,
}

/// What brings a file back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Access {
    #[serde(rename = "AFTER_1_ACCESS")]
    First,
}

/// The file system's address in a subnet.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MountTarget {
    pub file_system_id: Value<FileSystemId>,
    pub subnet_id: Value<SubnetId>,
    pub security_groups: Vec<Value<SecurityGroupId>>,
}

impl Resource for MountTarget {
    const TYPE: &'static str = "AWS::EFS::MountTarget";
}

/// A folder of the file system, seen as its root. Each change but one of tags replaces it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessPoint {
    pub file_system_id: Value<FileSystemId>,
    pub posix_user: Option<PosixUser>,
    pub root_directory: Option<RootDirectory>,
    pub access_point_tags: TagList,
}

impl Resource for AccessPoint {
    const TYPE: &'static str = "AWS::EFS::AccessPoint";
}

impl Handle<AccessPoint> {
    /// The access point's id.
    #[must_use]
    pub fn id(&self) -> Value<AccessPointId> {
        self.reference()
    }
}

/// As whom everybody reads and writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PosixUser {
    pub uid: String,
    pub gid: String,
}

/// The folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RootDirectory {
    pub path: String,
    pub creation_info: Option<CreationInfo>,
}

/// How the folder is made when it does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreationInfo {
    pub owner_uid: String,
    pub owner_gid: String,
    /// Octal: `0755`.
    pub permissions: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};
    use crate::cloudformation::{Principal, Statement, Tagging};

    #[test]
    fn a_file_system_keeps_its_data_well() {
        let statement = Statement::deny(["elasticfilesystem:ClientRootAccess"]).principal(Principal::Anyone);
        let file_system = FileSystem {
            encrypted: Some(true),
            kms_key_id: Some(Value::literal("arn:k")),
            throughput_mode: Some(ThroughputMode::Elastic),
            backup_policy: Some(BackupPolicy {
                status: BackupStatus::Enabled,
            }),
            lifecycle_policies: vec![
                LifecyclePolicy::TransitionToIa(UnusedFor::Days30),
                LifecyclePolicy::TransitionToArchive(UnusedFor::Days90),
                LifecyclePolicy::TransitionToPrimaryStorageClass(Access::First),
            ],
            file_system_policy: Some(PolicyDocument::new([statement])),
            file_system_tags: Tagging::default().named("prod").list(),
        };
        assert_eq!(
            written(&file_system),
            concat!(
                r#"{"Encrypted":true,"KmsKeyId":"arn:k","ThroughputMode":"elastic","#,
                r#""BackupPolicy":{"Status":"ENABLED"},"LifecyclePolicies":[{"TransitionToIA":"AFTER_30_DAYS"},"#,
                r#"{"TransitionToArchive":"AFTER_90_DAYS"},{"TransitionToPrimaryStorageClass":"AFTER_1_ACCESS"}],"#,
                r#""FileSystemPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","#,
                r#""Principal":{"AWS":"*"},"Action":"elasticfilesystem:ClientRootAccess"}]},"#,
                r#""FileSystemTags":[{"Key":"Name","Value":"prod"}]}"#
            )
        );
    }

    #[test]
    fn targets_and_access_points_belong_to_a_file_system() {
        let target = MountTarget {
            file_system_id: handle::<FileSystem>().id(),
            subnet_id: Value::literal("subnet-1"),
            security_groups: vec![Value::literal("sg-1")],
        };
        assert_eq!(
            written(&target),
            r#"{"FileSystemId":{"Ref":"Id"},"SubnetId":"subnet-1","SecurityGroups":["sg-1"]}"#
        );
        let id = || "1000".to_owned();
        let access_point = AccessPoint {
            file_system_id: Value::literal("fs-1"),
            posix_user: Some(PosixUser { uid: id(), gid: id() }),
            root_directory: Some(RootDirectory {
                path: "/shop".to_owned(),
                creation_info: Some(CreationInfo {
                    owner_uid: id(),
                    owner_gid: id(),
                    permissions: "0755".to_owned(),
                }),
            }),
            access_point_tags: TagList::default(),
        };
        assert_eq!(
            written(&access_point),
            concat!(
                r#"{"FileSystemId":"fs-1","PosixUser":{"Uid":"1000","Gid":"1000"},"RootDirectory":{"Path":"/shop","#,
                r#""CreationInfo":{"OwnerUid":"1000","OwnerGid":"1000","Permissions":"0755"}}}"#
            )
        );
        assert_eq!(
            long_form(&handle::<FileSystem>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
        assert_eq!(long_form(&handle::<AccessPoint>().id()), r#"{"Ref":"Id"}"#);
    }
}
