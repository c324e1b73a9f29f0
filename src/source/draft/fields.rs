//! The fields of every draft. `tests/draft.rs` holds this table against the schema: each field of the model is here.

use std::net::Ipv4Addr;
use std::panic::Location;

use super::{Draft, Drafted, Part, Setting};
use crate::model::value::{
    AccountId, AddonVersion, ByteSize, CertificateArn, CertificateName, ChartRepository, ChartVersion, Cidr,
    ClusterName, DomainName, EmailAddress, GitFolder, GitRepository, GitRevision, HostLabel, HostedZoneId,
    HttpUrl, HttpsUrl, ImageRegistry, ImageTag, IngressGroupName, InstanceFamily, InstanceSize, InstanceType,
    Interval, KeyArn, KubernetesVersion, LoadBalancerName, Minutes, Percent, PolicyArn, PrincipalArn,
    Quantity, Region, RemoteSecretName, ResourceName, RetentionDays, RolePath, RuleTitle, SecretKey,
    SecretName, SlackGroupId, SlackUserId, SubnetId, TopicArn, VpcId, ZoneRef,
};
use crate::model::{
    AccessEntry, AccessPolicy, Account, Addon, AlertRoute, AlertRule, Alerting, Alertmanager, AmiFamily,
    ArgocdDelivery, Autoscaling, BasicAuth, Bastion, Botkube, BotkubeExecutors, Budget, BuiltinAlerts,
    BuiltinQuery, CapacityType, Certificate, CertificateExpiry, CertificateRequest, Chart, Cluster,
    ClusterAutoscaler, ContainerInsights, ControlPlaneLogs, Cost, Dashboard, DashboardFile, Delivery, Dns,
    DnsPolicy, EbsPolicy, Efs, Endpoint, Environment, ExistingVpc, Expose, ExternalSecret, FlowLogs,
    FluxDelivery, FsType, Grafana, GrafanaAlerting, GrafanaLogin, GrafanaRule, HelmfileDelivery, Identities,
    IdentityKind, Images, Ingress, IngressGroup, InsightsAddon, Karpenter, KubeOpsView, Kubecost,
    KubecostVolumes, KubernetesSecret, Kwatch, Lifecycle, LogClass, LogQuery, LogType, Logging,
    ManagedComponent, Monitoring, Nat, Network, Nginx, NginxMetrics, NodeGroup, NodePolicy, NodePool, Oidc,
    OpenCost, OwnQuery, PagerdutyReceiver, PodMonitor, PoolArchitecture, PoolLimits, Prometheus, Provisioner,
    PublishedDashboard, PvcMonitor, Quickstart, QuickstartVersion, Receiver, ReclaimPolicy, ReleaseValues,
    RemoteWrite, RemoteWriteAuth, RouteSeverity, Scheme, ScrapeTarget, Secret, SecretsEncryption,
    ServiceMonitor, ServiceType, Sigv4, Size, SlackReceiver, Storage, StorageClass, SubnetKind, Taint,
    TaintEffect, Texts, Threshold, UpgradePolicy, Usage, Volume, VolumeClaim, VolumeType, VpcEndpointService,
    WebhookReceiver, Workloads,
};

/// `nodeGroups` of `node_groups`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at(1);
        text + &head.to_uppercase() + tail
    })
}

