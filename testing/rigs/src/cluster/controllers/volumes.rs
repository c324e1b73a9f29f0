//! Claims get a volume of their own, and a volume goes with its claim unless its class says otherwise.

use super::super::object::text;
use super::super::store::{Key, Store};
use super::with_status;
use serde_json::{Value, json};

/// Binds a claim, or removes a volume whose claim is gone.
pub(super) fn control(store: &mut Store, key: &Key, object: Value) {
    if key.plural == "persistentvolumeclaims" {
        bind(store, key, object);
    } else {
        release(store, key, object);
    }
}

fn bind(store: &mut Store, key: &Key, mut claim: Value) {
    // A real one is called after the claim's identifier; so it has the same name in every run.
    let name = format!("pvc-{}-{}", key.namespace, key.name);
    let volume = Key::new("", "persistentvolumes", "", &name);
    let its = |volume: &Value| volume["spec"]["claimRef"]["uid"] == claim["metadata"]["uid"];
    if !store.get(&volume).is_some_and(its) {
        let class = text(&claim, "/spec/storageClassName");
        let class = store.get(&Key::new("storage.k8s.io", "storageclasses", "", class));
        let policy = class.map_or("", |class| text(class, "/reclaimPolicy"));
        let object = json!({
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": { "name": name },
            "spec": {
                "capacity": claim["spec"]["resources"]["requests"],
                "claimRef": { "namespace": key.namespace, "name": key.name, "uid": claim["metadata"]["uid"] },
                "csi": { "driver": "ebs.csi.aws.com", "volumeHandle": format!("vol-{name}") },
                "persistentVolumeReclaimPolicy": if policy.is_empty() { "Delete" } else { policy },
                "storageClassName": claim["spec"]["storageClassName"],
            },
            "status": { "phase": "Bound" },
        });
        store.put(&volume, object);
    }
    if claim["spec"]["volumeName"] != name {
        claim["spec"]["volumeName"] = name.into();
        store.put(key, claim);
    } else {
        with_status(store, key, claim, json!({ "phase": "Bound" }));
    }
}

fn release(store: &mut Store, key: &Key, volume: Value) {
    let (namespace, name) = (
        text(&volume, "/spec/claimRef/namespace"),
        text(&volume, "/spec/claimRef/name"),
    );
    let claim = store.get(&Key::new("", "persistentvolumeclaims", namespace, name));
    if claim.is_some_and(|claim| claim["metadata"]["uid"] == volume["spec"]["claimRef"]["uid"]) {
        return;
    }
    if volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete" {
        store.delete(key, false);
    } else {
        with_status(store, key, volume, json!({ "phase": "Released" }));
    }
}
