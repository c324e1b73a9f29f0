//! The objects of a cluster, what has happened to them, and who set which field.

use super::object::{has_finalizers, is_owned_by, is_terminating, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every object is as old: nothing here depends on a clock.
pub(super) const BORN: &str = "2026-01-01T00:00:00Z";

/// Where an object is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) group: String,
    pub(super) plural: String,
    /// Empty where the kind has none.
    pub(super) namespace: String,
    pub(super) name: String,
}

impl Key {
    pub(super) fn new(group: &str, plural: &str, namespace: &str, name: &str) -> Self {
        Self {
            group: group.to_owned(),
            plural: plural.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// What happened to an object.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) version: u64,
    /// `ADDED`, `MODIFIED` or `DELETED`.
    pub(super) change: &'static str,
    pub(super) key: Key,
    pub(super) object: Value,
}

/// Everything that a cluster knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    objects: BTreeMap<Key, Value>,
    /// All that has happened since the beginning.
    events: Vec<Event>,
    /// For each object, the fields that each manager has set.
    pub(super) managers: BTreeMap<Key, BTreeMap<String, Value>>,
    identifiers: u64,
}

impl Store {
    /// The version of the newest change.
    pub(super) fn version(&self) -> u64 {
        self.events.len() as u64
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        self.objects.get(key)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.objects.iter()
    }

    /// The objects of a kind, in one namespace or in all.
    pub(super) fn list(&self, group: &str, plural: &str, namespace: Option<&str>) -> Vec<(&Key, &Value)> {
        let first = Key::new(group, plural, "", "");
        let of_kind = |key: &Key| key.group == group && key.plural == plural;
        let inside = |key: &Key| namespace.is_none_or(|namespace| key.namespace == namespace);
        let objects = self.objects.range(first..);
        let objects = objects.take_while(|(key, _)| of_kind(key));
        objects.filter(|(key, _)| inside(key)).collect()
    }

    /// What happened after a version.
    pub(super) fn events_after(&self, version: u64) -> &[Event] {
        self.events
            .get(usize::try_from(version).unwrap_or(usize::MAX)..)
            .unwrap_or_default()
    }

    /// What an object becomes when it is written: with an identifier, a generation and a version.
    pub(super) fn finished(&self, key: &Key, mut object: Value) -> Value {
        let before = self.objects.get(key);
        let metadata = &mut object["metadata"];
        let (uid, born) = match before {
            Some(before) => (
                before["metadata"]["uid"].clone(),
                before["metadata"]["creationTimestamp"].clone(),
            ),
            None => {
                let number = self.identifiers + 1;
                (
                    format!("00000000-0000-4000-8000-{number:012}").into(),
                    BORN.into(),
                )
            }
        };
        metadata["uid"] = uid;
        metadata["creationTimestamp"] = born;
        let generation = before.map_or(0, |before| before["metadata"]["generation"].as_u64().unwrap_or(0));
        let same = before.is_some_and(|before| before.get("spec") == object.get("spec"));
        object["metadata"]["generation"] = (generation + u64::from(!same)).into();
        let version = before.map(|before| before["metadata"]["resourceVersion"].clone());
        object["metadata"]["resourceVersion"] = version.unwrap_or_default();
        object
    }

    /// Writes an object and gives it back as it is then. One that was only waiting for its last finalizer goes.
    pub(super) fn put(&mut self, key: &Key, object: Value) -> Value {
        let mut object = self.finished(key, object);
        let before = self.objects.get(key);
        if before == Some(&object) {
            return object;
        }
        let change = if before.is_some() { "MODIFIED" } else { "ADDED" };
        self.identifiers += u64::from(before.is_none());
        object["metadata"]["resourceVersion"] = (self.version() + 1).to_string().into();
        if is_terminating(&object) && !has_finalizers(&object) {
            self.objects.insert(key.clone(), object.clone());
            self.remove(key);
            return object;
        }
        self.record(change, key, &object);
        self.objects.insert(key.clone(), object.clone());
        object
    }

    /// Deletes an object, or marks it where it has finalizers; what it owns goes with it.
    pub(super) fn delete(&mut self, key: &Key, orphan: bool) {
        let Some(object) = self.objects.get(key).cloned() else {
            return;
        };
        if key.plural == "namespaces" && !self.emptied(key, &object) {
            return;
        }
        if has_finalizers(&object) {
            self.mark(key, object);
            return;
        }
        self.remove(key);
        let uid = text(&object, "/metadata/uid");
        let owned = |(_, object): &(&Key, &Value)| is_owned_by(object, uid);
        let owned: Vec<Key> = self.all().filter(owned).map(|(key, _)| key.clone()).collect();
        for key in owned.into_iter().filter(|_| !orphan) {
            self.delete(&key, false);
        }
    }

    /// Deletes what lies in a namespace; says whether all of it is gone.
    fn emptied(&mut self, key: &Key, object: &Value) -> bool {
        let inside = |(inner, _): &(&Key, &Value)| inner.namespace == key.name;
        let objects: Vec<Key> = self.all().filter(inside).map(|(key, _)| key.clone()).collect();
        for object in objects {
            self.delete(&object, false);
        }
        let empty = !self.all().any(|object| inside(&object));
        if !empty {
            let mut object = object.clone();
            object["status"] = json!({ "phase": "Terminating" });
            self.mark(key, object);
        }
        empty
    }

    fn mark(&mut self, key: &Key, mut object: Value) {
        if !is_terminating(&object) {
            object["metadata"]["deletionTimestamp"] = BORN.into();
            let object = self.finished(key, object);
            let mut object = object;
            object["metadata"]["resourceVersion"] = (self.version() + 1).to_string().into();
            self.record("MODIFIED", key, &object);
            self.objects.insert(key.clone(), object);
        }
    }

    fn remove(&mut self, key: &Key) {
        if let Some(object) = self.objects.remove(key) {
            self.managers.remove(key);
            self.record("DELETED", key, &object);
        }
        let namespace = Key::new("", "namespaces", "", &key.namespace);
        let last = !self.objects.keys().any(|other| other.namespace == key.namespace);
        if last && self.objects.get(&namespace).is_some_and(is_terminating) {
            self.remove(&namespace);
        }
    }

    fn record(&mut self, change: &'static str, key: &Key, object: &Value) {
        self.events.push(Event {
            version: self.version() + 1,
            change,
            key: key.clone(),
            object: object.clone(),
        });
    }
}
