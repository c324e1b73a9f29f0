//! What Grafana does besides showing dashboards: its own alerts and who is told of them, and how people log in.

use serde::{Deserialize, Serialize};

use super::value::{HttpsUrl, Interval, ResourceName, RuleTitle, RuleUid, SecretName};
use super::{Named, Texts};

/// Alerts that Grafana raises itself, beside those of Prometheus. They are files: its pages show them and cannot change
/// them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrafanaAlerting {
    /// Who is told of every alert, a key of `alerting.receivers`.
    pub receiver: ResourceName,
    /// The alerts by their uid. Default: none.
    #[serde(default)]
    pub rules: Named<RuleUid, GrafanaRule>,
}

/// An alert that Grafana raises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrafanaRule {
    /// What people read, and the alert's label `alertname`: 1 to 190 characters.
    pub title: RuleTitle,
    /// What is measured, in PromQL: each series that it gives is held against the threshold.
    pub query: String,
    /// Where what is measured becomes an alert.
    pub threshold: Threshold,
    /// For how long it must be so, such as `5m`. Default: no time; it fires at once.
    #[serde(default, rename = "for")]
    pub lasting: Option<Interval>,
    /// Labels of the alert. `{{ $labels.pod }}` is filled in. Default: those of the series.
    #[serde(default)]
    pub labels: Texts,
    /// Texts of the alert, such as `summary`. `{{ $labels.pod }}` and `{{ $values.value }}` are filled in. Default: none.
    #[serde(default)]
    pub annotations: Texts,
}

/// Where a number becomes an alert.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Threshold {
    /// When it is greater than this.
    Above(f64),
    /// When it is less than this.
    Below(f64),
}

/// How people log in, besides the administrator with a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum GrafanaLogin {
    /// At an OpenID Connect provider. The provider must know `<address of the page>/login/generic_oauth`.
    Oidc(Oidc),
}

/// An OpenID Connect provider; its three addresses stand in its `/.well-known/openid-configuration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Oidc {
    /// What the button says: `Sign in with …`. Default: Grafana's, `OAuth`.
    #[serde(default)]
    pub name: Option<String>,
    /// Where people log in: the provider's `authorization_endpoint`.
    pub auth_url: HttpsUrl,
    /// Where Grafana gets their token: its `token_endpoint`.
    pub token_url: HttpsUrl,
    /// Where Grafana asks who they are: its `userinfo_endpoint`.
    pub api_url: HttpsUrl,
    /// What the provider calls this Grafana.
    pub client_id: String,
    /// Secret that holds the client's secret, an entry of `secrets` with a key.
    pub client_secret: SecretName,
    /// What is asked for. Default: `openid`, `profile` and `email`.
    #[serde(default = "Oidc::default_scopes")]
    pub scopes: Vec<String>,
    /// JMESPath that makes a role of what the provider says of somebody:
    /// `contains(groups[*], 'platform') && 'Admin' || 'Viewer'`. Default: everybody is a viewer.
    #[serde(default)]
    pub role_attribute_path: Option<String>,
}

impl Oidc {
    fn default_scopes() -> Vec<String> {
        ["openid", "profile", "email"].map(str::to_owned).to_vec()
    }
}
