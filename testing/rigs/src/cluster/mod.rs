//! A stand-in for a cluster: the API server that kubectl and Helm talk to, and just enough controllers that what they
//! wait for comes.
//!
//! What it does as Kubernetes does: discovery, lists with selectors, watches, conflicts of versions, server-side apply
//! with the manager of each field, patches, dry runs, finalizers, owners, deletion of namespaces with all that is in
//! them, and custom resource definitions that are served once they are established. What it does not: defaults, schemas
//! (any field passes), admission but for one webhook, authentication, and anything that takes time. It is no proof of
//! what only a real server can refuse.

mod api;
mod controllers;
mod discovery;
mod failure;
mod fields;
mod kinds;
mod object;
mod patch;
mod protobuf;
mod selector;
mod store;
mod target;
mod watch;
mod write;

use crate::http::{Request, Response, Server};
use object::text;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use store::{Key, Store};

/// What every cluster has from its beginning.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// A running cluster, which ends when this is dropped.
pub struct Cluster {
    server: Server,
    shared: Arc<Shared>,
}

/// Everything that a cluster knew at some time.
pub struct Snapshot(Store);

/// What the server's threads have in common.
struct Shared {
    state: Mutex<State>,
    /// Something was written, or it ends.
    changed: Condvar,
    /// The minor version of Kubernetes.
    minor: u32,
}

#[derive(Default)]
struct State {
    store: Store,
    /// Answers that no object is behind, by path.
    pages: BTreeMap<String, String>,
    /// Everything that was asked: method and path.
    asked: Vec<String>,
    /// The version for which the controllers have nothing left to do.
    settled: Option<u64>,
    ended: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cluster {
    /// Starts one of a minor version of Kubernetes, with nodes of these names and nothing else.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(minor: u32, nodes: &[&str]) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
            minor,
        });
        begin(&mut shared.lock().store, nodes);
        let answering = Arc::clone(&shared);
        let server = Server::start(Arc::new(move |request: &Request| {
            Some(answer(&answering, request))
        }))?;
        let controlling = Arc::clone(&shared);
        thread::spawn(move || controllers::run(&controlling));
        Ok(Self { server, shared })
    }

    /// Such as `http://127.0.0.1:4711`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// A path that is asked for gets this text, whatever objects there are.
    pub fn show(&self, path: &str, text: &str) {
        self.shared.lock().pages.insert(path.to_owned(), text.to_owned());
    }

    /// Everything that was asked so far: method and path.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.shared.lock().asked.clone()
    }

    /// Puts an object there as if somebody had created it; one of a kind that is not served is left out.
    pub fn add(&self, object: &Value) {
        let mut state = self.shared.lock();
        let kinds = kinds::served(&state.store);
        let same =
            |kind: &&kinds::Kind| object["apiVersion"] == kind.api_version() && object["kind"] == kind.kind;
        if let Some(kind) = kinds.iter().find(same) {
            let (namespace, name) = (
                text(object, "/metadata/namespace"),
                text(object, "/metadata/name"),
            );
            let key = Key::new(&kind.group, &kind.plural, namespace, name);
            state.store.put(&key, object.clone());
            self.shared.changed.notify_all();
        }
    }

    /// The number of changes since the beginning, once the controllers have nothing left to do.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.settle().store.version()
    }

    fn settle(&self) -> MutexGuard<'_, State> {
        let busy = |state: &mut State| state.settled != Some(state.store.version());
        let waited = self.shared.changed.wait_while(self.shared.lock(), busy);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    /// All objects by `group/plural/namespace/name`, once the controllers have nothing left to do.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<String, Value> {
        let state = self.settle();
        let named = |(key, object): (&Key, &Value)| {
            let name = format!("{}/{}/{}/{}", key.group, key.plural, key.namespace, key.name);
            (name, object.clone())
        };
        state.store.all().map(named).collect()
    }

    /// Takes the cluster back to what it was when it began.
    pub fn reset(&self, nodes: &[&str]) {
        let mut store = Store::default();
        begin(&mut store, nodes);
        self.restore(&Snapshot(store));
    }

    /// What it knows, once the controllers have nothing left to do.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.settle().store.clone())
    }

    /// Takes it back to what it knew then.
    pub fn restore(&self, then: &Snapshot) {
        let mut state = self.shared.lock();
        state.store = then.0.clone();
        state.settled = None;
        state.asked.clear();
        self.shared.changed.notify_all();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_all();
    }
}

fn answer(shared: &Arc<Shared>, request: &Request) -> Response {
    let mut state = shared.lock();
    state.asked.push(format!("{} {}", request.method, request.target));
    if let Some(page) = state.pages.get(request.path()) {
        return Response::whole(200, "application/json", page.clone());
    }
    drop(state);
    match api::answer(shared, request) {
        Ok(response) => response,
        Err(failure) => failure.response(),
    }
}

fn begin(store: &mut Store, nodes: &[&str]) {
    for name in NAMESPACES {
        let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } });
        store.put(&Key::new("", "namespaces", "", name), namespace);
    }
    for name in nodes {
        let node = json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": { "name": name, "labels": { "kubernetes.io/hostname": name } },
            "spec": { "providerID": format!("aws:///stand-in/{name}") },
            "status": { "conditions": [{ "type": "Ready", "status": "True", "reason": "KubeletReady" }] },
        });
        store.put(&Key::new("", "nodes", "", name), node);
    }
}

#[cfg(test)]
mod tests;
