//! The EKS cluster.

use crate::cloudformation::kind::{
    Cidr, ClusterArn, ClusterName, IssuerUrl, KmsKeyArn, RoleArn, SecurityGroupId, SubnetId, Text,
};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A cluster. A change of name, role, encryption, service range or bootstrap settings replaces it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    pub name: String,
    /// `1.36`, without a patch.
    pub version: String,
    pub role_arn: Value<RoleArn>,
    pub access_config: AccessConfig,
    /// Whether EKS installs its own network plugin, proxy and DNS, which nothing then keeps up to date.
    pub bootstrap_self_managed_addons: bool,
    pub deletion_protection: Option<bool>,
    pub encryption_config: Vec<EncryptionConfig>,
    pub kubernetes_network_config: Option<KubernetesNetworkConfig>,
    pub logging: Option<Logging>,
    pub resources_vpc_config: ResourcesVpcConfig,
    pub upgrade_policy: Option<UpgradePolicy>,
    pub zonal_shift_config: Option<ZonalShiftConfig>,
    pub tags: TagList,
}

impl Resource for Cluster {
    const TYPE: &'static str = "AWS::EKS::Cluster";
}

impl Handle<Cluster> {
    /// The cluster's name.
    #[must_use]
    pub fn name(&self) -> Value<ClusterName> {
        self.reference()
    }

    /// The cluster's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<ClusterArn> {
        self.attribute("Arn")
    }

    /// The URL of the API server.
    #[must_use]
    pub fn endpoint(&self) -> Value<Text> {
        self.attribute("Endpoint")
    }

    /// The URL of the issuer of service account tokens.
    #[must_use]
    pub fn oidc_issuer(&self) -> Value<IssuerUrl> {
        self.attribute("OpenIdConnectIssuerUrl")
    }

    /// The issuer without `https://`: the first part of the condition keys of a trust policy.
    #[must_use]
    pub fn oidc_issuer_host(&self) -> Value<Text> {
        self.oidc_issuer().piece("//", 1)
    }

    /// The group that EKS makes and puts on the control plane and on managed nodes.
    #[must_use]
    pub fn security_group(&self) -> Value<SecurityGroupId> {
        self.attribute("ClusterSecurityGroupId")
    }
}

/// Who becomes somebody in the cluster, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessConfig {
    /// Always written: CloudFormation's default is `CONFIG_MAP`.
    pub authentication_mode: AuthenticationMode,
    pub bootstrap_cluster_creator_admin_permissions: bool,
}

/// Where EKS looks up who a caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthenticationMode {
    Api,
    ApiAndConfigMap,
    ConfigMap,
}

/// What is encrypted a second time, and with which key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionConfig {
    pub provider: EncryptionProvider,
    pub resources: [EncryptedResource; 1],
}

/// The key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionProvider {
    pub key_arn: Value<KmsKeyArn>,
}

/// What can be encrypted: secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EncryptedResource {
    Secrets,
}

/// The network inside the cluster.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KubernetesNetworkConfig {
    pub service_ipv4_cidr: Value<Cidr>,
}

/// The logs of the control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Logging {
    cluster_logging: ClusterLogging,
}

impl Logging {
    /// Turns these on and all others off.
    #[must_use]
    pub fn of(types: impl IntoIterator<Item = LogType>) -> Self {
        let enabled_types = types
            .into_iter()
            .map(|log_type| LogTypeEntry { log_type })
            .collect();
        Self {
            cluster_logging: ClusterLogging { enabled_types },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ClusterLogging {
    enabled_types: Vec<LogTypeEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct LogTypeEntry {
    #[serde(rename = "Type")]
    log_type: LogType,
}

/// One log of the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LogType {
    Api,
    Audit,
    Authenticator,
    ControllerManager,
    Scheduler,
}

/// Where the control plane meets the VPC, and who reaches it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourcesVpcConfig {
    pub subnet_ids: Vec<Value<SubnetId>>,
    pub security_group_ids: Vec<Value<SecurityGroupId>>,
    pub endpoint_private_access: bool,
    pub endpoint_public_access: bool,
    /// Without one, everybody.
    pub public_access_cidrs: Vec<Value<Cidr>>,
}

/// What happens when the version's standard support ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpgradePolicy {
    pub support_type: SupportType,
}

/// How long a version is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SupportType {
    /// EKS upgrades the control plane by itself when standard support ends.
    Standard,
    /// It stays, at a price.
    Extended,
}

