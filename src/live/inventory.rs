//! What there is in an environment, for whoever looks at it: workloads, addresses, certificates, and how large the control
//! plane's database is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::objects::{Metadata, all};
use super::{Fault, Programs};

#[derive(Deserialize)]
struct Object {
    kind: String,
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
    #[serde(default)]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spec {
    replicas: Option<u64>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    host: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    ready_replicas: u64,
    number_ready: u64,
    desired_number_scheduled: u64,
    load_balancer: LoadBalancer,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LoadBalancer {
    ingress: Vec<Address>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    hostname: String,
}

/// A Deployment, a StatefulSet or a DaemonSet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Its kind.
    pub kind: String,
    /// Namespace and name.
    pub name: String,
    /// Pods that are ready.
    pub ready: u64,
    /// Pods that are wanted.
    pub wanted: u64,
}

/// The workloads of all namespaces.
///
/// # Errors
/// When they cannot be told.
pub fn workloads(programs: &Programs<'_>) -> Result<Vec<Workload>, Fault> {
    let workload = |object: Object| {
        let of_nodes = object.kind == "DaemonSet";
        let Status {
            ready_replicas,
            number_ready,
            desired_number_scheduled,
            ..
        } = object.status;
        Workload {
            name: object.metadata.address(),
            ready: if of_nodes { number_ready } else { ready_replicas },
            wanted: match of_nodes {
                true => desired_number_scheduled,
                // One, where nobody says how many.
                false => object.spec.replicas.unwrap_or(1),
            },
            kind: object.kind,
        }
    };
    let objects = all(programs, "deployments,statefulsets,daemonsets")?;
    Ok(objects.into_iter().map(workload).collect())
}

/// An Ingress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ingress {
    /// Namespace and name.
    pub name: String,
    /// Its hosts.
    pub hosts: Vec<String>,
    /// The name of its load balancer; empty while it has none.
    pub load_balancer: String,
}

/// The Ingresses of all namespaces.
///
/// # Errors
/// When they cannot be told.
pub fn ingresses(programs: &Programs<'_>) -> Result<Vec<Ingress>, Fault> {
    let ingress = |object: Object| Ingress {
        name: object.metadata.address(),
        hosts: object.spec.rules.into_iter().map(|rule| rule.host).collect(),
        load_balancer: object
            .status
            .load_balancer
            .ingress
            .into_iter()
            .next()
            .map_or_else(String::new, |address| address.hostname),
    };
    let objects = all(programs, "ingresses.networking.k8s.io")?;
    Ok(objects.into_iter().map(ingress).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Certificates {
    certificate_summary_list: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    domain_name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    not_after: Option<Time>,
}

/// A point in time: as text, or as seconds since 1970, as the versions of the AWS CLI have it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Time {
    Text(String),
    Seconds(f64),
}

/// A certificate of ACM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Its domain.
    pub domain: String,
    /// `ISSUED`, `PENDING_VALIDATION`, …
    pub status: String,
    /// When it ends, as the AWS CLI tells it; empty while it is not issued.
    pub not_after: String,
}

/// The certificates of the region.
///
/// # Errors
/// When they cannot be told.
pub fn certificates(programs: &Programs<'_>) -> Result<Vec<Certificate>, Fault> {
    let answer: Certificates = programs.ask_aws(&["acm", "list-certificates"])?;
    let certificate = |summary: Summary| Certificate {
        domain: summary.domain_name,
        status: summary.status,
        not_after: match summary.not_after {
            None => String::new(),
            Some(Time::Text(text)) => text,
            Some(Time::Seconds(seconds)) => format!("{seconds:.0} s after 1970"),
        },
    };
    Ok(answer
        .certificate_summary_list
        .into_iter()
        .map(certificate)
        .collect())
}

/// The database of the control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Database {
    /// The metric that tells its size in this version of Kubernetes; empty where there is none.
    pub metric: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The kinds with most objects, and how many.
    pub kinds: Vec<(String, u64)>,
}

/// The metric for the size of the database, by the first minor version that has it. Sources: the catalogue's `metrics.json`.
const SIZE: [&str; 3] = [
    "apiserver_storage_size_bytes",
    "apiserver_storage_db_total_size_in_bytes",
    "etcd_db_total_size_in_bytes",
];

/// How many kinds are told.
const KINDS: usize = 5;

/// The database, as the metrics of the API server tell.
///
/// # Errors
/// When they cannot be read.
pub fn database(programs: &Programs<'_>) -> Result<Database, Fault> {
    let most = programs.most;
    let metrics = programs.patiently(|| programs.tell("kubectl", &["get", "--raw", "/metrics"], "", most))?;
    Ok(read(&metrics))
}

fn read(metrics: &str) -> Database {
    let samples = |name: &str| -> Vec<(&str, u64)> {
        let lines = metrics.lines().filter_map(|line| line.strip_prefix(name));
        lines
            .filter(|rest| rest.starts_with(['{', ' ']))
            .filter_map(|rest| {
                let (labels, value) = rest.rsplit_once(' ')?;
                let value: f64 = value.parse().ok()?;
                // A size or a number of objects is neither negative nor beyond what a float holds exactly.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "see above"
                )]
                let value = value as u64;
                Some((labels, value))
            })
            .collect()
    };
    let sizes = SIZE.iter().map(|name| (*name, samples(name)));
    let size = sizes.into_iter().find(|(_, samples)| !samples.is_empty());
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for name in ["apiserver_storage_objects", "apiserver_resource_objects"] {
        for (labels, count) in samples(name) {
            let resource = labels
                .split_once("resource=\"")
                .and_then(|(_, rest)| rest.split('"').next());
            kinds.insert(resource.unwrap_or(labels).to_owned(), count);
        }
    }
    let mut kinds: Vec<(String, u64)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    kinds.truncate(KINDS);
    let (metric, samples) = size.unwrap_or_default();
    Database {
        metric: metric.to_owned(),
        bytes: samples.iter().map(|(_, bytes)| bytes).max().copied().unwrap_or(0),
        kinds,
    }
}

#[cfg(test)]
mod tests {
    use super::{Database, read};

    #[test]
    fn the_database_is_told_by_the_metric_that_the_version_has() {
        let metrics = "# TYPE apiserver_storage_size_bytes gauge\n\
                       apiserver_storage_size_bytes{storage_cluster_id=\"etcd-0\"} 4.1943e+06\n\
                       apiserver_storage_size_bytes_other 9\n\
                       apiserver_storage_objects{resource=\"events\"} 12\n\
                       apiserver_storage_objects{resource=\"pods\"} 40\n";
        let kinds = vec![("pods".to_owned(), 40), ("events".to_owned(), 12)];
        let told = Database {
            metric: "apiserver_storage_size_bytes".to_owned(),
            bytes: 4_194_300,
            kinds: kinds.clone(),
        };
        assert_eq!(read(metrics), told);
        let older = metrics.replace("storage_size_bytes", "storage_db_total_size_in_bytes");
        assert_eq!(read(&older).metric, "apiserver_storage_db_total_size_in_bytes");
        assert_eq!(read("up 1\n"), Database::default());
    }
}
