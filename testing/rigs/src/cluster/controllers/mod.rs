//! Controllers: what becomes of objects once they are written. One pass after the other, until nothing is to be done.

mod load_balancer;
mod operators;
mod volumes;
mod workloads;

use super::Shared;
use super::kinds::Kind;
use super::object::{is_terminating, set_finalizer, text};
use super::store::{Key, Store};
use serde_json::{Value, json};
use std::sync::PoisonError;

/// What keeps a definition while an object of it is there. Source: Kubernetes 1.36, `CustomResourceCleanupFinalizer`.
pub(super) const OF_OBJECTS: &str = "customresourcecleanup.apiextensions.k8s.io";

/// Works whenever something was written, until the cluster ends.
pub(super) fn run(shared: &Shared) {
    let mut state = shared.lock();
    while !state.ended {
        let before = state.store.version();
        pass(&mut state.store);
        if state.store.version() != before {
            shared.changed.notify_all();
            continue;
        }
        state.settled = Some(before);
        shared.changed.notify_all();
        // Another state may have as many changes behind it.
        let unchanged = |state: &mut super::State| {
            !state.ended && state.settled == Some(before) && state.store.version() == before
        };
        let waited = shared.changed.wait_while(state, unchanged);
        state = waited.unwrap_or_else(PoisonError::into_inner);
    }
}

/// Looks once at every object.
fn pass(store: &mut Store) {
    let keys: Vec<Key> = store.all().map(|(key, _)| key.clone()).collect();
    for key in keys {
        let Some(object) = store.get(&key).cloned() else {
            continue;
        };
        match key.plural.as_str() {
            "customresourcedefinitions" if is_terminating(&object) => emptied(store, &key, object),
            "customresourcedefinitions" => establish(store, &key, &object),
            "namespaces" => with_status(store, &key, object, json!({ "phase": "Active" })),
            "apiservices" => with_status(store, &key, object, condition("Available")),
            "deployments" | "replicasets" | "daemonsets" | "statefulsets" | "jobs" => {
                workloads::control(store, &key, object);
            }
            "persistentvolumeclaims" | "persistentvolumes" => volumes::control(store, &key, object),
            "ingresses" | "services" | "targetgroupbindings" => load_balancer::control(store, &key, object),
            _ => operators::control(store, &key, object),
        }
    }
}

/// The status of something that has come to be as it should.
fn condition(name: &str) -> Value {
    json!({ "conditions": [{ "type": name, "status": "True", "reason": name }] })
}

/// Gives an object that is not going away a status.
fn with_status(store: &mut Store, key: &Key, mut object: Value, status: Value) {
    if object["status"] != status && text(&object, "/metadata/deletionTimestamp").is_empty() {
        object["status"] = status;
        store.put(key, object);
    }
}

fn establish(store: &mut Store, key: &Key, definition: &Value) {
    let status = json!({
        "acceptedNames": definition["spec"]["names"],
        "conditions": [
            { "type": "NamesAccepted", "status": "True", "reason": "NoConflicts" },
            { "type": "Established", "status": "True", "reason": "InitialNamesAccepted" },
        ],
        "storedVersions": [definition["spec"]["versions"][0]["name"]],
    });
    with_status(store, key, definition.clone(), status);
}

/// A definition goes behind the last of its objects.
fn emptied(store: &mut Store, key: &Key, mut definition: Value) {
    let (group, plural) = (
        text(&definition, "/spec/group"),
        text(&definition, "/spec/names/plural"),
    );
    if store.list(group, plural, None).is_empty() {
        set_finalizer(&mut definition, OF_OBJECTS, false);
        store.put(key, definition);
    }
}

/// The one webhook that matters for the order: the load balancer controller's, which refuses every Service while it is
/// not ready (its `failurePolicy` is `Fail`).
pub(super) fn admits(store: &Store, kind: &Kind, object: &Value) -> Result<(), String> {
    let there = load_balancer::webhook(store);
    if kind.plural != "services" || !there || load_balancer::is_ready(store) {
        return Ok(());
    }
    Err(format!(
        "Internal error occurred: failed calling webhook \"mservice.elbv2.k8s.aws\": no endpoints available for service \
         \"aws-load-balancer-webhook-service\" ({})",
        text(object, "/metadata/name")
    ))
}
