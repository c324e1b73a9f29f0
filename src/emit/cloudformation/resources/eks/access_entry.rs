//! Access entries: IAM principals as users of the cluster.

use crate::cloudformation::kind::{AccessPolicyArn, ClusterName, PrincipalArn};
use crate::cloudformation::{Pseudo, Resource, Sub, TagList, Value};
use serde::Serialize;

/// A principal in the cluster.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessEntry {
    pub cluster_name: Value<ClusterName>,
    pub principal_arn: Value<PrincipalArn>,
    /// What the principal is. Default: a person or program with access policies.
    #[serde(rename = "Type")]
    pub entry_type: Option<AccessEntryType>,
    pub access_policies: Vec<AccessPolicy>,
    pub kubernetes_groups: Vec<String>,
    pub tags: TagList,
}

impl Resource for AccessEntry {
    const TYPE: &'static str = "AWS::EKS::AccessEntry";
}

/// What a principal is, where it is not a person or a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AccessEntryType {
    /// The role of Linux nodes.
    #[serde(rename = "EC2_LINUX")]
    Ec2Linux,
}

/// What the principal may do.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessPolicy {
    pub policy_arn: Value<AccessPolicyArn>,
    pub access_scope: AccessScope,
}

/// Where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "Type", rename_all = "lowercase")]
pub enum AccessScope {
    Cluster,
    #[serde(rename_all = "PascalCase")]
    Namespace {
        namespaces: Vec<String>,
    },
}

impl Value<AccessPolicyArn> {
    /// One of the policies that EKS has: `AmazonEKSClusterAdminPolicy`.
    #[must_use]
    pub fn of_eks(name: &str) -> Self {
        let partition = Pseudo::Partition.value();
        Sub::new()
            .text("arn:")
            .value(&partition)
            .text(":eks::aws:cluster-access-policy/")
            .text(name)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::written;

    fn entry(access_scope: AccessScope) -> String {
        written(&AccessEntry {
            cluster_name: Value::literal("prod"),
            principal_arn: Value::literal("arn:aws:iam::111122223333:role/a"),
            entry_type: None,
            access_policies: vec![AccessPolicy {
                policy_arn: Value::of_eks("AmazonEKSViewPolicy"),
                access_scope,
            }],
            kubernetes_groups: vec!["developers".to_owned()],
            tags: TagList::default(),
        })
    }

    #[test]
    fn an_entry_has_a_scope() {
        let around = |scope: &str| {
            [
                r#"{"ClusterName":"prod","PrincipalArn":"arn:aws:iam::111122223333:role/a","AccessPolicies":[{"#,
                r#""PolicyArn":{"Fn::Sub":"arn:${AWS::Partition}:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"},"#,
                r#""AccessScope":"#,
                scope,
                r#"}],"KubernetesGroups":["developers"]}"#,
            ]
            .concat()
        };
        assert_eq!(entry(AccessScope::Cluster), around(r#"{"Type":"cluster"}"#));
        assert_eq!(
            entry(AccessScope::Namespace {
                namespaces: vec!["shop".to_owned()]
            }),
            around(r#"{"Type":"namespace","Namespaces":["shop"]}"#)
        );
    }
}
