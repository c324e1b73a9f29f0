//! How workloads get AWS permissions.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Named;

/// How workloads get AWS permissions. Which ones need a role follows from what is installed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identities {
    /// For every workload not named below. Default: `podIdentity`.
    #[serde(default)]
    pub default: IdentityKind,
    /// By workload. Default: none.
    #[serde(default)]
    pub overrides: Named<Workload, IdentityKind>,
}

/// The mechanism that gives a service account a role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum IdentityKind {
    /// EKS Pod Identity: an association in the stack, nothing in the manifests.
    #[default]
    PodIdentity,
    /// IAM roles for service accounts: an OIDC provider, and the role's ARN on the service account.
    Irsa,
}

/// A workload that calls AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Workload {
    /// AWS Load Balancer Controller.
    AwsLoadBalancerController,
    /// EBS CSI driver.
    AwsEbsCsiDriver,
    /// EFS CSI driver.
    AwsEfsCsiDriver,
    /// external-dns.
    ExternalDns,
    /// Karpenter.
    Karpenter,
    /// Cluster Autoscaler.
    ClusterAutoscaler,
    /// External Secrets.
    ExternalSecrets,
    /// Prometheus, which signs what it writes to Amazon Managed Service for Prometheus.
    Prometheus,
    /// CloudWatch agent and Fluent Bit of Container Insights, as an add-on.
    AmazonCloudwatchObservability,
    /// CloudWatch agent of Container Insights, as a manifest.
    CloudwatchAgent,
    /// Fluent Bit of Container Insights, as a manifest.
    FluentBit,
}

impl Workload {
    /// The name, as in the environment file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsLoadBalancerController => "aws-load-balancer-controller",
            Self::AwsEbsCsiDriver => "aws-ebs-csi-driver",
            Self::AwsEfsCsiDriver => "aws-efs-csi-driver",
            Self::ExternalDns => "external-dns",
            Self::Karpenter => "karpenter",
            Self::ClusterAutoscaler => "cluster-autoscaler",
            Self::ExternalSecrets => "external-secrets",
            Self::Prometheus => "prometheus",
            Self::AmazonCloudwatchObservability => "amazon-cloudwatch-observability",
            Self::CloudwatchAgent => "cloudwatch-agent",
            Self::FluentBit => "fluent-bit",
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
