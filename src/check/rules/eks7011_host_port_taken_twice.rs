//! EKS7011: two pods of every node that want the same port of it, or one that the kubelet has.

use serde_json::{Map, Value};

use crate::catalog::Pod;
use crate::diag::FieldPath;
use crate::model::value::Release;
use crate::model::{ContainerInsights, Quickstart};
use crate::{Finding, Subject, at};

/// Where Fluent Bit of Container Insights serves its own metrics; it is on the host's network.
const FLUENT_BIT: u16 = 2020;

/// Where the kubelet of each node serves its API. Source: Kubernetes documentation, ports and protocols, as of 2026-11.
const KUBELET: u16 = 10_250;

/// What the protocol of a port is where nobody writes one, as with all that are known.
const TCP: &str = "TCP";

/// Somebody who takes a port.
struct Claim<'a> {
    at: FieldPath,
    who: String,
    port: u16,
    protocol: &'a str,
    /// The address of the node; `None`: all of them.
    address: Option<&'a str>,
    /// The path of the value that moves it.
    moved_by: Option<&'a str>,
}

impl Claim<'_> {
    /// Whether only one of the two can have its port. Source: Kubernetes, pkg/scheduler/framework/types.go,
    /// `HostPortInfo.CheckConflict`, as of 2026-11.
    fn excludes(&self, other: &Claim<'_>) -> bool {
        let apart = self.address.zip(other.address).is_some_and(|(one, other)| one != other);
        self.port == other.port && self.protocol == other.protocol && !apart
    }
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let claims = claims(subject);
    let mut found = Vec::new();
    for (position, claim) in claims.iter().enumerate() {
        if claim.port == KUBELET && claim.protocol == TCP {
            let message = format!("host port {KUBELET} is taken by the kubelet of each node and by {}", claim.who);
            let help = match claim.moved_by {
                Some(path) => format!("move it to another port by the value `{path}`"),
                None => "move it to another port".to_owned(),
            };
            found.push(Finding::at(claim.at.clone(), message).help(help));
        } else if let Some(earlier) = claims[..position]
            .iter()
            .find(|earlier| earlier.excludes(claim))
        {
            let message = format!(
                "host port {} is taken by {} and by {}",
                claim.port, earlier.who, claim.who
            );
            found.push(
                Finding::at(claim.at.clone(), message)
                    .related(earlier.at.clone(), "the other")
                    .help("move one of them to another port, or do without it"),
            );
        }
    }
    found
}

/// What is installed, and then what somebody wrote into values: a finding is best where a change is easy.
fn claims<'a>(subject: &Subject<'a>) -> Vec<Claim<'a>> {
    let environment = subject.environment();
    let mut claims = Vec::new();
    for (name, pod) in subject.catalogue.pods().iter() {
        let of_release = Release::ALL
            .into_iter()
            .find(|release| Some(release.name()) == pod.release.as_deref());
        let of_release = of_release.and_then(|release| Some((release, environment.charts.get(&release)?)));
        let add_on = pod.add_on.as_deref();
        let add_on = add_on.and_then(|name| Some((name, environment.addons.get(name)?)));
        let (at, ports) = match (of_release, add_on) {
            (Some((release, chart)), _) => (at!(charts[release]), pod.host_ports(&chart.extra_values)),
            (_, Some((name, addon))) => (at!(addons[name]), pod.host_ports(&addon.configuration)),
            (None, None) => continue,
        };
        let who = format!("`{name}`");
        claims.extend(ports.into_iter().map(|port| Claim {
            at: at.clone(),
            who: who.clone(),
            port,
            protocol: TCP,
            address: None,
            moved_by: pod.moved_by.as_deref(),
        }));
    }
    if let Some(ContainerInsights::Quickstart(Quickstart {
        http_server: true, ..
    })) = &environment.logging.container_insights
    {
        claims.push(Claim {
            at: at!(logging.containerInsights.quickstart.httpServer),
            who: "`fluent-bit`".to_owned(),
            port: FLUENT_BIT,
            protocol: TCP,
            address: None,
            moved_by: None,
        });
    }
    for (release, chart) in &environment.charts {
        written(
            &at!(charts[release].extraValues),
            *release,
            &chart.extra_values,
            &mut claims,
        );
    }
    claims
}

/// Every `hostPort` below some values.
fn written<'a>(
    at: &FieldPath,
    release: Release,
    values: &'a Map<String, Value>,
    claims: &mut Vec<Claim<'a>>,
) {
    let text = |key: &str| values.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    for (key, value) in values {
        let at = at.key(key);
        match value {
            Value::Object(below) => written(&at, release, below, claims),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(below) = item {
                        written(&at.index(index), release, below, claims);
                    }
                }
            }
            value if key == "hostPort" => {
                if let Some(port) = Pod::port(value) {
                    claims.push(Claim {
                        at,
                        who: format!("`{release}`"),
                        port,
                        protocol: text("protocol").unwrap_or(TCP),
                        address: text("hostIP").filter(|address| *address != "0.0.0.0"),
                        moved_by: None,
                    });
                }
            }
            _ => {}
        }
    }
}
