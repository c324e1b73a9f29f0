//! Which hosts external-dns writes records for, by its filters and by its zone. For rules.

use serde_json::Value;

use super::Subject;
use super::dns_arguments::{RELEASE, written};
use crate::fields::listed;
use crate::model::Ingress;

/// Arguments that take the place of all other filters. What such an expression takes in, nobody knows here.
const EXPRESSIONS: [&str; 2] = ["regex-domain-filter", "regex-domain-exclusion"];

/// What external-dns looks after. Source: kubernetes-sigs/external-dns, endpoint/domain_filter.go, `Match`, at 2bf1bf8 of
/// 2026-08-22.
pub(super) struct Filters<'a> {
    domain: &'a str,
    /// The environment's domain, and those that arguments add.
    domains: Vec<&'a str>,
    /// Domains that it leaves alone.
    excluded: Vec<&'a str>,
    by_expression: bool,
}

impl<'a> Filters<'a> {
    pub(super) fn of(subject: &Subject<'a>, ingress: &'a Ingress) -> Self {
        let domain = ingress.domain.as_str();
        let chart = subject.environment().charts.get(&RELEASE);
        let excluded = chart.and_then(|chart| chart.extra_values.get("excludeDomains")?.as_array());
        let excluded = excluded.into_iter().flatten().filter_map(Value::as_str);
        let expressions = EXPRESSIONS.iter().flat_map(|flag| written(subject, flag));
        Self {
            domain,
            domains: [domain]
                .into_iter()
                .chain(written(subject, "domain-filter"))
                .collect(),
            excluded: excluded.chain(written(subject, "exclude-domains")).collect(),
            by_expression: expressions.into_iter().any(|expression| !expression.is_empty()),
        }
    }

    /// Why no record is written for a host; `None` where one is, or may be.
    pub(super) fn pass_by(&self, host: &str) -> Option<String> {
        let host = normal(host);
        if !self.by_expression {
            if !self.domains.iter().any(|domain| takes(domain, &host, true)) {
                return Some(format!("external-dns looks after {}", listed(&self.domains)));
            }
            let mut excluded = self.excluded.iter();
            if let Some(excluded) = excluded.find(|domain| takes(domain, &host, false)) {
                return Some(format!("external-dns leaves `{excluded}` alone"));
            }
        }
        let zone = || format!("external-dns may change the zone of `{}` alone", self.domain);
        (!may_share_zone(&host, &normal(self.domain))).then(zone)
    }
}

/// Whether a filter takes a host; `unknown` is said of one that is a template.
fn takes(filter: &str, host: &str, unknown: bool) -> bool {
    if filter.contains("{{") {
        return unknown;
    }
    let filter = normal(filter.trim());
    let behind = host.strip_suffix(&filter);
    // With a dot at its begin it takes what is below alone.
    let is_below = |rest: &str| filter.starts_with('.') || rest.is_empty() || rest.ends_with('.');
    !filter.is_empty() && behind.is_some_and(is_below)
}

/// Whether one zone may have them both: it may be one above the domain, and then two labels are the same at least.
fn may_share_zone(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.rsplit('.'), domain.rsplit('.'));
    let wanted = domain.clone().count().min(2);
    host.zip(domain)
        .take_while(|(host, domain)| host == domain)
        .count()
        >= wanted
}

fn normal(domain: &str) -> String {
    domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{may_share_zone, takes};

    #[test]
    fn a_filter_takes_a_domain_and_what_is_below() {
        for (filter, host, expected) in [
            ("apps.example.com", "apps.example.com", true),
            ("Apps.Example.com.", "a.apps.example.com", true),
            ("apps.example.com", "myapps.example.com", false),
            (".apps.example.com", "a.apps.example.com", true),
            (".apps.example.com", "apps.example.com", false),
            ("", "apps.example.com", false),
            ("{{ .Values.domain }}", "apps.example.com", true),
        ] {
            assert_eq!(takes(filter, host, true), expected, "{filter} {host}");
        }
        assert!(!takes("{{ .Values.domain }}", "apps.example.com", false));
    }

    #[test]
    fn a_zone_has_two_labels_at_least() {
        for (host, domain, expected) in [
            ("a.example.com", "prod.example.com", true),
            ("a.example.org", "prod.example.com", false),
            ("a.example.net", "example.com", false),
            ("shop.com", "example.com", false),
            ("a.internal", "internal", true),
        ] {
            assert_eq!(may_share_zone(host, domain), expected, "{host} {domain}");
        }
    }
}
