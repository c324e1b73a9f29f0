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

#[derive(Serialize)]
struct Annotations {
    #[serde(rename = "eks.amazonaws.com/role-arn")]
    role_arn: String,
}

/// The service account of a workload; it carries the role's ARN with IRSA only.
pub(super) fn of(environment: &Environment, workload: Workload) -> ServiceAccount {
    let identities = &environment.identities;
    let kind = identities.overrides.get(&workload).unwrap_or(&identities.default);
    ServiceAccount {
        // eksctl makes service accounts together with their roles.
        create: environment.provisioner == Provisioner::Native,
        name: workload.name(),
        annotations: match (kind, environment.provisioner) {
            (IdentityKind::PodIdentity, _) | (_, Provisioner::Eksctl) => None,
            (IdentityKind::Irsa, provisioner) => Some(Annotations {
                role_arn: StackOutput::RoleArn(workload).reference(provisioner),
            }),
        },
    }
}
