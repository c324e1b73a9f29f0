//! The lab's parameters, each with one allowed value: the checked one. An override at deployment could otherwise pass
//! by the rules. Source: the lab's template, read 2026-11.
//!
//! Nothing uses these of the lab's any more, so they are left out: `KeyName` and `SgIngressSshCidr` (Session Manager
//! needs neither), `MyIamUserAccessKeyID` and `MyIamUserSecretAccessKey` (a role instead of keys), `TargetRegion`
//! (never referenced), and `KubernetesVersion`, `WorkerNodeInstanceType`, `WorkerNodeCount` and `WorkerNodeVolumesize`
//! (they stand in `eksctl/cluster.yaml`).

use super::builder::Builder;
use super::machines;
use crate::cloudformation::kind::{Cidr, ImageId, InstanceType, Text, ZoneName};
use crate::cloudformation::{LogicalId, Parameter, ParameterType, Value};
use crate::resolve::{Subnet, SubnetOrigin};

/// References to the parameters.
pub(super) struct Parameters {
    pub(super) cluster: Value<Text>,
    pub(super) zones: Vec<Value<ZoneName>>,
    pub(super) vpc: Value<Cidr>,
    pub(super) public: Vec<Value<Cidr>>,
    pub(super) private: Vec<Value<Cidr>>,
    pub(super) bastion: Option<Machine>,
}

/// What the bastion is.
pub(super) struct Machine {
    pub(super) instance_type: Value<InstanceType>,
    pub(super) image: Value<ImageId>,
}

const BASTION: &str = "<<<<< Deploy EC2 >>>>>";
const CLUSTER: &str = "<<<<< EKS Config >>>>>";
const ZONES: &str = "<<<<< Region AZ >>>>>";
const NETWORK: &str = "<<<<< VPC Subnet >>>>>";

pub(super) fn add(builder: &mut Builder) -> Parameters {
    let resolved = builder.resolved;
    let bastion = resolved.environment.bastion.as_ref();
    let bastion = bastion.map(|bastion| Machine {
        instance_type: one(builder, BASTION, "MyInstanceType", bastion.instance_type.as_str()),
        image: add_image(builder),
    });
    let cluster = one(
        builder,
        CLUSTER,
        "ClusterBaseName",
        &resolved.environment.cluster.name,
    );
    let zones = (1..).zip(&resolved.zones).map(|(number, zone)| {
        let name = zone.name.as_deref().unwrap_or(zone.label());
        let id = LogicalId::new(format!("AvailabilityZone{number}"));
        builder
            .template
            .add_parameter(id, fixed(ZONES, ParameterType::ZoneName, name))
    });
    let zones = zones.collect();
    let vpc = one(builder, NETWORK, "VpcBlock", &resolved.vpc_cidr.to_string());
    let mut blocks = |kind: &str, subnets: &[Subnet]| {
        let numbered = (1..).zip(subnets);
        let block = |(number, subnet): (u32, &Subnet)| {
            one(
                builder,
                NETWORK,
                &format!("{kind}Subnet{number}Block"),
                &range(subnet),
            )
        };
        numbered.map(block).collect()
    };
    Parameters {
        cluster,
        zones,
        vpc,
        public: blocks("Public", &resolved.subnets.public),
        private: blocks("Private", &resolved.subnets.private),
        bastion,
    }
}

/// An existing subnet has no range here; EKS1006 has refused it in this shape.
fn range(subnet: &Subnet) -> String {
    match &subnet.origin {
        SubnetOrigin::New(cidr) => cidr.to_string(),
        SubnetOrigin::Existing(id) => id.to_string(),
    }
}

fn add_image(builder: &mut Builder) -> Value<ImageId> {
    let path = machines::newest_image(builder.resolved.bastion_machine);
    let parameter = fixed(BASTION, ParameterType::ImageIdFromSsm, &path);
    builder
        .template
        .add_parameter(LogicalId::new("LatestAmiId"), parameter)
}

fn one<K>(builder: &mut Builder, group: &str, id: &str, value: &str) -> Value<K> {
    builder
        .template
        .add_parameter(LogicalId::new(id), fixed(group, ParameterType::String, value))
}

fn fixed(group: &str, kind: ParameterType, value: &str) -> Parameter {
    Parameter::new(kind)
        .group(group)
        .default(value)
        .allowed_values([value])
}
