//! The environment `study` written in Rust: field by field what `environments/study.yaml` says.
//!
//! `cargo run --example study -- check study-in-rust`

use std::process::ExitCode;

use eksight::cli::{self, RustEnvironment};
use eksight::model::{
    AccessEntry, AccessPolicy, Account, Addon, Alerting, AmiFamily, Bastion, Botkube, BotkubeExecutors,
    BuiltinAlerts, BuiltinQuery, Certificate, Chart, Cluster, ContainerInsights, ControlPlaneLogs, Cost,
    Dashboard, Dns, DnsPolicy, Efs, Endpoint, Environment, Expose, Grafana, GrafanaAlerting, GrafanaRule,
    Identities, IdentityKind, Ingress, IngressGroup, Kubecost, KubecostVolumes, KubernetesSecret, Kwatch,
    LogQuery, LogType, Logging, Monitoring, Nat, Network, Nginx, NginxMetrics, NodeGroup, PodMonitor,
    Prometheus, PublishedDashboard, PvcMonitor, Quickstart, QuickstartVersion, Receiver, Scheme,
    ScrapeTarget, Secret, Size, SlackReceiver, Storage, StorageClass, SubnetKind, Threshold, Volume,
    VolumeClaim, VolumeType, Workloads,
};
use eksight::source::{Draft, Drafted as _};
use serde_json::json;

const ZONES: [&str; 3] = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"];

fn main() -> ExitCode {
    cli::run(&[RustEnvironment::new("study-in-rust", study)], &[])
}

/// The lab today.
#[must_use]
pub(crate) fn study() -> Draft<Environment> {
    let environment = Environment::draft()
        .account(Account::draft().id("111122223333"))
        .tag("environment", "study")
        .cluster(cluster())
        .network(network())
        .node_group("ng1", nodes())
        .identities(Identities::draft().default(IdentityKind::PodIdentity))
        .storage(
            Storage::draft()
                .class("gp3", StorageClass::draft().kind(VolumeType::Gp3).default(true))
                .efs(Efs::draft().storage_class("efs-sc")),
        )
        .bastion(
            Bastion::draft()
                .instance_type("t3.medium")
                .zone(ZONES[0])
                .subnets(SubnetKind::Private)
                .volume(small_volume()),
        )
        .ingress(ingress())
        .logging(logging())
        .monitoring(monitoring())
        .alerting(alerting())
        .exception(
            "EKS5024",
            [(
                "alerting.builtin",
                "the lab has no Alertmanager; people look at Prometheus' page, and kwatch tells Slack",
            )],
        )
        .cost(Cost::draft().kubecost(Kubecost::draft().volumes(KubecostVolumes::draft().class("gp3"))))
        .workloads(
            Workloads::draft().nginx(
                Nginx::draft()
                    .expose(page("nginx"))
                    .metrics(NginxMetrics::draft().namespace("monitoring").interval("10s")),
            ),
        );
    secrets(charts(addons(environment)))
}

fn cluster() -> Draft<Cluster> {
    Cluster::draft()
        .name("myeks")
        .region("ap-northeast-2")
        .kubernetes_version("1.36")
        .zones(ZONES)
        // The range you work from. An example: nobody has these addresses (RFC 5737).
        .endpoint(Endpoint::draft().private(true).public_cidrs(["203.0.113.0/24"]))
        .log_types([
            LogType::Api,
            LogType::Audit,
            LogType::Authenticator,
            LogType::ControllerManager,
            LogType::Scheduler,
        ])
        .access_entry(
            "student",
            AccessEntry::draft()
                .principal_arn("arn:aws:iam::111122223333:role/student")
                .policy(AccessPolicy::AmazonEKSClusterAdminPolicy),
        )
}

/// Each zone has a public and a private range, ten apart.
fn network() -> Draft<Network> {
    let network = Network::draft().cidr("192.168.0.0/16").nat(Nat::Single);
    (1..).zip(ZONES).fold(network, |network, (number, zone)| {
        network
            .public_subnet(zone, format!("192.168.{number}.0/24"))
            .private_subnet(zone, format!("192.168.{}.0/24", number + 10))
    })
}

