//! The service account of a chart that calls AWS, and how it gets its role. The role itself is the stack's.

use serde::Serialize;

use crate::model::{Environment, IdentityKind, Provisioner, Workload};
use crate::stack_output::StackOutput;

/// `serviceAccount` of a chart.
#[derive(Serialize)]
pub(super) struct ServiceAccount {
    create: bool,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Annotations>,
}

/// How a service account names its role.
#[derive(Serialize)]
pub(super) struct Annotations {
    #[serde(rename = "eks.amazonaws.com/role-arn")]
    role_arn: String,
}

/// The service account of a workload; it carries the role's ARN with IRSA only.
pub(super) fn of(environment: &Environment, workload: Workload) -> ServiceAccount {
    ServiceAccount {
        // eksctl makes service accounts together with their roles.
        create: environment.provisioner == Provisioner::Native,
        name: workload.name(),
        annotations: annotations(environment, workload),
    }
}

/// What a workload's service account carries, for a chart that makes one under a name of its own.
pub(super) fn annotations(environment: &Environment, workload: Workload) -> Option<Annotations> {
    let identities = &environment.identities;
    let kind = identities.overrides.get(&workload).unwrap_or(&identities.default);
    match (kind, environment.provisioner) {
        (IdentityKind::PodIdentity, _) | (_, Provisioner::Eksctl) => None,
        (IdentityKind::Irsa, provisioner) => Some(Annotations {
            role_arn: StackOutput::RoleArn(workload).reference(provisioner),
        }),
    }
}
