//! The lab note of 2023-05-21, leaf by leaf, against what `out/study-2023` holds. Nothing about how it is rendered.
#![allow(clippy::disallowed_methods, reason = "a test reads what was rendered")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Settings by their path.
type Leaves = BTreeMap<String, Value>;

/// One file of the note: each line `path = value`, the value as JSON with the note's shell variables.
struct Note {
    file: &'static str,
    leaves: &'static str,
    /// What it does by hand and has no file of.
    clicked: &'static str,
    deviations: Vec<Deviation>,
}

/// A leaf that is not the note's.
struct Deviation {
    path: &'static str,
    change: Change,
    reason: &'static Reason,
}

enum Change {
    Missing,
    Added(Value),
    Changed(Value),
}

/// Why a leaf deviates, and the entry of the environment's opening comment that says so to its readers.
struct Reason {
    entry: &'static str,
    why: &'static str,
}

static SECRET: Reason = Reason {
    entry: "secrets",
    why: "the note holds the secret itself; here is a reference to it",
};
static DEAD_KEY: Reason = Reason {
    entry: "grafana path",
    why: "the chart does not read `paths`, and the controller refuses `/*` for its path type",
};
static HOST_PORT: Reason = Reason {
    entry: "kubecost",
    why: "two node exporters cannot both hold host port 9100",
};
static SECOND_VOLUME: Reason = Reason {
    entry: "kubecost",
    why: "the note's storage class reaches one of the two volumes",
};

const NGINX: &str = r#"
service.type = "NodePort"
ingress.enabled = true
ingress.ingressClassName = "alb"
ingress.hostname = "nginx.$MyDomain"
ingress.path = "/*"
ingress.annotations["alb.ingress.kubernetes.io/scheme"] = "internet-facing"
ingress.annotations["alb.ingress.kubernetes.io/target-type"] = "ip"
ingress.annotations["alb.ingress.kubernetes.io/listen-ports"] = "[{\"HTTPS\":443}, {\"HTTP\":80}]"
ingress.annotations["alb.ingress.kubernetes.io/certificate-arn"] = "$CERT_ARN"
ingress.annotations["alb.ingress.kubernetes.io/success-codes"] = "200-399"
ingress.annotations["alb.ingress.kubernetes.io/load-balancer-name"] = "$CLUSTER_NAME-ingress-alb"
ingress.annotations["alb.ingress.kubernetes.io/group.name"] = "study"
ingress.annotations["alb.ingress.kubernetes.io/ssl-redirect"] = "443"
metrics.enabled = true
metrics.service.port = 9113
metrics.serviceMonitor.enabled = true
metrics.serviceMonitor.namespace = "monitoring"
metrics.serviceMonitor.interval = "10s"
"#;

const KUBE_PROMETHEUS_STACK: &str = r#"
prometheus.prometheusSpec.podMonitorSelectorNilUsesHelmValues = false
prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues = false
prometheus.prometheusSpec.retention = "5d"
prometheus.prometheusSpec.retentionSize = "10GiB"
prometheus.prometheusSpec.scrapeInterval = "15s"
prometheus.prometheusSpec.evaluationInterval = "15s"
prometheus.ingress.enabled = true
prometheus.ingress.ingressClassName = "alb"
prometheus.ingress.hosts[0] = "prometheus.$MyDomain"
prometheus.ingress.paths[0] = "/*"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/scheme"] = "internet-facing"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/target-type"] = "ip"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/listen-ports"] = "[{\"HTTPS\":443}, {\"HTTP\":80}]"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/certificate-arn"] = "$CERT_ARN"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/success-codes"] = "200-399"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/load-balancer-name"] = "myeks-ingress-alb"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/group.name"] = "study"
prometheus.ingress.annotations["alb.ingress.kubernetes.io/ssl-redirect"] = "443"
grafana.defaultDashboardsTimezone = "Asia/Seoul"
grafana.adminPassword = "prom-operator"
grafana.ingress.enabled = true
grafana.ingress.ingressClassName = "alb"
grafana.ingress.hosts[0] = "grafana.$MyDomain"
grafana.ingress.paths[0] = "/*"
grafana.ingress.annotations["alb.ingress.kubernetes.io/scheme"] = "internet-facing"
grafana.ingress.annotations["alb.ingress.kubernetes.io/target-type"] = "ip"
grafana.ingress.annotations["alb.ingress.kubernetes.io/listen-ports"] = "[{\"HTTPS\":443}, {\"HTTP\":80}]"
grafana.ingress.annotations["alb.ingress.kubernetes.io/certificate-arn"] = "$CERT_ARN"
grafana.ingress.annotations["alb.ingress.kubernetes.io/success-codes"] = "200-399"
grafana.ingress.annotations["alb.ingress.kubernetes.io/load-balancer-name"] = "myeks-ingress-alb"
grafana.ingress.annotations["alb.ingress.kubernetes.io/group.name"] = "study"
grafana.ingress.annotations["alb.ingress.kubernetes.io/ssl-redirect"] = "443"
defaultRules.create = false
kubeControllerManager.enabled = false
kubeEtcd.enabled = false
kubeScheduler.enabled = false
alertmanager.enabled = false
"#;

