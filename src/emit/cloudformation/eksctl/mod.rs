//! The template of the eksctl shape, the lab's: network, file system and bastion, with the lab's logical ids and
//! parameters. eksctl makes the cluster, from `eksctl/cluster.yaml`.

mod bastion;
mod file_system;
mod network;
mod outputs;
mod parameters;

use super::builder::Builder;
use super::{Template, builder, machines, roles};
use crate::resolve::Resolved;

/// Everything that is there before eksctl is called.
pub(super) fn template(resolved: &Resolved) -> Template {
    let cluster = &resolved.environment.cluster.name;
    let mut builder = Builder::new(
        resolved,
        format!("Network, file system and bastion of EKS cluster {cluster}"),
    );
    let parameters = parameters::add(&mut builder);
    let network = network::add(&mut builder, &parameters);
    let file_system = file_system::add(&mut builder, &parameters, &network);
    let bastion = bastion::add(&mut builder, &parameters, &network);
    outputs::add(&mut builder, &network, file_system.as_ref(), bastion.as_ref());
    builder.template
}
