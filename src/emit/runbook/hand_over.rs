//! How the engine that delivers the environment is set on it, and what it has to have.

use serde::Serialize;

use crate::delivery::{self, Keeper};
use crate::model::Delivery;
use crate::resolve::Resolved;

const ARGOCD_NEEDS: &str = "Argo CD 3.2 or newer is needed. It waits for an Application only where `argocd-cm` has a health check of \
                            `argoproj.io/Application` (its page on resource health has it); without one all waves start at \
                            once.";

/// What a person does once.
#[derive(Serialize)]
pub(super) struct HandOver {
    engine: &'static str,
    needs: String,
    command: String,
}

/// The engine that the environment names.
pub(super) fn hand_over(resolved: &Resolved) -> Option<HandOver> {
    let set_on = Keeper::of(resolved).map_or_else(
        || {
            format!(
                "helmfile --file out/{}/delivery/helmfile.yaml sync",
                resolved.name
            )
        },
        |keeper| keeper.set_on(resolved.name),
    );
    Some(match delivery::engine(resolved)? {
        Delivery::Argocd(settings) => HandOver {
            engine: "Argo CD",
            needs: match settings.cluster {
                None => ARGOCD_NEEDS.to_owned(),
                Some(_) => format!(
                    "{ARGOCD_NEEDS} ARGOCD is the context of its cluster. `applicationset.yaml` beside the file is the \
                     ApplicationSet `{}`, which does the same for every environment that names its `cluster` and has this \
                     repository, revision, folder, project and namespace of Argo CD.",
                    delivery::argocd_set(settings)
                ),
            },
            command: set_on,
        },
        Delivery::Flux(_) => HandOver {
            engine: "Flux",
            needs: "Flux 2.7 or newer has to run in the cluster, with a GitRepository of the repository that holds `out`."
                .to_owned(),
            command: set_on,
        },
        Delivery::Helmfile(_) => HandOver {
            engine: "helmfile",
            needs: "helmfile 1 is needed. `helmfile apply` would pass over manifests of releases that do not change."
                .to_owned(),
            command: set_on,
        },
    })
}
