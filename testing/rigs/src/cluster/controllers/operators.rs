//! Operators that charts bring along: Prometheus and Alertmanager become stateful sets, and what External Secrets is
//! asked for becomes Secrets.

use super::super::object::{entries, is_terminating, owner, set_finalizer, text};
use super::super::store::{Key, Store};
use super::workloads::{self, ensure};
use super::{condition, with_status};
use serde_json::{Map, Value, json};

/// Does for a custom resource what its operator would.
pub(super) fn control(store: &mut Store, key: &Key, object: Value) {
    match (key.group.as_str(), key.plural.as_str()) {
        ("monitoring.coreos.com", "prometheuses" | "alertmanagers") => stateful_set(store, key, &object),
        ("external-secrets.io", "externalsecrets") => external_secret(store, key, object),
        ("external-secrets.io", "clustersecretstores" | "secretstores")
        | ("karpenter.sh" | "karpenter.k8s.aws", _) => with_status(store, key, object, condition("Ready")),
        _ => {}
    }
}

/// The operator calls both the stateful set and its claims after the kind and the object.
fn stateful_set(store: &mut Store, key: &Key, object: &Value) {
    let kind = text(object, "/kind").to_lowercase();
    let name = format!("{kind}-{}", key.name);
    let set = Key::new("apps", "statefulsets", &key.namespace, &name);
    let labels = json!({ "app.kubernetes.io/name": kind, "app.kubernetes.io/instance": key.name });
    let claim = object.pointer("/spec/storage/volumeClaimTemplate/spec");
    let claims = claim.map(|spec| json!([{ "metadata": { "name": format!("{name}-db") }, "spec": spec }]));
    let wanted = json!({
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {
            "name": name,
            "namespace": key.namespace,
            "labels": labels,
            "ownerReferences": owner(object),
        },
        "spec": {
            "replicas": object.pointer("/spec/replicas").cloned().unwrap_or_else(|| 1.into()),
            "selector": { "matchLabels": labels },
            "template": {
                "metadata": { "labels": labels },
                "spec": { "containers": [{ "name": kind, "image": kind }] },
            },
            "volumeClaimTemplates": claims,
        },
    });
    ensure(store, &set, wanted);
}

/// While External Secrets runs: the Secret, and a finalizer that only it removes.
fn external_secret(store: &mut Store, key: &Key, mut object: Value) {
    if !workloads::is_ready(store, "external-secrets") {
        return;
    }
    let terminating = is_terminating(&object);
    let finalizer = "externalsecrets.external-secrets.io/externalsecret-cleanup";
    if set_finalizer(&mut object, finalizer, !terminating) {
        store.put(key, object);
    } else if !terminating {
        secret(store, key, &object);
        with_status(store, key, object, condition("Ready"));
    }
}

/// The keys are those that are asked for; the values say that nothing is behind them.
fn secret(store: &mut Store, key: &Key, object: &Value) {
    let target = text(object, "/spec/target/name");
    let name = if target.is_empty() { &key.name } else { target };
    let secret = Key::new("", "secrets", &key.namespace, name);
    if store.get(&secret).is_some() {
        return;
    }
    let keys = entries(object, "/spec/data").map(|entry| text(entry, "/secretKey").to_owned());
    // "simulated"
    let data: Map<String, Value> = keys.map(|key| (key, "c2ltdWxhdGVk".into())).collect();
    let wanted = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": { "name": name, "namespace": key.namespace, "ownerReferences": owner(object) },
        "data": data,
    });
    store.put(&secret, wanted);
}