/// What the note clicks together in Grafana, sections 6-4 and 6-5, as the files that take its place.
const CLICKED: &str = r##"
grafana.dashboardProviders["dashboardproviders.yaml"].apiVersion = 1
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].name = "default"
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].orgId = 1
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].folder = ""
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].type = "file"
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].disableDeletion = true
grafana.dashboardProviders["dashboardproviders.yaml"].providers[0].options.path = "/var/lib/grafana/dashboards/default"
grafana.dashboards.default.kubernetes-kr.gnetId = 13770
grafana.dashboards.default.kubernetes-kr.revision = 1
grafana.dashboards.default.kubernetes-kr.datasource = "Prometheus"
grafana.dashboards.default.eks-cni.gnetId = 16032
grafana.dashboards.default.eks-cni.revision = 1
grafana.dashboards.default.eks-cni.datasource = "Prometheus"
grafana.dashboards.default.nginx.gnetId = 12708
grafana.dashboards.default.nginx.revision = 1
grafana.dashboards.default.nginx.datasource = "Prometheus"
grafana.envValueFrom.SLACK_WEBHOOK_URL.secretKeyRef.name = "grafana-slack"
grafana.envValueFrom.SLACK_WEBHOOK_URL.secretKeyRef.key = "url"
grafana.alerting["contactpoints.yaml"].apiVersion = 1
grafana.alerting["contactpoints.yaml"].contactPoints[0].orgId = 1
grafana.alerting["contactpoints.yaml"].contactPoints[0].name = "study"
grafana.alerting["contactpoints.yaml"].contactPoints[0].receivers[0].uid = "environment"
grafana.alerting["contactpoints.yaml"].contactPoints[0].receivers[0].type = "slack"
grafana.alerting["contactpoints.yaml"].contactPoints[0].receivers[0].settings.url = "${SLACK_WEBHOOK_URL}"
grafana.alerting["contactpoints.yaml"].contactPoints[0].receivers[0].settings.recipient = "#webhook3"
grafana.alerting["policies.yaml"].apiVersion = 1
grafana.alerting["policies.yaml"].policies[0].orgId = 1
grafana.alerting["policies.yaml"].policies[0].receiver = "study"
grafana.alerting["policies.yaml"].policies[0].group_by[0] = "grafana_folder"
grafana.alerting["policies.yaml"].policies[0].group_by[1] = "alertname"
grafana.alerting["rules.yaml"].apiVersion = 1
grafana.alerting["rules.yaml"].groups[0].orgId = 1
grafana.alerting["rules.yaml"].groups[0].name = "environment"
grafana.alerting["rules.yaml"].groups[0].folder = "myeks"
grafana.alerting["rules.yaml"].groups[0].interval = "1m"
grafana.alerting["rules.yaml"].groups[0].rules[0].uid = "nginx-requests"
grafana.alerting["rules.yaml"].groups[0].rules[0].title = "nginx is asked often"
grafana.alerting["rules.yaml"].groups[0].rules[0].condition = "condition"
grafana.alerting["rules.yaml"].groups[0].rules[0].for = "1m"
grafana.alerting["rules.yaml"].groups[0].rules[0].noDataState = "OK"
grafana.alerting["rules.yaml"].groups[0].rules[0].execErrState = "Error"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].refId = "series"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].relativeTimeRange.from = 600
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].relativeTimeRange.to = 0
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].datasourceUid = "prometheus"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].model.refId = "series"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].model.expr = "sum(rate(nginx_http_requests_total[1m]))"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].model.instant = true
grafana.alerting["rules.yaml"].groups[0].rules[0].data[0].model.range = false
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].refId = "value"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].relativeTimeRange.from = 600
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].relativeTimeRange.to = 0
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].datasourceUid = "__expr__"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].model.refId = "value"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].model.type = "reduce"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].model.expression = "series"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[1].model.reducer = "last"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].refId = "condition"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].relativeTimeRange.from = 600
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].relativeTimeRange.to = 0
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].datasourceUid = "__expr__"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].model.refId = "condition"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].model.type = "threshold"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].model.expression = "value"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].model.conditions[0].evaluator.type = "gt"
grafana.alerting["rules.yaml"].groups[0].rules[0].data[2].model.conditions[0].evaluator.params[0] = 0.5
"##;

