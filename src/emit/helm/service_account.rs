//! The service account of a chart that calls AWS, and how it gets its role. The role itself is the stack's.

use serde::Serialize;

use crate::model::{Environment, IdentityKind, Workload};

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
    let role = name_in_stack(workload);
    ServiceAccount {
        create: true,
        name: workload.name(),
        annotations: match kind {
            IdentityKind::PodIdentity => None,
            IdentityKind::Irsa => Some(Annotations {
                role_arn: format!("${{stack:Role{role}.{role}RoleArn}}"),
            }),
        },
    }
}

/// The workload's name as the stack's logical ids and output keys have it.
fn name_in_stack(workload: Workload) -> String {
    let words = workload.name().split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect()
}
