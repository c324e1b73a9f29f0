//! Deployments, daemon sets, stateful sets and jobs: their pods are there and ready.

use super::super::object::{number, owner, text};
use super::super::store::{Key, Store};
use super::{condition, with_status};
use serde_json::{Value, json};

/// Makes what a workload wants, and says in its status that it is there.
pub(super) fn control(store: &mut Store, key: &Key, object: Value) {
    let wanted = match key.plural.as_str() {
        "daemonsets" => store.list("", "nodes", None).len() as u64,
        _ => number(&object, "/spec/replicas").unwrap_or(1),
    };
    match key.plural.as_str() {
        "deployments" => replica_set(store, key, &object, wanted),
        "jobs" => {}
        _ => pods(store, key, &object, wanted),
    }
    if key.plural == "statefulsets" {
        claims(store, key, &object, wanted);
    }
    let status = match key.plural.as_str() {
        "jobs" => json!({ "succeeded": 1, "conditions": condition("Complete")["conditions"] }),
        _ => status(&object, wanted),
    };
    with_status(store, key, object, status);
}

/// Whether a pod of a chart's deployment is ready.
pub(super) fn is_ready(store: &Store, chart: &str) -> bool {
    let deployments = store.list("apps", "deployments", None);
    let mut its = deployments
        .into_iter()
        .filter(|(_, deployment)| text(deployment, "/metadata/labels/app.kubernetes.io~1name") == chart);
    its.any(|(_, deployment)| number(deployment, "/status/readyReplicas").is_some_and(|ready| ready > 0))
}

/// All counters that `rollout status` and Helm's waiting look at, for every kind.
fn status(object: &Value, wanted: u64) -> Value {
    let revision = format!(
        "{}-{}",
        text(object, "/metadata/name"),
        object["metadata"]["generation"]
    );
    json!({
        "observedGeneration": object["metadata"]["generation"],
        "replicas": wanted,
        "readyReplicas": wanted,
        "availableReplicas": wanted,
        "updatedReplicas": wanted,
        "currentReplicas": wanted,
        "currentRevision": revision,
        "updateRevision": revision,
        "fullyLabeledReplicas": wanted,
        "desiredNumberScheduled": wanted,
        "currentNumberScheduled": wanted,
        "updatedNumberScheduled": wanted,
        "numberReady": wanted,
        "numberAvailable": wanted,
        "numberMisscheduled": 0,
        "conditions": [
            { "type": "Available", "status": "True", "reason": "MinimumReplicasAvailable" },
            { "type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable" },
        ],
    })
}

/// Helm 3 finds the replica set of a deployment by its template.
fn replica_set(store: &mut Store, deployment: &Key, object: &Value, wanted: u64) {
    let key = Key {
        plural: "replicasets".to_owned(),
        name: format!("{}-0", deployment.name),
        ..deployment.clone()
    };
    let set = json!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": key.name,
            "namespace": key.namespace,
            "labels": object["spec"]["template"]["metadata"]["labels"],
            "ownerReferences": owner(object),
        },
        "spec": {
            "replicas": wanted,
            "selector": object["spec"]["selector"],
            "template": object["spec"]["template"],
        },
    });
    ensure(store, &key, set);
}

fn pods(store: &mut Store, set: &Key, object: &Value, wanted: u64) {
    let template = &object["spec"]["template"];
    for ordinal in 0..wanted {
        let key = Key::new("", "pods", &set.namespace, &format!("{}-{ordinal}", set.name));
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": key.name,
                "namespace": key.namespace,
                "labels": template["metadata"]["labels"],
                "ownerReferences": owner(object),
            },
            "spec": template["spec"],
        });
        ensure(store, &key, pod);
        let Some(pod) = store.get(&key).cloned() else {
            continue;
        };
        let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
        let containers = containers.map(|container| {
            json!({ "name": container["name"], "ready": true, "restartCount": 0, "state": { "running": {} } })
        });
        let status = json!({
            "phase": "Running",
            "conditions": [
                { "type": "Ready", "status": "True" },
                { "type": "ContainersReady", "status": "True" },
            ],
            "containerStatuses": containers.collect::<Vec<_>>(),
        });
        with_status(store, &key, pod, status);
    }
}

/// Claims of a stateful set stay when it goes: nobody owns them.
fn claims(store: &mut Store, set: &Key, object: &Value, wanted: u64) {
    let templates = object["spec"]["volumeClaimTemplates"].as_array();
    for template in templates.into_iter().flatten() {
        for ordinal in 0..wanted {
            let name = format!("{}-{}-{ordinal}", text(template, "/metadata/name"), set.name);
            let key = Key::new("", "persistentvolumeclaims", &set.namespace, &name);
            if store.get(&key).is_none() {
                let claim = json!({
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "metadata": {
                        "name": name,
                        "namespace": key.namespace,
                        "labels": object["spec"]["selector"]["matchLabels"],
                    },
                    "spec": template["spec"],
                });
                store.put(&key, claim);
            }
        }
    }
}

/// Writes an object that others may have given a status already.
pub(super) fn ensure(store: &mut Store, key: &Key, mut object: Value) {
    let live = store.get(key);
    if let Some(status) = live.and_then(|live| live.get("status")) {
        object["status"] = status.clone();
    }
    let live = live.map(|live| (live["spec"].clone(), live["metadata"]["ownerReferences"].clone()));
    let wanted = (
        object["spec"].clone(),
        object["metadata"]["ownerReferences"].clone(),
    );
    if live != Some(wanted) {
        store.put(key, object);
    }
}
