//! The overview of an environment: its control plane, its nodes, what it scrapes, its volumes, what its namespaces ask for.

use super::board::{Dashboard, TimeRange};
use super::grid::Grid;
use super::panels::{Alarm, Unit, lines, number};
use crate::model::{Environment, Grafana, Prometheus, ScrapeTarget};
use crate::resolve::Resolved;
use crate::spot;

/// Width and height of a number.
const NUMBER: (u32, u32) = (4, 4);
/// Width and height of lines.
const LINES: (u32, u32) = (12, 8);

/// At which part of what there is something is nearly full.
const FULL: f64 = 0.85;

/// Pods that hold their room: finished ones do not. Each once, since OpenCost shows some metrics of kube-state-metrics too.
/// Sources: prometheus-community/helm-charts, k8s.rules.container_cpu_requests.yaml of kube-prometheus-stack 88.5.3;
/// opencost/opencost, pkg/metrics/kubemetrics.go and podmetrics.go, as of 2026-11.
const UNFINISHED_PODS: &str =
    r#"max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)"#;

/// Whether it is wanted and there are metrics to show.
pub(crate) fn is_wanted(resolved: &Resolved) -> bool {
    sources(resolved).is_some()
}

fn sources<'a>(resolved: &Resolved<'a>) -> Option<(&'a Grafana, &'a Prometheus)> {
    let monitoring = &resolved.environment.monitoring;
    let grafana = monitoring.grafana.as_ref().filter(|grafana| grafana.overview)?;
    Some((grafana, monitoring.prometheus.as_ref()?))
}

/// The overview, if it is wanted and there are metrics to show.
#[must_use]
pub fn overview(resolved: &Resolved) -> Option<Dashboard> {
    let environment = resolved.environment;
    let (grafana, prometheus) = sources(resolved)?;
    let window = window(prometheus);
    let mut grid = Grid::default();
    cluster(&mut grid, resolved, &window);
    nodes(&mut grid, &window);
    targets(&mut grid, environment, &window);
    storage(&mut grid, prometheus);
    let (kubecost, open_cost) = (&environment.cost.kubecost, &environment.cost.open_cost);
    if kubecost.is_some() || open_cost.is_some() {
        requests(&mut grid, kubecost.is_some());
    }
    if open_cost.is_some() {
        prices(&mut grid, spot::by_any(environment));
    }
    Some(Dashboard {
        uid: "environment-overview",
        title: format!("{}: overview", environment.cluster.name),
        description: format!("Made from the environment {}.", resolved.name),
        tags: ["eksight"],
        schema_version: 38,
        version: 1,
        editable: false,
        graph_tooltip: 1,
        refresh: "1m",
        timezone: timezone(grafana),
        time: TimeRange {
            from: "now-6h",
            to: "now",
        },
        panels: grid.into_panels(),
    })
}

fn timezone(Grafana { timezone, .. }: &Grafana) -> String {
    timezone.clone().unwrap_or_else(|| "browser".to_owned())
}

/// The range of rates: five minutes, or four scrapes where those take longer, so that a lost one leaves no gap.
fn window(prometheus: &Prometheus) -> String {
    let scrape = prometheus.scrape_interval.as_ref();
    let seconds = scrape.map_or(30, |interval| interval.milliseconds().div_ceil(1000));
    let minutes = (4 * seconds).div_ceil(60).max(5);
    format!("{minutes}m")
}

fn cluster(grid: &mut Grid, resolved: &Resolved, window: &str) {
    let (width, height) = NUMBER;
    let groups = resolved.environment.node_groups.iter();
    let least: u32 = groups.clone().map(|(_, group)| group.size.min).sum();
    let sizes: Vec<String> = groups
        .map(|(name, group)| format!("{name}: {} to {}", group.size.min, group.size.max))
        .collect();
    let karpenter = resolved.environment.autoscaling.is_some();
    let more = if karpenter {
        ", and what the autoscaler adds"
    } else {
        ""
    };
    grid.heading("Cluster");
    grid.put(
        "Nodes that are ready",
        width,
        height,
        number(
            Unit::Count,
            Alarm::Below(f64::from(least)),
            format!("Node groups: {}{more}.", sizes.join(", ")),
            r#"sum(kube_node_status_condition{condition="Ready", status="true"})"#.to_owned(),
        ),
    );
    grid.put(
        "Pods that do not run",
        width,
        height,
        number(
            Unit::Count,
            Alarm::From(1.0),
            "",
            r#"sum(kube_pod_status_phase{phase=~"Pending|Failed|Unknown"})"#.to_owned(),
        ),
    );
    grid.put(
        "Targets that are down",
        width,
        height,
        number(
            Unit::Count,
            Alarm::From(1.0),
            "",
            "count(up == 0) or vector(0)".to_owned(),
        ),
    );
    grid.put(
        "Requests that the API server fails",
        width,
        height,
        number(
            Unit::Share,
            Alarm::From(0.03),
            "",
            format!(
                r#"(sum(rate(apiserver_request_total{{code=~"5.."}}[{window}])) or vector(0)) / sum(rate(apiserver_request_total[{window}]))"#
            ),
        ),
    );
    grid.put(
        "Size of the database",
        width,
        height,
        number(
            Unit::Bytes,
            Alarm::From(6.0 * 1024.0 * 1024.0 * 1024.0),
            "EKS takes no more writes at 8 GiB.",
            format!("max({})", resolved.database.size),
        ),
    );
}

