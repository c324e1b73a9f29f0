//! EKS3015: an owner of DNS records that external-dns writes and cannot read back.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let dns = environment
        .ingress
        .as_ref()
        .and_then(|ingress| ingress.dns.as_ref());
    let Some(dns) = dns else {
        return Vec::new();
    };
    // The record is a list `key=value,…` in quotes. Source: external-dns, endpoint/labels.go, as of 2026-08.
    let Some(cut) = dns.owner.chars().find(|c| matches!(c, ',' | '=' | '"')) else {
        return Vec::new();
    };
    vec![
        Finding::at(
            at!(ingress.dns.owner),
            format!(
                "external-dns does not read `{}` back: `{cut}` ends a field there",
                dns.owner
            ),
        )
        .help(format!(
            "use letters, digits, `-` and `.`, such as `{}`",
            environment.cluster.name
        )),
    ]
}
