//! Writing an object: creating, replacing, patching, and server-side apply with the manager of each field.

use super::api::shown;
use super::controllers::admits;
use super::failure::Failure;
use super::fields::{at, changed, leaves, merge, remove};
use super::object::text;
use super::patch::{json_patch, merge_patch, strategic_merge_patch};
use super::protobuf;
use super::store::{Key, Store};
use super::target::Target;
use crate::http::Request;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What identifies an object is no field that somebody manages.
const IDENTITY: [&str; 8] = [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "generation",
    "resourceVersion",
    "managedFields",
    "generateName",
];

/// Who writes, and whether for good.
pub(super) struct Write {
    manager: String,
    dry: bool,
}

impl Write {
    fn of(request: &Request) -> Self {
        // Who does not say who they are is named by their program.
        let program = request
            .header("user-agent")
            .split(['/', ' '])
            .next()
            .unwrap_or_default();
        Self {
            manager: request
                .query("fieldManager")
                .unwrap_or_else(|| program.to_owned()),
            dry: Self::is_dry(request),
        }
    }

    pub(super) fn is_dry(request: &Request) -> bool {
        request.query("dryRun").is_some_and(|dry| dry == "All")
    }

    /// Stores an object that was changed here and there, and notes who did.
    fn changed(&self, store: &mut Store, key: &Key, object: Value) -> Value {
        let mut managers = store.managers.get(key).cloned().unwrap_or_default();
        let before = store.get(key).map(managed).unwrap_or_default();
        let fresh = changed(&before, &managed(&object));
        for (path, _) in leaves(&fresh) {
            managers.values_mut().for_each(|tree| remove(tree, &path));
        }
        let mine = managers
            .entry(self.manager.clone())
            .or_insert_with(|| Map::new().into());
        merge(mine, &fresh);
        self.stored(store, key, object, managers)
    }

    fn stored(
        &self,
        store: &mut Store,
        key: &Key,
        object: Value,
        managers: BTreeMap<String, Value>,
    ) -> Value {
        if self.dry {
            return store.finished(key, object);
        }
        let object = store.put(key, object);
        if store.get(key).is_some() {
            store.managers.insert(key.clone(), managers);
        }
        object
    }
}

/// An object without what its manager cannot set.
fn managed(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        for name in ["apiVersion", "kind", "status"] {
            fields.shift_remove(name);
        }
    }
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for name in IDENTITY {
            metadata.shift_remove(name);
        }
    }
    object
}

/// Reads what was sent: JSON, YAML, or a Secret in protobuf.
fn body(request: &Request) -> Result<Value, Failure> {
    let read = match request.header("content-type") {
        kind if kind.contains("protobuf") => {
            protobuf::secret(&request.body).ok_or_else(|| "only Secrets are read from protobuf".to_owned())
        }
        kind if kind.contains("yaml") => {
            yaml_serde::from_slice(&request.body).map_err(|fault| fault.to_string())
        }
        _ => serde_json::from_slice(&request.body).map_err(|fault| fault.to_string()),
    };
    read.map_err(Failure::bad_request)
}

/// Creates an object that is not there.
pub(super) fn create(store: &mut Store, request: &Request, target: &Target) -> Result<Value, Failure> {
    let mut object = body(request)?;
    let prefix = text(&object, "/metadata/generateName").to_owned();
    if text(&object, "/metadata/name").is_empty() && !prefix.is_empty() {
        object["metadata"]["name"] = format!("{prefix}{}", store.version()).into();
    }
    let name = text(&object, "/metadata/name").to_owned();
    if name.is_empty() {
        return Err(Failure::invalid("metadata.name: Required value".to_owned()));
    }
    let key = target.key(&name);
    if store.get(&key).is_some() {
        return Err(Failure::already_exists(&target.resource(), &name));
    }
    let object = placed(store, target, object)?;
    let object = Write::of(request).changed(store, &key, object);
    Ok(shown(&target.kind, &object))
}

/// Replaces an object, where nobody else has changed it since it was read.
pub(super) fn replace(
    store: &mut Store,
    request: &Request,
    target: &Target,
    name: &str,
) -> Result<Value, Failure> {
    let key = target.key(name);
    let object = body(request)?;
    let live = store
        .get(&key)
        .ok_or_else(|| Failure::not_found(&target.resource(), name))?;
    let known = text(&object, "/metadata/resourceVersion");
    if !known.is_empty() && known != text(live, "/metadata/resourceVersion") {
        return Err(Failure::conflict(format!(
            "Operation cannot be fulfilled on {} \"{name}\": the object has been modified; please apply your changes to \
             the latest version and try again",
            target.resource()
        )));
    }
    let object = kept(target, live, &object);
    let object = placed(store, target, object)?;
    let object = Write::of(request).changed(store, &key, object);
    Ok(shown(&target.kind, &object))
}

