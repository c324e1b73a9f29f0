//! What the stack tells `eksctl/cluster.yaml`, the storage class and people.

use super::builder::Builder;
use super::network::Network;
use crate::cloudformation::resources::ec2::Instance;
use crate::cloudformation::resources::efs::FileSystem;
use crate::cloudformation::{Handle, LogicalId, Output, Value};
use crate::model::SubnetKind;
use crate::stack_output::StackOutput;

pub(super) fn add(
    builder: &mut Builder,
    network: &Network,
    file_system: Option<&Handle<FileSystem>>,
    bastion: Option<&Handle<Instance>>,
) {
    tell(builder, &StackOutput::VpcId.key(), "The VPC", &network.vpc);
    for (kind, subnets) in [
        (SubnetKind::Public, &network.public),
        (SubnetKind::Private, &network.private),
    ] {
        for (position, subnet) in subnets.iter().enumerate() {
            let output = StackOutput::SubnetId(kind, position);
            tell(builder, &output.key(), "A subnet", subnet);
        }
    }
    if let Some(file_system) = file_system {
        let key = StackOutput::FileSystemId.key();
        tell(builder, &key, "The shared file system", &file_system.id());
    }
    // The lab's one output, under its own name.
    if let Some(bastion) = bastion {
        tell(
            builder,
            "eksctlhost",
            "Public address of the bastion",
            &bastion.public_ip(),
        );
    }
}

fn tell<K>(builder: &mut Builder, id: &str, description: &str, value: &Value<K>) {
    builder
        .template
        .add_output(LogicalId::new(id), Output::new(description, value));
}
