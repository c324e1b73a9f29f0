//! How pages are published: domain, certificate, load balancers, DNS records.

use serde::{Deserialize, Serialize};

use super::Named;
use super::value::{
    CertificateArn, CertificateName, Cidr, DomainName, HostLabel, HostedZoneId, IngressGroupName,
    LoadBalancerName,
};

/// How pages are published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ingress {
    /// Domain of every published host.
    pub domain: DomainName,
    /// Route 53 hosted zone of the domain.
    pub hosted_zone_id: HostedZoneId,
    /// Certificate that covers the hosts.
    pub certificate: Certificate,
    /// Application Load Balancers by ingress group. All members of a group share these settings,
    /// or the controller refuses the whole group.
    #[serde(default)]
    pub groups: Named<IngressGroupName, IngressGroup>,
    /// DNS records through external-dns. Default: none; records are made by hand.
    #[serde(default)]
    pub dns: Option<Dns>,
}

/// The TLS certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Certificate {
    /// An ACM certificate that exists, in the cluster's region.
    Arn(CertificateArn),
    /// One that the stack makes and validates in the hosted zone. It cannot be deleted while a load balancer has it, so
    /// the stack's deletion waits for the Ingresses to go.
    Request(CertificateRequest),
}

/// A certificate to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateRequest {
    /// Names it covers besides the domain. A change makes a new certificate. Default: `*.` and the domain.
    #[serde(default)]
    pub names: Vec<CertificateName>,
}

/// One Application Load Balancer, shared by the Ingresses of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IngressGroup {
    /// Who can reach it.
    pub scheme: Scheme,
    /// Name of the load balancer, at most 32 characters; only counts when it is made.
    pub load_balancer_name: LoadBalancerName,
    /// Send HTTP to HTTPS. Default: true.
    #[serde(default = "super::on")]
    pub ssl_redirect: bool,
    /// TLS policy of the listener, such as `ELBSecurityPolicy-TLS13-1-2-2021-06`. Default: that of the load balancer
    /// controller, `ELBSecurityPolicy-2016-08`.
    #[serde(default)]
    pub ssl_policy: Option<String>,
    /// Ranges that may connect. Default: everyone who can reach it.
    #[serde(default)]
    pub inbound_cidrs: Vec<Cidr>,
}

/// Who can reach a load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = ["internal"])))]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// The internet.
    InternetFacing,
    /// The VPC and what is connected to it.
    Internal,
}

impl Scheme {
    /// The annotation's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InternetFacing => "internet-facing",
            Self::Internal => "internal",
        }
    }
}

/// How external-dns keeps records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dns {
    /// Marks records as this cluster's; unique among all that write to the zone.
    pub owner: String,
    /// What it may do to records. Default: `upsert-only`.
    #[serde(default)]
    pub policy: DnsPolicy,
}

/// What external-dns may do to records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DnsPolicy {
    /// Make and change.
    #[default]
    UpsertOnly,
    /// Make, change and delete.
    Sync,
    /// Only make.
    CreateOnly,
}

impl DnsPolicy {
    /// The chart's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UpsertOnly => "upsert-only",
            Self::Sync => "sync",
            Self::CreateOnly => "create-only",
        }
    }
}

/// Publishes a page on a load balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expose {
    /// Ingress group, a key of `ingress.groups`.
    pub group: IngressGroupName,
    /// First label of the host: `grafana` becomes `grafana.example.com`.
    pub host: HostLabel,
}
