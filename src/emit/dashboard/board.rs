//! A dashboard as Grafana stores it, as far as we use it. Source: Grafana 9.5 documentation, dashboard JSON model; later
//! versions bring it to their own schema when they load it.

use serde::Serialize;

/// A dashboard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    pub(super) uid: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) tags: [&'static str; 1],
    /// Of Grafana 9.5, the oldest that is installed.
    pub(super) schema_version: u32,
    pub(super) version: u32,
    pub(super) editable: bool,
    /// One crosshair over all panels.
    pub(super) graph_tooltip: u32,
    pub(super) refresh: &'static str,
    pub(super) timezone: String,
    pub(super) time: TimeRange,
    pub(super) panels: Vec<Placed>,
}

impl Dashboard {
    /// The file that Grafana loads.
    ///
    /// # Panics
    /// Never: a dashboard is a plain tree.
    #[must_use]
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("bug in eksight: a dashboard is a plain tree");
        format!("{text}\n")
    }

    /// What its panels ask Prometheus, in PromQL.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        let targets = self.panels.iter().flat_map(|panel| match &panel.content {
            Content::Row(_) => &[][..],
            Content::Stat(panel) => &panel.targets,
            Content::TimeSeries(panel) => &panel.targets,
        });
        targets.map(|target| target.expr.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct TimeRange {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
}

/// A panel in its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Placed {
    pub(super) id: u32,
    pub(super) title: String,
    pub(super) grid_pos: Place,
    #[serde(flatten)]
    pub(super) content: Content,
}

/// Where a panel lies: columns of 24, and rows of 30 pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Content {
    /// The heading of the panels below it.
    Row(Row),
    /// One number.
    Stat(Panel<StatOptions>),
    /// Lines over time.
    TimeSeries(Panel<LineOptions>),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) collapsed: bool,
    /// The panels of a collapsed row.
    pub(super) panels: [(); 0],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Panel<O> {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    pub(super) datasource: Datasource,
    pub(super) field_config: FieldConfig,
    pub(super) options: O,
    pub(super) targets: Vec<Target>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Datasource {
    #[serde(rename = "type")]
    kind: &'static str,
    uid: &'static str,
}

/// The data source that the chart makes for its own Prometheus. Source: values.yaml of the chart, 45.27.2 and 88.5.3.
pub(super) const PROMETHEUS: Datasource = Datasource {
    kind: "prometheus",
    uid: "prometheus",
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct FieldConfig {
    pub(super) defaults: Field,
    pub(super) overrides: [(); 0],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Field {
    pub(super) unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<u32>,
    pub(super) thresholds: Thresholds,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Thresholds {
    pub(super) mode: &'static str,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Step {
    pub(super) color: &'static str,
    /// From here on; the first step begins nowhere.
    pub(super) value: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    pub(super) ref_id: &'static str,
    pub(super) datasource: Datasource,
    pub(super) expr: String,
    pub(super) legend_format: &'static str,
    pub(super) instant: bool,
    pub(super) range: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatOptions {
    pub(super) color_mode: &'static str,
    pub(super) graph_mode: &'static str,
    pub(super) reduce_options: ReduceOptions,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ReduceOptions {
    pub(super) calcs: [&'static str; 1],
    pub(super) fields: &'static str,
    pub(super) values: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LineOptions {
    pub(super) legend: Legend,
    pub(super) tooltip: Tooltip,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Legend {
    pub(super) display_mode: &'static str,
    pub(super) placement: &'static str,
    pub(super) show_legend: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Tooltip {
    pub(super) mode: &'static str,
    pub(super) sort: &'static str,
}