/// Declares the setters of drafts: `field: Type` sets a field, `one in many: Type` sets an entry of a map with names.
macro_rules! drafts {
    ($($owner:ident { $($field:ident $(as $name:literal)?: $of:ty),* $(; $($one:ident in $many:ident: $entry:ty),*)? })*) => {
        $(
            impl Drafted for $owner {}

            impl Draft<$owner> {
                $(
                    #[doc = concat!("Sets `", stringify!($field), "`.")]
                    #[must_use]
                    #[track_caller]
                    pub fn $field(self, value: impl Setting<$of>) -> Self {
                        let name = drafts!(@name $field $($name)?);
                        self.set(&camel(name), Location::caller(), value.part())
                    }
                )*
                $($(
                    #[doc = concat!("Sets an entry of `", stringify!($many), "`.")]
                    #[must_use]
                    #[track_caller]
                    pub fn $one(self, name: &str, value: impl Setting<$entry>) -> Self {
                        self.set_entry(&camel(stringify!($many)), name, Location::caller(), value.part())
                    }
                )*)?
            }
        )*

        /// Every setter, with its type and what is found out about it.
        #[cfg(test)]
        pub(super) fn probed() -> Vec<(&'static str, &'static str, super::probe::Found)> {
            vec![
                $($(super::probe::probed!($owner, $field, $of),)* $($(super::probe::probed!($owner, $one, $entry),)*)?)*
            ]
        }

        /// Every type with its fields, as an environment file spells them.
        pub const FIELDS: &[(&str, &[&str])] = &[
            $((stringify!($owner), &[$(drafts!(@name $field $($name)?),)* $($(stringify!($many),)*)?])),*
        ];
    };
    (@name $field:ident $name:literal) => { $name };
    (@name $field:ident) => { stringify!($field) };
}