const KUBECOST: &str = r#"
global.grafana.enabled = true
global.grafana.proxy = false
priority.enabled = false
networkPolicy.enabled = false
podSecurityPolicy.enabled = false
persistentVolume.storageClass = "gp3"
prometheus.kube-state-metrics.disabled = false
prometheus.nodeExporter.enabled = true
reporting.productAnalytics = true
"#;

const BOTKUBE: &str = r#"
actions.describe-created-resource.enabled = true
actions.show-logs-on-error.enabled = true
executors.k8s-default-tools.botkube/helm.enabled = true
executors.k8s-default-tools.botkube/kubectl.enabled = true
communications.default-group.socketSlack.enabled = true
communications.default-group.socketSlack.channels.default.name = "webhook3"
communications.default-group.socketSlack.appToken = "$SLACK_API_APP_TOKEN"
communications.default-group.socketSlack.botToken = "$SLACK_API_BOT_TOKEN"
settings.clusterName = "$CLUSTER_NAME"
"#;

const POD_MONITOR: &str = r#"
apiVersion = "monitoring.coreos.com/v1"
kind = "PodMonitor"
metadata.name = "aws-cni-metrics"
metadata.namespace = "kube-system"
spec.jobLabel = "k8s-app"
spec.namespaceSelector.matchNames[0] = "kube-system"
spec.podMetricsEndpoints[0].interval = "30s"
spec.podMetricsEndpoints[0].path = "/metrics"
spec.podMetricsEndpoints[0].port = "metrics"
spec.selector.matchLabels.k8s-app = "aws-node"
"#;

fn missing(path: &'static str, reason: &'static Reason) -> Deviation {
    let change = Change::Missing;
    Deviation { path, change, reason }
}

fn added(path: &'static str, value: &str, reason: &'static Reason) -> Deviation {
    let change = Change::Added(value.into());
    Deviation { path, change, reason }
}

