//! Pods, as whoever waits for them sees them.

use serde::{Deserialize, Serialize};

use super::objects::{List, Metadata};
use super::{Fault, Programs};

/// A pod that is to be ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pod {
    /// Its name.
    pub name: String,
    /// Whether all its containers are ready.
    pub is_ready: bool,
    /// What it waits for in Kubernetes' own word, `ContainerCreating` or `ImagePullBackOff`, or else its phase.
    pub state: String,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default)]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    phase: String,
    conditions: Vec<Condition>,
    init_container_statuses: Vec<Container>,
    container_statuses: Vec<Container>,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    of: String,
    status: String,
}

#[derive(Deserialize)]
struct Container {
    #[serde(default)]
    state: State,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State {
    waiting: Option<Waiting>,
}

#[derive(Deserialize)]
struct Waiting {
    #[serde(default)]
    reason: String,
}

/// The pods of a namespace that are to be ready: not those whose work is done. Asked once: who watches asks again anyway.
///
/// # Errors
/// When they cannot be told.
pub fn pods(programs: &Programs<'_>, namespace: &str) -> Result<Vec<Pod>, Fault> {
    let arguments = ["get", "pods", "--namespace", namespace, "--output", "json"];
    let text = programs.tell("kubectl", &arguments, "", programs.most)?;
    read(&text).map_err(|error| Fault::answer("kubectl get pods", &error))
}

fn read(text: &str) -> Result<Vec<Pod>, serde_json::Error> {
    let list: List<Object> = serde_json::from_str(text)?;
    let works = list
        .items
        .into_iter()
        .filter(|pod| pod.status.phase != "Succeeded");
    Ok(works.map(pod).collect())
}

fn pod(Object { metadata, status }: Object) -> Pod {
    let is_ready = status
        .conditions
        .iter()
        .any(|condition| condition.of == "Ready" && condition.status == "True");
    let containers = status
        .init_container_statuses
        .into_iter()
        .chain(status.container_statuses);
    let mut waiting = containers.filter_map(|container| container.state.waiting);
    // Containers behind one that has not started wait without a word of their own.
    let reason = waiting.find(|waiting| !["", "PodInitializing"].contains(&waiting.reason.as_str()));
    Pod {
        name: metadata.name,
        is_ready,
        state: reason.map_or(status.phase, |waiting| waiting.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::{Pod, read};
    use serde_json::json;

    #[test]
    fn a_pod_tells_what_it_waits_for() {
        let ready = json!([{ "type": "Ready", "status": "True" }]);
        let waits = |reason: &str| json!({ "state": { "waiting": { "reason": reason } } });
        let list = json!({ "items": [
            { "metadata": { "name": "a" }, "status": { "phase": "Running", "conditions": ready,
                "containerStatuses": [{ "state": { "running": {} } }] } },
            { "metadata": { "name": "b" }, "status": { "phase": "Pending",
                "containerStatuses": [waits("ImagePullBackOff")] } },
            { "metadata": { "name": "c" }, "status": { "phase": "Pending" } },
            { "metadata": { "name": "d" }, "status": { "phase": "Succeeded" } },
            { "metadata": { "name": "e" }, "status": { "phase": "Pending",
                "initContainerStatuses": [{ "state": { "running": {} } }],
                "containerStatuses": [waits("PodInitializing")] } },
        ] });
        let pod = |name: &str, is_ready: bool, state: &str| Pod {
            name: name.to_owned(),
            is_ready,
            state: state.to_owned(),
        };
        assert_eq!(
            read(&list.to_string()).unwrap(),
            [
                pod("a", true, "Running"),
                pod("b", false, "ImagePullBackOff"),
                pod("c", false, "Pending"),
                pod("e", false, "Pending"),
            ]
        );
    }
}
