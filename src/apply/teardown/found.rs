//! Objects of the cluster that hold something outside it, whose they are, and how they go.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::emit::teardown::Owned;
use crate::engine::{Engine, Pauses};
use crate::live::{self, Fault, Metadata};

/// What a part of a step came to; `None` where there was nothing to do.
pub(super) type Part = Option<String>;

pub(super) const INGRESSES: &str = "ingresses.networking.k8s.io";
pub(super) const SERVICES: &str = "services";
pub(super) const CLAIMS: &str = "persistentvolumeclaims";

/// An object, as far as a teardown looks at it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
    #[serde(default)]
    status: Status,
}

/// How a volume does; other kinds have nothing of it that is asked for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Status {
    phase: String,
    message: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(rename = "type")]
    kind: String,
    persistent_volume_reclaim_policy: String,
    claim_ref: Option<ClaimRef>,
    csi: Option<Csi>,
}

#[derive(Clone, Deserialize)]
struct ClaimRef {
    #[serde(default)]
    namespace: String,
    #[serde(default)]
    name: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Csi {
    #[serde(default)]
    volume_handle: String,
}

impl Found {
    /// Namespace and name; the name alone of what has no namespace.
    pub(super) fn address(&self) -> String {
        self.metadata.address()
    }

    /// Whether one of this kind has something outside the cluster: of Services, those with a load balancer.
    pub(super) fn holds_something(&self, kind: &str) -> bool {
        kind != SERVICES || self.spec.kind == "LoadBalancer"
    }

    /// Whether the environment's releases made it, or their stateful sets. Helm writes release and namespace on what it
    /// makes (helm/helm, `pkg/action/validate.go`); engines that render charts themselves leave the charts' own label.
    pub(super) fn is_of(&self, owned: &Owned) -> bool {
        let Metadata {
            name,
            namespace,
            labels,
            annotations,
        } = &self.metadata;
        let by_helm = [
            annotations.get("meta.helm.sh/release-namespace"),
            annotations.get("meta.helm.sh/release-name"),
        ];
        let by_label = [Some(namespace), labels.get("app.kubernetes.io/instance")];
        let mut releases = owned.releases.iter();
        releases.any(|release| [by_helm, by_label].contains(&[Some(&release.namespace), Some(&release.name)]))
            || owned.claims.iter().any(|claims| claims.has(namespace, name))
    }

    /// The claim that a volume is of, as namespace and name.
    pub(super) fn claim(&self) -> Option<String> {
        let claim = self.spec.claim_ref.as_ref()?;
        Some(format!("{}/{}", claim.namespace, claim.name))
    }

    /// Whether a volume stays when its claim goes.
    pub(super) fn is_retained(&self) -> bool {
        self.spec.persistent_volume_reclaim_policy == "Retain"
    }

    /// How a volume does, and what is said of it.
    pub(super) fn phase(&self) -> String {
        let Status { phase, message } = &self.status;
        match message.is_empty() {
            true => phase.clone(),
            false => format!("{phase}: {message}"),
        }
    }

    /// The id of a volume in EC2.
    pub(super) fn handle(&self) -> &str {
        self.spec.csi.as_ref().map_or("", |csi| &csi.volume_handle)
    }
}

/// All objects of a kind; none where the cluster does not know the kind.
pub(super) fn all(engine: &Engine<'_>, kind: &str) -> Result<Vec<Found>, Fault> {
    every(engine, kind)
}

/// The same, as somebody else looks at them.
pub(super) fn every<T: DeserializeOwned>(engine: &Engine<'_>, kind: &str) -> Result<Vec<T>, Fault> {
    match live::all(&engine.programs, kind) {
        Err(fault) if fault.is_absent() => Ok(Vec::new()),
        Err(Fault::Said { said, .. }) if live::is_not_served(&said) => Ok(Vec::new()),
        other => other,
    }
}

/// Deletes objects by name, and waits until their finalizers have let them go.
pub(super) fn delete(
    engine: &Engine<'_>,
    step: &str,
    kind: &str,
    wanted: impl Fn(&Found) -> bool,
) -> Result<Part, Fault> {
    let programs = &engine.programs;
    let list = || Ok::<_, Fault>(all(engine, kind)?.into_iter().filter(&wanted).collect::<Vec<_>>());
    let found = list()?;
    if found.is_empty() {
        return Ok(None);
    }
    for object in &found {
        let Metadata { name, namespace, .. } = &object.metadata;
        engine.note(step, &format!("deleting {kind} {}", object.address()));
        let mut arguments = vec!["delete", kind, name, "--ignore-not-found", "--wait=false"];
        if !namespace.is_empty() {
            arguments.extend(["--namespace", namespace]);
        }
        programs.patiently(|| programs.tell("kubectl", &arguments, "", engine.limits.other))?;
    }
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let left = list()?;
        let Some(first) = left.first() else {
            return Ok(Some(format!("{} {kind} deleted", found.len())));
        };
        let still = || {
            format!(
                "{} {kind} are still there, {} among them: the controller that has to let them go is not at work (kubectl \
                 describe {kind} tells why)",
                left.len(),
                first.address()
            )
        };
        pauses.pause(programs, still)?;
    }
}

#[cfg(test)]
mod tests {
    use super::Found;
    use crate::fixture::owned;
    use serde_json::{Value, json};

    fn is_ours(metadata: &Value) -> bool {
        let found: Found = serde_json::from_value(json!({ "metadata": metadata })).unwrap();
        found.is_of(&owned())
    }

    #[test]
    fn what_our_releases_made_is_ours_and_nothing_else() {
        let by_helm = |namespace: &str, name: &str| {
            json!({ "name": "a", "namespace": "web", "annotations": {
                "meta.helm.sh/release-namespace": namespace, "meta.helm.sh/release-name": name,
            } })
        };
        assert!(is_ours(&by_helm("web", "nginx")));
        assert!(!is_ours(&by_helm("shop", "nginx")));
        assert!(!is_ours(&by_helm("web", "shop")));
        let labelled = |namespace: &str| json!({ "name": "a", "namespace": namespace, "labels": { "app.kubernetes.io/instance": "nginx" } });
        assert!(is_ours(&labelled("web")));
        assert!(!is_ours(&labelled("shop")));
        assert!(is_ours(&json!({ "name": "data-nginx-1", "namespace": "web" })));
        assert!(!is_ours(&json!({ "name": "data-nginx-x", "namespace": "web" })));
        assert!(!is_ours(&json!({ "name": "nginx", "namespace": "web" })));
    }

    #[test]
    fn of_services_those_with_a_load_balancer_count() {
        let service = |kind: &str| {
            let service = json!({ "metadata": { "name": "a" }, "spec": { "type": kind } });
            let found: Found = serde_json::from_value(service).unwrap();
            found.holds_something(super::SERVICES)
        };
        assert!(service("LoadBalancer"));
        assert!(!service("ClusterIP"));
    }
}
