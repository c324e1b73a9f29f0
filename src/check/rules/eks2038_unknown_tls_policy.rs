//! EKS2038: a TLS policy of a load balancer that the catalogue does not have.

use crate::catalog::nearest;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let limits = subject.catalogue.limits();
    let mut found = Vec::new();
    for (name, group) in &ingress.groups {
        let Some(policy) = &group.ssl_policy else { continue };
        if limits.tls_policies.contains_key(policy) {
            continue;
        }
        let meant = nearest(policy, limits.tls_policies.keys().map(String::as_str));
        let help = meant.map_or_else(
            || "remove it, or take one that `aws elbv2 describe-ssl-policies` lists".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        found.push(
            Finding::at(
                at!(ingress.groups[name].sslPolicy),
                format!("there is no TLS policy `{policy}`"),
            )
            .help(help)
            .note(format!(
                "policies as of {}; for today's: `aws elbv2 describe-ssl-policies --load-balancer-type application`",
                limits.as_of()
            )),
        );
    }
    found
}
