//! How pages are published.

use eksight::model::value::Release;
use eksight::model::{
    Certificate, CertificateRequest, Dns, DnsPolicy, Expose, Ingress, IngressGroup, Network, Scheme,
    SubnetKind,
};

use crate::charts::Installed;
use crate::network;
use crate::place::Place;
use crate::random::Random;
use crate::text::{self, parsed};

pub(crate) fn ingress(
    random: &mut Random,
    place: &Place,
    network: &Network,
    installed: &mut Installed,
) -> Ingress {
    installed.pin(random, Release::AwsLoadBalancerController);
    let domain = random.pick(&["example.com", "prod.example.com", "012.example.org"]);
    let names = random.some_of(&["public", "on", "study.team-1", "012"], 1, 3);
    let dns = random.maybe(60, |random| Dns {
        // external-dns keeps it in a list of fields.
        owner: random
            .maybe(50, text::free)
            .filter(|owner| !owner.contains([',', '=', '"']))
            .unwrap_or_else(|| "prod-eks".to_owned()),
        policy: random.pick(&[DnsPolicy::UpsertOnly, DnsPolicy::Sync, DnsPolicy::CreateOnly]),
    });
    // Route 53 has no endpoint in a VPC.
    let dns = dns.filter(|_| !network::isolated(network));
    if dns.is_some() {
        installed.pin(random, Release::ExternalDns);
    }
    Ingress {
        domain: parsed(domain),
        hosted_zone_id: parsed(random.pick(&["Z0123456789EXAMPLE", "Z1E3"])),
        certificate: certificate(random, place, domain),
        groups: (0..)
            .zip(names)
            .map(|(number, name)| (parsed(name), group(random, network, number)))
            .collect(),
        dns,
    }
}

fn certificate(random: &mut Random, place: &Place, domain: &str) -> Certificate {
    if place.is_native() && !place.delivered && random.chance(40) {
        // Without a wildcard some page would be left out.
        let mut names = random.some_of(&["grafana.", "nginx.", "www."], 0, 3);
        if !names.is_empty() {
            names.push("*.");
        }
        let names = names.into_iter().map(|label| parsed(format!("{label}{domain}")));
        return Certificate::Request(CertificateRequest {
            names: names.collect(),
        });
    }
    Certificate::Arn(parsed(format!(
        "arn:aws:acm:{}:{}:certificate/00000000-0000-4000-8000-000000000001",
        place.region,
        place.account_id()
    )))
}

fn group(random: &mut Random, network: &Network, number: usize) -> IngressGroup {
    let outside = network::kinds(network).contains(&SubnetKind::Public);
    let scheme = random.pick(&[Scheme::Internal, Scheme::InternetFacing]);
    let stem = random.pick(&["alb", "On", "012", "A234567890-b234567890-c23456789"]);
    IngressGroup {
        scheme: if outside { scheme } else { Scheme::Internal },
        load_balancer_name: parsed(format!("{stem}{number}")),
        ssl_redirect: random.chance(70),
        ssl_policy: random.maybe(40, |_| "ELBSecurityPolicy-TLS13-1-2-2021-06".to_owned()),
        inbound_cidrs: random
            .some_of(&["203.0.113.0/24", "10.0.0.0/8", "0.0.0.0/0"], 0, 2)
            .into_iter()
            .map(parsed)
            .collect(),
    }
}

/// Publishes a page under one of these names, where there is a load balancer.
pub(crate) fn expose(random: &mut Random, ingress: Option<&Ingress>, hosts: [&str; 2]) -> Option<Expose> {
    let groups: Vec<_> = ingress?.groups.keys().collect();
    random.maybe(70, |random| Expose {
        group: random.pick(&groups).clone(),
        host: parsed(random.pick(&hosts)),
    })
}
