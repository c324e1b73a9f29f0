//! EKS8020: an artefact that waits for an output of the stack, where an engine takes artefacts as they lie in git.

use crate::emit::{Artifact, helm, manifests};
use crate::model::Delivery;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(delivery) = &subject.environment().delivery else {
        return Vec::new();
    };
    let engine = match delivery {
        Delivery::Argocd(_) => "Argo CD",
        Delivery::Flux(_) => "Flux",
        Delivery::Helmfile(_) => "helmfile",
    };
    let delivered = helm::emit(subject.resolved)
        .into_iter()
        .chain(manifests::emit(subject.resolved));
    delivered
        .filter(Artifact::waits_for_outputs)
        .map(|artifact| {
            let message = format!(
                "`{}` waits for an output of the stack, and {engine} takes files as they lie in git",
                artifact.path
            );
            Finding::at(at!(delivery), message).help(mend(artifact.text()))
        })
        .collect()
}

/// How to do without the output that the text waits for.
fn mend(text: &str) -> &'static str {
    let outputs = [
        (
            ".CertificateArn}",
            "name the certificate by its ARN, as `ingress.certificate: { arn: … }`",
        ),
        (
            ".FileSystemId}",
            "leave out `storage.efs.storageClass`, and make that class by hand",
        ),
        (
            ".VpcId}",
            "take a chart of the controller from 1.11 on, which finds the VPC by its tag",
        ),
    ];
    let known = outputs.iter().find(|(output, _)| text.contains(output));
    known.map_or(
        "give the workload its role by Pod Identity, with `identities.default: podIdentity`",
        |(_, help)| help,
    )
}
