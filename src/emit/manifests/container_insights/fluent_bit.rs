//! Fluent Bit: account, permissions, its five configuration files and the DaemonSet.

use serde_json::Value;

use super::conf::{Section, file};
use super::pod::{Amounts, Container, EVERY_NODE, Folder, LINUX, Pod, Resources, mounted};
use super::{NAMESPACE, config_map, host_logs, service_account, tag};
use crate::images;
use crate::manifests::container::Variable;
use crate::manifests::rbac::{self, allow, allow_paths};
use crate::manifests::workload::Workload;
use crate::model::{self, Quickstart, QuickstartVersion};
use crate::resolve::Resolved;

const NAME: &str = "fluent-bit";
const INFO: &str = "fluent-bit-cluster-info";
const CONFIG: &str = "fluent-bit-config";

/// Fluent Bit's own page, on the host's network.
const HTTP_PORT: &str = "2020";

pub(super) fn objects(resolved: &Resolved, quickstart: &Quickstart) -> Vec<Value> {
    let rules = vec![
        allow(
            &[""],
            &["namespaces", "pods", "pods/logs", "nodes", "nodes/proxy"],
            &["get", "list", "watch"],
        ),
        allow_paths(&["/metrics"], &["get"]),
    ];
    let mut objects = vec![service_account(resolved, model::Workload::FluentBit)];
    objects.extend(rbac::cluster_role("fluent-bit-role", rules, NAME, NAMESPACE));
    objects.push(info(resolved, quickstart));
    objects.push(config_map(CONFIG, files(quickstart)));
    let fluent_bit = Workload {
        name: NAME,
        namespace: NAMESPACE,
        label: ("k8s-app", NAME),
        pod: pod(resolved, quickstart.version),
    };
    objects.push(fluent_bit.daemon_set());
    objects
}

/// What the configuration reads from its surroundings. Switches are Fluent Bit's words, so they are texts.
fn info(resolved: &Resolved, quickstart: &Quickstart) -> Value {
    let switch = |on: bool| if on { "On" } else { "Off" }.to_owned();
    let cluster = &resolved.environment.cluster;
    config_map(
        INFO,
        [
            ("cluster.name", cluster.name.to_string()),
            ("logs.region", cluster.region.to_string()),
            ("http.server", switch(quickstart.http_server)),
            ("http.port", HTTP_PORT.to_owned()),
            ("read.head", switch(quickstart.read_from_head)),
            ("read.tail", switch(quickstart.read_from_tail)),
        ],
    )
}

