//! A pod that reads its host through mounted folders.

use serde::Serialize;

use crate::manifests::container::Variable;

/// The pod on each node.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pod {
    pub(super) service_account_name: &'static str,
    pub(super) host_network: bool,
    pub(super) dns_policy: &'static str,
    pub(super) node_selector: NodeSelector,
    pub(super) termination_grace_period_seconds: u32,
    pub(super) tolerations: &'static [Toleration],
    pub(super) containers: [Container; 1],
    pub(super) volumes: Vec<Volume>,
}

#[derive(Serialize)]
pub(super) struct NodeSelector {
    #[serde(rename = "kubernetes.io/os")]
    os: &'static str,
}

/// Nodes with Linux.
pub(super) const LINUX: NodeSelector = NodeSelector { os: "linux" };

#[derive(Serialize)]
pub(super) struct Toleration {
    operator: &'static str,
    effect: &'static str,
}

/// Whatever taints a node has, what runs there is to be seen. Of the two agents the quickstart lets Fluent Bit alone go
/// everywhere; AWS's chart lets both (aws-observability/helm-charts, values.yaml, `tolerations`, read 2026-11-30).
pub(super) const EVERY_NODE: &[Toleration] = &[
    Toleration {
        operator: "Exists",
        effect: "NoExecute",
    },
    Toleration {
        operator: "Exists",
        effect: "NoSchedule",
    },
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Container {
    pub(super) name: &'static str,
    pub(super) image: String,
    pub(super) env: Vec<Variable>,
    pub(super) resources: Resources,
    pub(super) volume_mounts: Vec<Mount>,
}

#[derive(Serialize)]
pub(super) struct Resources {
    pub(super) limits: Amounts,
    pub(super) requests: Amounts,
}

#[derive(Serialize)]
pub(super) struct Amounts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cpu: Option<&'static str>,
    pub(super) memory: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mount {
    name: &'static str,
    mount_path: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    read_only: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Volume {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    config_map: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_path: Option<HostPath>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
}

#[derive(Serialize)]
struct HostPath {
    path: &'static str,
}

/// A folder of the host, and where the container sees it.
#[derive(Clone, Copy)]
pub(super) struct Folder {
    pub(super) name: &'static str,
    pub(super) on_host: &'static str,
    pub(super) in_pod: &'static str,
    pub(super) writable: bool,
}

/// Volumes and mounts of a config map and of folders of the host.
pub(super) fn mounted(map: &'static str, at: &'static str, folders: &[Folder]) -> (Vec<Volume>, Vec<Mount>) {
    let of_map = Volume {
        name: map,
        config_map: Some(Named { name: map }),
        host_path: None,
    };
    let of_hosts = folders.iter().map(|folder| Volume {
        name: folder.name,
        config_map: None,
        host_path: Some(HostPath { path: folder.on_host }),
    });
    let map_mount = Mount {
        name: map,
        mount_path: at,
        read_only: false,
    };
    let mounts = folders.iter().map(|folder| Mount {
        name: folder.name,
        mount_path: folder.in_pod,
        read_only: !folder.writable,
    });
    (
        std::iter::once(of_map).chain(of_hosts).collect(),
        std::iter::once(map_mount).chain(mounts).collect(),
    )
}
