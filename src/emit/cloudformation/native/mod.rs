//! The template of the native shape: AWS makes the cluster and all that belongs to it from this one stack. The order of
//! its parts stands here, what each part holds beside this.

mod addons;
mod arn;
mod bastion;
mod budget;
mod certificate;
mod certificate_expiry;
mod cluster;
mod controller_policy;
mod endpoints;
mod flow_logs;
mod identities;
mod karpenter;
mod karpenter_policy;
mod logs;
mod network;
mod nodes;
mod outputs;
mod policy_logs;
mod queries;
mod storage;
pub(super) mod user_data;

use super::builder::Builder;
use super::{Template, builder, machines, roles};
use crate::resolve::Resolved;

/// Everything that an environment has in AWS.
pub(super) fn template(resolved: &Resolved) -> Template {
    let cluster = &resolved.environment.cluster.name;
    let mut builder = Builder::new(
        resolved,
        format!("EKS cluster {cluster}, its network and its nodes"),
    );
    let network = network::add(&mut builder);
    let cluster = cluster::add(&mut builder, &network);
    let identities = identities::add(&mut builder, &cluster);
    let first = addons::add_before_nodes(&mut builder, &cluster, &identities);
    let nodes = nodes::add(&mut builder, &network, &cluster, &first);
    addons::add_after_nodes(&mut builder, &cluster, &identities, &nodes);
    karpenter::add(&mut builder, &cluster);
    let file_system = storage::add(&mut builder, &network, &cluster);
    bastion::add(&mut builder, &network, &cluster);
    queries::add(&mut builder);
    let certificate = certificate::add(&mut builder);
    certificate_expiry::add(&mut builder, certificate.as_ref());
    budget::add(&mut builder);
    outputs::add(
        &mut builder,
        &outputs::Made {
            network,
            cluster,
            identities,
            nodes,
            file_system,
            certificate,
        },
    );
    builder.template
}