/// Patches an object in one of four ways; one of them creates it where it is not there.
pub(super) fn patch(
    store: &mut Store,
    request: &Request,
    target: &Target,
    name: &str,
) -> Result<(u16, Value), Failure> {
    let key = target.key(name);
    let patch = body(request)?;
    let kind = request.header("content-type");
    if kind.contains("apply-patch") {
        return apply(store, request, target, &key, &patch);
    }
    let live = store
        .get(&key)
        .ok_or_else(|| Failure::not_found(&target.resource(), name))?;
    let mut object = live.clone();
    if kind.contains("json-patch") {
        json_patch(&mut object, &patch).map_err(Failure::invalid)?;
    } else if kind.contains("strategic") {
        strategic_merge_patch(&mut object, &patch);
    } else {
        merge_patch(&mut object, &patch);
    }
    let object = kept(target, live, &object);
    let object = placed(store, target, object)?;
    let object = Write::of(request).changed(store, &key, object);
    Ok((200, shown(&target.kind, &object)))
}

/// Server-side apply: what this manager said before and does not say now goes, unless another one says it.
fn apply(
    store: &mut Store,
    request: &Request,
    target: &Target,
    key: &Key,
    patch: &Value,
) -> Result<(u16, Value), Failure> {
    let write = Write::of(request);
    let wanted = managed(patch);
    let mut managers = store.managers.get(key).cloned().unwrap_or_default();
    let before = managers.remove(&write.manager).unwrap_or_default();
    let live = store.get(key).cloned();
    let mut object = live.clone().unwrap_or_else(|| patch.clone());
    contend(&mut managers, &wanted, request.wants("force"), &key.name)?;
    for (path, _) in leaves(&before) {
        let claimed = |tree: &Value| at(tree, &path).is_some();
        if !claimed(&wanted) && !managers.values().any(claimed) {
            remove(&mut object, &path);
        }
    }
    merge(&mut object, &wanted);
    managers.insert(write.manager.clone(), wanted);
    let object = placed(store, target, object)?;
    let object = write.stored(store, key, object, managers);
    let code = if live.is_some() { 200 } else { 201 };
    Ok((code, shown(&target.kind, &object)))
}

/// Takes over fields of others when that is forced, or says whose they are. Who agrees shares them.
fn contend(
    managers: &mut BTreeMap<String, Value>,
    wanted: &Value,
    force: bool,
    name: &str,
) -> Result<(), Failure> {
    let mut conflicts = Vec::new();
    // An empty map says nothing about what is in it.
    let said = leaves(wanted).into_iter().filter(|(_, value)| !value.is_object());
    for (path, value) in said {
        for (manager, tree) in managers.iter_mut() {
            if at(tree, &path).is_some_and(|theirs| theirs != value) {
                conflicts.push(format!("conflict with \"{manager}\": .{}", path.join(".")));
                remove(tree, &path);
            }
        }
    }
    if conflicts.is_empty() || force {
        return Ok(());
    }
    let count = conflicts.len();
    let noun = if count == 1 { "conflict" } else { "conflicts" };
    Err(Failure::conflict(format!(
        "Apply failed with {count} {noun}: {} (object {name})",
        conflicts.join(", ")
    )))
}

/// Who writes an object does not write its status, and the other way round.
fn kept(target: &Target, live: &Value, written: &Value) -> Value {
    let of_status = target.part.as_deref() == Some("status");
    let (main, source) = if of_status {
        (live, written)
    } else {
        (written, live)
    };
    let mut object = main.clone();
    match source.get("status") {
        Some(status) => object["status"] = status.clone(),
        None => {
            object.as_object_mut().map(|fields| fields.shift_remove("status"));
        }
    }
    object
}

/// An object where it belongs: in a namespace that is there, and with no webhook against it.
fn placed(store: &Store, target: &Target, mut object: Value) -> Result<Value, Failure> {
    if let Some(namespace) = &target.namespace {
        let known = store.get(&Key::new("", "namespaces", "", namespace));
        if known.is_none() {
            return Err(Failure::not_found("namespaces", namespace));
        }
        object["metadata"]["namespace"] = namespace.clone().into();
    }
    default(&target.kind.plural, &mut object);
    admits(store, &target.kind, &object).map_err(Failure::internal)?;
    Ok(object)
}

/// The defaults that clients wait for: `kubectl rollout status` follows rolling updates only, and to Helm 3 a Service is
/// ready when it has an address.
fn default(plural: &str, object: &mut Value) {
    let spec = &mut object["spec"];
    match plural {
        "daemonsets" | "statefulsets" if spec["updateStrategy"].get("type").is_none() => {
            spec["updateStrategy"]["type"] = "RollingUpdate".into();
        }
        "services" if spec.get("clusterIP").is_none() => spec["clusterIP"] = "10.100.0.1".into(),
        _ => {}
    }
}