fn files(quickstart: &Quickstart) -> [(&'static str, String); 5] {
    let version = quickstart.version;
    let mut host = host_logs::sections(version);
    host.push(to_cloudwatch("host", '.'));
    [
        ("fluent-bit.conf", service(version)),
        ("application-log.conf", file(&application(quickstart))),
        ("dataplane-log.conf", file(&dataplane(version))),
        ("host-log.conf", file(&host)),
        ("parsers.conf", file(&[syslog()])),
    ]
}

fn service(version: QuickstartVersion) -> String {
    let level = match version {
        QuickstartVersion::V1_3_14 => "info",
        QuickstartVersion::V1_3_43 => "error",
    };
    let service = Section::new("SERVICE")
        .set("Flush", "5")
        .set("Grace", "30")
        .set("Log_Level", level)
        .set("Daemon", "off")
        .set("Parsers_File", "parsers.conf")
        .set("HTTP_Server", "${HTTP_SERVER}")
        .set("HTTP_Listen", "0.0.0.0")
        .set("HTTP_Port", "${HTTP_PORT}")
        .set("storage.path", "/var/fluent-bit/state/flb-storage/")
        .set("storage.sync", "normal")
        .set("storage.checksum", "off")
        .set("storage.backlog.mem_limit", "5M");
    let includes = ["application", "dataplane", "host"].map(|name| format!("@INCLUDE {name}-log.conf\n"));
    format!("{}\n{}", file(&[service]), includes.concat())
}

/// Files of containers; `state` is where Fluent Bit keeps how far it has read.
fn containers(tag: &str, path: &str, excluded: Option<String>, state: &str, buffer: &str) -> Section {
    let input = Section::new("INPUT").set("Name", "tail").set("Tag", tag);
    let input = match excluded {
        Some(excluded) => input.set("Exclude_Path", excluded),
        None => input,
    };
    input
        .set("Path", path)
        .set("multiline.parser", "docker, cri")
        .set("DB", format!("/var/fluent-bit/state/{state}"))
        .set("Mem_Buf_Limit", buffer)
        .set("Skip_Long_Lines", "On")
        .set("Refresh_Interval", "10")
        .set("Read_from_Head", "${READ_FROM_HEAD}")
}

/// What much is read of is buffered on the disk, and a rotated file is read on for a while.
fn buffered(input: Section) -> Section {
    input.set("Rotate_Wait", "30").set("storage.type", "filesystem")
}

fn application(quickstart: &Quickstart) -> Vec<Section> {
    let tag = "application.*";
    let newer: &[&str] = match quickstart.version {
        QuickstartVersion::V1_3_14 => &[],
        QuickstartVersion::V1_3_43 => &["/var/log/containers/fluentd*"],
    };
    let excluded: Vec<&str> = [
        "/var/log/containers/cloudwatch-agent*",
        "/var/log/containers/fluent-bit*",
        "/var/log/containers/aws-node*",
        "/var/log/containers/kube-proxy*",
    ]
    .into_iter()
    .chain(newer.iter().copied())
    .chain(quickstart.exclude_paths.iter().map(String::as_str))
    .collect();
    vec![
        buffered(containers(
            tag,
            "/var/log/containers/*.log",
            Some(excluded.join(", ")),
            "flb_container.db",
            "50MB",
        )),
        containers(tag, "/var/log/containers/fluent-bit*", None, "flb_log.db", "5MB"),
        containers(
            tag,
            "/var/log/containers/cloudwatch-agent*",
            None,
            "flb_cwagent.db",
            "5MB",
        ),
        Section::new("FILTER")
            .set("Name", "kubernetes")
            .set("Match", tag)
            .set("Kube_URL", "https://kubernetes.default.svc:443")
            .set("Kube_Tag_Prefix", "application.var.log.containers.")
            .set("Merge_Log", "On")
            .set("Merge_Log_Key", "log_processed")
            .set("K8S-Logging.Parser", "On")
            .set("K8S-Logging.Exclude", "Off")
            .set("Labels", "Off")
            .set("Annotations", "Off")
            .set("Use_Kubelet", "On")
            .set("Kubelet_Port", "10250")
            .set("Buffer_Size", "0"),
        to_cloudwatch("application", '-'),
    ]
}

fn dataplane(version: QuickstartVersion) -> Vec<Section> {
    let (units, metadata): (&[&str], &str) = match version {
        QuickstartVersion::V1_3_14 => (&["docker", "kubelet"], "v1"),
        QuickstartVersion::V1_3_43 => (&["docker", "containerd", "kubelet"], "v2"),
    };
    let journal = Section::new("INPUT")
        .set("Name", "systemd")
        .set("Tag", "dataplane.systemd.*");
    let journal = units.iter().fold(journal, |input, unit| {
        input.set("Systemd_Filter", format!("_SYSTEMD_UNIT={unit}.service"))
    });
    vec![
        journal
            .set("DB", "/var/fluent-bit/state/systemd.db")
            .set("Path", "/var/log/journal")
            .set("Read_From_Tail", "${READ_FROM_TAIL}"),
        buffered(containers(
            "dataplane.tail.*",
            "/var/log/containers/aws-node*, /var/log/containers/kube-proxy*",
            None,
            "flb_dataplane_tail.db",
            "50MB",
        )),
        Section::new("FILTER")
            .set("Name", "modify")
            .set("Match", "dataplane.systemd.*")
            .set("Rename", "_HOSTNAME hostname")
            .set("Rename", "_SYSTEMD_UNIT systemd_unit")
            .set("Rename", "MESSAGE message")
            .set("Remove_regex", "^((?!hostname|systemd_unit|message).)*$"),
        Section::new("FILTER")
            .set("Name", "aws")
            .set("Match", "dataplane.*")
            .set("imds_version", metadata),
        to_cloudwatch("dataplane", '-'),
    ]
}

/// A stream for each host; the console expects the sign after the host's name.
fn to_cloudwatch(kind: &str, sign: char) -> Section {
    Section::new("OUTPUT")
        .set("Name", "cloudwatch_logs")
        .set("Match", format!("{kind}.*"))
        .set("region", "${AWS_REGION}")
        .set(
            "log_group_name",
            format!("/aws/containerinsights/${{CLUSTER_NAME}}/{kind}"),
        )
        .set("log_stream_prefix", format!("${{HOST_NAME}}{sign}"))
        .set("auto_create_group", "true")
        .set("extra_user_agent", "container-insights")
}

/// Lines such as `May 21 06:13:52 host kubelet[42]: text`.
fn syslog() -> Section {
    Section::new("PARSER")
        .set("Name", "syslog")
        .set("Format", "regex")
        .set(
            "Regex",
            r"^(?<time>\w{3} +\d+ [\d:]{8}) (?<host>\S+) (?<ident>[^:\[\s]+)(?:\[(?<pid>\d+)\])?: *(?<message>.*)$",
        )
        .set("Time_Key", "time")
        .set("Time_Format", "%b %d %H:%M:%S")
}

const fn folder(name: &'static str, path: &'static str, writable: bool) -> Folder {
    Folder {
        name,
        on_host: path,
        in_pod: path,
        writable,
    }
}

const FOLDERS: [Folder; 5] = [
    folder("fluentbitstate", "/var/fluent-bit/state", true),
    folder("varlog", "/var/log", false),
    folder("varlibdockercontainers", "/var/lib/docker/containers", false),
    folder("runlogjournal", "/run/log/journal", false),
    folder("dmesg", "/var/log/dmesg", false),
];

fn pod(resolved: &Resolved, version: QuickstartVersion) -> Pod {
    let image = match version {
        // As it was, a tag that moves.
        QuickstartVersion::V1_3_14 => "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        QuickstartVersion::V1_3_43 => "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.0.1",
    };
    let of_info = |name, key| Variable::of_config_map(name, INFO, key);
    let (volumes, volume_mounts) = mounted(CONFIG, "/fluent-bit/etc/", &FOLDERS);
    Pod {
        service_account_name: NAME,
        host_network: true,
        dns_policy: "ClusterFirstWithHostNet",
        node_selector: LINUX,
        termination_grace_period_seconds: 10,
        tolerations: EVERY_NODE,
        containers: [Container {
            name: NAME,
            image: images::pulled(resolved, image),
            env: vec![
                of_info("AWS_REGION", "logs.region"),
                of_info("CLUSTER_NAME", "cluster.name"),
                of_info("HTTP_SERVER", "http.server"),
                of_info("HTTP_PORT", "http.port"),
                of_info("READ_FROM_HEAD", "read.head"),
                of_info("READ_FROM_TAIL", "read.tail"),
                Variable::of_pod("HOST_NAME", "spec.nodeName"),
                Variable::of_pod("HOSTNAME", "metadata.name"),
                Variable::of("CI_VERSION", tag(version)),
            ],
            resources: Resources {
                limits: Amounts {
                    cpu: None,
                    memory: "200Mi",
                },
                requests: Amounts {
                    cpu: Some("500m"),
                    memory: "100Mi",
                },
            },
            volume_mounts,
        }],
        volumes,
    }
}