drafts! {
    Environment {
        lifecycle: Lifecycle, not_weaker_than: String, provisioner: Provisioner, account: Account, cluster: Cluster, network: Network,
        identities: Identities, storage: Storage, bastion: Bastion, autoscaling: Autoscaling, ingress: Ingress, logging: Logging,
        monitoring: Monitoring, alerting: Alerting, cost: Cost, workloads: Workloads, images: Images, delivery: Delivery;
        tag in tags: String, node_group in node_groups: NodeGroup, addon in addons: Addon, chart in charts: Chart,
        secret in secrets: Secret, exception in exceptions: Texts
    }
    Account {
        id: AccountId, permissions_boundary: PolicyArn, role_path: RolePath;
        zone_id in zone_ids: String
    }
    Cluster {
        name: ClusterName, region: Region, kubernetes_version: KubernetesVersion, zones: Vec<ZoneRef>, endpoint: Endpoint,
        log_types: Vec<LogType>, service_cidr: Cidr, secrets_encryption: SecretsEncryption, upgrade_policy: UpgradePolicy,
        deletion_protection: bool, zonal_shift: bool;
        access_entry in access: AccessEntry
    }
    Endpoint { private: bool, public_cidrs: Vec<Cidr> }
    SecretsEncryption { create_key: bool, key_arn: KeyArn }
    AccessEntry { principal_arn: PrincipalArn, policy: AccessPolicy, namespaces: Vec<ResourceName> }
    Network {
        cidr: Cidr, nat: Nat, endpoints: Vec<VpcEndpointService>, flow_logs: FlowLogs, existing: ExistingVpc;
        public_subnet in public_subnets: Cidr, private_subnet in private_subnets: Cidr
    }
    FlowLogs { retention_days: RetentionDays }
    ExistingVpc {
        vpc_id: VpcId, cidr: Cidr;
        public_subnet in public_subnets: SubnetId, private_subnet in private_subnets: SubnetId
    }
    NodeGroup {
        instance_types: Vec<InstanceType>, capacity_type: CapacityType, size: Size, volume: Volume, ami_family: AmiFamily,
        release_version: String, subnets: SubnetKind, zones: Vec<ZoneRef>, max_pods: u16,
        pre_bootstrap_commands: Vec<String>, node_policies: Vec<NodePolicy>, repair: bool;
        label in labels: String, taint in taints: Taint
    }
    Autoscaling { karpenter: Karpenter, cluster_autoscaler: ClusterAutoscaler }
    Karpenter {; node_pool in node_pools: NodePool }
    NodePool {
        instance_families: Vec<InstanceFamily>, instance_sizes: Vec<InstanceSize>, architecture: PoolArchitecture,
        capacity_types: Vec<CapacityType>, limits: PoolLimits, volume: Volume, image_version: String, max_pods: u16,
        expire_after_hours: u32, termination_grace_period_hours: u32;
        label in labels: String, taint in taints: Taint
    }
    PoolLimits { cpu: u32, memory: Quantity }
    ClusterAutoscaler {}
    Size { min: u32, desired: u32, max: u32 }
    Volume { kind as "type": VolumeType, size: Quantity }
    Taint { value: String, effect: TaintEffect }
    Addon { version: AddonVersion, configuration: ReleaseValues }
    Identities { default: IdentityKind; workload in overrides: IdentityKind }
    Storage { efs: Efs, ebs_policy: EbsPolicy; class in classes: StorageClass }
    StorageClass {
        kind as "type": VolumeType, fs_type: FsType, default: bool, reclaim: ReclaimPolicy, encrypted: bool,
        allow_auto_iops_per_gb_increase: bool
    }
    Efs { storage_class: ResourceName }
    Bastion {
        instance_type: InstanceType, zone: ZoneRef, subnets: SubnetKind, ssh_cidrs: Vec<Cidr>, private_ip: Ipv4Addr,
        volume: Volume
    }
    Ingress {
        domain: DomainName, hosted_zone_id: HostedZoneId, certificate: Certificate, dns: Dns;
        group in groups: IngressGroup
    }
    Certificate { arn: CertificateArn, request: CertificateRequest }
    CertificateRequest { names: Vec<CertificateName> }
    IngressGroup {
        scheme: Scheme, load_balancer_name: LoadBalancerName, ssl_redirect: bool, ssl_policy: String,
        inbound_cidrs: Vec<Cidr>
    }
    Dns { owner: String, policy: DnsPolicy }
    Expose { group: IngressGroupName, host: HostLabel }
    Logging { control_plane: ControlPlaneLogs, container_insights: ContainerInsights; query in queries: LogQuery }
    ContainerInsights { quickstart: Quickstart, addon: InsightsAddon }
    Quickstart {
        version: QuickstartVersion, retention_days: RetentionDays, http_server: bool, read_from_head: bool,
        read_from_tail: bool, exclude_paths: Vec<String>
    }
    InsightsAddon { retention_days: RetentionDays }
    LogQuery { builtin: BuiltinQuery, own: OwnQuery }
    OwnQuery { log_groups: Vec<String>, query: String }
    ControlPlaneLogs { retention_days: RetentionDays, class: LogClass }
    Monitoring {
        prometheus: Prometheus, grafana: Grafana, alertmanager: Alertmanager;
        target in targets: ScrapeTarget
    }
    Prometheus {
        replicas: u32, retention: Interval, retention_size: ByteSize, volume: VolumeClaim, scrape_interval: Interval,
        evaluation_interval: Interval, select_all_monitors: bool, default_rules: bool,
        default_alerts: bool, unreachable: Vec<ManagedComponent>, memory_request: Quantity, memory_limit: Quantity, expose: Expose,
        external_url: bool;
        store in remote_write: RemoteWrite
    }
    RemoteWrite { url: HttpUrl, auth: RemoteWriteAuth }
    RemoteWriteAuth { sigv4: Sigv4, basic_auth: BasicAuth }
    Sigv4 { region: Region }
    BasicAuth { username: SecretName, password: SecretName }
    VolumeClaim { class: ResourceName, size: Quantity }
    Grafana {
        admin: SecretName, timezone: String, overview: bool, alerting: GrafanaAlerting, login: GrafanaLogin,
        expose: Expose;
        dashboard in dashboards: Dashboard
    }
    Dashboard { grafana_com: PublishedDashboard, file: DashboardFile }
    PublishedDashboard { id: u32, revision: u32 }
    GrafanaAlerting { receiver: ResourceName; rule in rules: GrafanaRule }
    GrafanaRule {
        title: RuleTitle, query: String, threshold: Threshold, lasting as "for": Interval;
        label in labels: String, annotation in annotations: String
    }
    Threshold { above: f64, below: f64 }
    GrafanaLogin { oidc: Oidc }
    Oidc {
        name: String, auth_url: HttpsUrl, token_url: HttpsUrl, api_url: HttpsUrl, client_id: String,
        client_secret: SecretName, scopes: Vec<String>, role_attribute_path: String
    }
    Alertmanager { replicas: u32, volume: VolumeClaim }
    ScrapeTarget { pod_monitor: PodMonitor, service_monitor: ServiceMonitor }
    PodMonitor {
        namespace: ResourceName, port: String, path: String, interval: Interval, job_label: String;
        match_label in match_labels: String
    }
    ServiceMonitor {
        namespace: ResourceName, port: String, path: String, interval: Interval;
        match_label in match_labels: String
    }
    Alerting {
        heartbeat: ResourceName, builtin: Vec<BuiltinAlerts>, runbook_url: HttpUrl, kwatch: Kwatch, botkube: Botkube,
        certificate_expiry: CertificateExpiry;
        receiver in receivers: Receiver, route in routes: AlertRoute, rule in rules: AlertRule
    }
    CertificateExpiry { days: u16, notify: Vec<EmailAddress>, topic: TopicArn }
    Receiver { slack: SlackReceiver, pagerduty: PagerdutyReceiver, webhook: WebhookReceiver }
    PagerdutyReceiver { routing_key: SecretName }
    WebhookReceiver { url: SecretName }
    SlackReceiver {
        webhook: SecretName, channel: String, mention_users: Vec<SlackUserId>, mention_groups: Vec<SlackGroupId>
    }
    AlertRoute { receiver: ResourceName, severity: RouteSeverity, goes_on as "continue": bool }
    AlertRule {
        query: String, lasting as "for": Interval, severity: RouteSeverity, summary: String, description: String
    }
    Kwatch { version: ImageTag, config: SecretName, title: String, pvc_monitor: PvcMonitor }
    PvcMonitor { interval: Minutes, threshold: Percent }
    Botkube { channel: String, bot_token: SecretName, app_token: SecretName, executors: BotkubeExecutors }
    BotkubeExecutors { kubectl: bool, helm: bool }
    Cost { kubecost: Kubecost, open_cost: OpenCost, usage: Usage, budget: Budget }
    Usage {
        nat_gb: u32, internet_out_gb: u32, cross_zone_gb: u32, endpoint_gb: u32, alb_lcus: u32, efs_gb: u32,
        efs_read_gb: u32, efs_write_gb: u32, api_logs_gb: u32, audit_logs_gb: u32, authenticator_logs_gb: u32, controller_manager_logs_gb: u32,
        scheduler_logs_gb: u32, flow_logs_gb: u32, container_insights_gb: u32;
        pool_node_count in pool_nodes: u32
    }
    Budget { monthly_usd: u32, tag: String, thresholds: Vec<u16>, notify: Vec<EmailAddress>, topic: TopicArn }
    OpenCost {}
    Kubecost { volumes: KubecostVolumes, node_exporter: bool }
    KubecostVolumes { class: ResourceName }
    Workloads { nginx: Nginx, kube_ops_view: KubeOpsView }
    KubeOpsView { version: ImageTag }
    Images { registry: ImageRegistry }
    Nginx { replicas: u32, service: ServiceType, expose: Expose, metrics: NginxMetrics }
    NginxMetrics { namespace: ResourceName, interval: Interval }
    Delivery { argocd: ArgocdDelivery, flux: FluxDelivery, helmfile: HelmfileDelivery }
    ArgocdDelivery {
        repository: GitRepository, revision: GitRevision, folder: GitFolder, project: ResourceName, namespace: ResourceName,
        cluster: ResourceName
    }
    FluxDelivery { source: ResourceName, namespace: ResourceName, folder: GitFolder }
    HelmfileDelivery {}
    Chart { version: ChartVersion, namespace: ResourceName, repository: ChartRepository, extra_values: ReleaseValues }
    Secret { kubernetes: KubernetesSecret, external_secret: ExternalSecret }
    KubernetesSecret { namespace: ResourceName, name: ResourceName, key: SecretKey }
    ExternalSecret { namespace: ResourceName, remote_key: RemoteSecretName, property: SecretKey }
}

impl<K: AsRef<str>, V: AsRef<str>, const N: usize> Setting<Texts> for [(K, V); N] {
    fn part(self) -> Part {
        texts(&self)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> Setting<Texts> for Vec<(K, V)> {
    fn part(self) -> Part {
        texts(&self)
    }
}

fn texts(entries: &[(impl AsRef<str>, impl AsRef<str>)]) -> Part {
    let text = |text: &str| Part::Text {
        text: text.to_owned(),
        quoted: true,
    };
    Part::Map(
        entries
            .iter()
            .map(|(key, value)| (key.as_ref().to_owned(), None, text(value.as_ref())))
            .collect(),
    )
}
