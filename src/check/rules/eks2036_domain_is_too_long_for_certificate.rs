//! EKS2036: a domain that is longer than the first name of a certificate may be.

use crate::{Finding, Subject, at};
use crate::model::Certificate;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let most = subject.catalogue.limits().certificate.first_name_octets;
    let length = ingress.domain.len();
    if !matches!(ingress.certificate, Certificate::Request(_)) || length <= most {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(ingress.domain),
            format!("the domain has {length} characters, and the first name of a certificate has at most {most}"),
        )
        .related(at!(ingress.certificate.request), "the certificate")
        .help("use a shorter domain, or make the certificate outside, with a shorter first name, and give its `arn`"),
    ]
}
