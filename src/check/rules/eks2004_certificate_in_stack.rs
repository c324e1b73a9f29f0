//! EKS2004: a certificate in the stack, which holds up the stack's deletion.

use crate::{Finding, Subject, at};
use crate::model::Certificate;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let ingress = subject.environment().ingress.as_ref();
    let in_stack = ingress.is_some_and(|ingress| matches!(ingress.certificate, Certificate::Request(_)));
    let finding = || {
        Finding::at(
            at!(ingress.certificate.request),
            "a certificate in the stack cannot be deleted while a load balancer has it",
        )
        .help("delete the Ingresses before the stack; or make the certificate outside and give its `arn`")
    };
    in_stack.then(finding).into_iter().collect()
}
