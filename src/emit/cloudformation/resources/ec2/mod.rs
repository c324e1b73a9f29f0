//! EC2: the network, and the machines in it.

mod endpoint;
mod flow_log;
mod instance;
mod launch_template;
mod routing;
mod security_group;
mod vpc;

pub use endpoint::{VpcEndpoint, VpcEndpointKind};
pub use flow_log::{FlowLog, FlowLogDestination, FlowLogResourceType, TrafficType};
pub use instance::{Instance, InstanceNetwork, NetworkInterface};
pub use launch_template::{
    BlockDeviceMapping, Ebs, HttpTokens, LaunchTemplate, LaunchTemplateData, MetadataEndpoint,
    MetadataOptions, TagSpecification, TaggedResource, TemplateEbs, VolumeType,
};
pub use routing::{
    Eip, EipDomain, NatGateway, NatPlacement, RegionalMode, Route, RouteTable, RouteTarget,
    SubnetRouteTableAssociation,
};
pub use security_group::{
    EgressPeer, EgressRule, IngressPeer, IngressRule, Ports, SecurityGroup, SecurityGroupIngress,
};
pub use vpc::{InternetGateway, Subnet, SubnetZone, Vpc, VpcGatewayAttachment};
