//! Who puts back what others take away: an engine that is at work all the time, how it is stopped, and how what it has
//! installed goes. helmfile is none of them, it works when it is called.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{argocd, engine, flux, installer, object_name, of_step};
use crate::model::Delivery;
use crate::resolve::Resolved;

/// Those of Argo CD.
pub const APPLICATIONS: &str = "applications.argoproj.io";
pub(crate) const KUSTOMIZATIONS: &str = "kustomizations.kustomize.toolkit.fluxcd.io";
pub(crate) const HELM_RELEASES: &str = "helmreleases.helm.toolkit.fluxcd.io";

/// No automated sync, and none that is on its way, which would be tried again without an end. Its state goes too, as it does before
/// each sync (`SetAppOperation` in util/argo/argo.go of v3.5.1; Applications have no subresource of their status): one that stays
/// `Running` counts as failed, and Argo CD would begin none of the same commit where it is set on the environment again
/// (`alreadyAttemptedSync` in controller/appcontroller.go).
const UNSYNCED: &str =
    r#"{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}"#;
/// As merge patches (docs/spec/v1/kustomizations.md of kustomize-controller v1.9.4, Suspend).
const SUSPENDED: &str = r#"{"spec":{"suspend":true}}"#;
pub(super) const RESUMED: &str = r#"{"spec":{"suspend":false}}"#;
/// What makes Argo CD delete what an Application has made, as docs/user-guide/app_deletion.md of v3.5.1 has it.
pub const CASCADE: &str = r#"{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}"#;
/// The label by which a Kustomization knows what it has applied (docs/spec/v1/kustomizations.md of kustomize-controller v1.9.4).
const APPLIED_BY: &str = "kustomize.toolkit.fluxcd.io/name";

/// The files that set them on an environment.
pub(super) const ARGOCD_START: &str = "delivery/argocd/application.yaml";
pub(super) const FLUX_START: &str = "delivery/flux/environment.yaml";
/// The set of all environments that one Argo CD takes from the same place.
pub(super) const ARGOCD_SET: &str = "delivery/argocd/applicationset.yaml";

/// Which engine runs by itself, and delivers what others then leave alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Deliverer {
    /// Argo CD.
    Argocd,
    /// Flux.
    Flux,
}

impl Deliverer {
    /// That of an environment.
    #[must_use]
    pub fn of(resolved: &Resolved) -> Option<Self> {
        match engine(resolved)? {
            Delivery::Argocd(_) => Some(Self::Argocd),
            Delivery::Flux(_) => Some(Self::Flux),
            Delivery::Helmfile(_) => None,
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argocd => "Argo CD",
            Self::Flux => "Flux",
        }
    }
}

/// An engine that runs by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeper {
    /// Which.
    pub deliverer: Deliverer,
    /// The name under which it knows the cluster; `None` where it runs in it. Files in which it delivers nothing do not say it.
    pub elsewhere: Option<String>,
    /// What works for the environment, who makes the others first.
    pub workers: Vec<Workers>,
    /// The file that sets it on the environment, below its folder.
    pub start: &'static str,
}

/// Objects of one kind that keep others as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workers {
    /// Their kind.
    pub kind: &'static str,
    /// Which of them.
    pub which: Which,
    /// What ends their work, as a merge patch.
    pub patch: &'static str,
    /// Who is said to have patched; Flux undoes what kubectl's own name has set (`flux suspend` takes this one too).
    pub manager: &'static str,
}

/// Some objects of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// One, by namespace and name.
    Named(String, String),
    /// Those in a namespace whose names begin so.
    Beginning(String, String),
    /// Those in a namespace that a Kustomization has applied.
    AppliedBy(String, String),
}

impl Which {
    /// Whether an object is one of them.
    #[must_use]
    pub fn has(&self, namespace: &str, name: &str, labels: &BTreeMap<String, String>) -> bool {
        match self {
            Self::Named(of, wanted) => namespace == of && name == wanted,
            Self::Beginning(of, prefix) => namespace == of && name.starts_with(prefix),
            Self::AppliedBy(of, by) => namespace == of && labels.get(APPLIED_BY) == Some(by),
        }
    }
}

impl Workers {
    /// How a person stops them; where another kubeconfig context is needed, with it.
    pub(super) fn stop(&self, kubectl: &str) -> String {
        self.patched(kubectl, self.patch)
    }

    pub(super) fn patched(&self, kubectl: &str, patch: &str) -> String {
        let Self { manager, .. } = self;
        self.each(kubectl, |what| {
            format!("{kubectl} patch {what} --field-manager {manager} --type merge --patch '{patch}'")
        })
    }

    /// A command for each of them, made from what it names them by.
    pub(super) fn each(&self, kubectl: &str, command: impl Fn(&str) -> String) -> String {
        let Self { kind, which, .. } = self;
        let all = |namespace: &str, some: String| {
            format!(
                "for it in $({kubectl} get {kind} --namespace {namespace} {some}); do {}; done",
                command(&format!("\"$it\" --namespace {namespace}"))
            )
        };
        match which {
            Which::Named(namespace, name) => command(&format!("{kind} {name} --namespace {namespace}")),
            Which::Beginning(namespace, prefix) => {
                let prefix = prefix.replace('.', "[.]");
                all(namespace, format!("--output name | grep '/{prefix}'"))
            }
            Which::AppliedBy(namespace, by) => {
                all(namespace, format!("--selector {APPLIED_BY}={by} --output name"))
            }
        }
    }
}

impl Keeper {
    /// The one that delivers the environment.
    #[must_use]
    pub fn of(resolved: &Resolved) -> Option<Self> {
        Self::by(resolved, engine(resolved)?)
    }

