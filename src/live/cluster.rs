//! EKS: the cluster as AWS knows it.

use serde::Deserialize;

use super::{Fault, Programs};

/// A cluster.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Its ARN, with its region and account.
    pub arn: String,
    /// `ACTIVE`, `CREATING`, …
    #[serde(default)]
    pub status: String,
    /// The address of its API server; none while it is made.
    #[serde(default)]
    pub endpoint: String,
    /// Its Kubernetes version.
    #[serde(default)]
    pub version: String,
    /// Whether it may not be deleted.
    #[serde(default)]
    pub deletion_protection: bool,
    #[serde(default)]
    logging: Logging,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    #[serde(default)]
    cluster_logging: Vec<LogTypes>,
}

#[derive(Debug, Clone, Deserialize)]
struct LogTypes {
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    enabled: bool,
}

impl Cluster {
    /// Whether it has an API server that may answer: the AWS CLI writes a kubeconfig file for no other one (aws/aws-cli,
    /// `awscli/customizations/eks/update_kubeconfig.py`, as of 2026-11).
    #[must_use]
    pub fn lets_in(&self) -> bool {
        ["ACTIVE", "UPDATING"].contains(&self.status.as_str())
    }

    /// The kinds of control plane logs that are on.
    #[must_use]
    pub fn log_types(&self) -> Vec<&str> {
        let on = self.logging.cluster_logging.iter().filter(|logs| logs.enabled);
        on.flat_map(|logs| logs.types.iter().map(String::as_str))
            .collect()
    }
}

#[derive(Deserialize)]
struct Answer {
    cluster: Cluster,
}

/// The cluster of this name; `None` where there is none.
///
/// # Errors
/// When it cannot be told.
pub fn cluster(programs: &Programs<'_>, name: &str) -> Result<Option<Cluster>, Fault> {
    match programs.ask_aws::<Answer>(&["eks", "describe-cluster", "--name", name]) {
        Err(fault) if fault.is_absent() => Ok(None),
        other => other.map(|answer| Some(answer.cluster)),
    }
}

/// Asks the cluster's API server for its version, which everybody may know whom it takes in. A server that does not answer
/// is not waited for long.
///
/// # Errors
/// When it cannot be told.
pub fn answers(programs: &Programs<'_>) -> Result<(), Fault> {
    let arguments = ["version", "--output", "json", "--request-timeout=10s"];
    programs
        .ask_kubectl::<serde::de::IgnoredAny>(&arguments)
        .map(drop)
}
