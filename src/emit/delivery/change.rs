//! What a person does where an engine would stay behind a change, since none prunes anything: it delivers no more, its
//! environment has another name, or a release goes or moves.

use serde_json::Value;

use super::keeper::{ARGOCD_SET, ARGOCD_START, FLUX_START, HELM_RELEASES, KUSTOMIZATIONS, RESUMED, of};
use super::{APPLICATIONS, Application, Keeper, Which, Workers, helmfile};
use crate::artifact::Artifact;

/// Where the Applications of an environment lie whose cluster has a name in Argo CD, each set's in a folder of its own.
pub const HUB: &str = "delivery/argocd/hub/";

/// How a person brings a release into another namespace, where an engine delivers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What would install it again, or bring back what goes with it, rests.
    pub rest: Vec<String>,
    /// How it goes.
    pub uninstall: Vec<String>,
    /// How what rests goes on once it knows of the other namespace.
    pub go_on: Vec<String>,
}

impl Keeper {
    /// The files that set an engine on an environment.
    pub const STARTS: [&'static str; 2] = [ARGOCD_START, FLUX_START];

    /// The one whose files these are, whoever has made them.
    #[must_use]
    pub fn read(files: &[Artifact]) -> Option<Self> {
        let first = |path: &str| files.iter().find(|file| file.path == path)?.documents().first();
        let root = first(ARGOCD_START);
        if let Some((namespace, name)) = root.and_then(address) {
            let path = root.and_then(|root| root["spec"]["sources"][0]["path"].as_str());
            let is_elsewhere = path.is_some_and(|path| path.contains(HUB));
            let cluster = || {
                let mut units = files.iter().filter(|file| file.path.starts_with(HUB));
                let unit = units.find_map(|file| file.documents().first())?;
                unit["spec"]["destination"]["name"].as_str()
            };
            let elsewhere = is_elsewhere.then(|| cluster().unwrap_or_default().to_owned());
            return Some(Self::argocd(namespace, name, elsewhere));
        }
        let (namespace, name) = first(FLUX_START).and_then(address)?;
        let releases = of_flux(files).filter(|object| object["kind"] == "HelmRelease");
        Some(Self::flux(namespace, name, releases.filter_map(address)))
    }

    /// The object that sets it on the environment, by kind, namespace and name.
    #[must_use]
    pub fn root(&self) -> Option<[&str; 3]> {
        let Workers { kind, which, .. } = self.workers.first()?;
        let kind = match *kind {
            APPLICATIONS => "Application",
            _ => "Kustomization",
        };
        match which {
            Which::Named(namespace, name) => Some([kind, namespace, name]),
            Which::Beginning(..) | Which::AppliedBy(..) => None,
        }
    }

    /// Whether another one takes its work over: the same engine at the same place, by the same name.
    #[must_use]
    pub fn is_succeeded_by(&self, other: &Self) -> bool {
        self.deliverer == other.deliverer
            && self.elsewhere.is_some() == other.elsewhere.is_some()
            && self.workers.first() == other.workers.first()
    }

    /// What has to be known where Helm installs behind it, by helmfile or by hand as the files of the environment have it: Argo CD
    /// writes no annotations of Helm (argoproj/argo-cd, issue 21250; 2024-12), and Helm leaves alone what has none but by this
    /// option (Helm 3.17.0's notes; 2025-01). helmfile hands it on (cmd/sync.go and pkg/state/helmx.go of v1.7.4, 2026-08, and of
    /// v1.0.0). Its field `takeOwnership` would do so at each sync, also where somebody else owns what a chart comes to make.
    #[must_use]
    pub fn leaves_to_helm(&self, environment: &str, files: &[Artifact]) -> Option<String> {
        if self.has_releases() {
            return None;
        }
        let first = match files.iter().any(|file| file.path == helmfile::PATH) {
            true => format!(
                "the first sync is `{} --take-ownership`",
                helmfile::sync(environment)
            ),
            false => "the first `helm upgrade` of each has `--take-ownership`".to_owned(),
        };
        Some(format!(
            "Helm knows nothing of its releases, and takes them over where {first} (Helm 3.17 and newer)"
        ))
    }

    /// What has to be known where manifests are applied behind it, by helmfile or by hand as the files of the environment have it: it
    /// stays a manager of the fields that it has set, and another one meets a conflict where it changes such a field. Force takes
    /// what differs alone: of a field that both set to one value both stay managers, and one that goes from the files stays as long
    /// as any manager has it (Kubernetes documentation, server-side apply, conflicts, and field management; read 2026-11).
    /// Definitions of charts are forced by their command.
    #[must_use]
    pub fn leaves_fields(&self, environment: &str, files: &[Artifact]) -> Option<String> {
        let has_manifests = files.iter().any(|file| file.path.starts_with("manifests/"));
        has_manifests.then(|| {
            format!(
                "the fields that {0} has set stay its own too: who changes one meets a conflict, with which `{1}` takes over what differs, \
                 and one that goes from the files stays in the cluster",
                self.name(),
                take_fields_over(environment)
            )
        })
    }

    /// What has to be known where it comes to what people or a pipeline, or helmfile, have applied as these files say. Flux upgrades
    /// a release that is there (`ReleaseStatusUnmanaged` in internal/reconcile/atomic_release.go of helm-controller, read 2026-11);
    /// Argo CD renders charts itself, and leaves what Helm has written down. Both apply as managers of their own, and a field stays
    /// as long as any manager has it (Kubernetes documentation, server-side apply, field management; read 2026-11).
    #[must_use]
    pub fn comes_behind(&self, environment: &str, files: &[Artifact]) -> String {
        let who = match files.iter().any(|file| file.path == helmfile::PATH) {
            true => format!("`{}`", helmfile::sync(environment)),
            false => "its steps".to_owned(),
        };
        let has_releases = files.iter().any(|file| file.path.starts_with("helm/"));
        let releases = match (has_releases, self.has_releases()) {
            (false, _) => "",
            (true, true) => "; it takes over the releases that Helm has installed",
            (true, false) => {
                "; what Helm knows of its releases stays, and `helm uninstall` would delete what Argo CD delivers"
            }
        };
        let has_manifests = files.iter().any(|file| file.path.starts_with("manifests/"));
        let fields = match has_manifests {
            false => "",
            true => {
                "; fields of manifests stay those of the manager `eksight` too, as which they were applied: one that goes from git stays \
                 in the cluster until somebody deletes it"
            }
        };
        format!(
            "nothing tells {} of this file, and once it is set on it, it {}; before this is pushed, see that neither people nor a \
             pipeline run {who} any more{releases}{fields}",
            self.name(),
            self.undoes()
        )
    }

    /// How a person brings it the set of all environments that it takes from the same place.
    #[must_use]
    pub fn bring_set(&self, environment: &str) -> String {
        format!("{} apply -f out/{environment}/{ARGOCD_SET}", self.kubectl())
    }

    /// Where a person reaches it, for a text with its commands; nothing where that is the environment's own cluster.
    #[must_use]
    pub const fn place(&self) -> &'static str {
        match self.elsewhere {
            Some(_) => ", where ARGOCD is the context of its cluster",
            None => "",
        }
    }