#[rustfmt::skip]
fn notes() -> [Note; 5] {
    let monitoring = vec![
        missing("grafana.adminPassword", &SECRET),
        added("grafana.admin.existingSecret", "grafana-admin", &SECRET),
        added("grafana.admin.userKey", "admin-user", &SECRET),
        added("grafana.admin.passwordKey", "admin-password", &SECRET),
        missing("grafana.ingress.paths[0]", &DEAD_KEY),
        added("grafana.ingress.path", "/", &DEAD_KEY),
    ];
    let off = json!(false);
    let kubecost = vec![
        added("prometheus.server.persistentVolume.storageClass", "gp3", &SECOND_VOLUME),
        Deviation { path: "prometheus.nodeExporter.enabled", change: Change::Changed(off.clone()), reason: &HOST_PORT },
        Deviation { path: "prometheus.serviceAccounts.nodeExporter.create", change: Change::Added(off), reason: &HOST_PORT },
    ];
    let botkube = vec![
        missing("communications.default-group.socketSlack.botToken", &SECRET),
        missing("communications.default-group.socketSlack.appToken", &SECRET),
        added("extraEnv[0].name", "BOTKUBE_COMMUNICATIONS_DEFAULT-GROUP_SOCKET__SLACK_BOT__TOKEN", &SECRET),
        added("extraEnv[0].valueFrom.secretKeyRef.name", "botkube-slack", &SECRET),
        added("extraEnv[0].valueFrom.secretKeyRef.key", "bot-token", &SECRET),
        added("extraEnv[1].name", "BOTKUBE_COMMUNICATIONS_DEFAULT-GROUP_SOCKET__SLACK_APP__TOKEN", &SECRET),
        added("extraEnv[1].valueFrom.secretKeyRef.name", "botkube-slack", &SECRET),
        added("extraEnv[1].valueFrom.secretKeyRef.key", "app-token", &SECRET),
    ];
    [
        Note { file: "helm/nginx/values.yaml", leaves: NGINX, clicked: "", deviations: vec![] },
        Note { file: "helm/kube-prometheus-stack/values.yaml", leaves: KUBE_PROMETHEUS_STACK, clicked: CLICKED, deviations: monitoring },
        Note { file: "helm/kubecost/values.yaml", leaves: KUBECOST, clicked: "", deviations: kubecost },
        Note { file: "helm/botkube/values.yaml", leaves: BOTKUBE, clicked: "", deviations: botkube },
        Note { file: "manifests/aws-cni-podmonitor.yaml", leaves: POD_MONITOR, clicked: "", deviations: vec![] },
    ]
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(path: &str) -> Value {
    yaml_serde::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every scalar below a value; an empty list or map counts as one, so that none is lost.
fn collect(path: &str, value: &Value, leaves: &mut Leaves) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, below) in fields {
                let step = match (path, key.contains('.')) {
                    (_, true) => format!("{path}[\"{key}\"]"),
                    ("", false) => key.clone(),
                    (_, false) => format!("{path}.{key}"),
                };
                collect(&step, below, leaves);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, below) in items.iter().enumerate() {
                collect(&format!("{path}[{index}]"), below, leaves);
            }
        }
        leaf => assert_eq!(leaves.insert(path.to_owned(), leaf.clone()), None, "{path} twice"),
    }
}

