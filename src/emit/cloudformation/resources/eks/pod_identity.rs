//! Pod Identity: which role a service account gets.

use crate::cloudformation::kind::{ClusterName, RoleArn};
use crate::cloudformation::{Resource, TagList, Value};
use serde::Serialize;

/// A service account's role.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PodIdentityAssociation {
    pub cluster_name: Value<ClusterName>,
    pub namespace: String,
    pub service_account: String,
    pub role_arn: Value<RoleArn>,
    pub tags: TagList,
}

impl Resource for PodIdentityAssociation {
    const TYPE: &'static str = "AWS::EKS::PodIdentityAssociation";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::written;

    #[test]
    fn a_service_account_gets_a_role() {
        let association = PodIdentityAssociation {
            cluster_name: Value::literal("prod"),
            namespace: "kube-system".to_owned(),
            service_account: "external-dns".to_owned(),
            role_arn: Value::literal("arn:r"),
            tags: TagList::default(),
        };
        assert_eq!(
            written(&association),
            concat!(
                r#"{"ClusterName":"prod","Namespace":"kube-system","ServiceAccount":"external-dns","#,
                r#""RoleArn":"arn:r"}"#
            )
        );
    }
}
