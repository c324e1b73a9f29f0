//! Watches: what there is, then what happens.

use super::api::shown;
use super::store::Event;
use super::target::Target;
use super::{Shared, State, selector};
use crate::http::{Body, Request, Response};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// As long as a watch may last where its client does not say.
const LONGEST: u64 = 300;

/// Answers a watch with events from the version that the client knows on.
pub(super) fn watch(shared: &Arc<Shared>, state: &State, request: &Request, target: &Target) -> Response {
    let known = request.query("resourceVersion");
    let known = known.and_then(|version| version.parse().ok()).unwrap_or(0);
    let from_now = state.store.version();
    let mut first = Vec::new();
    let initial = request.wants("sendInitialEvents");
    if known == 0 || initial {
        let kind = &target.kind;
        let objects = state
            .store
            .list(&kind.group, &kind.plural, target.namespace.as_deref());
        let selected = objects
            .into_iter()
            .filter(|(_, object)| selector::selects(request, object));
        first.extend(selected.map(|(_, object)| line("ADDED", &shown(kind, object))));
    }
    if initial {
        first.push(line("BOOKMARK", &bookmark(target, from_now)));
    }
    let next = if known == 0 || initial { from_now } else { known };
    let watching = Watching {
        shared: Arc::clone(shared),
        request: request.clone(),
        next,
        target: Target {
            kind: target.kind.clone(),
            namespace: target.namespace.clone(),
            name: None,
            part: None,
        },
    };
    Response {
        status: 200,
        content_type: "application/json".to_owned(),
        headers: Vec::new(),
        body: Body::Stream(Box::new(move |out| {
            first.iter().try_for_each(|line| out.write_all(line.as_bytes()))?;
            watching.run(out)
        })),
    }
}

struct Watching {
    shared: Arc<Shared>,
    request: Request,
    /// The newest version that was told.
    next: u64,
    target: Target,
}

impl Watching {
    fn run(mut self, out: &mut dyn Write) -> io::Result<()> {
        let asked = self.request.query("timeoutSeconds");
        let seconds = asked.and_then(|seconds| seconds.parse().ok()).unwrap_or(LONGEST);
        for _ in 0..seconds {
            let Some(events) = self.wait() else {
                return Ok(());
            };
            for event in &events {
                out.write_all(self.told(event).as_bytes())?;
            }
        }
        Ok(())
    }

    /// What is new within a second; `None` when the cluster has ended.
    fn wait(&mut self) -> Option<Vec<Event>> {
        let state = self.shared.lock();
        let unchanged = |state: &mut State| !state.ended && state.store.version() == self.next;
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, Duration::from_secs(1), unchanged);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        // A version that was never reached is one from before a reset.
        if state.ended || state.store.version() < self.next {
            return None;
        }
        let events = state.store.events_after(self.next).to_vec();
        self.next = state.store.version();
        Some(events)
    }

    /// Nothing for an object that is not asked about.
    fn told(&self, event: &Event) -> String {
        let (key, target) = (&event.key, &self.target);
        let inside = target
            .namespace
            .as_ref()
            .is_none_or(|namespace| key.namespace == *namespace);
        let of_kind = key.group == target.kind.group && key.plural == target.kind.plural;
        if !inside || !of_kind || !selector::selects(&self.request, &event.object) {
            return String::new();
        }
        let mut object = shown(&target.kind, &event.object);
        object["metadata"]["resourceVersion"] = event.version.to_string().into();
        line(event.change, &object)
    }
}

fn line(change: &str, object: &Value) -> String {
    format!("{}\n", json!({ "type": change, "object": object }))
}

/// Says that all that was there has been told.
fn bookmark(target: &Target, version: u64) -> Value {
    json!({
        "apiVersion": target.kind.api_version(),
        "kind": target.kind.kind,
        "metadata": {
            "resourceVersion": version.to_string(),
            "annotations": { "k8s.io/initial-events-end": "true" },
        },
    })
}
