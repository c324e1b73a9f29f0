//! kube-ops-view: account, permissions and pod. Nobody reaches it but by `kubectl port-forward`.
//! Source: hjacobs/kube-ops-view, deploy/ of 20.4.0.

use serde::Serialize;
use serde_json::Value;

use super::container::{Resources, Security};
use super::rbac;
use super::workload::Workload;
use crate::images;
use crate::model::KubeOpsView;
use crate::resolve::Resolved;

/// Name of its namespace and of all that is in there.
pub(crate) const NAME: &str = "kube-ops-view";
/// Where its page is.
pub(crate) const PORT: u16 = 8080;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    service_account_name: &'static str,
    security_context: PodSecurity,
    containers: [Container; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodSecurity {
    run_as_non_root: bool,
    run_as_user: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    name: &'static str,
    image: String,
    ports: [Port; 1],
    readiness_probe: Probe,
    resources: Resources,
    security_context: Security,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Port {
    container_port: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    http_get: HttpGet,
}

#[derive(Serialize)]
struct HttpGet {
    path: &'static str,
    port: u16,
}

/// Whether the environment has it.
pub(super) fn is_wanted(resolved: &Resolved) -> bool {
    resolved.environment.workloads.kube_ops_view.is_some()
}

/// Account, role, binding and Deployment, if kube-ops-view is wanted.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let Some(KubeOpsView { version }) = &resolved.environment.workloads.kube_ops_view else {
        return Vec::new();
    };
    let account = rbac::service_account(NAME, NAME);
    let look = vec![
        rbac::allow(&[""], &["nodes", "pods"], &["list"]),
        rbac::allow(&["metrics.k8s.io"], &["nodes", "pods"], &["get", "list"]),
    ];
    let [role, binding] = rbac::cluster_role(NAME, look, NAME, NAME);
    let deployment = Workload {
        name: NAME,
        namespace: NAME,
        label: ("app", NAME),
        pod: Pod {
            service_account_name: NAME,
            security_context: PodSecurity {
                run_as_non_root: true,
                run_as_user: 1000,
            },
            containers: [Container {
                name: NAME,
                image: images::pulled(resolved, &format!("docker.io/hjacobs/kube-ops-view:{version}")),
                ports: [Port { container_port: PORT }],
                readiness_probe: Probe {
                    http_get: HttpGet {
                        path: "/health",
                        port: PORT,
                    },
                },
                // Without Redis it keeps what it shows in memory.
                resources: Resources::new("50m", "50Mi", "256Mi"),
                security_context: Security::RESTRICTED,
            }],
        },
    };
    vec![account, role, binding, deployment.deployment(1)]
}