/// Whether traffic can be moved away from an impaired zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ZonalShiftConfig {
    pub enabled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    fn cluster() -> Cluster {
        Cluster {
            name: "prod".to_owned(),
            version: "1.36".to_owned(),
            role_arn: Value::literal("arn:aws:iam::111122223333:role/prod"),
            access_config: AccessConfig {
                authentication_mode: AuthenticationMode::Api,
                bootstrap_cluster_creator_admin_permissions: false,
            },
            bootstrap_self_managed_addons: false,
            deletion_protection: None,
            encryption_config: Vec::new(),
            kubernetes_network_config: None,
            logging: None,
            resources_vpc_config: ResourcesVpcConfig {
                subnet_ids: vec![Value::literal("subnet-1")],
                security_group_ids: Vec::new(),
                endpoint_private_access: true,
                endpoint_public_access: false,
                public_access_cidrs: Vec::new(),
            },
            upgrade_policy: None,
            zonal_shift_config: None,
            tags: TagList::default(),
        }
    }

    #[test]
    fn the_smallest_cluster_says_what_must_not_be_left_to_defaults() {
        assert_eq!(
            written(&cluster()),
            concat!(
                r#"{"Name":"prod","Version":"1.36","RoleArn":"arn:aws:iam::111122223333:role/prod","#,
                r#""AccessConfig":{"AuthenticationMode":"API","BootstrapClusterCreatorAdminPermissions":false},"#,
                r#""BootstrapSelfManagedAddons":false,"ResourcesVpcConfig":{"SubnetIds":["subnet-1"],"#,
                r#""EndpointPrivateAccess":true,"EndpointPublicAccess":false}}"#
            )
        );
    }

    #[test]
    fn each_setting_has_its_place() {
        use LogType::{Api, Audit, Authenticator, ControllerManager, Scheduler};
        let cluster = Cluster {
            deletion_protection: Some(true),
            encryption_config: vec![EncryptionConfig {
                provider: EncryptionProvider {
                    key_arn: Value::literal("arn:k"),
                },
                resources: [EncryptedResource::Secrets],
            }],
            kubernetes_network_config: Some(KubernetesNetworkConfig {
                service_ipv4_cidr: Value::literal("172.20.0.0/16"),
            }),
            logging: Some(Logging::of([
                Api,
                Audit,
                Authenticator,
                ControllerManager,
                Scheduler,
            ])),
            upgrade_policy: Some(UpgradePolicy {
                support_type: SupportType::Extended,
            }),
            zonal_shift_config: Some(ZonalShiftConfig { enabled: true }),
            ..cluster()
        };
        let written = written(&cluster);
        for part in [
            r#","DeletionProtection":true,"#,
            r#","EncryptionConfig":[{"Provider":{"KeyArn":"arn:k"},"Resources":["secrets"]}],"#,
            r#","KubernetesNetworkConfig":{"ServiceIpv4Cidr":"172.20.0.0/16"},"#,
            concat!(
                r#","Logging":{"ClusterLogging":{"EnabledTypes":[{"Type":"api"},{"Type":"audit"},"#,
                r#"{"Type":"authenticator"},{"Type":"controllerManager"},{"Type":"scheduler"}]}},"#
            ),
            r#","UpgradePolicy":{"SupportType":"EXTENDED"},"ZonalShiftConfig":{"Enabled":true}}"#,
        ] {
            assert!(written.contains(part), "{part} is not in {written}");
        }
    }

    #[test]
    fn turning_all_logs_off_is_still_said() {
        let written = written(&Cluster {
            logging: Some(Logging::of([])),
            ..cluster()
        });
        assert!(
            written.contains(r#""Logging":{"ClusterLogging":{}}"#),
            "{written}"
        );
    }

    #[test]
    fn a_handle_gives_what_the_cluster_knows() {
        let cluster = handle::<Cluster>();
        assert_eq!(long_form(&cluster.name()), r#"{"Ref":"Id"}"#);
        let attributes = [
            (long_form(&cluster.arn()), "Arn"),
            (long_form(&cluster.endpoint()), "Endpoint"),
            (long_form(&cluster.oidc_issuer()), "OpenIdConnectIssuerUrl"),
            (long_form(&cluster.security_group()), "ClusterSecurityGroupId"),
        ];
        for (written, name) in attributes {
            assert_eq!(written, format!(r#"{{"Fn::GetAtt":["Id","{name}"]}}"#));
        }
        assert_eq!(
            long_form(&cluster.oidc_issuer_host()),
            r#"{"Fn::Select":[1,{"Fn::Split":["//",{"Fn::GetAtt":["Id","OpenIdConnectIssuerUrl"]}]}]}"#
        );
    }
}
