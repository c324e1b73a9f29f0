//! EKS3014: an owner of DNS records that other clusters are likely to have too.

use crate::{Finding, Subject, at};
use crate::model::{DnsPolicy, Ingress};

/// What charts and tutorials write. Source: external-dns 0.21, flag `--txt-owner-id`, and its tutorials for AWS.
const COMMON: [&str; 5] = [
    "",
    "default",
    "external-dns",
    "my-identifier",
    "my-hostedzone-identifier",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    let Some(dns) = &ingress.dns else {
        return Vec::new();
    };
    let Some(whose) = whose(ingress, &dns.owner) else {
        return Vec::new();
    };
    let consequence = match dns.policy {
        DnsPolicy::Sync => "and with `sync` clusters delete each other's records",
        DnsPolicy::UpsertOnly => "and clusters change each other's records",
        DnsPolicy::CreateOnly => "and nobody can tell later whose a record is",
    };
    vec![
        Finding::at(
            at!(ingress.dns.owner),
            format!("the owner of the records is {whose}, {consequence}"),
        )
        .help(format!(
            "write something that only this cluster has, such as `{}`",
            environment.cluster.name
        ))
        .note("records that exist keep their old owner, and are left alone from then on"),
    ]
}

fn whose(ingress: &Ingress, owner: &str) -> Option<String> {
    let zone = ingress.hosted_zone_id.as_str();
    if owner == zone || owner.strip_prefix("/hostedzone/") == Some(zone) {
        return Some("the hosted zone, which other clusters may use".to_owned());
    }
    if owner == ingress.domain.as_str() {
        return Some("the domain, which other clusters may use".to_owned());
    }
    let common = COMMON.contains(&owner);
    common.then(|| match owner {
        "" => "left to external-dns, which says `default`".to_owned(),
        owner => format!("`{owner}`, as in every example"),
    })
}
