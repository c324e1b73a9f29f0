//! The VPC: a new one with derived subnets, or one that exists.

use serde::{Deserialize, Serialize};

use super::Named;
use super::value::{Cidr, RetentionDays, SubnetId, VpcId, ZoneRef};

/// The network of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Network {
    /// Range of a new VPC, /16 to /20 when the subnets are derived. Default: 192.168.0.0/16.
    #[serde(default)]
    pub cidr: Option<Cidr>,
    /// Public subnets by zone. Default: derived from `cidr`, one a zone, eight bits longer than the VPC.
    #[serde(default)]
    pub public_subnets: Named<ZoneRef, Cidr>,
    /// Private subnets by zone. Default: derived from `cidr`, one a zone, three bits longer than the VPC.
    #[serde(default)]
    pub private_subnets: Named<ZoneRef, Cidr>,
    /// How private subnets reach the internet. Default: `single`.
    #[serde(default)]
    pub nat: Nat,
    /// VPC endpoints: AWS services reached without NAT. Default: none.
    #[serde(default)]
    pub endpoints: Vec<VpcEndpointService>,
    /// Record of accepted and refused connections. Default: none.
    #[serde(default)]
    pub flow_logs: Option<FlowLogs>,
    /// Use this VPC instead of a new one; excludes the settings above. Default: none.
    #[serde(default)]
    pub existing: Option<ExistingVpc>,
}

/// How private subnets reach the internet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Nat {
    /// Not at all.
    None,
    /// One NAT gateway in the first zone: cheap, and lost with that zone.
    #[default]
    Single,
    /// One NAT gateway in each zone.
    PerZone,
    /// One gateway for the region, with an address in each zone that AWS adds as zones are used.
    Regional,
}

/// An AWS service behind a VPC endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VpcEndpointService {
    /// S3, as a gateway endpoint (free); image layers come from there.
    S3,
    /// The container registry: `ecr.api` and `ecr.dkr`.
    Ecr,
    /// Security Token Service.
    Sts,
    /// CloudWatch Logs.
    Logs,
    /// The EC2 API: the CNI and the CSI drivers call it.
    Ec2,
    /// EKS Pod Identity.
    EksAuth,
    /// The EKS API.
    Eks,
    /// The load balancer API.
    Elasticloadbalancing,
    /// Secrets Manager: External Secrets calls it.
    Secretsmanager,
}

/// Record of accepted and refused connections, sent to CloudWatch Logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlowLogs {
    /// Days that the records are kept.
    pub retention_days: RetentionDays,
}

/// A VPC that exists already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExistingVpc {
    /// Its id.
    pub vpc_id: VpcId,
    /// Its range.
    pub cidr: Cidr,
    /// Public subnets by zone, in which internet-facing load balancers stand. Default: none.
    #[serde(default)]
    pub public_subnets: Named<ZoneRef, SubnetId>,
    /// Private subnets by zone, in which internal load balancers stand too.
    pub private_subnets: Named<ZoneRef, SubnetId>,
}
