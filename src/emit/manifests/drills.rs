//! `drills/`: faults and load that people start by hand, to see whether the alerts come. No step of the plan knows them.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::helm;
use crate::model::Environment;

/// A pod whose image does not exist.
pub const WRONG_IMAGE: &str = "drills/wrong-image.yaml";
/// A pod with network tools, to ask services from inside.
pub const NETSHOOT: &str = "drills/netshoot.yaml";
/// Requests to the nginx sample.
pub const LOAD: &str = "drills/load.yaml";

const NAMESPACE: &str = "default";
/// The tag was never published, so the node cannot pull it. `kubectl set image` with `nginx:1.19` mends the pod.
const MISSING_IMAGE: &str = "nginx:1.19.19";

#[derive(Serialize)]
struct Pod {
    spec: PodSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    restart_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    termination_grace_period_seconds: Option<u32>,
    containers: [Container; 1],
}

#[derive(Serialize)]
struct Container {
    name: &'static str,
    image: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    command: Vec<String>,
}

#[derive(Serialize)]
struct Job {
    spec: JobSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobSpec {
    backoff_limit: u32,
    /// Kubernetes deletes it an hour after its end.
    ttl_seconds_after_finished: u32,
    template: Pod,
}

/// File and objects of each drill that the environment has something for.
pub(super) fn files(environment: &Environment) -> Vec<(String, Vec<Value>)> {
    [
        (WRONG_IMAGE, Some(wrong_image())),
        (NETSHOOT, Some(netshoot())),
        (LOAD, load(environment)),
    ]
    .into_iter()
    .map(|(path, object)| (path.to_owned(), object.into_iter().collect()))
    .collect()
}

fn wrong_image() -> Value {
    let container = Container {
        name: "nginx-pod",
        image: MISSING_IMAGE,
        command: Vec::new(),
    };
    pod("nginx-19", None, container)
}

fn netshoot() -> Value {
    let container = Container {
        name: "netshoot-pod",
        image: "nicolaka/netshoot",
        command: ["tail", "-f", "/dev/null"].map(str::to_owned).into(),
    };
    // `tail` does not end when it is asked to.
    pod("netshoot-pod", Some(0), container)
}

fn pod(name: &str, termination_grace_period_seconds: Option<u32>, container: Container) -> Value {
    Object {
        api_version: "v1",
        kind: "Pod",
        metadata: Metadata::namespaced(name, NAMESPACE),
        rest: Pod {
            spec: PodSpec {
                restart_policy: None,
                termination_grace_period_seconds,
                containers: [container],
            },
        },
    }
    .tree()
}

/// 30,000 requests of 500 clients to the page of nginx, if it has one.
fn load(environment: &Environment) -> Option<Value> {
    let nginx = environment.workloads.nginx.as_ref()?;
    let url = helm::url(environment, nginx.expose.as_ref())?;
    let ab = ["ab", "-c", "500", "-n", "30000"].map(str::to_owned);
    let container = Container {
        name: "ab",
        image: "httpd:2.4",
        command: ab.into_iter().chain([format!("{url}/")]).collect(),
    };
    let job = Object {
        api_version: "batch/v1",
        kind: "Job",
        metadata: Metadata::namespaced("nginx-load", NAMESPACE),
        rest: Job {
            spec: JobSpec {
                backoff_limit: 0,
                ttl_seconds_after_finished: 3600,
                template: Pod {
                    spec: PodSpec {
                        restart_policy: Some("Never"),
                        termination_grace_period_seconds: None,
                        containers: [container],
                    },
                },
            },
        },
    };
    Some(job.tree())
}
