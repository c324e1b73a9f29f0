//! EKS5063: a query over metrics of a component that nothing scrapes.

use crate::fields::value_at;
use crate::model::value::Release;
use crate::model::{Chart, Environment, ManagedComponent, ScrapeTarget};
use crate::{Finding, Subject, at, queries, relied};

/// A component, and how its metrics begin.
struct Part {
    name: &'static str,
    /// What labels and targets call it.
    called: &'static str,
    metrics: &'static [&'static str],
    /// Whether the environment leaves it out.
    is_out: fn(&Subject<'_>) -> bool,
    help: &'static str,
}

/// EKS answers for its scheduler and controller manager by paths of the API server. Source: EKS user guide, "Fetch control
/// plane raw metrics in Prometheus format", read 2026-11.
const BY_API_SERVER: &str = "remove it; of the control plane the API server alone is scraped, and what EKS tells of the \
                             others needs `prometheus.prometheusSpec.additionalScrapeConfigs`";

/// Source: kubernetes/kubernetes, `metrics.go` of pkg/scheduler, pkg/controller and pkg/proxy; etcd documentation, metrics
/// (those that the API server shows of etcd begin otherwise); karpenter.sh, reference, metrics; aws/amazon-vpc-cni-k8s,
/// utils/prometheusmetrics; nginx/nginx-prometheus-exporter, README; read 2026-11.
const PARTS: [Part; 7] = [
    Part {
        name: "etcd",
        called: "etcd",
        metrics: &[
            "etcd_cluster_",
            "etcd_debugging_",
            "etcd_disk_",
            "etcd_mvcc_",
            "etcd_network_",
            "etcd_server_",
        ],
        is_out: |subject| is_unreachable(subject, ManagedComponent::KubeEtcd, "kubeEtcd"),
        help: "remove it; the API server tells the database's size as `apiserver_storage_size_bytes`",
    },
    Part {
        name: "the scheduler",
        called: "scheduler",
        metrics: &[
            "scheduler_framework_",
            "scheduler_pending_pods",
            "scheduler_plugin_",
            "scheduler_pod_scheduling_",
            "scheduler_preemption_",
            "scheduler_queue_incoming_",
            "scheduler_schedule_attempts_",
            "scheduler_scheduling_",
        ],
        is_out: |subject| is_unreachable(subject, ManagedComponent::KubeScheduler, "kubeScheduler"),
        help: BY_API_SERVER,
    },
    Part {
        name: "the controller manager",
        called: "controller-manager",
        metrics: &[
            "cronjob_controller_",
            "garbagecollector_controller_",
            "job_controller_",
            "node_collector_",
        ],
        is_out: |subject| {
            is_unreachable(
                subject,
                ManagedComponent::KubeControllerManager,
                "kubeControllerManager",
            )
        },
        help: BY_API_SERVER,
    },
    Part {
        name: "kube-proxy",
        called: "kube-proxy",
        metrics: &["kubeproxy_"],
        is_out: |subject| is_unreachable(subject, ManagedComponent::KubeProxy, "kubeProxy"),
        help: "remove it, or let kube-proxy show its metrics on the node's address and take it out of \
               `monitoring.prometheus.unreachable`",
    },
    Part {
        name: "Karpenter",
        called: "karpenter",
        metrics: &["karpenter_"],
        is_out: |subject| {
            !says(
                subject.environment(),
                Release::Karpenter,
                "serviceMonitor.enabled",
            )
        },
        help: "remove it, or let `monitoring.targets` or the chart's `serviceMonitor` have Karpenter scraped",
    },
    Part {
        name: "the VPC CNI",
        called: "aws-node",
        metrics: &["awscni_"],
        is_out: |subject| {
            let cni = subject.environment().addons.get("vpc-cni");
            !cni.is_some_and(|addon| addon.configuration.contains_key("podMonitor"))
        },
        help: "add `targets: { aws-cni: { podMonitor: { namespace: kube-system, matchLabels: { k8s-app: aws-node }, \
               port: metrics } } }`",
    },
    Part {
        name: "nginx",
        called: "nginx",
        metrics: &["nginx_connections_", "nginx_http_requests_total", "nginx_up"],
        is_out: |subject| is_nginx_out(subject.environment()),
        help: "set `workloads.nginx.metrics: { namespace: monitoring, interval: 30s }`, or remove it",
    },
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.environment().monitoring.prometheus.is_none() {
        return Vec::new();
    }
    let is_out = |part: &&Part| (part.is_out)(subject) && !relied::is_scraped_otherwise(subject, part.called);
    let parts: Vec<&Part> = PARTS.iter().filter(is_out).collect();
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        // Whoever asks whether a metric is absent wants to hear just that.
        for selector in query.selectors.iter().filter(|selector| !selector.absent) {
            let metric = selector.metric.as_str();
            let shows = |part: &&&Part| part.metrics.iter().any(|begin| metric.starts_with(begin));
            let Some(part) = parts.iter().find(shows) else {
                continue;
            };
            let message = format!(
                "`{metric}` is a metric of {}, which nothing here scrapes",
                part.name
            );
            found.push(Finding::at(at.clone(), message).help(part.help));
        }
    }
    found
}

/// Whether the chart is told not to scrape a component; who writes its values knows of it.
fn is_unreachable(subject: &Subject<'_>, component: ManagedComponent, switch: &str) -> bool {
    let prometheus = subject.environment().monitoring.prometheus.as_ref();
    let told = prometheus.is_some_and(|prometheus| prometheus.unreachable.contains(&component));
    told && relied::passed_on(subject, switch).is_none()
}

/// Other targets may be pods with an exporter of nginx beside them.
fn is_nginx_out(environment: &Environment) -> bool {
    let nginx = environment.workloads.nginx.as_ref();
    let metrics = nginx.is_some_and(|nginx| nginx.metrics.is_some());
    let mut targets = environment.monitoring.targets.values();
    !metrics && targets.all(ScrapeTarget::is_vpc_cni) && !says(environment, Release::Nginx, "metrics")
}

/// Whether a value is passed on to a chart, and is not `false`.
fn says(environment: &Environment, release: Release, path: &str) -> bool {
    let value = |chart: &Chart| {
        value_at(&at!(charts), &chart.extra_values, path).is_some_and(|(_, value)| value != false)
    };
    environment.charts.get(&release).is_some_and(value)
}
