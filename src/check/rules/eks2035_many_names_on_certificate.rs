//! EKS2035: more names on a certificate than ACM gives by default.

use std::collections::BTreeSet;

use crate::{Finding, Subject, at};
use crate::model::Certificate;
use crate::model::value::CertificateName;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let Certificate::Request(request) = &ingress.certificate else {
        return Vec::new();
    };
    let mut names: BTreeSet<&str> = request.names.iter().map(CertificateName::as_str).collect();
    names.insert(&ingress.domain);
    let most = subject.catalogue.limits().certificate.names_by_default;
    if names.len() <= most {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(ingress.certificate.request.names),
            format!(
                "the certificate has {} names with the domain, and ACM gives {most} by default",
                names.len()
            ),
        )
        .help(format!(
            "write `*.{}` instead of its hosts, or have the quota `Domain names per ACM certificate` raised first",
            ingress.domain
        )),
    ]
}
