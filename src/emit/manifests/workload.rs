//! Deployments and DaemonSets: what both have around their pods.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::model::Texts;

#[derive(Serialize)]
struct Rest<P> {
    spec: Spec<P>,
}

#[derive(Serialize)]
struct Spec<P> {
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<u32>,
    selector: Selector,
    template: Template<P>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Selector {
    match_labels: Texts,
}

#[derive(Serialize)]
struct Template<P> {
    metadata: Labels,
    spec: P,
}

#[derive(Serialize)]
struct Labels {
    labels: Texts,
}

/// What runs pods of one kind, which it finds by one label.
pub(super) struct Workload<'a, P> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its namespace.
    pub(super) namespace: &'a str,
    /// Name and value of the label.
    pub(super) label: (&'a str, &'a str),
    /// The pod.
    pub(super) pod: P,
}

impl<P: Serialize> Workload<'_, P> {
    /// One pod on each node.
    pub(super) fn daemon_set(self) -> Value {
        self.object("DaemonSet", None)
    }

    /// A number of pods anywhere.
    pub(super) fn deployment(self, replicas: u32) -> Value {
        self.object("Deployment", Some(replicas))
    }

    fn object(self, kind: &'static str, replicas: Option<u32>) -> Value {
        let (key, value) = self.label;
        let labels = || Texts::from([(key.to_owned(), value.to_owned())]);
        Object {
            api_version: "apps/v1",
            kind,
            metadata: Metadata::namespaced(self.name, self.namespace),
            rest: Rest {
                spec: Spec {
                    replicas,
                    selector: Selector {
                        match_labels: labels(),
                    },
                    template: Template {
                        metadata: Labels { labels: labels() },
                        spec: self.pod,
                    },
                },
            },
        }
        .tree()
    }
}
