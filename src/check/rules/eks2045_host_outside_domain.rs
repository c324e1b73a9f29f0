//! EKS2045: a host in chart values whose record external-dns does not write, since it looks after one domain.

use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::dns_filters::Filters;
use crate::{Finding, Subject, at, extra};

/// The annotation by which a Service or an Ingress asks for a record.
const HOSTNAME: &str = "external-dns.alpha.kubernetes.io/hostname";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    // Whoever writes records by hand may write them anywhere.
    if ingress.dns.is_none() {
        return Vec::new();
    }
    let mut hosts = Vec::new();
    for map in extra::maps(subject) {
        if map.text("ingressClassName") == Some("alb") {
            for key in ["hostname", "host", "hosts"] {
                if let Some(value) = map.extra.get(key) {
                    collect(&map.at.key(key), value, &mut hosts);
                }
            }
        }
        if let Some(Value::String(names)) = map.extra.get(HOSTNAME) {
            let names = names.split(',').map(str::trim);
            hosts.extend(names.map(|name| (map.at.key(HOSTNAME), name)));
        }
    }
    let domain = ingress.domain.as_str();
    let filters = Filters::of(subject, ingress);
    hosts
        .into_iter()
        .filter(|(_, host)| host.contains('.') && !host.contains("{{"))
        .filter_map(|(at, host)| Some((at, host, filters.pass_by(host)?)))
        .map(|(at, host, why)| {
            Finding::at(at, format!("nobody writes a record for `{host}`: {why}"))
                .related(at!(ingress.domain), "the domain")
                .help(format!(
                    "choose a host below `{domain}`, or make the record by hand"
                ))
        })
        .collect()
}

/// The texts of a list of hosts, or of one; items of a list may be maps with a host.
fn collect<'a>(at: &FieldPath, value: &'a Value, hosts: &mut Vec<(FieldPath, &'a str)>) {
    match value {
        Value::String(host) => hosts.push((at.clone(), host)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&at.index(index), item, hosts);
            }
        }
        Value::Object(item) => {
            if let Some(host) = host_of(item) {
                hosts.push((at.key("host"), host));
            }
        }
        _ => {}
    }
}

fn host_of(item: &Map<String, Value>) -> Option<&str> {
    item.get("host")?.as_str()
}
