//! Dashboards that Grafana is given: from grafana.com, or from a file beside the environment.

use serde::{Deserialize, Serialize};

/// Where a dashboard comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Dashboard {
    /// From grafana.com, pinned. A pod of Grafana fetches it when it starts.
    GrafanaCom(PublishedDashboard),
    /// A JSON file, as Grafana exports it; its path begins where the file that names it lies:
    /// `dashboards/orders.json`. It is read with the environment and becomes a ConfigMap.
    File(DashboardFile),
}

/// A dashboard of grafana.com.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublishedDashboard {
    /// Number of the dashboard.
    pub id: u32,
    /// Revision of the dashboard.
    pub revision: u32,
}

/// A dashboard from a file. An environment file has its path alone; the text takes its place when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DashboardFile {
    /// The path, as it is written.
    pub path: String,
    /// The text of the file.
    pub json: String,
}

/// The part of a dashboard that tells people and Grafana which one it is, and what it leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct DashboardHead {
    /// By what Grafana knows it; without one it makes one.
    #[serde(default)]
    pub uid: Option<String>,
    /// Values that an export "for sharing" leaves to whoever imports it.
    #[serde(default, rename = "__inputs")]
    pub inputs: Vec<DashboardInput>,
}

/// A value that an export leaves open, as `${NAME}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DashboardInput {
    /// Its name.
    pub name: String,
    /// `datasource` or `constant`.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Which kind of data source.
    #[serde(default)]
    pub plugin_id: Option<String>,
}

impl DashboardInput {
    /// Whether it stands for a Prometheus, of which an environment has one.
    #[must_use]
    pub fn is_prometheus(&self) -> bool {
        self.kind == "datasource" && self.plugin_id.as_deref() == Some("prometheus")
    }

    /// How the text names it.
    #[must_use]
    pub fn placeholder(&self) -> String {
        format!("${{{}}}", self.name)
    }
}

impl DashboardFile {
    /// The uid of the environment's Prometheus. Source: values of kube-prometheus-stack, 45.27.2 and 88.5.3.
    const PROMETHEUS: &str = "prometheus";

    /// The text as Grafana gets it: what stands for a Prometheus is the uid of the environment's.
    #[must_use]
    pub fn provisioned(&self) -> String {
        let inputs = self.head().inputs;
        let open = inputs.iter().filter(|input| input.is_prometheus());
        open.fold(self.json.clone(), |text, input| {
            text.replace(&input.placeholder(), Self::PROMETHEUS)
        })
    }

    /// What the file says of itself; nothing where it is no dashboard, which is refused when it is read.
    #[must_use]
    pub fn head(&self) -> DashboardHead {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DashboardFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DashboardFile".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["dashboards/orders.json"] })
    }
}
