//! The cluster: its role, the key of its secrets, who reaches it and who may use it.

use super::builder::Builder;
use super::logs;
use super::network::Network;
use super::roles::{self, Purpose};
use crate::cloudformation::kind::{KmsKeyArn, RoleArn, SecurityGroupId};
use crate::cloudformation::resources::ec2::{IngressPeer, IngressRule, Ports, SecurityGroup};
use crate::cloudformation::resources::eks::{
    AccessConfig, AccessEntry, AccessPolicy, AccessScope, AuthenticationMode, Cluster, EncryptedResource,
    EncryptionConfig, EncryptionProvider, KubernetesNetworkConfig, LogType, Logging, ResourcesVpcConfig,
    SupportType, UpgradePolicy, ZonalShiftConfig,
};
use crate::cloudformation::resources::kms::Key;
use crate::cloudformation::{
    DeletionPolicy, Handle, PolicyDocument, Principal, Statement, UpdateReplacePolicy, Value,
};
use crate::left_over;
use crate::model::{self, Named, SecretsEncryption, SubnetKind};

pub(super) fn add(builder: &mut Builder, network: &Network) -> Handle<Cluster> {
    let log_group = logs::add(builder);
    let key = secrets_key(builder);
    let role = add_role(builder, key.as_ref());
    let doors = add_door(builder, network);
    let properties = properties(builder, network, role, key, doors);
    let cluster = builder.add("Cluster", properties);
    if let Some(group) = log_group {
        builder.template.resource_mut(&cluster).depends_on(&group);
    }
    add_access(builder, &cluster, &builder.resolved.environment.cluster.access);
    cluster
}

fn properties(
    builder: &Builder,
    network: &Network,
    role_arn: Value<RoleArn>,
    key: Option<Value<KmsKeyArn>>,
    doors: Vec<Value<SecurityGroupId>>,
) -> Cluster {
    // Region and zones went into the resolved zones; encryption and access are resources of their own.
    let model::Cluster {
        name,
        region: _,
        kubernetes_version,
        zones: _,
        endpoint,
        log_types: _,
        service_cidr,
        secrets_encryption: _,
        upgrade_policy,
        deletion_protection,
        zonal_shift,
        access: _,
    } = &builder.resolved.environment.cluster;
    let logs = builder.resolved.environment.cluster.logs();
    Cluster {
        name: name.to_string(),
        version: kubernetes_version.to_string(),
        role_arn,
        access_config: AccessConfig {
            authentication_mode: AuthenticationMode::Api,
            bootstrap_cluster_creator_admin_permissions: false,
        },
        bootstrap_self_managed_addons: false,
        deletion_protection: Some(*deletion_protection),
        encryption_config: key.into_iter().map(encryption).collect(),
        kubernetes_network_config: service_cidr.map(|range| KubernetesNetworkConfig {
            service_ipv4_cidr: Value::literal(range.to_string()),
        }),
        logging: Some(Logging::of(logs.into_iter().map(log_type))),
        resources_vpc_config: vpc_config(network, endpoint, doors),
        upgrade_policy: Some(UpgradePolicy {
            support_type: match upgrade_policy {
                model::UpgradePolicy::Extended => SupportType::Extended,
                model::UpgradePolicy::Standard => SupportType::Standard,
            },
        }),
        zonal_shift_config: Some(ZonalShiftConfig {
            enabled: *zonal_shift,
        }),
        tags: builder.tagging.unnamed().list(),
    }
}

/// Who is in the VPC and no node, such as a bastion or a CI runner, reaches a private endpoint only through a group of
/// its own: the group that EKS makes lets nodes in and nobody else. A public endpoint beside it changes nothing, for
/// inside the VPC the name of the API stands for the private one (EKS user guide, cluster API server endpoint, as of
/// 2026-11).
fn add_door(builder: &mut Builder, network: &Network) -> Vec<Value<SecurityGroupId>> {
    if !builder.resolved.environment.cluster.endpoint.private {
        return Vec::new();
    }
    let group = SecurityGroup {
        group_description: "Kubernetes API".to_owned(),
        vpc_id: network.vpc.clone(),
        security_group_ingress: vec![IngressRule {
            description: Some("Kubernetes API from the VPC".to_owned()),
            ports: Ports::tcp(443),
            from: IngressPeer::CidrIp(Value::literal(builder.resolved.vpc_cidr.to_string())),
        }],
        security_group_egress: Vec::new(),
        tags: builder.tagging.named(builder.label("api")).list(),
    };
    vec![builder.add("ApiSecurityGroup", group).id()]
}

