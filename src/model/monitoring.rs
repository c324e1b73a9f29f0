//! Prometheus, Grafana, Alertmanager and what they look at.

use serde::{Deserialize, Serialize};

use super::value::{ByteSize, HttpUrl, Interval, Quantity, Region, ResourceName, SecretName};
use super::{Dashboard, Expose, GrafanaAlerting, GrafanaLogin, Named, Texts};

/// Metrics of the environment, through the chart kube-prometheus-stack.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Monitoring {
    /// Prometheus. Default: none.
    #[serde(default)]
    pub prometheus: Option<Prometheus>,
    /// Grafana. Default: none.
    #[serde(default)]
    pub grafana: Option<Grafana>,
    /// Alertmanager. Default: none.
    #[serde(default)]
    pub alertmanager: Option<Alertmanager>,
    /// What is scraped besides the stack itself, by name. Default: none.
    #[serde(default)]
    pub targets: Named<ResourceName, ScrapeTarget>,
}

/// Prometheus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prometheus {
    /// Number of replicas, each with all the data. Default: 1.
    #[serde(default)]
    pub replicas: Option<u32>,
    /// How long samples are kept, such as `15d`.
    pub retention: Interval,
    /// How large the data may grow, such as `80GiB`; at most 85 % of the volume.
    pub retention_size: ByteSize,
    /// Volume of each replica. Default: none; data go with the pod.
    #[serde(default)]
    pub volume: Option<VolumeClaim>,
    /// How often targets are scraped. Default: the chart's, 30s.
    #[serde(default)]
    pub scrape_interval: Option<Interval>,
    /// How often rules are evaluated. Default: the chart's, 30s.
    #[serde(default)]
    pub evaluation_interval: Option<Interval>,
    /// Select every ServiceMonitor and PodMonitor, not only those with the release's label. Default: true.
    #[serde(default = "super::on")]
    pub select_all_monitors: bool,
    /// The chart's own alert and recording rules; without them its dashboards stay half empty. Default: true.
    #[serde(default = "super::on")]
    pub default_rules: bool,
    /// The alerts among the chart's own rules. Without them its recording rules stay, which its dashboards show. Default: true.
    #[serde(default = "super::on")]
    pub default_alerts: bool,
    /// Components that EKS runs out of reach: no jobs and no rules for them. Default: all four.
    #[serde(default = "ManagedComponent::all")]
    pub unreachable: Vec<ManagedComponent>,
    /// Memory that each replica asks for. Default: not set.
    #[serde(default)]
    pub memory_request: Option<Quantity>,
    /// Memory at which a replica is stopped. Default: not set.
    #[serde(default)]
    pub memory_limit: Option<Quantity>,
    /// Publish the page. It has no login. Default: not published.
    #[serde(default)]
    pub expose: Option<Expose>,
    /// Write `externalUrl`, so that links in alerts work; follows `expose`. Default: true.
    #[serde(default = "super::on")]
    pub external_url: bool,
    /// Stores that get every sample too, by name. Default: none.
    #[serde(default)]
    pub remote_write: Named<ResourceName, RemoteWrite>,
}

/// A store that takes samples over Prometheus' remote write protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteWrite {
    /// Where it takes them.
    pub url: HttpUrl,
    /// How Prometheus says who it is. Default: not at all.
    #[serde(default)]
    pub auth: Option<RemoteWriteAuth>,
}

/// A workspace of Amazon Managed Service for Prometheus, as the address of a store names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workspace<'a> {
    /// Its region.
    pub region: &'a str,
    /// Its id.
    pub id: &'a str,
}

impl RemoteWrite {
    /// The workspace that the address names. The form is the pattern of `remoteWriteUrl` in the API reference of EMR
    /// Serverless, as of 2026-11.
    #[must_use]
    pub fn workspace(&self) -> Option<Workspace<'_>> {
        let rest = self.url.strip_prefix("https://aps-workspaces.")?;
        let (host, path) = rest.split_once('/')?;
        let (region, domain) = host.split_once('.')?;
        let id = path
            .strip_prefix("workspaces/")?
            .strip_suffix("/api/v1/remote_write")?;
        let fits = domain.starts_with("amazonaws.") && !id.is_empty() && !id.contains('/');
        fits.then_some(Workspace { region, id })
    }
}

impl Prometheus {
    /// How many replicas there are.
    #[must_use]
    pub fn replica_count(&self) -> u32 {
        self.replicas.unwrap_or(super::REPLICAS)
    }

    /// The stores that get signatures of AWS.
    pub fn signed_stores(&self) -> impl Iterator<Item = (&ResourceName, &RemoteWrite, &Sigv4)> {
        self.remote_write
            .iter()
            .filter_map(|(name, store)| match &store.auth {
                Some(RemoteWriteAuth::Sigv4(sigv4)) => Some((name, store, sigv4)),
                Some(RemoteWriteAuth::BasicAuth(_)) | None => None,
            })
    }
}

/// How Prometheus says who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RemoteWriteAuth {
    /// Signatures of AWS, for Amazon Managed Service for Prometheus.
    Sigv4(Sigv4),
    /// A user and a password.
    BasicAuth(BasicAuth),
}

/// Signatures of AWS, made as the role of Prometheus' service account. The stack makes it, and it may write to the
/// workspace in the store's address and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sigv4 {
    /// Region of the workspace. Default: the cluster's.
    #[serde(default)]
    pub region: Option<Region>,
}