fn leaves_of(note: &Note, arn: &str) -> Leaves {
    let mut leaves = Leaves::new();
    for line in note.leaves.trim().lines().chain(note.clicked.trim().lines()) {
        let (path, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        let value = value
            .replace("$MyDomain", "example.com")
            .replace("$CLUSTER_NAME", "myeks")
            .replace("$CERT_ARN", arn);
        let value = serde_json::from_str(&value).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(leaves.insert(path.to_owned(), value), None, "{path} twice");
    }
    leaves
}

fn apply(leaves: &mut Leaves, Deviation { path, change, reason }: &Deviation) {
    let before = leaves.remove(*path);
    let why = reason.why;
    match change {
        Change::Missing => assert!(before.is_some(), "{path} is not in the note ({why})"),
        Change::Added(value) => {
            assert_eq!(before, None, "{path} is in the note already ({why})");
            leaves.insert((*path).to_owned(), value.clone());
        }
        Change::Changed(value) => {
            assert!(before.is_some(), "{path} is not in the note ({why})");
            assert_ne!(before.as_ref(), Some(value), "{path} does not change ({why})");
            leaves.insert((*path).to_owned(), value.clone());
        }
    }
}

/// One entry of the comment that opens the environment: its label stands at column 4, its text hangs further in.
fn entry(environment: &str, label: &str) -> String {
    let comment = environment.lines().map_while(|line| line.strip_prefix('#'));
    let head = format!("   {label} ");
    let text: Vec<&str> = comment
        .skip_while(|line| !line.starts_with(&head))
        .enumerate()
        .take_while(|(index, line)| *index == 0 || line.starts_with("    "))
        .map(|(_, line)| line)
        .collect();
    text.join("\n")
}

#[test]
fn every_setting_of_the_note_stands_and_nothing_else() {
    let environment = yaml("environments/study-2023.yaml");
    let arn = environment["ingress"]["certificate"]["arn"]
        .as_str()
        .expect("an ARN");
    for note in notes() {
        let mut expected = leaves_of(&note, arn);
        note.deviations
            .iter()
            .for_each(|deviation| apply(&mut expected, deviation));
        let mut found = Leaves::new();
        collect("", &yaml(&format!("out/study-2023/{}", note.file)), &mut found);
        assert_eq!(found, expected, "{}", note.file);
    }
}

#[test]
fn the_environment_tells_its_readers_of_every_deviation() {
    let environment = read("environments/study-2023.yaml");
    // The first two steps of a path are what the comment names.
    for line in CLICKED.trim().lines() {
        let key: Vec<&str> = line.split(['.', '[']).take(2).collect();
        let key = format!("`{}`", key.join("."));
        let text = entry(&environment, "by hand");
        assert!(
            text.contains(&key),
            "{key} is not in the entry `by hand`:\n{text}"
        );
    }
    for Deviation { path, reason, .. } in notes().iter().flat_map(|note| &note.deviations) {
        let key = path.split('[').next().expect("a path");
        let text = entry(&environment, reason.entry);
        // Closed by a backtick or by the value that the comment gives the key.
        let named = [format!("`{key}`"), format!("`{key}: ")];
        assert!(
            named.iter().any(|name| text.contains(name)),
            "`{key}` is not in the entry `{}` ({}):\n{text}",
            reason.entry,
            reason.why
        );
    }
}

#[test]
fn the_plan_installs_the_charts_and_versions_of_the_note() {
    let plan: Value = serde_json::from_str(&read("out/study-2023/plan.json")).expect("plan.json is JSON");
    let steps = plan["steps"].as_array().expect("steps");
    // The note's `v1.0.0` is 1.0.0 here: helm reads both as that version, and 4 warns about the letter.
    let expected = [
        (
            "nginx",
            "nginx --repo https://charts.bitnami.com/bitnami --version 14.1.0 ",
        ),
        (
            "kube-prometheus-stack",
            "kube-prometheus-stack --repo https://prometheus-community.github.io/helm-charts --version 45.27.2 ",
        ),
        (
            "kubecost",
            "oci://public.ecr.aws/kubecost/cost-analyzer --version 1.103.2 ",
        ),
        (
            "botkube",
            "botkube --repo https://charts.botkube.io --version 1.0.0 ",
        ),
    ];
    for (release, chart) in expected {
        let step = steps.iter().find(|step| step["id"] == release).expect(release);
        let command = step["command"].as_str().expect("a command");
        let head = format!("helm upgrade --install {release} {chart}");
        assert!(command.starts_with(&head), "{command}");
    }
}

/// What the note prints of the agents' config maps, section 4-2.
const CLUSTER_INFO: &str = r#"
cluster.name = "myeks"
http.port = "2020"
http.server = "On"
logs.region = "ap-northeast-2"
read.head = "Off"
read.tail = "On"
"#;

/// The note's `application-log.conf`: one input, one filter, one output.
const APPLICATION_LOG: [&[(&str, &str)]; 3] = [
    &[
        ("Name", "tail"),
        ("Tag", "application.*"),
        (
            "Exclude_Path",
            "/var/log/containers/cloudwatch-agent*, /var/log/containers/fluent-bit*, \
             /var/log/containers/aws-node*, /var/log/containers/kube-proxy*",
        ),
        ("Path", "/var/log/containers/*.log"),
        ("multiline.parser", "docker, cri"),
        ("DB", "/var/fluent-bit/state/flb_container.db"),
        ("Mem_Buf_Limit", "50MB"),
        ("Skip_Long_Lines", "On"),
        ("Refresh_Interval", "10"),
        ("Rotate_Wait", "30"),
        ("storage.type", "filesystem"),
        ("Read_from_Head", "${READ_FROM_HEAD}"),
    ],
    &[
        ("Name", "kubernetes"),
        ("Match", "application.*"),
        ("Kube_URL", "https://kubernetes.default.svc:443"),
        ("Kube_Tag_Prefix", "application.var.log.containers."),
        ("Merge_Log", "On"),
        ("Merge_Log_Key", "log_processed"),
        ("K8S-Logging.Parser", "On"),
        ("K8S-Logging.Exclude", "Off"),
        ("Labels", "Off"),
        ("Annotations", "Off"),
        ("Use_Kubelet", "On"),
        ("Kubelet_Port", "10250"),
        ("Buffer_Size", "0"),
    ],
    &[
        ("Name", "cloudwatch_logs"),
        ("Match", "application.*"),
        ("region", "${AWS_REGION}"),
        (
            "log_group_name",
            "/aws/containerinsights/${CLUSTER_NAME}/application",
        ),
        ("log_stream_prefix", "${HOST_NAME}-"),
        ("auto_create_group", "true"),
        ("extra_user_agent", "container-insights"),
    ],
];

/// The data of a config map among the agents' objects.
fn agents_data(name: &str) -> Value {
    let text = read("out/study-2023/manifests/container-insights.yaml");
    let objects = yaml_serde::Deserializer::from_str(&text).map(|document| {
        let object: Value = serde::Deserialize::deserialize(document).expect("an object");
        object
    });
    let mut objects =
        objects.filter(|object| object["kind"] == "ConfigMap" && object["metadata"]["name"] == name);
    objects.next().expect("the config map")["data"].take()
}

/// The settings of each section of Fluent Bit's format, by key.
fn sections(conf: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut sections: Vec<BTreeMap<&str, &str>> = Vec::new();
    for line in conf.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.starts_with('['), sections.last_mut()) {
            (false, Some(section)) => {
                let (key, value) = line.split_once(' ').expect("a key and a value");
                section.insert(key, value.trim());
            }
            _ => sections.push(BTreeMap::new()),
        }
    }
    sections
}

