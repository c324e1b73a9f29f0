//! kwatch: account, permissions and pod. Its configuration is a Secret that people make; see the runbook.

use serde::Serialize;
use serde_json::Value;

use super::container::{Resources, Security, Variable};
use super::rbac::{self, Allowed};
use super::workload::Workload;
use crate::images;
use crate::model::Kwatch;
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
    env: Vec<Variable>,
    resources: Resources,
    security_context: Security,
    volume_mounts: [Mount; 1],
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

/// Account, roles, bindings and Deployment, if kwatch is wanted.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let environment = resolved.environment;
    let (Some(kwatch), Some(secret)) = (&environment.alerting.kwatch, secrets::of_kwatch(environment)) else {
        return Vec::new();
    };
    let keeps_state = keeps_state(kwatch);
    let account = rbac::service_account(NAME, secret.namespace);
    let [role, binding] = rbac::cluster_role(NAME, rules(), NAME, secret.namespace);
    let deployment = Workload {
        name: NAME,
        namespace: secret.namespace,
        label: ("app", NAME),
        pod: pod(
            images::pulled(resolved, &format!("ghcr.io/abahmed/kwatch:{}", kwatch.version)),
            &secret,
            keeps_state,
        ),
    };
    let mut objects = vec![account, role, binding];
    if keeps_state {
        objects.extend(rbac::role(NAME, state_rules(), NAME, secret.namespace));
    }
    objects.push(deployment.deployment(1));
    objects
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

/// Whether it remembers, in a ConfigMap of its namespace, that it has said welcome and which newer version it has told of.
/// Where it may not, it says so at each start and every day. Source: abahmed/kwatch v0.10.5, state/state.go,
/// startup/startup.go and upgrader/upgrader.go, read 2026-11-30.
fn keeps_state(kwatch: &Kwatch) -> bool {
    kwatch
        .version
        .numbers()
        .is_none_or(|version| version >= (0, 10, 5))
}

fn state_rules() -> Vec<Allowed> {
    const CONFIG_MAPS: &[&str] = &["configmaps"];
    vec![
        rbac::allow(&[""], CONFIG_MAPS, &["create"]),
        rbac::allow(&[""], CONFIG_MAPS, &["get", "update"]).named(&["kwatch-state"]),
    ]
}

fn pod(image: String, secret: &secrets::Place, keeps_state: bool) -> Pod {
    Pod {
        service_account_name: NAME,
        security_context: PodSecurity {
            run_as_non_root: true,
            run_as_user: 65534,
            fs_group: 65534,
        },
        containers: [container(image, keeps_state)],
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

fn container(image: String, keeps_state: bool) -> Container {
    let config = Variable::of("CONFIG_FILE", "/config/config.yaml");
    // Where its state lies; without it kwatch looks in the namespace `kwatch`.
    let namespace = keeps_state.then(|| Variable::of_pod("POD_NAMESPACE", "metadata.namespace"));
    Container {
        name: NAME,
        image,
        env: [config].into_iter().chain(namespace).collect(),
        resources: Resources::new("50m", "64Mi", "256Mi"),
        security_context: Security::RESTRICTED,
        volume_mounts: [Mount {
            name: "config",
            mount_path: "/config",
            read_only: true,
        }],
    }
}
