//! The environments `dev` and `prod` written in Rust: what `environments/base.yaml` is to their files is a function here.
//!
//! `cargo run --example platform -- check dev-in-rust prod-in-rust`

use std::process::ExitCode;

use eksight::cli::{self, RustEnvironment};
use eksight::model::{
    AccessEntry, AccessPolicy, Account, Addon, AlertRoute, AlertRule, Alerting, Alertmanager, Autoscaling,
    Budget, BuiltinAlerts, BuiltinQuery, CapacityType, Certificate, CertificateExpiry, Chart, Cluster,
    ControlPlaneLogs, Cost, Dashboard, Dns, DnsPolicy, EbsPolicy, Endpoint, Environment, Expose,
    ExternalSecret, FlowLogs, FsType, Grafana, GrafanaLogin, Identities, IdentityKind, Ingress, IngressGroup,
    Karpenter, KubernetesSecret, LogQuery, LogType, Logging, Monitoring, Nat, Network, NodeGroup, NodePool,
    Oidc, OpenCost, PagerdutyReceiver, PodMonitor, PoolLimits, Prometheus, PublishedDashboard, Receiver,
    ReclaimPolicy, RouteSeverity, Scheme, ScrapeTarget, Secret, SecretsEncryption, ServiceMonitor, Size,
    SlackReceiver, Storage, StorageClass, Taint, TaintEffect, UpgradePolicy, Volume, VolumeClaim, VolumeType,
    VpcEndpointService, WebhookReceiver,
};
use eksight::source::draft::Absent;
use eksight::source::{Draft, Drafted as _};
use serde_json::json;

fn main() -> ExitCode {
    let environments = [
        RustEnvironment::new("dev-in-rust", dev),
        RustEnvironment::new("prod-in-rust", prod),
    ];
    cli::run(&environments, &[])
}

/// Where changes go first: prod's shape, with less of everything.
#[must_use]
pub(crate) fn dev() -> Draft<Environment> {
    let group = NodeGroup::draft()
        .instance_types(["m7i.large"])
        .size(Size::draft().min(2).desired(2).max(4))
        .max_pods(110);
    let prometheus = Prometheus::draft()
        .retention("5d")
        .retention_size("16GiB")
        .volume(claim("gp3", "20Gi"));
    let budget = Budget::draft()
        .monthly_usd(600)
        .tag("environment")
        .notify(["platform@example.com"]);
    base("dev")
        .network(
            Network::draft()
                .cidr("10.30.0.0/16")
                .nat(Nat::Single)
                .endpoints([VpcEndpointService::S3]),
        )
        .node_group("platform", group)
        .ingress(
            ingress("dev", "Z0123456789DEV", "01", DnsPolicy::Sync)
                .group("internal", load_balancer("dev", "internal", Scheme::Internal)),
        )
        .logging(retention(14))
        .alerting(
            Alerting::draft().certificate_expiry(CertificateExpiry::draft().notify(["platform@example.com"])),
        )
        .cost(Cost::draft().budget(budget))
        .monitoring(Monitoring::draft().prometheus(prometheus))
}

/// What is public, and what wakes people.
#[must_use]
pub(crate) fn prod() -> Draft<Environment> {
    let prod = base("prod")
        .not_weaker_than("dev")
        .cluster(Cluster::draft().deletion_protection(true).zonal_shift(true))
        .network(
            Network::draft()
                .cidr("10.40.0.0/16")
                .nat(Nat::PerZone)
                .endpoints([
                    VpcEndpointService::S3,
                    VpcEndpointService::Ecr,
                    VpcEndpointService::Sts,
                    VpcEndpointService::Logs,
                    VpcEndpointService::Ec2,
                    VpcEndpointService::EksAuth,
                ])
                .flow_logs(FlowLogs::draft().retention_days(30)),
        )
        .addon("metrics-server", Addon::draft().version("v0.9.0-eksbuild.11"))
        .chart("karpenter", Chart::draft().version("1.14.1"))
        .chart("external-secrets", Chart::draft().version("2.9.0"))
        .chart("opencost", Chart::draft().version("2.5.17"))
        .chart("metrics-server", Absent)
        .ingress(prod_ingress())
        .logging(retention(90))
        .monitoring(prod_monitoring())
        .alerting(alerting())
        .cost(Cost::draft().open_cost(OpenCost::draft()));
    secrets(nodes(prod))
}

