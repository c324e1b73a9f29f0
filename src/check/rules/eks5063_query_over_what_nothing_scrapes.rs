//! EKS5063: a query over metrics of a component that nothing scrapes.

use crate::fields::value_at;
use crate::model::value::Release;
use crate::model::{Chart, Environment, ManagedComponent, ScrapeTarget};
use crate::{Finding, Help, Subject, at, queries, relied};

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

/// Source: kubernetes/kubernetes v1.36.0, test/instrumentation/documentation/documentation-list.yaml, what one component alone
/// shows, and `metrics.go` of pkg/scheduler for older ones; EKS user guide, "Fetch control plane raw metrics in Prometheus
/// format", for the paths at which EKS answers for its scheduler and controller manager; etcd documentation, metrics (those that
/// the API server shows of etcd begin otherwise); karpenter.sh, reference, metrics; aws/amazon-vpc-cni-k8s,
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
            "scheduler_async_api_call_",
            "scheduler_batch_attempts_",
            "scheduler_batch_cache_",
            "scheduler_cache_size",
            "scheduler_dra_",
            "scheduler_e2e_scheduling_",
            "scheduler_event_handling_",
            "scheduler_framework_",
            "scheduler_get_node_hint_",
            "scheduler_goroutines",
            "scheduler_inflight_events",
            "scheduler_pending_async_api_calls",
            "scheduler_pending_pods",
            "scheduler_permit_wait_",
            "scheduler_plugin_",
            "scheduler_pod_schedul",
            "scheduler_podgroup_",
            "scheduler_preemption_",
            "scheduler_queue_incoming_",
            "scheduler_queueing_hint_",
            "scheduler_resourceclaim_",
            "scheduler_schedule_attempts_",
            "scheduler_scheduler_cache_size",
            "scheduler_scheduling_",
            "scheduler_store_schedule_results_",
            "scheduler_unschedulable_pods",
            "scheduler_volume_binder_",
            "scheduler_volume_scheduling_",
        ],
        is_out: |subject| is_unreachable(subject, ManagedComponent::KubeScheduler, "kubeScheduler"),
        help: "remove it, or have it scraped by `prometheus.prometheusSpec.additionalScrapeConfigs`: EKS answers for it at \
               `/apis/metrics.eks.amazonaws.com/v1/ksh/container/metrics` of the API server",
    },
    Part {
        name: "the controller manager",
        called: "controller-manager",
        metrics: &[
            "attach_detach_controller_",
            "attachdetach_controller_",
            "cronjob_controller_",
            "daemonset_controller_",
            "endpoint_slice_controller_",
            "endpoint_slice_mirroring_controller_",
            "ephemeral_volume_controller_",
            "garbagecollector_controller_",
            "horizontal_pod_autoscaler_controller_",
            "job_controller_",
            "node_collector_",
            "node_ipam_controller_",
            "pod_gc_collector_",
            "pv_collector_",
            "replicaset_controller_",
            "resourceclaim_controller_",
            "root_ca_cert_publisher_",
            "statefulset_controller_",
            "taint_eviction_controller_",
            "ttl_after_finished_controller_",
        ],
        is_out: |subject| {
            is_unreachable(
                subject,
                ManagedComponent::KubeControllerManager,
                "kubeControllerManager",
            )
        },
        help: "remove it, or have it scraped by `prometheus.prometheusSpec.additionalScrapeConfigs`: EKS answers for it at \
               `/apis/metrics.eks.amazonaws.com/v1/kcm/container/metrics` of the API server",
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
        help: "below `monitoring`, add `targets: { aws-cni: { podMonitor: { namespace: kube-system, matchLabels: { k8s-app: aws-node }, \
               port: metrics } } }`, or remove it",
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
            found.push(Finding::at(at.clone(), message).help(Help::take_out(part.help)));
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
        value_at(|| at!(charts), &chart.extra_values, path).is_some_and(|(_, value)| value != false)
    };
    environment.charts.get(&release).is_some_and(value)
}
