//! A host inside the VPC to work from.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::value::{Cidr, InstanceType, ZoneRef};
use super::{SubnetKind, Volume};

/// A host inside the VPC, reached through SSM Session Manager.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bastion {
    /// Instance type.
    pub instance_type: InstanceType,
    /// Zone of its subnet. Default: the cluster's first.
    #[serde(default)]
    pub zone: Option<ZoneRef>,
    /// Which subnet. Default: `private`.
    #[serde(default)]
    pub subnets: SubnetKind,
    /// Ranges that may reach port 22. Default: none; Session Manager needs no open port.
    #[serde(default)]
    pub ssh_cidrs: Vec<Cidr>,
    /// Fixed address inside the subnet. Default: AWS chooses.
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", regex(pattern = r"^([0-9]{1,3}\.){3}[0-9]{1,3}$"))
    )]
    pub private_ip: Option<Ipv4Addr>,
    /// Root volume. Default: 80 GiB gp3.
    #[serde(default)]
    pub volume: Volume,
}
