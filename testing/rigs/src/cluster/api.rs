//! What each request means.

use super::controllers::OF_OBJECTS;
use super::failure::Failure;
use super::kinds::{self, Kind};
use super::object::{set_finalizer, text};
use super::store::{Key, Store};
use super::target::{self, Target};
use super::write::{self, Write};
use super::{Shared, discovery, selector, watch};
use crate::http::{Request, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Answers a request, or says why not.
pub(super) fn answer(shared: &Arc<Shared>, request: &Request) -> Result<Response, Failure> {
    let mut state = shared.lock();
    let kinds = kinds::served(&state.store);
    if let Some(response) = discovery::answer(request, &kinds, shared.minor) {
        return Ok(response);
    }
    let target = target::parse(request.path(), &kinds).ok_or_else(Failure::no_such_path)?;
    if request.method == "GET" && request.wants("watch") {
        return Ok(watch::watch(shared, &state, request, &target));
    }
    let done = match (request.method.as_str(), &target.name) {
        ("GET", None) => (200, list(&state.store, request, &target)),
        ("GET", Some(name)) => (200, get(&state.store, &target, name)?),
        ("POST", _) if target.kind.plural == "selfsubjectaccessreviews" => (201, allowed()),
        ("POST", None) => (201, write::create(&mut state.store, request, &target)?),
        ("PUT", Some(name)) => (200, write::replace(&mut state.store, request, &target, name)?),
        ("PATCH", Some(name)) => write::patch(&mut state.store, request, &target, name)?,
        ("DELETE", Some(name)) => (200, delete(&mut state.store, request, &target, name)?),
        ("DELETE", None) => (200, delete_all(&mut state.store, request, &target)),
        _ => return Err(Failure::no_such_path()),
    };
    shared.changed.notify_all();
    let (code, body) = done;
    Ok(Response::whole(code, "application/json", body.to_string()))
}

impl Target {
    /// Where an object of this name is kept.
    pub(super) fn key(&self, name: &str) -> Key {
        let namespace = self.namespace.as_deref().unwrap_or_default();
        Key::new(&self.kind.group, &self.kind.plural, namespace, name)
    }

    /// Such as `deployments.apps`, for messages.
    pub(super) fn resource(&self) -> String {
        match self.kind.group.as_str() {
            "" => self.kind.plural.clone(),
            group => format!("{}.{group}", self.kind.plural),
        }
    }
}

/// An object as a version of its kind shows it.
pub(super) fn shown(kind: &Kind, object: &Value) -> Value {
    let mut object = object.clone();
    object["apiVersion"] = kind.api_version().into();
    object["kind"] = kind.kind.clone().into();
    object
}

fn list(store: &Store, request: &Request, target: &Target) -> Value {
    let kind = &target.kind;
    let objects = store.list(&kind.group, &kind.plural, target.namespace.as_deref());
    let selected = objects
        .into_iter()
        .filter(|(_, object)| selector::selects(request, object));
    json!({
        "kind": format!("{}List", kind.kind),
        "apiVersion": kind.api_version(),
        "metadata": { "resourceVersion": store.version().to_string() },
        "items": selected.map(|(_, object)| shown(kind, object)).collect::<Vec<_>>(),
    })
}

fn get(store: &Store, target: &Target, name: &str) -> Result<Value, Failure> {
    let object = store.get(&target.key(name));
    let object = object.ok_or_else(|| Failure::not_found(&target.resource(), name))?;
    Ok(shown(&target.kind, object))
}

fn delete(store: &mut Store, request: &Request, target: &Target, name: &str) -> Result<Value, Failure> {
    let object = get(store, target, name)?;
    let options: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let asked = request.query("propagationPolicy");
    let orphan = asked.as_deref() == Some("Orphan") || options["propagationPolicy"] == "Orphan";
    let wanted = text(&options, "/preconditions/uid");
    if !wanted.is_empty() && object["metadata"]["uid"] != wanted {
        return Err(Failure::conflict(format!("{name} is another object by now")));
    }
    if !Write::is_dry(request) && options.get("dryRun").is_none() {
        if target.kind.plural == "customresourcedefinitions" {
            let (group, plural) = (text(&object, "/spec/group"), text(&object, "/spec/names/plural"));
            let objects = store.list(group, plural, None);
            let keys: Vec<Key> = objects.into_iter().map(|(key, _)| key.clone()).collect();
            keys.iter().for_each(|key| store.delete(key, false));
            if keys.iter().any(|key| store.get(key).is_some()) {
                let mut held = object.clone();
                set_finalizer(&mut held, OF_OBJECTS, true);
                store.put(&target.key(name), held);
            }
        }
        store.delete(&target.key(name), orphan);
    }
    Ok(store.get(&target.key(name)).map_or_else(
        || {
            let details = json!({ "name": name, "group": target.kind.group, "kind": target.kind.plural });
            json!({ "kind": "Status", "apiVersion": "v1", "status": "Success", "details": details })
        },
        |object| shown(&target.kind, object),
    ))
}

fn delete_all(store: &mut Store, request: &Request, target: &Target) -> Value {
    let listed = list(store, request, target);
    let kind = &target.kind;
    let objects = store.list(&kind.group, &kind.plural, target.namespace.as_deref());
    let selected = objects
        .into_iter()
        .filter(|(_, object)| selector::selects(request, object));
    let keys: Vec<Key> = selected.map(|(key, _)| key.clone()).collect();
    keys.iter().for_each(|key| store.delete(key, false));
    listed
}

/// Whoever asks here may do everything.
fn allowed() -> Value {
    json!({
        "kind": "SelfSubjectAccessReview",
        "apiVersion": "authorization.k8s.io/v1",
        "status": { "allowed": true },
    })
}
