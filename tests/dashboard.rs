//! The overview as Grafana reads it: numbers of panels, places, data source, and queries of metrics that are there.
#![allow(clippy::disallowed_methods, reason = "a test that reads the environments")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use eksight::catalog::{Catalogue, Component, Life, MinorVersion};
use eksight::emit::dashboard;
use eksight::model::Environment;
use eksight::model::value::Release;
use eksight::out::Disk;
use eksight::promql;
use eksight::resolve::resolve;
use eksight::source::load;
use serde_json::Value;

/// Names that the stack's other parts show in every version that the catalogue knows.
/// Sources: node_exporter 1.5 and 1.10, kubelet 1.24 to 1.36, Prometheus 2.42 and 3.5, amazon-vpc-cni-k8s 1.12.6 and
/// 1.23.0 (metrics.md), nginx-prometheus-exporter 0.11 and 1.4 (README), as of 2026-11.
const OF_OTHERS: [&str; 14] = [
    "node_total_hourly_cost",
    "up",
    "node_cpu_seconds_total",
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "kubelet_volume_stats_used_bytes",
    "kubelet_volume_stats_capacity_bytes",
    "prometheus_tsdb_storage_blocks_bytes",
    "awscni_total_ip_addresses",
    "awscni_assigned_ip_addresses",
    "nginx_http_requests_total",
    "nginx_connections_active",
];

fn shipped(name: &str) -> Environment {
    let disk = Disk::at(Path::new(env!("CARGO_MANIFEST_DIR")));
    let path = PathBuf::from(format!("environments/{name}.yaml"));
    load(&disk, &path).expect("a shipped environment").environment
}

fn overview(environment: &Environment) -> Option<Value> {
    let resolved = resolve("test", &[], environment, Catalogue::shipped());
    let dashboard = dashboard::overview(&resolved)?;
    Some(serde_json::from_str(&dashboard.json()).expect("JSON"))
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

/// The environments whose overview is looked at: two shipped ones and random ones.
fn all() -> Vec<(Environment, Value)> {
    let random = (0..200).map(eksight_testing::environment);
    let all = ["study", "prod"].map(shipped).into_iter().chain(random);
    all.filter_map(|environment| {
        let board = overview(&environment)?;
        Some((environment, board))
    })
    .collect()
}

#[test]
fn panels_have_numbers_of_their_own_and_do_not_overlap() {
    let all = all();
    assert!(all.len() > 40, "{}", all.len());
    for (_, board) in &all {
        let panels = items(board, "panels");
        let ids: BTreeSet<u64> = panels.iter().map(|panel| number(&panel["id"])).collect();
        assert_eq!(ids.len(), panels.len());
        let mut taken = BTreeSet::new();
        for panel in panels {
            let place = &panel["gridPos"];
            let [x, y, w, h] = ["x", "y", "w", "h"].map(|key| number(&place[key]));
            assert!(w > 0 && h > 0 && x + w <= 24, "{panel}");
            for column in x..x + w {
                for line in y..y + h {
                    assert!(taken.insert((column, line)), "{} overlaps", panel["title"]);
                }
            }
        }
        assert_eq!(panels[0]["type"], "row");
    }
}

#[test]
fn queries_can_be_read_and_ask_for_metrics_that_are_there() {
    let metrics = Catalogue::shipped().metrics();
    let known: BTreeSet<&str> = metrics.names().chain(OF_OTHERS).collect();
    for (environment, board) in all() {
        let kubernetes = MinorVersion(1, environment.cluster.kubernetes_version.minor);
        let stack = &environment.charts[&Release::KubePrometheusStack].version;
        let state = metrics.kube_state_metrics(stack).expect("a version");
        for panel in items(&board, "panels") {
            let targets = items(panel, "targets");
            assert_eq!(targets.is_empty(), panel["type"] == "row", "{panel}");
            for target in targets {
                for place in [panel, target] {
                    assert_eq!(place["datasource"]["uid"], "prometheus", "{panel}");
                }
                let text = target["expr"].as_str().expect("a query");
                let query = promql::read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
                assert!(!query.selectors.is_empty(), "{text}");
                for selector in query.selectors {
                    assert!(known.contains(selector.metric.as_str()), "{}", selector.metric);
                    let Some((_, metric)) = metrics.metric(&selector.metric) else {
                        continue;
                    };
                    let version = match metric.component {
                        Component::Kubernetes => kubernetes,
                        Component::KubeStateMetrics => state,
                    };
                    let life = metric.life(version);
                    assert!(matches!(life, Life::Shown(_)), "{} in {version}", selector.metric);
                }
            }
        }
    }
}

fn titles(board: &Value) -> Vec<&str> {
    let panels = items(board, "panels").iter();
    panels.filter_map(|panel| panel["title"].as_str()).collect()
}

#[test]
fn it_shows_what_the_environment_has() {
    let mut environment = shipped("study");
    let board = overview(&environment).expect("an overview");
    let ready = &items(&board, "panels")[1];
    assert_eq!(ready["description"], "Node groups: ng1: 3 to 3.");
    assert_eq!(
        ready["fieldConfig"]["defaults"]["thresholds"]["steps"][1]["value"],
        3.0
    );
    let text = board.to_string();
    assert!(text.contains("max(apiserver_storage_size_bytes)"));
    // The label k8s-app of the monitor's pods is their job.
    assert!(text.contains(r#"sum(up{job=\"aws-node\"})"#), "{text}");
    for title in ["nginx: requests", "Addresses for pods", "CPU cores asked for"] {
        assert!(titles(&board).contains(&title), "{title}");
    }
    environment.workloads.nginx = None;
    environment.monitoring.targets.clear();
    environment.cost.kubecost = None;
    environment.cost.open_cost = None;
    let board = overview(&environment).expect("an overview");
    for title in ["nginx: requests", "Addresses for pods", "CPU cores asked for"] {
        assert!(!titles(&board).contains(&title), "{title}");
    }
    environment.monitoring.prometheus = None;
    assert_eq!(overview(&environment), None);
}

#[test]
fn an_old_cluster_has_its_database_under_its_old_name() {
    assert_eq!(overview(&shipped("study-2023")), None);
    let mut environment = shipped("study-2023");
    environment.monitoring.grafana.as_mut().expect("Grafana").overview = true;
    let board = overview(&environment).expect("an overview");
    assert!(board.to_string().contains("max(etcd_db_total_size_in_bytes)"));
}
