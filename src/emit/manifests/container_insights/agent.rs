//! The CloudWatch agent: account, permissions, configuration and DaemonSet.

use serde::Serialize;
use serde_json::Value;

use super::pod::{Amounts, Container, EVERY_NODE, Folder, LINUX, Pod, Resources, mounted};
use super::{NAMESPACE, config_map, service_account, tag};
use crate::images;
use crate::manifests::container::Variable;
use crate::manifests::rbac::{self, Allowed, allow, allow_paths};
use crate::manifests::workload::Workload;
use crate::model::{self, Quickstart, QuickstartVersion};
use crate::resolve::Resolved;

const NAME: &str = "cloudwatch-agent";
const ROLE: &str = "cloudwatch-agent-role";
const CONFIG: &str = "cwagentconfig";

#[derive(Serialize)]
struct Configuration<'a> {
    agent: Agent<'a>,
    logs: Logs<'a>,
}

#[derive(Serialize)]
struct Agent<'a> {
    region: &'a str,
}

#[derive(Serialize)]
struct Logs<'a> {
    metrics_collected: Collected<'a>,
    force_flush_interval: u32,
}

#[derive(Serialize)]
struct Collected<'a> {
    kubernetes: Kubernetes<'a>,
}

#[derive(Serialize)]
struct Kubernetes<'a> {
    cluster_name: &'a str,
    metrics_collection_interval: u32,
}

pub(super) fn objects(resolved: &Resolved, quickstart: &Quickstart) -> Vec<Value> {
    let mut objects = vec![service_account(resolved, model::Workload::CloudwatchAgent)];
    objects.extend(rbac::cluster_role(
        ROLE,
        rules(quickstart.version),
        NAME,
        NAMESPACE,
    ));
    if quickstart.version >= QuickstartVersion::V1_3_43 {
        // The agents agree on a leader through a config map of their own namespace.
        let leader = vec![allow(&[""], &["configmaps"], &["create", "update"])];
        objects.extend(rbac::role(ROLE, leader, NAME, NAMESPACE));
    }
    let cluster = &resolved.environment.cluster;
    let configuration = Configuration {
        agent: Agent {
            region: cluster.region.as_str(),
        },
        logs: Logs {
            metrics_collected: Collected {
                kubernetes: Kubernetes {
                    cluster_name: cluster.name.as_str(),
                    metrics_collection_interval: 60,
                },
            },
            force_flush_interval: 5,
        },
    };
    let text =
        serde_json::to_string_pretty(&configuration).expect("bug in eksight: a configuration is plain JSON");
    objects.push(config_map(CONFIG, [("cwagentconfig.json", text + "\n")]));
    let agent = Workload {
        name: NAME,
        namespace: NAMESPACE,
        label: ("name", NAME),
        pod: pod(resolved, quickstart.version),
    };
    objects.push(agent.daemon_set());
    objects
}

fn rules(version: QuickstartVersion) -> Vec<Allowed> {
    let mut rules = vec![
        allow(&[""], &["pods", "nodes", "endpoints"], &["list", "watch"]),
        allow(&["batch"], &["jobs"], &["list", "watch"]),
        allow(&[""], &["nodes/proxy"], &["get"]),
    ];
    rules.extend(match version {
        QuickstartVersion::V1_3_14 => vec![
            allow(&["apps"], &["replicasets"], &["list", "watch"]),
            allow(&[""], &["nodes/stats", "configmaps", "events"], &["create"]),
            // The config map by which the agents agree on a leader, `cwagent-clusterleader`.
            allow(&[""], &["configmaps"], &["get", "update"]),
        ],
        QuickstartVersion::V1_3_43 => vec![
            allow(&[""], &["services"], &["get", "list", "watch"]),
            allow(
                &["apps"],
                &["replicasets", "daemonsets", "deployments", "statefulsets"],
                &["list", "watch"],
            ),
            allow(&[""], &["nodes/stats", "events"], &["create", "get"]),
            allow(&[""], &["configmaps"], &["get"]),
            allow(
                &["discovery.k8s.io"],
                &["endpointslices"],
                &["get", "list", "watch"],
            ),
            allow_paths(&["/metrics"], &["get", "list", "watch"]),
        ],
    });
    rules
}

const fn read(name: &'static str, on_host: &'static str, in_pod: &'static str) -> Folder {
    Folder {
        name,
        on_host,
        in_pod,
        writable: false,
    }
}

/// What the agent reads of its host; the folders of Docker are empty on nodes with containerd.
const FOLDERS: [Folder; 6] = [
    read("rootfs", "/", "/rootfs"),
    read("dockersock", "/var/run/docker.sock", "/var/run/docker.sock"),
    read("varlibdocker", "/var/lib/docker", "/var/lib/docker"),
    read(
        "containerdsock",
        "/run/containerd/containerd.sock",
        "/run/containerd/containerd.sock",
    ),
    read("sys", "/sys", "/sys"),
    read("devdisk", "/dev/disk/", "/dev/disk"),
];

/// The pod is on the host's network: behind hop limit 1, one with an address of its own does not reach the instance
/// metadata. The agent then takes itself for one outside AWS, looks for a profile in place of its account's role, and has no
/// instance id, by which it finds volumes and the node group. Source: aws/amazon-cloudwatch-agent at v1.247359.0 and
/// v1.300066.1, `DetectAgentMode` and `GetCredentials`, read 2026-11-30. The quickstart has no such line, as it counts on two
/// hops; AWS's chart has it since aws-observability/helm-charts#82 (2024-08). A role is still taken before the node's, and with
/// this configuration the agent opens no port.
fn pod(resolved: &Resolved, version: QuickstartVersion) -> Pod {
    let (image, cpu, memory) = match version {
        QuickstartVersion::V1_3_14 => (
            "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.247359.0b252558",
            "200m",
            "200Mi",
        ),
        QuickstartVersion::V1_3_43 => (
            "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300066.1b1374",
            "400m",
            "400Mi",
        ),
    };
    let amounts = || Amounts {
        cpu: Some(cpu),
        memory,
    };
    let (volumes, volume_mounts) = mounted(CONFIG, "/etc/cwagentconfig", &FOLDERS);
    Pod {
        service_account_name: NAME,
        host_network: true,
        dns_policy: "ClusterFirstWithHostNet",
        node_selector: LINUX,
        termination_grace_period_seconds: 60,
        tolerations: EVERY_NODE,
        containers: [Container {
            name: NAME,
            image: images::pulled(resolved, image),
            env: vec![
                Variable::of_pod("HOST_IP", "status.hostIP"),
                Variable::of_pod("HOST_NAME", "spec.nodeName"),
                Variable::of_pod("K8S_NAMESPACE", "metadata.namespace"),
                Variable::of("CI_VERSION", tag(version)),
            ],
            resources: Resources {
                limits: amounts(),
                requests: amounts(),
            },
            volume_mounts,
        }],
        volumes,
    }
}