#[test]
fn the_agents_of_container_insights_are_set_as_the_note_prints_them() {
    let wanted: BTreeMap<String, Value> = CLUSTER_INFO
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| (key.to_owned(), serde_json::from_str(value).expect("JSON")))
        .collect();
    assert_eq!(agents_data("fluent-bit-cluster-info"), json!(wanted));
    let agent: Value = serde_json::from_str(
        agents_data("cwagentconfig")["cwagentconfig.json"]
            .as_str()
            .expect("a text"),
    )
    .expect("JSON");
    let wanted = json!({
        "agent": { "region": "ap-northeast-2" },
        "logs": {
            "metrics_collected": { "kubernetes": { "cluster_name": "myeks", "metrics_collection_interval": 60 } },
            "force_flush_interval": 5
        }
    });
    assert_eq!(agent, wanted);
    let conf = agents_data("fluent-bit-config");
    let files: Vec<&str> = conf
        .as_object()
        .expect("files")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        files,
        [
            "fluent-bit.conf",
            "application-log.conf",
            "dataplane-log.conf",
            "host-log.conf",
            "parsers.conf"
        ]
    );
    let found = sections(conf["application-log.conf"].as_str().expect("a text"));
    for wanted in APPLICATION_LOG {
        let wanted: BTreeMap<&str, &str> = wanted.iter().copied().collect();
        assert!(found.contains(&wanted), "{wanted:#?}\nis not in\n{found:#?}");
    }
}