fn nodes() -> Draft<NodeGroup> {
    NodeGroup::draft()
        .instance_types(["t3.xlarge"])
        .size(Size::draft().min(3).desired(3).max(3))
        .volume(small_volume())
        .ami_family(AmiFamily::Al2023)
        .subnets(SubnetKind::Private)
        .max_pods(50)
        .pre_bootstrap_commands(["dnf install -y links tree jq tcpdump sysstat"])
}

fn small_volume() -> Draft<Volume> {
    Volume::draft().kind(VolumeType::Gp3).size("30Gi")
}

fn addons(environment: Draft<Environment>) -> Draft<Environment> {
    let versions = [
        ("vpc-cni", "v1.23.0-eksbuild.1"),
        ("kube-proxy", "v1.36.0-eksbuild.1"),
        ("coredns", "v1.14.3-eksbuild.11"),
        ("eks-pod-identity-agent", "v1.3.9-eksbuild.1"),
        ("aws-ebs-csi-driver", "v1.64.0-eksbuild.1"),
        ("aws-efs-csi-driver", "v3.4.1-eksbuild.1"),
    ];
    versions
        .into_iter()
        .fold(environment, |environment, (name, version)| {
            environment.addon(name, Addon::draft().version(version))
        })
}

fn ingress() -> Draft<Ingress> {
    let certificate =
        "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000000";
    Ingress::draft()
        .domain("example.com")
        .hosted_zone_id("Z0123456789EXAMPLE")
        .certificate(Certificate::draft().arn(certificate))
        .group(
            "study",
            IngressGroup::draft()
                .scheme(Scheme::InternetFacing)
                .load_balancer_name("myeks-ingress-alb")
                .ssl_redirect(true)
                .ssl_policy("ELBSecurityPolicy-TLS13-1-2-2021-06")
                // Prometheus has no login.
                .inbound_cidrs(["203.0.113.0/24"]),
        )
        .dns(Dns::draft().owner("myeks").policy(DnsPolicy::Sync))
}

fn logging() -> Draft<Logging> {
    let quickstart = Quickstart::draft()
        .version(QuickstartVersion::V1_3_43)
        .retention_days(7);
    let logging = Logging::draft()
        .control_plane(ControlPlaneLogs::draft().retention_days(7))
        .container_insights(ContainerInsights::draft().quickstart(quickstart));
    let queries = [
        ("node-not-ready", BuiltinQuery::NodeNotReady),
        ("database-space-exceeded", BuiltinQuery::DatabaseSpaceExceeded),
        ("requests-by-user-agent", BuiltinQuery::RequestsByUserAgent),
        ("requests-by-uri", BuiltinQuery::RequestsByUri),
        ("object-revision-updates", BuiltinQuery::ObjectRevisionUpdates),
        ("scheduler", BuiltinQuery::Scheduler),
        ("authenticator", BuiltinQuery::Authenticator),
        ("controller-manager", BuiltinQuery::ControllerManager),
    ];
    queries.into_iter().fold(logging, |logging, (name, query)| {
        logging.query(name, LogQuery::draft().builtin(query))
    })
}

fn page(host: &str) -> Draft<Expose> {
    Expose::draft().group("study").host(host)
}

fn monitoring() -> Draft<Monitoring> {
    let dashboard = |id: u32| Dashboard::draft().grafana_com(PublishedDashboard::draft().id(id).revision(1));
    let cni = PodMonitor::draft()
        .namespace("kube-system")
        .match_label("k8s-app", "aws-node")
        .port("metrics")
        .interval("30s")
        .job_label("k8s-app");
    Monitoring::draft()
        .prometheus(
            Prometheus::draft()
                .retention("5d")
                .retention_size("10GiB")
                .volume(VolumeClaim::draft().class("gp3").size("20Gi"))
                .scrape_interval("15s")
                .evaluation_interval("15s")
                .default_alerts(false)
                .expose(page("prometheus")),
        )
        .grafana(
            Grafana::draft()
                .admin("grafana-admin")
                .timezone("Asia/Seoul")
                .dashboard("kubernetes-kr", dashboard(13770))
                .dashboard("eks-cni", dashboard(16032))
                .dashboard("nginx", dashboard(12708))
                .overview(true)
                .alerting(grafana_alerting())
                .expose(page("grafana")),
        )
        .target("aws-cni", ScrapeTarget::draft().pod_monitor(cni))
}

