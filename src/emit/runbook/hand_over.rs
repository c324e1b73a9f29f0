//! How the engine that delivers the environment is set on it, and what it has to have.

use serde::Serialize;

use crate::model::Delivery;
use crate::resolve::Resolved;

/// What a person does once.
#[derive(Serialize)]
pub(super) struct HandOver {
    engine: &'static str,
    needs: &'static str,
    command: String,
}

/// The engine that the environment names.
pub(super) fn hand_over(resolved: &Resolved) -> Option<HandOver> {
    let folder = format!("out/{}/delivery", resolved.name);
    Some(match resolved.environment.delivery.as_ref()? {
        Delivery::Argocd(_) => HandOver {
            engine: "Argo CD",
            needs: "Argo CD waits for an Application only where `argocd-cm` has a health check of \
                    `argoproj.io/Application` (its page on resource health has it); without one all waves start at once. \
                    `applicationset.yaml` beside the file does the same for every environment of the repository.",
            command: format!("kubectl apply -f {folder}/argocd/application.yaml"),
        },
        Delivery::Flux(_) => HandOver {
            engine: "Flux",
            needs: "Flux 2.7 or newer has to run in the cluster, with a GitRepository of the repository that holds `out`.",
            command: format!("kubectl apply -f {folder}/flux/environment.yaml"),
        },
        Delivery::Helmfile(_) => HandOver {
            engine: "helmfile",
            needs: "helmfile 1 is needed. `helmfile apply` would pass over manifests of releases that do not change.",
            command: format!("helmfile --file {folder}/helmfile.yaml sync"),
        },
    })
}