/// The control plane's interfaces stand in private subnets where there are some.
fn vpc_config(
    network: &Network,
    endpoint: &model::Endpoint,
    security_group_ids: Vec<Value<SecurityGroupId>>,
) -> ResourcesVpcConfig {
    let model::Endpoint {
        private,
        public_cidrs,
    } = endpoint;
    let inside = network.ids(SubnetKind::Private);
    ResourcesVpcConfig {
        subnet_ids: if inside.is_empty() {
            network.ids(SubnetKind::Public)
        } else {
            inside
        },
        security_group_ids,
        endpoint_private_access: *private,
        endpoint_public_access: !public_cidrs.is_empty(),
        public_access_cidrs: public_cidrs
            .iter()
            .map(|cidr| Value::literal(cidr.to_string()))
            .collect(),
    }
}

fn encryption(key_arn: Value<KmsKeyArn>) -> EncryptionConfig {
    EncryptionConfig {
        provider: EncryptionProvider { key_arn },
        resources: [EncryptedResource::Secrets],
    }
}

fn log_type(log: model::LogType) -> LogType {
    match log {
        model::LogType::Api => LogType::Api,
        model::LogType::Audit => LogType::Audit,
        model::LogType::Authenticator => LogType::Authenticator,
        model::LogType::ControllerManager => LogType::ControllerManager,
        model::LogType::Scheduler => LogType::Scheduler,
    }
}

fn secrets_key(builder: &mut Builder) -> Option<Value<KmsKeyArn>> {
    match builder.resolved.environment.cluster.secrets_encryption.as_ref()? {
        SecretsEncryption::KeyArn(arn) => Some(Value::literal(arn.as_str())),
        SecretsEncryption::CreateKey(false) => None,
        SecretsEncryption::CreateKey(true) => {
            // Without the account nobody could use or change the key again.
            let account = Statement::allow(["kms:*"])
                .principal(Principal::Aws(Value::of_account()))
                .any_resource();
            let key = builder.add(
                "SecretsKey",
                Key {
                    description: left_over::key_description(builder.resolved.environment),
                    enable_key_rotation: true,
                    pending_window_in_days: None,
                    key_policy: PolicyDocument::new([account]),
                    tags: builder.tagging.named(builder.label(left_over::KEY)).list(),
                },
            );
            // A cluster whose key is gone cannot be read again. One that never came to be left nothing to read.
            builder
                .template
                .resource_mut(&key)
                .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
                .update_replace_policy(UpdateReplacePolicy::Retain);
            Some(key.arn())
        }
    }
}

fn add_role(builder: &mut Builder, key: Option<&Value<KmsKeyArn>>) -> Value<RoleArn> {
    let use_key = |key| {
        let actions = ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"];
        PolicyDocument::new([Statement::allow(actions).resource(key)])
    };
    let purpose = Purpose {
        id: ("ClusterRole", ""),
        name: None,
        description: "The EKS control plane".to_owned(),
        trust: PolicyDocument::trust_service("eks.amazonaws.com"),
        managed: vec![Value::of_aws("AmazonEKSClusterPolicy")],
        own: key.map(|key| ("use-secrets-key", use_key(key))),
    };
    roles::add(builder, purpose).arn()
}

fn add_access(builder: &mut Builder, cluster: &Handle<Cluster>, entries: &Named<String, model::AccessEntry>) {
    for (name, entry) in entries {
        let model::AccessEntry {
            principal_arn,
            policy,
            namespaces,
        } = entry;
        let access_scope = if namespaces.is_empty() {
            AccessScope::Cluster
        } else {
            AccessScope::Namespace {
                namespaces: namespaces.iter().map(ToString::to_string).collect(),
            }
        };
        let entry = AccessEntry {
            cluster_name: cluster.name(),
            principal_arn: Value::literal(principal_arn.as_str()),
            entry_type: None,
            access_policies: vec![AccessPolicy {
                policy_arn: Value::of_eks(policy.name()),
                access_scope,
            }],
            kubernetes_groups: Vec::new(),
            tags: builder.tagging.unnamed().list(),
        };
        builder.add_named("AccessEntry", name, entry);
    }
}
