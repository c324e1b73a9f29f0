//! Metrics that came, went and changed their labels with versions of Kubernetes and kube-state-metrics; not queries.

use super::{ChartVersion, Meta};
use indexmap::IndexMap;
use serde::Deserialize;

/// The metrics of Kubernetes that changed, and names of those that show what most alerts ask for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metrics {
    #[serde(rename = "_meta")]
    meta: Meta,
    metrics: IndexMap<String, Metric>,
    /// By metric and label, the only values that there are.
    label_values: IndexMap<String, IndexMap<String, Vec<String>>>,
    kube_state_metrics: KubeStateMetrics,
    /// Names of what cAdvisor in the kubelet shows of containers.
    c_advisor: Vec<String>,
    /// Names of what the scheduler shows, beside those that changed.
    scheduler: Vec<String>,
    /// Names of what the kubelet shows of itself and of volumes.
    kubelet: Vec<String>,
}

/// The life of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metric {
    /// Whose versions its life is told in.
    pub component: Component,
    /// When it is shown, oldest first.
    pub spans: Vec<Span>,
    /// The metric that takes its place.
    pub instead: Option<String>,
    /// What has to be added to that one's name: `{resource="cpu"}`.
    pub how: Option<String>,
}

/// Whose versions tell the life of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Component {
    /// The control plane.
    Kubernetes,
    /// The exporter of the state of Kubernetes' objects.
    KubeStateMetrics,
}

/// Versions in which a metric is shown with the same labels.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Span {
    /// First version; `None`: older than what was looked at.
    pub from: Option<MinorVersion>,
    /// Last version; `None`: it is still shown.
    pub until: Option<MinorVersion>,
    /// Its own labels, where known.
    pub labels: Option<Vec<String>>,
}

/// Major and minor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct MinorVersion(pub u16, pub u16);

impl TryFrom<String> for MinorVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let numbers = text.split_once('.');
        let numbers = numbers.and_then(|(major, minor)| Some(Self(major.parse().ok()?, minor.parse().ok()?)));
        numbers.ok_or_else(|| format!("`{text}` is not a version"))
    }
}

impl std::fmt::Display for MinorVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KubeStateMetrics {
    bundled: Vec<Bundled>,
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundled {
    /// From this version of kube-prometheus-stack on
    stack: ChartVersion,
    /// at least this version of kube-state-metrics.
    version: MinorVersion,
}

/// What a metric is in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life<'c> {
    /// It is shown.
    Shown(&'c Span),
    /// It was shown up to this version.
    Gone(MinorVersion),
    /// It is shown from this version on.
    NotYet(MinorVersion),
}

impl Metrics {
    /// Day the metrics were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// A metric that changed, by its name or by that of one of a histogram's series.
    pub fn metric(&self, name: &str) -> Option<(&str, &Metric)> {
        let series = ["_bucket", "_sum", "_count"];
        let of_histogram = series.iter().find_map(|suffix| name.strip_suffix(suffix));
        let found = [Some(name), of_histogram].into_iter().flatten();
        let found = found.filter_map(|name| self.metrics.get_key_value(name)).next();
        found.map(|(name, metric)| (name.as_str(), metric))
    }

    /// The oldest kube-state-metrics that a version of kube-prometheus-stack brings.
    pub fn kube_state_metrics(&self, stack: &str) -> Option<MinorVersion> {
        let stack = ChartVersion::parse(stack)?;
        let bundled = self.kube_state_metrics.bundled.iter().rev();
        bundled
            .filter(|bundled| bundled.stack <= stack)
            .map(|bundled| bundled.version)
            .next()
    }

    /// What is shown in the place of a metric, followed from name to name, or before it came.
    pub fn instead(&self, name: &str, version: MinorVersion) -> Option<String> {
        let mut metric = self.metrics.get(name)?;
        // No chain is longer than the table.
        for _ in 0..self.metrics.len() {
            let Some(next) = &metric.instead else { break };
            match self.metrics.get(next) {
                Some(found) if !matches!(found.life(version), Life::Shown(_)) => metric = found,
                _ => return Some(format!("{next}{}", metric.how.as_deref().unwrap_or_default())),
            }
        }
        let before = |(_, other): &(&String, &Metric)| other.instead.as_deref() == Some(name);
        let shown = |(_, other): &(&String, &Metric)| matches!(other.life(version), Life::Shown(_));
        let mut others = self.metrics.iter().filter(before).filter(shown);
        others.next().map(|(name, _)| name.clone())
    }

    /// The labels that a metric, or one that it replaced, has in some version.
    pub fn labels_ever(&self, name: &str) -> Vec<&str> {
        let of_family = self
            .metrics
            .iter()
            .filter(|(other, metric)| *other == name || metric.instead.as_deref() == Some(name));
        of_family
            .flat_map(|(_, metric)| &metric.spans)
            .flat_map(|span| span.labels.iter().flatten())
            .map(String::as_str)
            .collect()
    }

    /// The only values that a label of a metric has; `None` where any may stand, or where that is not known.
    pub fn label_values(&self, name: &str, label: &str) -> Option<&[String]> {
        let values = self.label_values.get(name)?.get(label)?;
        Some(values)
    }