/// What the environments have in common.
fn base(stage: &str) -> Draft<Environment> {
    let name = format!("{stage}-eks");
    let cluster = Cluster::draft()
        .name(name)
        .region("ap-northeast-2")
        .kubernetes_version("1.36")
        .zones(["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"])
        // An example: nobody has these addresses (RFC 5737).
        .endpoint(Endpoint::draft().private(true).public_cidrs(["203.0.113.0/24"]))
        .log_types([
            LogType::Api,
            LogType::Audit,
            LogType::Authenticator,
            LogType::ControllerManager,
            LogType::Scheduler,
        ])
        .service_cidr("172.20.0.0/16")
        .secrets_encryption(SecretsEncryption::draft().create_key(true))
        .upgrade_policy(UpgradePolicy::Extended);
    let administrators = [("platform", "platform-admin"), ("ci", "ci-deployer")];
    let cluster = administrators.into_iter().fold(cluster, |cluster, (name, role)| {
        let entry = AccessEntry::draft()
            .principal_arn(format!("arn:aws:iam::111122223333:role/{role}"))
            .policy(AccessPolicy::AmazonEKSClusterAdminPolicy);
        cluster.access_entry(name, entry)
    });
    let class = || StorageClass::draft().kind(VolumeType::Gp3).fs_type(FsType::Ext4);
    let environment = Environment::draft()
        .account(Account::draft().id("111122223333").role_path("/platform/"))
        .tag("owner", "platform")
        .tag("cost-centre", "4711")
        .tag("data-class", "internal")
        .tag("environment", stage)
        .cluster(cluster)
        .identities(Identities::draft().default(IdentityKind::PodIdentity))
        .storage(
            Storage::draft()
                .ebs_policy(EbsPolicy::ManagedVolumes)
                .class("gp3", class().default(true))
                .class("gp3-retain", class().reclaim(ReclaimPolicy::Retain)),
        )
        .logging(queries())
        .monitoring(monitoring())
        .secret(
            "grafana-admin",
            Secret::draft().kubernetes(
                KubernetesSecret::draft()
                    .namespace("monitoring")
                    .name("grafana-admin"),
            ),
        );
    charts(addons(environment))
}

fn addons(environment: Draft<Environment>) -> Draft<Environment> {
    // A /28 at a time: more pods on a node, fewer calls to EC2.
    let cni = Addon::draft()
        .version("v1.23.0-eksbuild.1")
        .configuration(json!({ "env": { "ENABLE_PREFIX_DELEGATION": "true" } }));
    let others = [
        ("kube-proxy", "v1.36.0-eksbuild.1"),
        ("eks-pod-identity-agent", "v1.3.9-eksbuild.1"),
        ("coredns", "v1.14.3-eksbuild.11"),
        ("aws-ebs-csi-driver", "v1.64.0-eksbuild.1"),
    ];
    let environment = environment.addon("vpc-cni", cni);
    others
        .into_iter()
        .fold(environment, |environment, (name, version)| {
            environment.addon(name, Addon::draft().version(version))
        })
}

fn charts(environment: Draft<Environment>) -> Draft<Environment> {
    let versions = [
        ("aws-load-balancer-controller", "3.5.0"),
        ("external-dns", "1.21.1"),
        ("metrics-server", "3.13.1"),
        ("kube-prometheus-stack", "88.5.3"),
    ];
    versions
        .into_iter()
        .fold(environment, |environment, (name, version)| {
            environment.chart(name, Chart::draft().version(version))
        })
}

