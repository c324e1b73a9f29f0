//! EKS2033: a published host that the requested certificate does not name. What a certificate that exists covers, no
//! environment says.

use crate::fields::{exposed, listed};
use crate::{Finding, Subject, at};
use crate::model::Certificate;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    let Certificate::Request(request) = &ingress.certificate else {
        return Vec::new();
    };
    // Without names it covers the domain and `*.` before it, and so every host of one label.
    if request.names.is_empty() {
        return Vec::new();
    }
    let uncovered = exposed(subject.resolved).into_iter().filter_map(|(at, expose)| {
        let host = format!("{}.{}", expose.host, ingress.domain);
        let covered = request.names.iter().any(|name| covers(name, &host));
        (!covered).then(|| {
            Finding::at(
                at.field("host"),
                format!("the certificate does not cover `{host}`"),
            )
            .related(at!(ingress.certificate.request.names), "what it covers")
            .help(format!(
                "add `{host}` or `*.{}` to its names, which are the domain and {}",
                ingress.domain,
                listed(&request.names)
            ))
        })
    });
    uncovered.collect()
}

/// A wildcard stands for exactly one label.
fn covers(name: &str, host: &str) -> bool {
    match name.strip_prefix("*.") {
        Some(domain) => host.split_once('.').is_some_and(|(_, rest)| rest == domain),
        None => name == host,
    }
}