/// A user and a password, each a secret in the chart's namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasicAuth {
    /// Secret that holds the user's name, an entry of `secrets` with a key.
    pub username: SecretName,
    /// Secret that holds the password, an entry of `secrets` with a key.
    pub password: SecretName,
}

/// A control plane component, or kube-proxy, which binds its metrics to 127.0.0.1 on EKS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ManagedComponent {
    /// kube-controller-manager.
    KubeControllerManager,
    /// etcd.
    KubeEtcd,
    /// kube-scheduler.
    KubeScheduler,
    /// kube-proxy.
    KubeProxy,
}

impl ManagedComponent {
    fn all() -> Vec<Self> {
        vec![
            Self::KubeControllerManager,
            Self::KubeEtcd,
            Self::KubeScheduler,
            Self::KubeProxy,
        ]
    }
}

/// A volume that a chart claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeClaim {
    /// Storage class, a key of `storage.classes`.
    pub class: ResourceName,
    /// Size.
    pub size: Quantity,
}

/// Grafana.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grafana {
    /// Secret with the keys `admin-user` and `admin-password`, an entry of `secrets`.
    pub admin: SecretName,
    /// Time zone of the dashboards: a name such as `Asia/Seoul`, `utc` or `browser`. Default: the browser's.
    #[serde(default)]
    pub timezone: Option<String>,
    /// Dashboards by name. Default: none.
    #[serde(default)]
    pub dashboards: Named<ResourceName, Dashboard>,
    /// A dashboard made from this environment: its nodes, what it scrapes, its volumes, what its namespaces ask for.
    /// Default: false.
    #[serde(default)]
    pub overview: bool,
    /// Alerts that Grafana raises itself. Default: none; Alertmanager has those of Prometheus.
    #[serde(default)]
    pub alerting: Option<GrafanaAlerting>,
    /// How people log in. Default: as the administrator.
    #[serde(default)]
    pub login: Option<GrafanaLogin>,
    /// Publish the page. Default: not published.
    #[serde(default)]
    pub expose: Option<Expose>,
}

/// Alertmanager.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alertmanager {
    /// Number of replicas. Default: 1.
    #[serde(default)]
    pub replicas: Option<u32>,
    /// Volume of each replica, for silences. Default: none.
    #[serde(default)]
    pub volume: Option<VolumeClaim>,
}

impl Alertmanager {
    /// How many replicas there are.
    #[must_use]
    pub fn replica_count(&self) -> u32 {
        self.replicas.unwrap_or(super::REPLICAS)
    }
}

/// Something to scrape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ScrapeTarget {
    /// Pods by label.
    PodMonitor(PodMonitor),
    /// What stands behind Services, which are found by label.
    ServiceMonitor(ServiceMonitor),
}

impl ScrapeTarget {
    /// The kind, as a file spells it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::PodMonitor(_) => "podMonitor",
            Self::ServiceMonitor(_) => "serviceMonitor",
        }
    }

    /// Namespace of what is scraped, and of the monitor.
    #[must_use]
    pub fn namespace(&self) -> &ResourceName {
        match self {
            Self::PodMonitor(monitor) => &monitor.namespace,
            Self::ServiceMonitor(monitor) => &monitor.namespace,
        }
    }

    /// Labels by which it is found.
    #[must_use]
    pub fn match_labels(&self) -> &Texts {
        match self {
            Self::PodMonitor(monitor) => &monitor.match_labels,
            Self::ServiceMonitor(monitor) => &monitor.match_labels,
        }
    }

    /// Path at which it answers.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::PodMonitor(monitor) => &monitor.path,
            Self::ServiceMonitor(monitor) => &monitor.path,
        }
    }

    /// How often it is scraped, where that is said.
    #[must_use]
    pub fn interval(&self) -> Option<&Interval> {
        match self {
            Self::PodMonitor(monitor) => monitor.interval.as_ref(),
            Self::ServiceMonitor(monitor) => monitor.interval.as_ref(),
        }
    }
}

/// Pods to scrape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodMonitor {
    /// Namespace of the pods, and of the monitor.
    pub namespace: ResourceName,
    /// Labels that the pods have.
    pub match_labels: Texts,
    /// Name of the container port.
    pub port: String,
    /// Path. Default: `/metrics`.
    #[serde(default = "metrics_path")]
    pub path: String,
    /// How often. Default: as Prometheus is set.
    #[serde(default)]
    pub interval: Option<Interval>,
    /// Label of the pod that becomes the job's name. Default: the monitor's name is the job.
    #[serde(default)]
    pub job_label: Option<String>,
}

impl ScrapeTarget {
    /// Whether it is the Amazon VPC CNI.
    #[must_use]
    pub fn is_vpc_cni(&self) -> bool {
        self.match_labels().values().any(|value| value == "aws-node")
    }
}

/// What stands behind Services, each of its addresses. The value of the first label is the job's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceMonitor {
    /// Namespace of the Services, and of the monitor.
    pub namespace: ResourceName,
    /// Labels that the Services have.
    pub match_labels: Texts,
    /// Name of the Service's port.
    pub port: String,
    /// Path. Default: `/metrics`.
    #[serde(default = "metrics_path")]
    pub path: String,
    /// How often. Default: as Prometheus is set.
    #[serde(default)]
    pub interval: Option<Interval>,
}

fn metrics_path() -> String {
    "/metrics".to_owned()
}
