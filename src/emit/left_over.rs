//! What a teardown leaves, and what of it is in the way of the next creation.

use crate::log_groups::container_insights_groups;
use crate::model::{Dns, DnsPolicy, Environment, Provisioner, ReclaimPolicy, SecretsEncryption, Workload};

pub(super) fn dns(environment: &Environment) -> Option<&Dns> {
    environment.ingress.as_ref()?.dns.as_ref()
}

/// What is a part of a cluster has the name of both as its tag `Name`: `<cluster>-<part>`.
pub(super) fn label(environment: &Environment, part: &str) -> String {
    format!("{}-{part}", environment.cluster.name)
}

/// The key of the cluster's Secrets, as a part of it.
pub(super) const KEY: &str = "secrets";

/// The file system, as a part of the cluster.
pub(super) const FILE_SYSTEM: &str = "efs";

/// What the key of the cluster's Secrets says of itself.
pub(super) fn key_description(environment: &Environment) -> String {
    format!("Kubernetes secrets of {}", environment.cluster.name)
}

/// Whether agents write to the log groups of Container Insights.
pub(super) fn has_container_insights(environment: &Environment) -> bool {
    let addon = Workload::AmazonCloudwatchObservability.name();
    environment.logging.container_insights.is_some() || environment.addons.contains_key(addon)
}

/// The log groups that the stack declares and leaves.
pub(super) fn declared_log_groups(environment: &Environment) -> Vec<String> {
    if environment.provisioner != Provisioner::Native {
        return Vec::new();
    }
    let cluster = &environment.cluster.name;
    let control_plane = environment.logging.control_plane.as_ref();
    let control_plane = control_plane.map(|_| format!("/aws/eks/{cluster}/cluster"));
    let flows = environment.network.flow_logs.as_ref();
    let flows = flows.map(|_| format!("/aws/vpc/{cluster}-flow-logs"));
    let insights = environment.logging.container_insights.as_ref();
    let insights = insights.filter(|insights| insights.retention_days().is_some());
    let insights = insights
        .into_iter()
        .flat_map(|_| container_insights_groups(environment));
    control_plane.into_iter().chain(flows).chain(insights).collect()
}

/// Every log group that is there when the stack is gone.
pub(super) fn log_groups(environment: &Environment) -> Vec<String> {
    let mut groups = declared_log_groups(environment);
    if !environment.cluster.log_types.is_empty() {
        groups.push(format!("/aws/eks/{}/cluster", environment.cluster.name));
    }
    if has_container_insights(environment) {
        groups.extend(container_insights_groups(environment));
    }
    let mut seen = std::collections::BTreeSet::new();
    groups.retain(|group| seen.insert(group.clone()));
    groups
}

/// What is still there when the stack and its log groups are gone, so that somebody decides about it.
pub(super) fn left_over(environment: &Environment) -> Vec<String> {
    let native = environment.provisioner == Provisioner::Native;
    let key = matches!(
        environment.cluster.secrets_encryption,
        Some(SecretsEncryption::CreateKey(true))
    );
    let key = (native && key).then(|| {
        "the KMS key of the cluster's Secrets, which bills until it is scheduled for deletion; `teardown` does that".to_owned()
    });
    let efs = environment.storage.efs.as_ref().filter(|_| native);
    let efs = efs.map(|_| "the EFS file system; `teardown` deletes it".to_owned());
    let retained = environment
        .storage
        .classes
        .iter()
        .filter(|(_, class)| class.reclaim == ReclaimPolicy::Retain);
    let volumes = retained.map(|(name, _)| format!("volumes of the storage class `{name}`"));
    let records = dns(environment).filter(|dns| dns.policy != DnsPolicy::Sync);
    let records = records.map(|dns| {
        format!(
            "DNS records with the owner `{}`: external-dns deletes none with its policy",
            dns.owner
        )
    });
    key.into_iter().chain(efs).chain(volumes).chain(records).collect()
}
