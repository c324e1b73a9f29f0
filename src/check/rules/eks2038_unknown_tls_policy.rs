//! EKS2038: a TLS policy of a load balancer, or for all of them that have none, that the catalogue does not have.

use super::eks2044_tls_policy_speaks_old_versions::of_controller;
use crate::catalog::nearest;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let limits = subject.catalogue.limits();
    let groups = subject
        .environment()
        .ingress
        .iter()
        .flat_map(|ingress| &ingress.groups);
    let of_groups = groups.filter_map(|(name, group)| {
        let policy = group.ssl_policy.as_deref()?;
        Some((at!(ingress.groups[name].sslPolicy), policy))
    });
    let default = of_controller(subject).and_then(|(at, policy)| Some((at, policy.as_str()?)));
    let unknown = of_groups
        .chain(default)
        .filter(|(_, policy)| !limits.tls_policies.contains_key(*policy));
    unknown
        .map(|(at, policy)| {
            let meant = nearest(policy, limits.tls_policies.keys().map(String::as_str));
            let help = meant.map_or_else(
                || Help::take_out("remove it, or take one that `aws elbv2 describe-ssl-policies` lists"),
                |meant| format!("did you mean `{meant}`?").into(),
            );
            Finding::at(at, format!("there is no TLS policy `{policy}`")).help(help).note(format!(
                "policies as of {}; for today's: `aws elbv2 describe-ssl-policies --load-balancer-type application`",
                limits.as_of()
            ))
        })
        .collect()
}
