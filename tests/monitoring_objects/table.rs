//! The table of fields, by the version of the operator.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::fields::Fields;

/// `fields.json`, by the version of the operator.
#[derive(Deserialize)]
pub(crate) struct Table {
    pub(crate) versions: BTreeMap<String, Version>,
}

/// One version of the operator.
#[derive(Deserialize)]
pub(crate) struct Version {
    /// The oldest chart that brings it.
    chart: String,
    #[serde(flatten)]
    pub(crate) fields: Fields,
}

impl Table {
    pub(crate) fn shipped() -> Self {
        serde_json::from_str(include_str!("fields.json")).expect("the table is JSON of this form")
    }

    /// What a version of kube-prometheus-stack brings: the newest that is not newer than it.
    pub(crate) fn of_chart(&self, chart: &str) -> &Fields {
        let major = |version: &str| {
            version
                .split('.')
                .next()
                .and_then(|major| major.parse::<u32>().ok())
        };
        let mut versions: Vec<&Version> = self.versions.values().collect();
        versions.sort_by_key(|version| major(&version.chart));
        let not_newer = versions
            .iter()
            .rfind(|version| major(&version.chart) <= major(chart));
        &not_newer
            .or(versions.first())
            .expect("the table has a version")
            .fields
    }
}

impl Fields {
    /// The type of a field, below kinds: `PodMonitor.podMetricsEndpoints`.
    pub(crate) fn field(&self, kind: &str, name: &str) -> &Value {
        let fields = &self.kinds[kind];
        fields
            .get(name)
            .or_else(|| fields.get(format!("{name}!")))
            .expect("a field of this kind")
    }
}
