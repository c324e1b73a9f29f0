//! `drills/`: faults and load that people start by hand, to see whether the alerts come. No step of the plan knows them.

use serde::Serialize;
use serde_json::Value;

use super::workload::Workload;
use super::{Metadata, Object};
use crate::images;
use crate::model::LogType;
use crate::model::value::Release;
use crate::resolve::Resolved;

/// A pod whose image does not exist.
pub const WRONG_IMAGE: &str = "drills/wrong-image.yaml";
/// A pod with network tools, to ask services from inside.
pub const NETSHOOT: &str = "drills/netshoot.yaml";
/// A Deployment that is there to be scaled, so that the controller manager writes about it.
pub const LOG_DRILL: &str = "drills/log-drill.yaml";
/// Requests to the nginx sample.
pub const LOAD: &str = "drills/load.yaml";

const NAMESPACE: &str = "default";
/// A shell with what a system has, also for `kubectl debug`.
pub const TOOLS_IMAGE: &str = "busybox";
/// Mends the pod of the wrong image.
pub const RIGHT_IMAGE: &str = "nginx:1.19";
/// The tag was never published, so the node cannot pull it.
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
    image: String,
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
pub(super) fn files(resolved: &Resolved) -> Vec<(String, Vec<Value>)> {
    let writes = resolved
        .environment
        .cluster
        .log_types
        .contains(&LogType::ControllerManager);
    [
        (WRONG_IMAGE, Some(wrong_image(resolved))),
        (NETSHOOT, Some(netshoot(resolved))),
        (LOG_DRILL, writes.then(|| log_drill(resolved))),
        (LOAD, load(resolved)),
    ]
    .into_iter()
    .filter_map(|(path, object)| Some((path.to_owned(), vec![object?])))
    .collect()
}

fn wrong_image(resolved: &Resolved) -> Value {
    let container = Container {
        name: "nginx-pod",
        image: images::pulled(resolved, MISSING_IMAGE),
        command: Vec::new(),
    };
    pod("nginx-19", None, container)
}

fn netshoot(resolved: &Resolved) -> Value {
    pod(
        "netshoot-pod",
        Some(0),
        idle("netshoot-pod", images::pulled(resolved, "nicolaka/netshoot")),
    )
}

fn log_drill(resolved: &Resolved) -> Value {
    let name = "log-drill";
    Workload {
        name,
        namespace: NAMESPACE,
        label: ("app.kubernetes.io/name", name),
        pod: PodSpec {
            restart_policy: None,
            termination_grace_period_seconds: Some(0),
            containers: [idle(name, images::pulled(resolved, TOOLS_IMAGE))],
        },
    }
    .deployment(1)
}

/// A container that does nothing. `tail` does not end when it is asked to, so its pod is given no time for that.
fn idle(name: &'static str, image: String) -> Container {
    Container {
        name,
        image,
        command: ["tail", "-f", "/dev/null"].map(str::to_owned).into(),
    }
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

/// 30,000 requests of 500 clients to the Service of nginx, which there is whether its page is published or not.
fn load(resolved: &Resolved) -> Option<Value> {
    resolved.environment.workloads.nginx.as_ref()?;
    let mut releases = resolved.releases.iter();
    let nginx = releases.find(|release| release.release == Release::Nginx)?;
    let ab = ["ab", "-c", "500", "-n", "30000"].map(str::to_owned);
    let container = Container {
        name: "ab",
        image: images::pulled(resolved, "httpd:2.4"),
        // The chart's Service is called as the release is, and listens on port 80. Source: charts nginx 14.1.0 to 22.1.1.
        command: ab
            .into_iter()
            .chain([format!(
                "http://{}.{}.svc.cluster.local/",
                nginx.release, nginx.namespace
            )])
            .collect(),
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