fn queries() -> Draft<Logging> {
    let builtin = [
        ("node-not-ready", BuiltinQuery::NodeNotReady),
        ("database-space-exceeded", BuiltinQuery::DatabaseSpaceExceeded),
        ("requests-by-user-agent", BuiltinQuery::RequestsByUserAgent),
    ];
    builtin
        .into_iter()
        .fold(Logging::draft(), |logging, (name, query)| {
            logging.query(name, LogQuery::draft().builtin(query))
        })
}

fn retention(days: u16) -> Draft<Logging> {
    Logging::draft().control_plane(ControlPlaneLogs::draft().retention_days(days))
}

fn monitoring() -> Draft<Monitoring> {
    let cni = PodMonitor::draft()
        .namespace("kube-system")
        .match_label("k8s-app", "aws-node")
        .port("metrics")
        .interval("30s")
        .job_label("k8s-app");
    Monitoring::draft()
        .prometheus(
            Prometheus::draft()
                .scrape_interval("30s")
                .evaluation_interval("30s"),
        )
        .grafana(
            Grafana::draft()
                .admin("grafana-admin")
                .timezone("Asia/Seoul")
                .dashboard(
                    "eks-cni",
                    Dashboard::draft().grafana_com(PublishedDashboard::draft().id(16032).revision(1)),
                )
                .expose(Expose::draft().group("internal").host("grafana")),
        )
        .target("aws-cni", ScrapeTarget::draft().pod_monitor(cni))
}

fn ingress(stage: &str, zone: &str, certificate: &str, policy: DnsPolicy) -> Draft<Ingress> {
    let certificate = format!(
        "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-0000000000{certificate}"
    );
    Ingress::draft()
        .domain(format!("{stage}.example.com"))
        .hosted_zone_id(zone)
        .certificate(Certificate::draft().arn(certificate))
        .dns(Dns::draft().owner(format!("{stage}-eks")).policy(policy))
}

fn load_balancer(stage: &str, group: &str, scheme: Scheme) -> Draft<IngressGroup> {
    IngressGroup::draft()
        .scheme(scheme)
        .load_balancer_name(format!("{stage}-eks-{group}"))
        .ssl_policy("ELBSecurityPolicy-TLS13-1-2-2021-06")
}

fn prod_ingress() -> Draft<Ingress> {
    let group = |group, scheme| load_balancer("prod", group, scheme);
    ingress("prod", "Z0123456789PROD", "02", DnsPolicy::UpsertOnly)
        // Applications only.
        .group("public", group("public", Scheme::InternetFacing))
        // Grafana only. Prometheus and Alertmanager have no login.
        .group("internal", group("internal", Scheme::Internal))
}

/// One node in each zone for everything that keeps the cluster running, and what Karpenter adds for the rest.
fn nodes(environment: Draft<Environment>) -> Draft<Environment> {
    let platform = NodeGroup::draft()
        .instance_types(["m7i.xlarge"])
        .size(Size::draft().min(3).desired(3).max(6))
        .volume(Volume::draft().kind(VolumeType::Gp3).size("80Gi"))
        .max_pods(110)
        .label("role", "platform");
    let pool = || {
        NodePool::draft()
            .instance_families(["m6i", "m7i", "m8i"])
            .instance_sizes(["large", "xlarge", "2xlarge"])
            .limits(PoolLimits::draft().cpu(64).memory("256Gi"))
            .image_version("v20261023")
            .max_pods(110)
    };
    let spot = pool()
        .capacity_types([CapacityType::Spot])
        .taint("spot", Taint::draft().effect(TaintEffect::NoSchedule));
    environment.node_group("platform", platform).autoscaling(
        Autoscaling::draft().karpenter(
            Karpenter::draft()
                .node_pool("apps", pool())
                .node_pool("spot", spot),
        ),
    )
}

fn claim(class: &str, size: &str) -> Draft<VolumeClaim> {
    VolumeClaim::draft().class(class).size(size)
}

