//! kwatch: account, permissions and pod. Its configuration is a Secret that people make; see the runbook.

use serde::Serialize;
use serde_json::Value;

use super::container::{Resources, Security};
use super::rbac::{self, Allowed};
use super::workload::Workload;
use crate::images;
use crate::resolve::Resolved;
use crate::secrets;

const NAME: &str = "kwatch";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    service_account_name: &'static str,
    security_context: PodSecurity,
    containers: [Container; 1],
    volumes: [Volume; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodSecurity {
    run_as_non_root: bool,
    run_as_user: u32,
    fs_group: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    name: &'static str,
    image: String,
    env: [Variable; 1],
    resources: Resources,
    security_context: Security,
    volume_mounts: [Mount; 1],
}

#[derive(Serialize)]
struct Variable {
    name: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mount {
    name: &'static str,
    mount_path: &'static str,
    read_only: bool,
}

#[derive(Serialize)]
struct Volume {
    name: &'static str,
    secret: SecretVolume,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecretVolume {
    secret_name: String,
    items: [Item; 1],
}

#[derive(Serialize)]
struct Item {
    key: String,
    path: &'static str,
}

/// Whether the environment has it.
pub(super) fn is_wanted(resolved: &Resolved) -> bool {
    resolved.environment.alerting.kwatch.is_some()
}

/// Account, role, binding and Deployment, if kwatch is wanted.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let environment = resolved.environment;
    let (Some(kwatch), Some(secret)) = (&environment.alerting.kwatch, secrets::of_kwatch(environment)) else {
        return Vec::new();
    };
    let account = rbac::service_account(NAME, secret.namespace);
    let [role, binding] = rbac::cluster_role(NAME, rules(), NAME, secret.namespace);
    let deployment = Workload {
        name: NAME,
        namespace: secret.namespace,
        label: ("app", NAME),
        pod: pod(
            images::pulled(resolved, &format!("ghcr.io/abahmed/kwatch:{}", kwatch.version)),
            &secret,
        ),
    };
    vec![account, role, binding, deployment.deployment(1)]
}

fn rules() -> Vec<Allowed> {
    const READ: &[&str] = &["get", "list", "watch"];
    vec![
        // Without nodes/proxy and persistentvolumeclaims the volume monitor is on and blind; kwatch's own
        // manifest lacks them before v0.10.1 (measured 2026-11).
        rbac::allow(
            &[""],
            &[
                "pods",
                "pods/log",
                "events",
                "nodes",
                "nodes/proxy",
                "persistentvolumeclaims",
            ],
            READ,
        ),
        rbac::allow(
            &["apps"],
            &["deployments", "replicasets", "statefulsets", "daemonsets"],
            READ,
        ),
        rbac::allow(&["batch"], &["jobs", "cronjobs"], READ),
    ]
}

fn pod(image: String, secret: &secrets::Place) -> Pod {
    Pod {
        service_account_name: NAME,
        security_context: PodSecurity {
            run_as_non_root: true,
            run_as_user: 65534,
            fs_group: 65534,
        },
        containers: [container(image)],
        volumes: [Volume {
            name: "config",
            secret: SecretVolume {
                secret_name: secret.name.to_owned(),
                items: [Item {
                    key: secret.key().to_owned(),
                    path: secrets::KWATCH_KEY,
                }],
            },
        }],
    }
}

fn container(image: String) -> Container {
    Container {
        name: NAME,
        image,
        env: [Variable {
            name: "CONFIG_FILE",
            value: "/config/config.yaml",
        }],
        resources: Resources::new("50m", "64Mi", "256Mi"),
        security_context: Security::RESTRICTED,
        volume_mounts: [Mount {
            name: "config",
            mount_path: "/config",
            read_only: true,
        }],
    }
}
