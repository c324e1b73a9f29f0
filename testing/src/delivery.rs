//! Who applies what Kubernetes gets. Environments that an engine delivers are built without anything that only the
//! deployed stack knows: no roles by IRSA, no certificate of the stack, no class of a file system.

use eksight::model::{ArgocdDelivery, Delivery, FluxDelivery, HelmfileDelivery};

use crate::charts::Installed;
use crate::place::Place;
use crate::random::Random;
use crate::text::parsed;

/// One of the engines; helmfile needs a release.
pub(crate) fn delivery(random: &mut Random, place: &Place, installed: &Installed) -> Option<Delivery> {
    if !place.delivered {
        return None;
    }
    Some(match random.below(3) {
        0 => Delivery::Argocd(argocd(random)),
        1 if !installed.charts.is_empty() => Delivery::Helmfile(HelmfileDelivery {}),
        _ => Delivery::Flux(flux(random)),
    })
}

fn argocd(random: &mut Random) -> ArgocdDelivery {
    let repositories = [
        "https://git.example.com/platform/clusters.git",
        "git@git.example.com:platform/clusters.git",
    ];
    ArgocdDelivery {
        repository: parsed(random.pick(&repositories)),
        revision: random.maybe(50, |random| parsed(random.pick(&["main", "012", "release/1e3"]))),
        folder: random.maybe(50, |random| parsed(random.pick(&["on", "infra/012"]))),
        project: random.maybe(50, |random| parsed(random.pick(&["on", "platform"]))),
        namespace: random.maybe(50, |random| parsed(random.pick(&["argocd", "012"]))),
        cluster: random.maybe(50, |random| parsed(random.pick(&["prod-eks", "012"]))),
    }
}

fn flux(random: &mut Random) -> FluxDelivery {
    FluxDelivery {
        source: random.maybe(50, |random| parsed(random.pick(&["clusters", "012"]))),
        namespace: random.maybe(50, |random| parsed(random.pick(&["flux-system", "on"]))),
        folder: random.maybe(50, |random| parsed(random.pick(&["on", "infra/012"]))),
    }
}
