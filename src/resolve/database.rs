//! The metrics in which the API server tells of the cluster's database. Their names changed with Kubernetes.

use crate::catalog::{Catalogue, Life, Metrics, MinorVersion};
use crate::model::value::KubernetesVersion;

/// The oldest names; the catalogue knows what took their place.
const SIZE: &str = "etcd_db_total_size_in_bytes";
const OBJECTS: &str = "etcd_object_counts";

/// What the cluster's version calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseMetrics {
    /// The size of the database in bytes.
    pub size: String,
    /// The label that tells the members of the database apart.
    pub member: Option<String>,
    /// How many objects of each resource are stored.
    pub objects: String,
}

impl DatabaseMetrics {
    pub(super) fn resolve(version: KubernetesVersion, catalogue: &Catalogue) -> Self {
        let metrics = catalogue.metrics();
        let version = MinorVersion(1, version.minor);
        let size = shown(metrics, SIZE, version);
        let member = metrics
            .metric(&size)
            .and_then(|(_, metric)| match metric.life(version) {
                Life::Shown(span) => span.labels.as_ref()?.first().cloned(),
                Life::Gone(_) | Life::NotYet(_) => None,
            });
        Self {
            member,
            objects: shown(metrics, OBJECTS, version),
            size,
        }
    }
}

fn shown(metrics: &Metrics, oldest: &str, version: MinorVersion) -> String {
    let is_shown = |metric| matches!(metric, Some(Life::Shown(_)));
    match is_shown(metrics.metric(oldest).map(|(_, metric)| metric.life(version))) {
        true => oldest.to_owned(),
        false => metrics
            .instead(oldest, version)
            .unwrap_or_else(|| oldest.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseMetrics;
    use crate::catalog::Catalogue;

    fn at(version: &str) -> (String, Option<String>, String) {
        let metrics = DatabaseMetrics::resolve(version.parse().unwrap(), Catalogue::shipped());
        (metrics.size, metrics.member, metrics.objects)
    }

    fn known(size: &str, member: &str, objects: &str) -> (String, Option<String>, String) {
        (size.to_owned(), Some(member.to_owned()), objects.to_owned())
    }

    #[test]
    fn each_version_has_its_own_names() {
        let stored = "apiserver_storage_objects";
        assert_eq!(
            at("1.24"),
            known("etcd_db_total_size_in_bytes", "endpoint", stored)
        );
        assert_eq!(
            at("1.26"),
            known("apiserver_storage_db_total_size_in_bytes", "endpoint", stored)
        );
        assert_eq!(
            at("1.29"),
            known("apiserver_storage_size_bytes", "cluster", stored)
        );
        let newest = known(
            "apiserver_storage_size_bytes",
            "storage_cluster_id",
            "apiserver_resource_objects",
        );
        assert_eq!(at("1.37"), newest);
    }
}
