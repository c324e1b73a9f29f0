//! `iam` of a ClusterConfig: the OIDC provider, and service accounts that eksctl makes together with their roles.

use serde::Serialize;

use crate::model::{Texts, Workload};
use crate::resolve::{Resolved, WorkloadIdentity};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Iam {
    #[serde(rename = "withOIDC")]
    with_oidc: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_role_permissions_boundary: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    service_accounts: Vec<ServiceAccount>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceAccount {
    metadata: Metadata,
    well_known_policies: WellKnownPolicies,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<String>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    tags: Texts,
}

#[derive(Serialize)]
struct Metadata {
    name: &'static str,
    namespace: String,
}

/// Policies that eksctl keeps for well-known workloads; those that are wanted are true.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WellKnownPolicies {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    aws_load_balancer_controller: bool,
    #[serde(rename = "externalDNS", skip_serializing_if = "std::ops::Not::not")]
    external_dns: bool,
    #[serde(rename = "ebsCSIController", skip_serializing_if = "std::ops::Not::not")]
    ebs_csi_controller: bool,
    #[serde(rename = "efsCSIController", skip_serializing_if = "std::ops::Not::not")]
    efs_csi_controller: bool,
}

pub(super) fn iam(resolved: &Resolved) -> Iam {
    let boundary = resolved.environment.account.permissions_boundary.as_ref();
    let boundary = boundary.map(ToString::to_string);
    let account = |identity: &WorkloadIdentity| {
        let well_known_policies = of_service_account(identity.workload)?;
        Some(ServiceAccount {
            metadata: Metadata {
                name: identity.service_account,
                namespace: identity.namespace.clone(),
            },
            well_known_policies,
            permissions_boundary: boundary.clone(),
            tags: resolved.environment.tags.clone(),
        })
    };
    Iam {
        with_oidc: true,
        service_accounts: resolved.identities.iter().filter_map(account).collect(),
        service_role_permissions_boundary: boundary,
    }
}

/// What a workload's service account may do; `None` when its add-on brings the role. The lab gives the EFS driver a
/// service account too.
fn of_service_account(workload: Workload) -> Option<WellKnownPolicies> {
    let mut policies = WellKnownPolicies::default();
    match workload {
        Workload::AwsLoadBalancerController => policies.aws_load_balancer_controller = true,
        Workload::ExternalDns => policies.external_dns = true,
        Workload::AwsEfsCsiDriver => policies.efs_csi_controller = true,
        // The first two come with their add-ons; EKS1006 refuses the others in this shape.
        Workload::AwsEbsCsiDriver
        | Workload::AmazonCloudwatchObservability
        | Workload::CloudwatchAgent
        | Workload::FluentBit
        | Workload::Karpenter
        | Workload::ClusterAutoscaler
        | Workload::ExternalSecrets
        | Workload::Prometheus => return None,
    }
    Some(policies)
}

/// The policies of the EBS driver, whose role comes with the add-on.
pub(super) fn of_ebs_addon() -> WellKnownPolicies {
    WellKnownPolicies {
        ebs_csi_controller: true,
        ..WellKnownPolicies::default()
    }
}
