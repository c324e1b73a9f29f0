//! The eks-oneclick template of an environment: the order of its parts. What each part holds lies beside this.

mod addons;
mod bastion;
mod builder;
mod cluster;
mod controller_policy;
mod endpoints;
mod flow_logs;
mod identities;
mod logs;
mod network;
mod nodes;
mod outputs;
mod roles;
mod storage;
mod user_data;

use crate::emit::yaml::{self, Style};
use crate::emit::{Artifact, provenance};
use crate::resolve::Resolved;
use builder::Builder;

/// Writes the template that makes everything an environment has in AWS.
#[must_use]
pub fn emit(resolved: &Resolved) -> Artifact {
    let mut builder = Builder::new(resolved);
    let network = network::add(&mut builder);
    let cluster = cluster::add(&mut builder, &network);
    let identities = identities::add(&mut builder, &cluster);
    let first = addons::add_before_nodes(&mut builder, &cluster, &identities);
    let nodes = nodes::add(&mut builder, &network, &cluster, &first);
    addons::add_after_nodes(&mut builder, &cluster, &identities, &nodes);
    let file_system = storage::add(&mut builder, &network, &cluster);
    bastion::add(&mut builder, &network, &cluster);
    outputs::add(
        &mut builder,
        &outputs::Made {
            network,
            cluster,
            identities,
            nodes,
            file_system,
        },
    );
    let value = serde_json::to_value(builder.template).expect("bug in eksight: a template is plain data");
    Artifact {
        path: "cloudformation/eks-oneclick.yaml".to_owned(),
        text: yaml::document(&[&provenance(resolved)], &value, Style::CloudFormation),
    }
}