    /// The same for commands that name this one and the one before it.
    #[must_use]
    pub const fn place_behind(&self, earlier: &Self) -> &'static str {
        match (&earlier.elsewhere, &self.elsewhere) {
            (None, Some(_)) => ", where ARGOCD is the context of the new one's cluster",
            _ => earlier.place(),
        }
    }

    /// How a person hands an environment over to this one from what the same engine knows by an earlier name, and takes the
    /// folder of that name away. What is installed stays: without a finalizer Argo CD deletes an Application alone
    /// (docs/user-guide/app_deletion.md of v3.5.1), and Flux what a Kustomization has applied only where that prunes
    /// (docs/spec/v1/kustomizations.md of kustomize-controller v1.9.4, `MirrorPrune`).
    #[must_use]
    pub fn hand_over(&self, environment: &str, earlier: &Self, earlier_name: &str) -> Vec<String> {
        let kubectl = earlier.kubectl();
        let mut lines = vec![self.set_on(environment)];
        let remove = format!("git rm -r out/{earlier_name}");
        // Names of objects are made of lower case alone, so that two environments may have the same.
        if earlier.is_succeeded_by(self) {
            lines.push(remove);
            return lines;
        }
        // The end of a HelmRelease would uninstall its release.
        let known = earlier.workers.iter().filter(|it| it.kind != HELM_RELEASES);
        let delete = |what: &str| format!("{kubectl} delete {what} --ignore-not-found");
        let deletes = known.map(|workers| workers.each(kubectl, delete));
        match earlier.elsewhere {
            None => lines.extend(deletes.chain([remove])),
            // While the folder is there, a set that looks for it makes again what is deleted.
            Some(_) => lines.extend([format!("{remove}  # and push that")].into_iter().chain(deletes)),
        }
        lines
    }

    /// How a person takes away a release of a step that it delivers no more. The files are those that delivered it.
    #[must_use]
    pub fn uninstall(&self, files: &[Artifact], step: &str, namespace: &str) -> Vec<String> {
        match self.application(step) {
            Some(application) => application.deletion().to_vec(),
            None => {
                let delete = |kind: &str, name: &str, namespace: &str| {
                    format!(
                        "kubectl delete {kind} {name} --namespace {namespace} --ignore-not-found --timeout 10m"
                    )
                };
                let kustomization = kustomization(files, step);
                let kustomization = kustomization.map(|(of, name)| delete(KUSTOMIZATIONS, name, of));
                let release = delete(HELM_RELEASES, step, namespace);
                kustomization.into_iter().chain([release]).collect()
            }
        }
    }

    /// How a person deletes an object that delivered a manifest, and leaves what that has made; `None` where it is another one.
    #[must_use]
    pub fn forget(&self, files: &[Artifact], object: &Value) -> Option<String> {
        let [kind, ..] = self.root()?;
        let (namespace, name) = address(object)?;
        let spec = &object["spec"];
        let is_of_release = match self.has_releases() {
            false => spec["sources"][0].get("chart").is_some(),
            true => {
                let step = spec["path"].as_str()?.rsplit('/').next()?;
                let release = format!("delivery/flux/{step}/release.yaml");
                files.iter().any(|file| file.path == release)
            }
        };
        (object["kind"] == kind && !is_of_release).then(|| {
            let kinds = self.workers.first().map_or(kind, |workers| workers.kind);
            format!(
                "{} delete {kinds} {name} --namespace {namespace} --ignore-not-found",
                self.kubectl()
            )
        })
    }

    /// How a person deletes a set of Argo CD, and leaves the Applications that it has made.
    #[must_use]
    pub fn forget_set(&self, name: &str, namespace: &str) -> String {
        format!(
            "{} delete applicationsets.argoproj.io {name} --namespace {namespace} --cascade=orphan --ignore-not-found",
            self.kubectl()
        )
    }

    /// How a person takes away a release that is to come again in another namespace. Where another step beside it would bring back
    /// what has to go with it, that one rests too.
    #[must_use]
    pub fn move_away(
        &self,
        files: &[Artifact],
        environment: &str,
        [step, namespace]: [&str; 2],
        beside: Option<&str>,
    ) -> Move {
        let one = |kind, of_it: &str, name: &str| of(kind, Which::Named(of_it.to_owned(), name.to_owned()));
        if let Some(application) = self.application(step) {
            let beside = beside.and_then(|step| self.application(step));
            let beside = beside.map(|it| one(APPLICATIONS, &it.namespace, &it.name));
            // The environment's Application makes the others.
            let rest = self.workers.iter().take(1).chain(&beside);
            return Move {
                rest: rest.map(|workers| workers.stop(self.kubectl())).collect(),
                uninstall: application.deletion().to_vec(),
                go_on: vec![self.set_on(environment)],
            };
        }
        let steps = std::iter::once(step).chain(beside);
        let found = steps.filter_map(|step| kustomization(files, step));
        let workers: Vec<Workers> = found
            .map(|(of_it, name)| one(KUSTOMIZATIONS, of_it, name))
            .collect();
        let kubectl = self.kubectl();
        let release = format!(
            "{kubectl} delete {HELM_RELEASES} {step} --namespace {namespace} --ignore-not-found --timeout 10m"
        );
        Move {
            rest: workers.iter().map(|it| it.stop(kubectl)).collect(),
            uninstall: vec![release],
            go_on: workers.iter().map(|it| it.patched(kubectl, RESUMED)).collect(),
        }
    }

    /// How a person ends a sync of a step, where Argo CD delivers: one that is tried again keeps the version of its chart with which it
    /// began (argoproj/argo-cd, issue 28794, open in 2026-11).
    #[must_use]
    pub fn end_sync(&self, step: &str) -> Option<String> {
        let application = self.application(step)?;
        Some(format!("argocd app terminate-op {}", application.name))
    }

    /// The Application of a step, where Argo CD delivers.
    fn application(&self, step: &str) -> Option<Application> {
        match self.workers.first()? {
            Workers {
                kind: APPLICATIONS,
                which: Which::Named(namespace, name),
                ..
            } => Some(Application {
                name: super::of_step(name, step),
                namespace: namespace.clone(),
                elsewhere: self.elsewhere.is_some(),
            }),
            _ => None,
        }
    }
}

/// How a person takes over what another engine has set otherwise in manifests.
pub(in super::super) fn take_fields_over(environment: &str) -> String {
    format!(
        "cargo xtask render {environment} --only manifests | kubectl apply --server-side --field-manager=eksight --force-conflicts \
         --filename -"
    )
}

/// Namespace and name of an object.
fn address(object: &Value) -> Option<(&str, &str)> {
    let metadata = &object["metadata"];
    metadata["namespace"].as_str().zip(metadata["name"].as_str())
}

fn of_flux(files: &[Artifact]) -> impl Iterator<Item = &Value> {
    let files = files
        .iter()
        .filter(|file| file.path.starts_with("delivery/flux/"));
    files.flat_map(Artifact::documents)
}

/// The Kustomization of Flux that applies a step, by namespace and name.
fn kustomization<'f>(files: &'f [Artifact], step: &str) -> Option<(&'f str, &'f str)> {
    let folder = format!("/delivery/flux/{step}");
    let mut found = of_flux(files).filter(|object| {
        let path = object["spec"]["path"].as_str();
        path.is_some_and(|path| path.ends_with(&folder))
    });
    found.find_map(address)
}
