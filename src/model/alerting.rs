//! Who is told, and how: Alertmanager receivers and routes, kwatch, botkube.

use serde::{Deserialize, Serialize};

use super::Named;
use super::value::{
    AlertName, EmailAddress, HttpUrl, ImageTag, Interval, Minutes, Percent, ResourceName, SecretName,
    SlackGroupId, SlackUserId, TopicArn,
};

/// Notifications of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alerting {
    /// Where Alertmanager and Grafana can send, by name. Default: none.
    #[serde(default)]
    pub receivers: Named<ResourceName, Receiver>,
    /// Which alerts go where, by name; the first match wins, unless it says `continue`. Default: none; alerts are only shown.
    #[serde(default)]
    pub routes: Named<ResourceName, AlertRoute>,
    /// Who hears every 5 minutes that alerts still get through, a key of `receivers` that is a webhook: a service outside
    /// the cluster that speaks up when it hears nothing. It gets the chart's alert `Watchdog`. Default: nobody.
    #[serde(default)]
    pub heartbeat: Option<ResourceName>,
    /// Alerts of your own by name, beside those of the chart. Default: none.
    #[serde(default)]
    pub rules: Named<AlertName, AlertRule>,
    /// Alerts that eksight brings, by what they watch. Default: none.
    #[serde(default)]
    pub builtin: Vec<BuiltinAlerts>,
    /// Where people read what to do, up to the name of the alert: `https://…/RUNBOOK.md#`. The built-in alerts link to it;
    /// `RUNBOOK.md` has a section for each. Behind a `#` the name is in lower case, as anchors of headings are. Default: no
    /// links.
    #[serde(default)]
    pub runbook_url: Option<HttpUrl>,
    /// An alarm in CloudWatch for the certificate of the load balancers, whose end Prometheus does not see. Default: none.
    #[serde(default)]
    pub certificate_expiry: Option<CertificateExpiry>,
    /// kwatch: tells Slack about crashing pods. Default: none.
    #[serde(default)]
    pub kwatch: Option<Kwatch>,
    /// botkube: kubectl from Slack. Default: none.
    #[serde(default)]
    pub botkube: Option<Botkube>,
}

/// Word when the certificate of `ingress` ends soon: ACM renews one that it issued 45 days before, as long as the proof in
/// DNS stands, and never one that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateExpiry {
    /// Days before its end. Default: 30.
    #[serde(default = "CertificateExpiry::default_days")]
    pub days: u16,
    /// Who gets mail. Each address gets one first, and nothing else until its link was opened. Default: nobody.
    #[serde(default)]
    pub notify: Vec<EmailAddress>,
    /// A topic of the cluster's region that is told too. Default: none.
    #[serde(default)]
    pub topic: Option<TopicArn>,
}

impl CertificateExpiry {
    fn default_days() -> u16 {
        30
    }
}

/// Where Alertmanager can send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Receiver {
    /// A Slack channel.
    Slack(SlackReceiver),
    /// A service of PagerDuty.
    Pagerduty(PagerdutyReceiver),
    /// Anything that takes Alertmanager's JSON over HTTP, such as a heartbeat monitor.
    Webhook(WebhookReceiver),
}

/// A service of PagerDuty, through its Events API v2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PagerdutyReceiver {
    /// Secret that holds the integration key, an entry of `secrets` with a key.
    pub routing_key: SecretName,
}

/// Anything that takes Alertmanager's JSON over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookReceiver {
    /// Secret that holds the URL, an entry of `secrets` with a key. Whoever knows such a URL may call it.
    pub url: SecretName,
}

/// A Slack channel, through an incoming webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlackReceiver {
    /// Secret that holds the webhook's URL, an entry of `secrets` with a key.
    pub webhook: SecretName,
    /// Channel, such as `#ops`.
    pub channel: String,
    /// Users that each message mentions, by id. Default: none.
    #[serde(default)]
    pub mention_users: Vec<SlackUserId>,
    /// User groups that each message mentions, by id. Default: none.
    #[serde(default)]
    pub mention_groups: Vec<SlackGroupId>,
}

/// Sends alerts of a severity to a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlertRoute {
    /// A key of `alerting.receivers`.
    pub receiver: ResourceName,
    /// The alert's label `severity`.
    pub severity: RouteSeverity,
    /// Look at the routes behind it too, so that two receivers get the alert. Default: false.
    #[serde(default, rename = "continue")]
    pub goes_on: bool,
}

/// An alert of your own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlertRule {
    /// What is wrong, in PromQL: each series that it gives is an alert.
    pub query: String,
    /// For how long it must be so, such as `10m`. Default: no time; it fires at once.
    #[serde(default, rename = "for")]
    pub lasting: Option<Interval>,
    /// The alert's label `severity`, by which `routes` send it.
    pub severity: RouteSeverity,
    /// What has happened, in one line. `{{ $labels.pod }}` and `{{ $value }}` are filled in.
    pub summary: String,
    /// What to look at. Default: none.
    #[serde(default)]
    pub description: Option<String>,
}

/// Alerts that eksight brings. Where the chart's default rules have an alert of the same meaning, that one is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum BuiltinAlerts {
    /// The database of the control plane fills up, by the metric that the cluster's version shows.
    Database,
    /// Nodes that are not ready.
    Nodes,
    /// Containers that crash again and again, and images that cannot be pulled.
    Pods,
    /// Volumes that fill up.
    Volumes,
    /// Serving certificates of nodes that expire. Certificates of load balancers are no metric of Prometheus.
    Certificates,
    /// What `monitoring.targets` and `workloads.nginx.metrics` name is down, or not found at all.
    Targets,
    /// What collects costs does not run.
    Cost,
}

impl BuiltinAlerts {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Database,
        Self::Nodes,
        Self::Pods,
        Self::Volumes,
        Self::Certificates,
        Self::Targets,
        Self::Cost,
    ];
}

/// The label `severity` of the alerts that the default rules raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RouteSeverity {
    /// Somebody must act now.
    Critical,
    /// Somebody must act soon.
    Warning,
}

impl RouteSeverity {
    /// The label's value.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// kwatch: tells Slack about crashing pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kwatch {
    /// Exact version of the image, such as `v0.10.5`.
    pub version: ImageTag,
    /// Secret whose key `config.yaml` is kwatch's configuration with the webhook, an entry of `secrets`.
    /// kwatch reads the webhook from that file only, so the whole file is the secret.
    pub config: SecretName,
    /// Title of the messages.
    pub title: String,
    /// Watch how full volumes are. Default: off.
    #[serde(default)]
    pub pvc_monitor: Option<PvcMonitor>,
}

/// Watches how full volumes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PvcMonitor {
    /// Minutes between two looks.
    pub interval: Minutes,
    /// Percent at which it speaks, at most 100.
    pub threshold: Percent,
}

/// botkube: kubectl from Slack. Its last release is of 2024-11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Botkube {
    /// Slack channel, without `#`.
    pub channel: String,
    /// Secret that holds the bot token, an entry of `secrets` with a key.
    pub bot_token: SecretName,
    /// Secret that holds the app token, an entry of `secrets` with a key.
    pub app_token: SecretName,
    /// What it may run.
    #[serde(default)]
    pub executors: BotkubeExecutors,
}

/// What botkube may run. Default: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BotkubeExecutors {
    /// kubectl. Default: false.
    #[serde(default)]
    pub kubectl: bool,
    /// helm. Default: false.
    #[serde(default)]
    pub helm: bool,
}
