//! `addons` of a ClusterConfig: EKS add-ons, and the policies of the roles that come with them.

use serde::Serialize;

use super::identity::{WellKnownPolicies, of_ebs_addon};
use crate::model::value::AddonName;
use crate::model::{EbsPolicy, Texts};
use crate::resolve::{Resolved, ResolvedAddon};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Addon {
    name: String,
    version: String,
    #[serde(rename = "attachPolicyARNs", skip_serializing_if = "Option::is_none")]
    attached_policies: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    well_known_policies: Option<WellKnownPolicies>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration_values: Option<String>,
    resolve_conflicts: &'static str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    tags: Texts,
}

pub(super) fn addons(resolved: &Resolved) -> Vec<Addon> {
    let environment = resolved.environment;
    let addon = |(name, addon): (&&AddonName, &ResolvedAddon)| {
        let (attached_policies, well_known_policies) = policies(name, environment.storage.ebs_policy);
        let has_role = attached_policies.is_some() || well_known_policies.is_some();
        let boundary = environment.account.permissions_boundary.as_ref();
        Addon {
            name: name.to_string(),
            version: addon.version.clone(),
            attached_policies,
            well_known_policies,
            permissions_boundary: boundary.filter(|_| has_role).map(ToString::to_string),
            configuration_values: addon.configuration(),
            // What the environment says wins over what somebody changed by hand; annotations of service accounts that
            // eksctl made stay.
            resolve_conflicts: "overwrite",
            tags: environment.tags.clone(),
        }
    };
    resolved.addons.iter().map(addon).collect()
}

/// What an add-on's role may do, as the lab has it.
fn policies(name: &str, ebs: EbsPolicy) -> (Option<[&'static str; 1]>, Option<WellKnownPolicies>) {
    match name {
        "vpc-cni" => (Some(["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]), None),
        "amazon-cloudwatch-observability" => (
            Some(["arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"]),
            None,
        ),
        "aws-ebs-csi-driver" => match ebs {
            EbsPolicy::AllVolumes => (None, Some(of_ebs_addon())),
            EbsPolicy::ManagedVolumes => (Some(["arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2"]), None),
        },
        _ => (None, None),
    }
}