    /// Every name that is known.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let lists = [
            &self.kube_state_metrics.names,
            &self.c_advisor,
            &self.scheduler,
            &self.kubelet,
        ];
        let of_lists = lists.into_iter().flatten();
        self.metrics.keys().chain(of_lists).map(String::as_str)
    }
}

impl Metric {
    /// What the metric is in a version of its component.
    pub fn life(&self, version: MinorVersion) -> Life<'_> {
        let begun = |span: &&Span| span.from.is_none_or(|from| from <= version);
        match self.spans.iter().rfind(begun) {
            Some(span) => match span.until {
                Some(until) if until < version => Life::Gone(until),
                _ => Life::Shown(span),
            },
            None => Life::NotYet(
                self.spans
                    .iter()
                    .filter_map(|span| span.from)
                    .min()
                    .unwrap_or(version),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Life, Metrics, MinorVersion};
    use crate::Catalogue;

    fn metrics() -> &'static Metrics {
        Catalogue::shipped().metrics()
    }

    fn labels(name: &str, minor: u16) -> Option<Vec<String>> {
        let (_, metric) = metrics().metric(name).unwrap();
        match metric.life(MinorVersion(1, minor)) {
            Life::Shown(span) => span.labels.clone(),
            _ => None,
        }
    }

    #[test]
    fn the_size_of_the_database_has_had_three_names_and_three_labels() {
        let label = |text: &str| Some(vec![text.to_owned()]);
        assert_eq!(labels("etcd_db_total_size_in_bytes", 25), label("endpoint"));
        assert_eq!(labels("etcd_db_total_size_in_bytes", 26), None);
        assert_eq!(
            labels("apiserver_storage_db_total_size_in_bytes", 27),
            label("endpoint")
        );
        assert_eq!(labels("apiserver_storage_size_bytes", 27), None);
        assert_eq!(labels("apiserver_storage_size_bytes", 29), label("cluster"));
        assert_eq!(
            labels("apiserver_storage_size_bytes", 36),
            label("storage_cluster_id")
        );
        let instead = |name, minor| metrics().instead(name, MinorVersion(1, minor));
        assert_eq!(
            instead("etcd_db_total_size_in_bytes", 36).as_deref(),
            Some("apiserver_storage_size_bytes")
        );
        assert_eq!(
            instead("etcd_db_total_size_in_bytes", 27).as_deref(),
            Some("apiserver_storage_db_total_size_in_bytes")
        );
        assert_eq!(
            instead("apiserver_storage_size_bytes", 27).as_deref(),
            Some("apiserver_storage_db_total_size_in_bytes")
        );
        assert_eq!(instead("apiserver_storage_size_bytes", 25), None);
    }

    #[test]
    fn metrics_of_the_scheduler_and_the_controller_manager_have_changed_their_names() {
        let life = |name, minor| metrics().metric(name).unwrap().1.life(MinorVersion(1, minor));
        let instead = |name, minor| metrics().instead(name, MinorVersion(1, minor));
        let renamed = "scheduler_scheduler_cache_size";
        assert!(matches!(life(renamed, 33), Life::Shown(_)));
        assert_eq!(life(renamed, 34), Life::Gone(MinorVersion(1, 33)));
        assert_eq!(instead(renamed, 34).as_deref(), Some("scheduler_cache_size"));
        assert_eq!(instead("scheduler_cache_size", 32).as_deref(), Some(renamed));
        let claims = "resourceclaim_controller_create_attempts_total";
        assert_eq!(
            instead(claims, 36).as_deref(),
            Some("resourceclaim_controller_creates_total")
        );
        assert_eq!(
            instead(claims, 37).as_deref(),
            Some("dynamic_resource_allocation_resourceclaim_creates_total")
        );
        assert_eq!(
            life("scheduler_pending_async_api_calls", 33),
            Life::NotYet(MinorVersion(1, 34))
        );
        assert_eq!(
            instead("apiserver_cache_list_total", 37).as_deref(),
            Some("apiserver_storage_list_total{storage=\"watchcache\"}")
        );
    }

    #[test]
    fn requests_to_the_database_are_told_apart_by_resource() {
        let of = |minor| {
            labels("etcd_request_duration_seconds_bucket", minor)
                .unwrap()
                .join(" ")
        };
        assert_eq!(of(33), "operation type");
        assert_eq!(of(34), "group operation resource");
    }

    #[test]
    fn kube_state_metrics_follows_the_chart() {
        assert_eq!(metrics().kube_state_metrics("45.27.2"), Some(MinorVersion(2, 0)));
        assert_eq!(metrics().kube_state_metrics("88.5.3"), Some(MinorVersion(2, 18)));
        assert_eq!(metrics().kube_state_metrics("15.4.6"), None);
    }

    #[test]
    fn a_series_of_a_histogram_is_found_by_the_histogram() {
        let found = metrics().metric("apiserver_request_slo_duration_seconds_bucket");
        assert_eq!(
            found.map(|(name, _)| name),
            Some("apiserver_request_slo_duration_seconds")
        );
        assert_eq!(metrics().metric("up"), None);
    }
}