fn grafana_alerting() -> Draft<GrafanaAlerting> {
    // Section 6-5 of the lab: the loop that asks nginx once a second sets it off.
    let requests = GrafanaRule::draft()
        .title("nginx is asked often")
        .query("sum(rate(nginx_http_requests_total[1m]))")
        .threshold(Threshold::draft().above(0.5))
        .lasting("1m")
        .label("severity", "warning")
        .annotation("summary", "nginx answers {{ $values.value }} requests a second");
    GrafanaAlerting::draft()
        .receiver("study")
        .rule("nginx-requests", requests)
}

fn alerting() -> Draft<Alerting> {
    // An id notifies; a name, as the lab has it, is plain text to Slack. An example: nobody has this one.
    let slack = SlackReceiver::draft()
        .webhook("grafana-webhook")
        .channel("#webhook3")
        .mention_users(["U0123456789"]);
    Alerting::draft()
        // Shown on Prometheus' page; kwatch and botkube do the talking here.
        .builtin([
            BuiltinAlerts::Database,
            BuiltinAlerts::Nodes,
            BuiltinAlerts::Pods,
            BuiltinAlerts::Volumes,
            BuiltinAlerts::Certificates,
            BuiltinAlerts::Targets,
            BuiltinAlerts::Cost,
        ])
        .receiver("study", Receiver::draft().slack(slack))
        .kwatch(
            Kwatch::draft()
                .version("v0.10.5")
                .config("kwatch-config")
                .title("study-EKS")
                .pvc_monitor(PvcMonitor::draft().interval(5).threshold(70)),
        )
        .botkube(
            Botkube::draft()
                .channel("webhook3")
                .bot_token("botkube-bot-token")
                .app_token("botkube-app-token")
                // The plugin for helm left botkube's own index with 1.10.0.
                .executors(BotkubeExecutors::draft().kubectl(true).helm(false)),
        )
}

fn charts(environment: Draft<Environment>) -> Draft<Environment> {
    let chart = |version: &str| Chart::draft().version(version);
    // The chart's images moved to bitnamilegacy on 2025-08-28 (bitnami/charts issue 35164); the chart calls every
    // repository but its own insecure. Without TLS it makes no certificate, which would differ each time.
    let nginx = chart("22.1.1").extra_values(json!({
        "global": {"security": {"allowInsecureImages": true}},
        "image": {"repository": "bitnamilegacy/nginx", "tag": "1.29.1-debian-12-r0"},
        "metrics": {
            "image": {"repository": "bitnamilegacy/nginx-exporter", "tag": "1.4.2-debian-12-r9"}
        },
        "tls": {"enabled": false}
    }));
    let botkube = chart("1.14.0").extra_values(json!({
        "actions": {
            "describe-created-resource": {"enabled": true},
            "show-logs-on-error": {"enabled": true}
        }
    }));
    environment
        .chart("aws-load-balancer-controller", chart("3.5.0"))
        .chart("external-dns", chart("1.21.1"))
        .chart("metrics-server", chart("3.13.1"))
        .chart("kube-prometheus-stack", chart("88.5.3"))
        .chart("nginx", nginx)
        .chart("botkube", botkube)
        .chart("kubecost", chart("3.2.1"))
}

fn secrets(environment: Draft<Environment>) -> Draft<Environment> {
    let secret = |namespace: &str, name: &str| KubernetesSecret::draft().namespace(namespace).name(name);
    environment
        .secret(
            "grafana-admin",
            Secret::draft().kubernetes(secret("monitoring", "grafana-admin")),
        )
        .secret(
            "grafana-webhook",
            Secret::draft().kubernetes(secret("monitoring", "grafana-slack").key("url")),
        )
        .secret(
            "kwatch-config",
            Secret::draft().kubernetes(secret("kwatch", "kwatch-config").key("config.yaml")),
        )
        .secret(
            "botkube-bot-token",
            Secret::draft().kubernetes(secret("botkube", "botkube-slack").key("bot-token")),
        )
        .secret(
            "botkube-app-token",
            Secret::draft().kubernetes(secret("botkube", "botkube-slack").key("app-token")),
        )
}