    /// The one that a teardown stops: it is at work for what is history too, until somebody stops it.
    #[must_use]
    pub fn stopped_by_teardown(resolved: &Resolved) -> Option<Self> {
        Self::by(resolved, installer(resolved)?)
    }

    fn by(resolved: &Resolved, delivery: &Delivery) -> Option<Self> {
        let name = object_name(resolved.name);
        match delivery {
            Delivery::Argocd(settings) => {
                let elsewhere = settings.cluster.as_ref().map(ToString::to_string);
                Some(Self::argocd(argocd::namespace(settings), &name, elsewhere))
            }
            Delivery::Flux(settings) => {
                let namespace = flux::namespace(settings);
                let releases = resolved.releases.iter();
                let releases = releases.map(|release| (&*release.namespace, release.release.name()));
                Some(Self::flux(namespace, &name, releases))
            }
            Delivery::Helmfile(_) => None,
        }
    }

    /// Argo CD, by the Application of the environment.
    pub(super) fn argocd(namespace: &str, name: &str, elsewhere: Option<String>) -> Self {
        let workers = [
            Which::Named(namespace.to_owned(), name.to_owned()),
            Which::Beginning(namespace.to_owned(), of_step(name, "")),
        ];
        Self {
            deliverer: Deliverer::Argocd,
            elsewhere,
            workers: workers.map(|which| of(APPLICATIONS, which)).to_vec(),
            start: ARGOCD_START,
        }
    }

    /// Flux, by the Kustomization of the environment, and its releases by namespace and name.
    pub(super) fn flux<'r>(
        namespace: &str,
        name: &str,
        releases: impl Iterator<Item = (&'r str, &'r str)>,
    ) -> Self {
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        let mut workers = vec![
            of(KUSTOMIZATIONS, Which::Named(namespace.clone(), name.clone())),
            of(KUSTOMIZATIONS, Which::AppliedBy(namespace, name)),
        ];
        let release = |(namespace, name): (&str, &str)| Which::Named(namespace.to_owned(), name.to_owned());
        workers.extend(releases.map(|named| of(HELM_RELEASES, release(named))));
        Self {
            deliverer: Deliverer::Flux,
            elsewhere: None,
            workers,
            start: FLUX_START,
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.deliverer.name()
    }

    /// What it puts back. Flux looks at a release as Helm has written it down, and not at the objects of one
    /// (docs/spec/v2/helmreleases.md of helm-controller v1.6.3, drift detection; `DetermineReleaseState` in internal/reconcile/state.go).
    #[must_use]
    pub fn undoes(&self) -> &'static str {
        match self.deliverer {
            Deliverer::Argocd => "undoes what anybody else applies",
            Deliverer::Flux => {
                "undoes what anybody else applies of manifests, or does to its releases by Helm"
            }
        }
    }

    /// kubectl, at the cluster in which it runs; `ARGOCD` is for a person to fill in.
    pub(crate) fn kubectl(&self) -> &'static str {
        kubectl(self.elsewhere.is_some())
    }

    /// Whether Helm knows what it has installed: Argo CD renders charts itself.
    #[must_use]
    pub fn has_releases(&self) -> bool {
        self.workers.iter().all(|workers| workers.kind != APPLICATIONS)
    }

    /// How a person stops it, in this order.
    #[must_use]
    pub fn stop(&self) -> Vec<String> {
        let kubectl = self.kubectl();
        self.workers.iter().map(|workers| workers.stop(kubectl)).collect()
    }

    /// How a person lets go on, in this order, what was stopped before it was set on the environment again. Of Flux nothing does
    /// by itself: what has suspended is another than what applies, and the files leave it open, so that who suspends something
    /// for a while keeps that. Argo CD's Applications say themselves that they are synced.
    #[must_use]
    pub fn resume(&self) -> Vec<String> {
        let flux = self.workers.iter().filter(|_| self.has_releases());
        flux.map(|workers| workers.patched(self.kubectl(), RESUMED))
            .collect()
    }

    /// How a person sets it on the environment.
    #[must_use]
    pub fn set_on(&self, environment: &str) -> String {
        format!("{} apply -f out/{environment}/{}", self.kubectl(), self.start)
    }
}

pub(super) fn of(kind: &'static str, which: Which) -> Workers {
    let (patch, manager) = match kind {
        APPLICATIONS => (UNSYNCED, "eksight"),
        _ => (SUSPENDED, "flux-client-side-apply"),
    };
    Workers {
        kind,
        which,
        patch,
        manager,
    }
}

const fn kubectl(elsewhere: bool) -> &'static str {
    match elsewhere {
        true => "kubectl --context ARGOCD",
        false => "kubectl",
    }
}

/// The Application that has installed a release, which Helm then does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Whether Argo CD runs in another cluster.
    pub elsewhere: bool,
}

impl Application {
    /// That of a release, of what is history too.
    #[must_use]
    pub fn of(resolved: &Resolved, release: &str) -> Option<Self> {
        let Delivery::Argocd(settings) = installer(resolved)? else {
            return None;
        };
        Some(Self {
            name: of_step(resolved.name, release),
            namespace: argocd::namespace(settings).to_owned(),
            elsewhere: settings.cluster.is_some(),
        })
    }

    /// How a person deletes it with all that it has made.
    #[must_use]
    pub fn deletion(&self) -> [String; 2] {
        let Self {
            name,
            namespace,
            elsewhere,
        } = self;
        let kubectl = kubectl(*elsewhere);
        let of_it = format!("{APPLICATIONS} {name} --namespace {namespace}");
        [
            format!("{kubectl} patch {of_it} --type merge --patch '{CASCADE}'"),
            format!("{kubectl} delete {of_it} --ignore-not-found --timeout 10m"),
        ]
    }
}
