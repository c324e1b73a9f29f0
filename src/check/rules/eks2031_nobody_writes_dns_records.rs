//! EKS2031: published hosts whose DNS records are left to people.

use crate::fields::exposed;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // A page without an `ingress` section is the business of EKS2003.
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    if ingress.dns.is_some() {
        return Vec::new();
    }
    exposed(subject.resolved)
        .into_iter()
        .map(|(at, expose)| {
            let host = format!("{}.{}", expose.host, ingress.domain);
            Finding::at(at, format!("nobody writes the DNS record of `{host}`"))
                .related(at!(ingress), "no `dns` here")
                .help(format!(
                    "below `ingress`, add `dns: {{ owner: {} }}`, and the chart `external-dns`; or make the record by hand once the load \
                     balancer has its address, and again whenever it is made anew",
                    environment.cluster.name
                ))
        })
        .collect()
}
