//! Values of kubecost: one tree for the charts 1.x and 2.x, another for 3.x, which share no key.

use serde::Serialize;

use super::Switch;
use crate::model::{Cost, Environment, Kubecost, KubecostVolumes};
use crate::resolve::ResolvedRelease;

/// Values of the chart.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Values {
    /// Chart `cost-analyzer`, 1.x and 2.x.
    CostAnalyzer(Box<CostAnalyzer>),
    /// Chart `kubecost`, 3.x.
    Kubecost(ThreeX),
    /// Nobody asked for kubecost; the chart keeps its defaults.
    Nothing {},
}

/// Values of `cost-analyzer`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CostAnalyzer {
    persistent_volume: PersistentVolume,
    prometheus: Prometheus,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PersistentVolume {
    storage_class: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prometheus {
    server: Server,
    node_exporter: Switch,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_accounts: Option<ServiceAccounts>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Server {
    persistent_volume: PersistentVolume,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceAccounts {
    node_exporter: Create,
}

#[derive(Serialize)]
struct Create {
    create: bool,
}

/// Values of `kubecost` 3.x.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThreeX {
    global: Global,
    network_costs: Switch,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Global {
    cluster_id: String,
    default_storage_class: String,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let Cost {
        kubecost,
        open_cost: _,
        usage: _,
        // The template's.
        budget: _,
    } = &environment.cost;
    let Some(Kubecost {
        volumes,
        node_exporter,
    }) = kubecost
    else {
        return Values::Nothing {};
    };
    let KubecostVolumes { class } = volumes;
    if release.line() >= (3, 0) {
        return Values::Kubecost(ThreeX {
            global: Global {
                cluster_id: environment.cluster.name.to_string(),
                default_storage_class: class.to_string(),
            },
            // Its DaemonSet runs on the host network of every node, port 3001.
            network_costs: Switch::OFF,
        });
    }
    let volume = || PersistentVolume {
        storage_class: class.to_string(),
    };
    Values::CostAnalyzer(Box::new(CostAnalyzer {
        persistent_volume: volume(),
        prometheus: Prometheus {
            // The first class reaches one of the two claims only; without this one the other stays Pending
            // (rendered 1.103.2 and 2.8.7, 2026-11).
            server: Server {
                persistent_volume: volume(),
            },
            node_exporter: Switch {
                enabled: *node_exporter,
            },
            service_accounts: (!node_exporter).then_some(ServiceAccounts {
                node_exporter: Create { create: false },
            }),
        },
    }))
}
