//! Parts of charts, and whether they are made. For rules.

use serde_json::{Map, Value};

use super::{Subject, at};
use crate::diag::{FieldPath, Segment};
use crate::model::value::Release;
use crate::placement::tolerations_below;

/// Subcharts that another value than their own switches. Source: kube-prometheus-stack 67.8.0, Chart.yaml, as of 2026-11.
const SWITCHES: [(&str, &str); 3] = [
    ("kube-state-metrics", "kubeStateMetrics"),
    ("prometheus-node-exporter", "nodeExporter"),
    ("prometheus-windows-exporter", "windowsMonitoring"),
];

/// Parts that are not made until a value says so. Source: kube-prometheus-stack 88.5.3 and grafana 12.11.1, values.yaml; nginx
/// 14.1.0 to 22.1.1 and metrics-server 3.13.1 by what the catalogue knows of their images; as of 2026-11-30.
const OFF: [(Release, &[&str]); 8] = [
    (Release::KubePrometheusStack, &["crds", "upgradeJob"]),
    (Release::KubePrometheusStack, &["grafana", "imageRenderer"]),
    (Release::KubePrometheusStack, &["prometheus-windows-exporter"]),
    (
        Release::KubePrometheusStack,
        &["prometheusOperator", "admissionWebhooks", "deployment"],
    ),
    (Release::KubePrometheusStack, &["thanosRuler"]),
    (Release::MetricsServer, &["addonResizer"]),
    (Release::Nginx, &["cloneStaticSiteFromGit"]),
    (Release::Nginx, &["metrics"]),
];

/// Containers of Grafana's pod that another value than their own brings: `true`, or something in it. Both say nothing by
/// default. Source: grafana 12.11.1, templates/_pod.tpl and values.yaml, as of 2026-11-30.
const BROUGHT: [(&[&str], &[&str]); 2] = [
    (
        &["grafana", "initChownData"],
        &["grafana", "persistence", "enabled"],
    ),
    (&["grafana", "downloadDashboards"], &["grafana", "dashboards"]),
];

/// A map that stands below values.
pub(super) struct Found<'v> {
    pub(super) at: FieldPath,
    /// The keys above it.
    pub(super) above: Vec<&'v str>,
    pub(super) map: &'v Map<String, Value>,
}

/// Every map with this key below the environment's values for a chart, but for those of parts that are not made.
pub(super) fn of_chart<'v>(
    subject: &Subject<'v>,
    release: Release,
    values: &'v Map<String, Value>,
    key: &str,
) -> Vec<Found<'v>> {
    let mut found = Vec::new();
    below(
        &at!(charts[release].extraValues),
        &mut Vec::new(),
        values,
        key,
        &mut found,
    );
    keep_made(subject, release, values, &mut found, |one| one.above.clone());
    found
}

/// Every map with this key below the values that eksight writes for a chart, which nobody has written: it is at the chart.
pub(super) fn of_written<'v>(release: Release, values: &'v Map<String, Value>, key: &str) -> Vec<Found<'v>> {
    let at = at!(charts[release]);
    let mut found = Vec::new();
    below(&at, &mut Vec::new(), values, key, &mut found);
    for one in &mut found {
        one.at = at.clone();
    }
    found
}

/// What the environment's values for a chart say that pods tolerate, but for those of parts that are not made.
pub(super) fn tolerations_of_chart<'v>(
    subject: &Subject<'_>,
    release: Release,
    values: &'v Map<String, Value>,
) -> Vec<(FieldPath, &'v Value)> {
    let root = at!(charts[release].extraValues);
    let mut found = tolerations_below(&root, values);
    keep_made(subject, release, values, &mut found, |(at, _)| {
        let keys = at.segments().iter().skip(root.segments().len());
        let mut keys: Vec<&str> = keys.filter_map(Segment::name).collect();
        keys.pop();
        keys
    });
    found
}

/// Leaves those of what was found that belong to parts which are made. `above` gives the keys above one.
fn keep_made<T>(
    subject: &Subject<'_>,
    release: Release,
    values: &Map<String, Value>,
    found: &mut Vec<T>,
    above: impl Fn(&T) -> Vec<&str>,
) {
    if found.is_empty() {
        return;
    }
    let values = Values {
        release,
        typed: subject.typed_values(release),
        extra: values,
    };
    found.retain(|one| {
        let above = above(one);
        (1..=above.len()).all(|depth| values.are_for(&above[..depth]))
    });
}

/// Every map with this key below the configuration of an add-on.
pub(super) fn of_addon<'v>(name: &str, configuration: &'v Map<String, Value>, key: &str) -> Vec<Found<'v>> {
    let mut found = Vec::new();
    below(
        &at!(addons[name].configuration),
        &mut Vec::new(),
        configuration,
        key,
        &mut found,
    );
    found
}

fn below<'v>(
    at: &FieldPath,
    above: &mut Vec<&'v str>,
    values: &'v Map<String, Value>,
    wanted: &str,
    found: &mut Vec<Found<'v>>,
) {
    for (key, value) in values {
        let at = at.key(key);
        match value {
            Value::Object(map) if key == wanted => found.push(Found {
                at,
                above: above.clone(),
                map,
            }),
            Value::Object(map) => {
                above.push(key);
                below(&at, above, map, wanted, found);
                above.pop();
            }
            Value::Array(items) => {
                above.push(key);
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(map) = item {
                        below(&at.index(index), above, map, wanted, found);
                    }
                }
                above.pop();
            }
            _ => {}
        }
    }
}

/// The values of a chart: those that eksight writes, and those of the environment.
struct Values<'v> {
    release: Release,
    typed: Option<&'v Map<String, Value>>,
    extra: &'v Map<String, Value>,
}

impl Values<'_> {
    /// Whether the part that these keys lead to is made.
    fn are_for(&self, part: &[&str]) -> bool {
        let Some((last, above)) = part.split_last() else {
            return true;
        };
        let brought = BROUGHT.into_iter().find(|(brought, _)| *brought == part);
        if brought.is_some_and(|(_, by)| self.release == Release::KubePrometheusStack && !self.says(by)) {
            return false;
        }
        let switch = SWITCHES.into_iter().find(|(part, _)| part == last);
        let places = [Some(*last), switch.map(|(_, switch)| switch)];
        let said = places.into_iter().flatten().flat_map(|place| {
            let keys: Vec<&str> = above.iter().copied().chain([place]).collect();
            ["enabled", "create"].map(|key| self.flag(&keys, key))
        });
        let said: Vec<bool> = said.flatten().collect();
        !said.contains(&false) && (said.contains(&true) || !OFF.contains(&(self.release, part)))
    }

    /// A switch of the part that these keys lead to.
    fn flag(&self, part: &[&str], key: &str) -> Option<bool> {
        let keys: Vec<&str> = part.iter().copied().chain([key]).collect();
        let of = |values| at_keys(values, &keys)?.as_bool();
        self.typed.and_then(of).or_else(|| of(self.extra))
    }

    /// Whether a value is what a template takes for true, here or there.
    fn says(&self, keys: &[&str]) -> bool {
        let says = |values| at_keys(values, keys).is_some_and(is_true);
        self.typed.is_some_and(says) || says(self.extra)
    }
}

fn at_keys<'v>(values: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v Value> {
    let (first, keys) = keys.split_first()?;
    keys.iter()
        .try_fold(values.get(*first)?, |value, key| value.get(key))
}

/// Whether a template takes a value for true. Source: Go, text/template, `IsTrue`.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is) => *is,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}
