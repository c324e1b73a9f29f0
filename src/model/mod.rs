//! What is wanted: the types of an environment. No I/O, no rules, no CloudFormation words.

mod access;
mod addon;
mod alerting;
mod autoscaling;
mod bastion;
mod chart;
mod cluster;
mod container_insights;
mod cost;
mod dashboard;
mod delivery;
mod environment;
mod grafana;
mod identity;
mod images;
mod ingress;
mod logging;
mod monitoring;
mod network;
mod node_group;
mod secret;
mod storage;
pub mod value;
mod workload;

pub use access::{AccessEntry, AccessPolicy};
pub use addon::Addon;
pub use alerting::{
    AlertRoute, AlertRule, Alerting, Botkube, BotkubeExecutors, BuiltinAlerts, CertificateExpiry, Kwatch,
    PagerdutyReceiver, PvcMonitor, Receiver, RouteSeverity, SlackReceiver, WebhookReceiver,
};
pub use autoscaling::{Autoscaling, ClusterAutoscaler, Karpenter, NodePool, PoolArchitecture, PoolLimits};
pub use bastion::Bastion;
pub use chart::{Chart, ReleaseValues};
pub use cluster::{Cluster, Endpoint, LogType, SecretsEncryption, UpgradePolicy};
pub use container_insights::{ContainerInsights, InsightsAddon, Quickstart, QuickstartVersion};
pub use cost::{Budget, Cost, Kubecost, KubecostVolumes, OpenCost, Usage};
pub use dashboard::{Dashboard, DashboardFile, DashboardHead, DashboardInput, PublishedDashboard};
pub use delivery::{ArgocdDelivery, Delivery, FluxDelivery, HelmfileDelivery};
pub use environment::{Account, ApiVersion, Environment, Kind, Lifecycle, Provisioner};
pub use grafana::{GrafanaAlerting, GrafanaLogin, GrafanaRule, Oidc, Threshold};
pub use identity::{Identities, IdentityKind, Workload};
pub use images::Images;
pub use ingress::{Certificate, CertificateRequest, Dns, DnsPolicy, Expose, Ingress, IngressGroup, Scheme};
pub use logging::{BuiltinQuery, ControlPlaneLogs, LogClass, LogQuery, Logging, OwnQuery};
pub use monitoring::{
    Alertmanager, BasicAuth, Grafana, ManagedComponent, Monitoring, PodMonitor, Prometheus, RemoteWrite,
    RemoteWriteAuth, ScrapeTarget, ServiceMonitor, Sigv4, VolumeClaim, Workspace,
};
pub use network::{ExistingVpc, FlowLogs, Nat, Network, VpcEndpointService};
pub use node_group::{
    AmiFamily, CapacityType, NodeGroup, NodePolicy, Size, SubnetKind, Taint, TaintEffect, Volume, VolumeType,
};
pub use secret::{ExternalSecret, KubernetesSecret, Secret};
pub use storage::{EbsPolicy, Efs, FsType, ReclaimPolicy, Storage, StorageClass};
pub use workload::{KubeOpsView, Nginx, NginxMetrics, ServiceType, Workloads};

/// A map with names: keeps the order in which it was written, and an overlay may add to it or change one entry.
pub type Named<K, V> = indexmap::IndexMap<K, V>;

/// A map of free text to free text: labels, tags.
pub type Texts = indexmap::IndexMap<String, String>;

/// How many replicas there are where an environment does not say: the default of the charts.
const REPLICAS: u32 = 1;

/// Serde's default for switches that are on unless somebody says otherwise.
fn on() -> bool {
    true
}
