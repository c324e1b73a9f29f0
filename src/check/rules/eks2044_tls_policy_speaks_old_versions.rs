//! EKS2044: a TLS policy by which clients may still speak TLS 1.0 or 1.1.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let limits = subject.catalogue.limits();
    let mut found = Vec::new();
    for (name, group) in &ingress.groups {
        let Some(policy) = &group.ssl_policy else { continue };
        if let Some(oldest) = limits.outdated_tls(policy) {
            found.push(
                Finding::at(
                    at!(ingress.groups[name].sslPolicy),
                    format!("`{policy}` lets clients speak TLS {oldest}, which RFC 8996 gave up in 2021"),
                )
                .help("write `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`, which AWS recommends: TLS 1.2 and 1.3"),
            );
        }
    }
    found
}
