//! How to look at each system of an environment, with its real names: the commands people need when it runs.

mod certificates;
mod cluster;
mod control_plane;
mod cost;
mod monitoring;
mod nodes;
mod tools;
mod workloads;

use serde::Serialize;

use crate::helm;
use crate::manifests::NETSHOOT;
use crate::model::{Environment, Expose};
use crate::resolve::Resolved;

/// How long to wait for an answer over the network, which may not be there.
const CURL: &str = "curl --silent --max-time 10";

/// The commands about one system.
#[derive(Serialize)]
pub(super) struct Section {
    title: &'static str,
    parts: Vec<Part>,
}

/// Commands that belong together, and what they are for.
#[derive(Serialize)]
struct Part {
    about: String,
    /// Of the block, for who colours it.
    language: &'static str,
    commands: Vec<String>,
}

impl Part {
    fn new<C: Into<String>>(about: impl Into<String>, commands: impl IntoIterator<Item = C>) -> Self {
        Self {
            about: about.into(),
            language: "sh",
            commands: commands.into_iter().map(Into::into).collect(),
        }
    }

    /// Messages to a bot rather than commands of a shell.
    fn messages(self) -> Self {
        Self {
            language: "text",
            ..self
        }
    }
}

/// What is asked of a service from inside the cluster, by the pod with network tools.
fn from_inside(name: &str, about: &str, commands: &[String]) -> Part {
    let apply = [
        format!("kubectl apply -f out/{name}/{NETSHOOT}"),
        "kubectl wait --for=condition=Ready pod/netshoot-pod --namespace default --timeout 2m".to_owned(),
    ];
    let asked = commands
        .iter()
        .map(|command| format!("kubectl exec netshoot-pod --namespace default -- {command}"));
    let delete = [format!("kubectl delete -f out/{name}/{NETSHOOT}")];
    Part::new(about, apply.into_iter().chain(asked).chain(delete))
}

/// What stands above the commands that ask a published page.
fn about_page(environment: &Environment, expose: Option<&Expose>) -> &'static str {
    match helm::is_internal(environment, expose) {
        true => "Its page. The load balancer is internal, so ask from the VPC or a network connected to it:",
        false => "Its page:",
    }
}

/// A section for each system that the environment has.
pub(super) fn sections(resolved: &Resolved) -> Vec<Section> {
    let sections = [
        ("The cluster", cluster::parts(resolved)),
        ("The control plane", control_plane::parts(resolved)),
        ("Logs of nodes and containers", nodes::parts(resolved)),
        ("Metrics and alerts of the cluster", tools::parts(resolved)),
        ("Prometheus and Grafana", monitoring::parts(resolved)),
        (
            "The certificate of the load balancers",
            certificates::parts(resolved),
        ),
        ("The nginx sample", workloads::parts(resolved)),
        ("Cost", cost::parts(resolved)),
    ];
    let sections = sections.into_iter().filter(|(_, parts)| !parts.is_empty());
    sections.map(|(title, parts)| Section { title, parts }).collect()
}
