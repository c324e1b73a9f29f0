//! EKS add-ons.

use crate::cloudformation::kind::{ClusterName, RoleArn, Text};
use crate::cloudformation::{Resource, TagList, Value};
use serde::Serialize;

/// An add-on.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Addon {
    pub cluster_name: Value<ClusterName>,
    pub addon_name: String,
    /// `v1.21.1-eksbuild.1`
    pub addon_version: String,
    pub resolve_conflicts: ResolveConflicts,
    pub pod_identity_associations: Vec<AddonPodIdentity>,
    pub service_account_role_arn: Option<Value<RoleArn>>,
    /// JSON, as the add-on's schema wants it.
    pub configuration_values: Option<Value<Text>>,
    pub tags: TagList,
}

/// Which role a service account of the add-on gets.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddonPodIdentity {
    pub service_account: String,
    pub role_arn: Value<RoleArn>,
}

/// What happens to what somebody has changed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ResolveConflicts {
    None,
    Overwrite,
    Preserve,
}

impl Resource for Addon {
    const TYPE: &'static str = "AWS::EKS::Addon";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::written;

    fn addon() -> Addon {
        Addon {
            cluster_name: Value::literal("prod"),
            addon_name: "aws-ebs-csi-driver".to_owned(),
            addon_version: "v1.60.0-eksbuild.1".to_owned(),
            resolve_conflicts: ResolveConflicts::Overwrite,
            pod_identity_associations: Vec::new(),
            service_account_role_arn: None,
            configuration_values: None,
            tags: TagList::default(),
        }
    }

    const HEAD: &str = concat!(
        r#"{"ClusterName":"prod","AddonName":"aws-ebs-csi-driver","AddonVersion":"v1.60.0-eksbuild.1","#,
        r#""ResolveConflicts":"OVERWRITE""#
    );

    #[test]
    fn an_addon_has_its_role_either_way() {
        let identity = AddonPodIdentity {
            service_account: "ebs-csi-controller-sa".to_owned(),
            role_arn: Value::literal("arn:r"),
        };
        assert_eq!(
            written(&Addon { pod_identity_associations: vec![identity], ..addon() }),
            [HEAD, r#","PodIdentityAssociations":[{"ServiceAccount":"ebs-csi-controller-sa","RoleArn":"arn:r"}]}"#]
                .concat()
        );
        assert_eq!(
            written(&Addon {
                service_account_role_arn: Some(Value::literal("arn:r")),
                ..addon()
            }),
            [HEAD, r#","ServiceAccountRoleArn":"arn:r"}"#].concat()
        );
    }

    #[test]
    fn configuration_is_text() {
        let configuration = Some(Value::literal(r#"{"controller":{"replicaCount":2}}"#));
        assert_eq!(
            written(&Addon {
                configuration_values: configuration,
                ..addon()
            }),
            [
                HEAD,
                r#","ConfigurationValues":"{\"controller\":{\"replicaCount\":2}}"}"#
            ]
            .concat()
        );
    }
}