fn nodes(grid: &mut Grid, window: &str) {
    let (width, height) = LINES;
    let mut put = |title: &str, description: &str, query: String, legend: &'static str| {
        let content = lines(Unit::Share, Alarm::From(FULL), description, [(query, legend)]);
        grid.put(title, width, height, content);
    };
    let instance = "{{instance}}";
    put(
        "CPU in use",
        "",
        format!(r#"1 - avg by (instance) (rate(node_cpu_seconds_total{{mode="idle"}}[{window}]))"#),
        instance,
    );
    put(
        "Memory in use",
        "",
        "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes".to_owned(),
        instance,
    );
    put(
        "Root volume in use",
        "",
        r#"1 - max by (instance) (node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"})"#
            .to_owned(),
        instance,
    );
    put(
        "Pods, as a part of what a node takes",
        "",
        format!(
            r#"count by (node) (kube_pod_info{{node!=""}} * on (namespace, pod) group_left () {UNFINISHED_PODS}) / on (node) max by (node) (kube_node_status_allocatable{{resource="pods"}})"#
        ),
        "{{node}}",
    );
}

/// The value of the label `job` that the operator gives the series of a monitor, where the model says it.
fn job(name: &str, target: &ScrapeTarget) -> Option<String> {
    match target {
        ScrapeTarget::PodMonitor(monitor) => match &monitor.job_label {
            Some(label) => monitor.match_labels.get(label).cloned(),
            None => Some(format!("{}/{name}-metrics", monitor.namespace)),
        },
        ScrapeTarget::ServiceMonitor(monitor) => monitor.match_labels.values().next().cloned(),
    }
}

fn targets(grid: &mut Grid, environment: &Environment, window: &str) {
    let (width, height) = LINES;
    grid.heading("What is scraped");
    for (name, target) in &environment.monitoring.targets {
        let Some(job) = job(name, target) else { continue };
        grid.put(
            format!("{name}: pods that answer"),
            NUMBER.0,
            NUMBER.1,
            number(
                Unit::Count,
                Alarm::Below(1.0),
                "",
                format!("sum(up{{job={job:?}}})"),
            ),
        );
    }
    grid.put(
        "Targets that answer, by job",
        width,
        height,
        lines(
            Unit::Count,
            Alarm::Never,
            "",
            [("sum by (job) (up)".to_owned(), "{{job}}")],
        ),
    );
    if environment
        .monitoring
        .targets
        .values()
        .any(ScrapeTarget::is_vpc_cni)
    {
        grid.put(
            "Addresses for pods",
            width,
            height,
            lines(
                Unit::Count,
                Alarm::Never,
                "What the VPC CNI holds on its nodes, and how many of them pods have.",
                [
                    ("sum(awscni_total_ip_addresses)".to_owned(), "held"),
                    ("sum(awscni_assigned_ip_addresses)".to_owned(), "with a pod"),
                ],
            ),
        );
    }
    let nginx = environment.workloads.nginx.as_ref();
    if nginx.is_some_and(|nginx| nginx.metrics.is_some()) {
        grid.put(
            "nginx: requests",
            width,
            height,
            lines(
                Unit::PerSecond,
                Alarm::Never,
                "",
                [(
                    format!("sum by (pod) (rate(nginx_http_requests_total[{window}]))"),
                    "{{pod}}",
                )],
            ),
        );
        grid.put(
            "nginx: open connections",
            width,
            height,
            lines(
                Unit::Count,
                Alarm::Never,
                "",
                [("sum by (pod) (nginx_connections_active)".to_owned(), "{{pod}}")],
            ),
        );
    }
}

fn storage(grid: &mut Grid, prometheus: &Prometheus) {
    let (width, height) = LINES;
    grid.heading("Volumes");
    grid.put(
        "Volumes in use",
        width,
        height,
        lines(
            Unit::Share,
            Alarm::From(FULL),
            "",
            [(
                "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)"
                    .to_owned(),
                "{{namespace}}/{{persistentvolumeclaim}}",
            )],
        ),
    );
    grid.put(
        "Metrics that are kept",
        width,
        height,
        lines(
            Unit::Bytes,
            Alarm::Never,
            format!(
                "Prometheus deletes the oldest beyond {} and {}.",
                prometheus.retention, prometheus.retention_size
            ),
            [(
                "max by (pod) (prometheus_tsdb_storage_blocks_bytes)".to_owned(),
                "{{pod}}",
            )],
        ),
    );
}

/// What costs are split by. kubecost keeps the prices in its own store, so Prometheus here has none.
fn requests(grid: &mut Grid, kubecost: bool) {
    let description = if kubecost {
        "Money is on the page of kubecost."
    } else {
        ""
    };
    let (width, height) = LINES;
    grid.heading("What namespaces pay for");
    for (title, resource, unit) in [
        ("CPU cores asked for", "cpu", Unit::Cores),
        ("Memory asked for", "memory", Unit::Bytes),
    ] {
        let query = format!(
            r#"sum by (namespace) (max by (namespace, pod, container) (kube_pod_container_resource_requests{{resource="{resource}"}}) * on (namespace, pod) group_left () {UNFINISHED_PODS})"#
        );
        grid.put(
            title,
            width,
            height,
            lines(unit, Alarm::Never, description, [(query, "{{namespace}}")]),
        );
    }
}

/// What OpenCost tells Prometheus of prices. Source: OpenCost documentation, metrics, as of 2026-11.
fn prices(grid: &mut Grid, spot: bool) {
    let (width, height) = LINES;
    let description = match spot {
        true => format!("As OpenCost knows it: {}.", spot::PRICE_OF_OPENCOST),
        false => "As OpenCost knows it.".to_owned(),
    };
    grid.put(
        "Price of each node, in an hour",
        width,
        height,
        lines(
            Unit::Dollars,
            Alarm::Never,
            description,
            [("max by (node) (node_total_hourly_cost)".to_owned(), "{{node}}")],
        ),
    );
}
