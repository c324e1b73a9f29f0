//! EKS add-ons: which come before the nodes and which after, and the roles they use.

use super::builder::Builder;
use super::identities::Identity;
use super::logs;
use super::nodes::Nodes;
use crate::catalog::Installation;
use crate::cloudformation::resources::eks::{Addon, AddonPodIdentity, Cluster, ResolveConflicts};
use crate::cloudformation::{Handle, Value};
use crate::model::{IdentityKind, Workload};
use crate::resolve::ResolvedAddon;

/// Adds those that nodes want from their first minute.
pub(super) fn add_before_nodes(
    builder: &mut Builder,
    cluster: &Handle<Cluster>,
    identities: &[Identity],
) -> Vec<Handle<Addon>> {
    let added = add(builder, cluster, identities, Installation::BeforeNodeGroups);
    added.into_iter().map(|(_, addon)| addon).collect()
}

/// Adds those that stay degraded until there are nodes.
pub(super) fn add_after_nodes(
    builder: &mut Builder,
    cluster: &Handle<Cluster>,
    identities: &[Identity],
    nodes: &Nodes,
) {
    let log_groups = logs::add_container_insights(builder);
    for (name, addon) in add(builder, cluster, identities, Installation::AfterNodeGroups) {
        let entry = builder.template.resource_mut(&addon);
        nodes.groups.iter().for_each(|group| {
            entry.depends_on(group);
        });
        if name == Workload::AmazonCloudwatchObservability.name() {
            log_groups.iter().for_each(|group| {
                entry.depends_on(group);
            });
        }
    }
}

fn add<'r>(
    builder: &mut Builder<'r>,
    cluster: &Handle<Cluster>,
    identities: &[Identity],
    when: Installation,
) -> Vec<(&'r str, Handle<Addon>)> {
    let resolved = builder.resolved;
    let mut added = Vec::new();
    for (name, addon) in &resolved.addons {
        if addon.installation != when {
            continue;
        }
        let identity = identities
            .iter()
            .find(|identity| identity.wanted.workload.name() == name.as_str());
        let properties = properties(builder, cluster, (name, addon), identity);
        added.push((name.as_str(), builder.add_named("Addon", name, properties)));
    }
    added
}

fn properties(
    builder: &Builder,
    cluster: &Handle<Cluster>,
    (name, addon): (&str, &ResolvedAddon),
    identity: Option<&Identity>,
) -> Addon {
    let role_by = |kind| identity.filter(|identity| identity.wanted.kind == kind);
    Addon {
        cluster_name: cluster.name(),
        addon_name: name.to_owned(),
        addon_version: addon.version.clone(),
        // What the environment says wins over what somebody changed by hand.
        resolve_conflicts: ResolveConflicts::Overwrite,
        pod_identity_associations: role_by(IdentityKind::PodIdentity)
            .map(|identity| AddonPodIdentity {
                service_account: identity.wanted.service_account.to_owned(),
                role_arn: identity.role.arn(),
            })
            .into_iter()
            .collect(),
        service_account_role_arn: role_by(IdentityKind::Irsa).map(|identity| identity.role.arn()),
        configuration_values: addon.configuration().map(Value::from),
        tags: builder.tagging.unnamed().list(),
    }
}