fn prod_monitoring() -> Draft<Monitoring> {
    let login = Oidc::draft()
        .name("Example")
        .auth_url("https://login.example.com/oauth2/authorize")
        .token_url("https://login.example.com/oauth2/token")
        .api_url("https://login.example.com/oauth2/userinfo")
        .client_id("grafana-prod")
        .client_secret("grafana-oidc")
        .role_attribute_path("contains(groups[*], 'platform') && 'Admin' || 'Viewer'");
    let karpenter = ServiceMonitor::draft()
        .namespace("kube-system")
        .match_label("app.kubernetes.io/name", "karpenter")
        .port("http-metrics");
    Monitoring::draft()
        .prometheus(
            Prometheus::draft()
                .replicas(2)
                .retention("15d")
                .retention_size("80GiB")
                .volume(claim("gp3", "100Gi"))
                .memory_request("6Gi")
                .memory_limit("8Gi"),
        )
        .grafana(
            Grafana::draft()
                .overview(true)
                // From this file on.
                .dashboard(
                    "karpenter",
                    Dashboard::draft().file("../environments/dashboards/karpenter.json"),
                )
                .login(GrafanaLogin::draft().oidc(login)),
        )
        .alertmanager(Alertmanager::draft().replicas(3).volume(claim("gp3", "5Gi")))
        .target("karpenter", ScrapeTarget::draft().service_monitor(karpenter))
}

fn alerting() -> Draft<Alerting> {
    let slack = SlackReceiver::draft()
        .webhook("slack-webhook")
        .channel("#ops")
        // An example: no group has this id.
        .mention_groups(["S0123456789"]);
    let route = |receiver, severity| AlertRoute::draft().receiver(receiver).severity(severity);
    let errors = "sum(rate(apiserver_request_total{code=~\"5..\"}[5m])) / sum(rate(apiserver_request_total[5m])) > 0.03";
    Alerting::draft()
        .receiver("platform", Receiver::draft().slack(slack))
        .receiver(
            "pager",
            Receiver::draft().pagerduty(PagerdutyReceiver::draft().routing_key("pagerduty")),
        )
        // A service outside the cluster that speaks up when it hears nothing for ten minutes.
        .receiver(
            "deadmansswitch",
            Receiver::draft().webhook(WebhookReceiver::draft().url("heartbeat")),
        )
        .route("page", route("pager", RouteSeverity::Critical).goes_on(true))
        .route("critical", route("platform", RouteSeverity::Critical))
        .route("warning", route("platform", RouteSeverity::Warning))
        .heartbeat("deadmansswitch")
        .builtin([
            BuiltinAlerts::Database,
            BuiltinAlerts::Nodes,
            BuiltinAlerts::Pods,
            BuiltinAlerts::Volumes,
            BuiltinAlerts::Certificates,
            BuiltinAlerts::Targets,
            BuiltinAlerts::Cost,
        ])
        .certificate_expiry(CertificateExpiry::draft().notify(["platform@example.com"]))
        .runbook_url("https://git.example.com/platform/environments/blob/main/out/prod/RUNBOOK.md#")
        .rule(
            "ApiServerErrors",
            AlertRule::draft()
                .query(errors)
                .lasting("10m")
                .severity(RouteSeverity::Warning)
                .summary("The API server fails {{ $value | humanizePercentage }} of its requests"),
        )
}

/// They lie in Secrets Manager, and External Secrets makes Kubernetes Secrets of them.
fn secrets(environment: Draft<Environment>) -> Draft<Environment> {
    let remote = |name: &str| {
        ExternalSecret::draft()
            .namespace("monitoring")
            .remote_key(format!("prod/platform/{name}"))
    };
    let admin = Secret::draft()
        .kubernetes(Absent)
        .external_secret(remote("grafana"));
    let properties = [
        ("grafana-oidc", "grafana-oidc", "client-secret"),
        ("slack-webhook", "slack", "url"),
        ("pagerduty", "pagerduty", "routing-key"),
        ("heartbeat", "heartbeat", "url"),
    ];
    let environment = environment.secret("grafana-admin", admin);
    properties
        .into_iter()
        .fold(environment, |environment, (name, remote_name, property)| {
            let fetched = remote(remote_name).property(property);
            environment.secret(name, Secret::draft().external_secret(fetched))
        })
}
