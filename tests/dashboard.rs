//! Dashboards as Grafana reads them. The overview: numbers of panels, places, data source, and queries of metrics that
//! are there. Those in files: what is made of them, and what is refused at which place.
#![allow(clippy::disallowed_methods, reason = "a test that reads the environments")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use eksight::catalog::{Catalogue, Component, Life, MinorVersion};
use eksight::diag::text;
use eksight::emit::dashboard;
use eksight::model::Environment;
use eksight::model::value::Release;
use eksight::out::Disk;
use eksight::promql;
use eksight::resolve::resolve;
use eksight::source::{Memory, load};
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

fn query<'a>(board: &'a Value, title: &str) -> &'a str {
    let mut panels = items(board, "panels").iter();
    let panel = panels.find(|panel| panel["title"] == title).expect("a panel");
    panel["targets"][0]["expr"].as_str().expect("a query")
}

#[test]
fn pods_count_once_and_until_they_have_finished() {
    let board = overview(&shipped("prod")).expect("an overview");
    let unfinished = r#"max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)"#;
    for (title, resource) in [("CPU cores asked for", "cpu"), ("Memory asked for", "memory")] {
        assert_eq!(
            query(&board, title),
            format!(
                r#"sum by (namespace) (max by (namespace, pod, container) (kube_pod_container_resource_requests{{resource="{resource}"}}) * on (namespace, pod) group_left () {unfinished})"#
            )
        );
    }
    assert_eq!(
        query(&board, "Pods, as a part of what a node takes"),
        format!(
            r#"count by (node) (kube_pod_info{{node!=""}} * on (namespace, pod) group_left () {unfinished}) / on (node) max by (node) (kube_node_status_allocatable{{resource="pods"}})"#
        )
    );
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

/// The minimal environment with a dashboard from a file: what comes of it, or the faults as people see them.
fn with_file(json: &str) -> Result<Environment, String> {
    let overlay = "extends: minimal.yaml
monitoring:
  grafana:
    admin: grafana-admin
    dashboards:
      orders: { file: dashboards/orders.json }
charts:
  kube-prometheus-stack: { version: 88.5.3 }
secrets:
  grafana-admin: { kubernetes: { namespace: monitoring, name: grafana-admin } }
";
    let minimal = include_str!("environments/minimal.yaml");
    let mut documents: Memory = [("e/minimal.yaml", minimal), ("e/shop.yaml", overlay)]
        .into_iter()
        .collect();
    if !json.is_empty() {
        documents.insert("e/dashboards/orders.json", json);
    }
    let loaded = load(&documents, Path::new("e/shop.yaml"));
    loaded.map(|loaded| loaded.environment).map_err(|refused| {
        let faults = refused.faults.iter();
        faults
            .map(|fault| text::render(fault, &refused.origins, false))
            .collect()
    })
}

/// The message, the place and the help of a fault.
#[track_caller]
fn refused(json: &str, expected: [&str; 3]) {
    let picture = with_file(json).expect_err("a fault");
    let help = picture
        .lines()
        .find_map(|line| line.trim().strip_prefix("= help: "));
    let mut lines = picture.lines();
    let message = lines.next().expect("a message");
    let place = lines.next().map(str::trim).expect("a place");
    assert_eq!([message, place, help.unwrap_or_default()], expected, "{picture}");
    assert!(!lines.any(|line| line.starts_with("error")), "{picture}");
}

#[test]
fn a_dashboard_in_a_file_becomes_a_config_map() {
    let json = r#"{ "__inputs": [{ "name": "DS_PROM", "type": "datasource", "pluginId": "prometheus" }],
  "title": "Orders", "templating": { "list": [{ "name": "DS_OTHER", "type": "datasource" }] },
  "panels": [{ "datasource": "${DS_PROM}" }, { "datasource": "${DS_OTHER}", "title": "{{ $x }} ${__range}" }] }
"#;
    let environment = with_file(json).expect("a sound environment");
    let resolved = resolve("shop", &[], &environment, Catalogue::shipped());
    let artifacts = eksight::emit::render(&resolved);
    let path = "manifests/grafana-dashboards.yaml";
    let artifact = artifacts
        .iter()
        .find(|artifact| artifact.path == path)
        .expect(path);
    let expected = serde_json::json!([{
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "grafana-dashboard-orders",
            "namespace": "monitoring",
            "labels": { "grafana_dashboard": "1" },
        },
        "data": { "file-orders.json": json.replace("${DS_PROM}", "prometheus") },
    }]);
    assert_eq!(Value::from(artifact.documents().to_vec()), expected);
    let values = artifacts
        .iter()
        .find(|artifact| artifact.path == "helm/kube-prometheus-stack/values.yaml")
        .expect("values");
    assert!(!values.text().contains("dashboards:"), "{}", values.text());
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_file_that_is_no_dashboard_is_refused_at_its_place() {
    let named = "--> e/shop.yaml:6:23";
    let first = "--> e/dashboards/orders.json:1:1";
    refused(
        "",
        [
            "error[EKS0001]: cannot read `e/dashboards/orders.json`: it does not exist",
            named,
            "the path begins where `e/shop.yaml` lies",
        ],
    );
    refused(
        &"x".repeat((1 << 20) + 1),
        [
            "error[EKS0001]: cannot read `e/dashboards/orders.json`: it is larger than 1 MiB",
            named,
            "a ConfigMap holds no more, and Grafana gets the dashboard in one: split it",
        ],
    );
    refused(
        "{ \"title\": \"Orders\",\n  \"panels\": [}\n",
        [
            "error[EKS0010]: this is not JSON: expected value",
            "--> e/dashboards/orders.json:2:14",
            "",
        ],
    );
    refused(
        "{ \"title\": 3 }\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: invalid type: integer `3`, expected a string",
            "--> e/dashboards/orders.json:1:12",
            "",
        ],
    );
    refused(
        "3\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: invalid type: integer `3`, expected a map",
            first,
            "",
        ],
    );
    refused(
        "[]\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: it is a list",
            "--> e/dashboards/orders.json:1:2",
            "",
        ],
    );
    refused(
        "\u{feff}{ \"title\": \"Orders\", \"panels\": [] }\n",
        [
            "error[EKS0010]: this is not JSON: a byte order mark stands before it; save it as UTF-8 without one",
            first,
            "",
        ],
    );
    refused(
        "{ \"panels\": [] }\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: it has no `title`",
            first,
            "give it one: people find it by it",
        ],
    );
    refused(
        "{ \"meta\": {}, \"dashboard\": {} }\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: it is an answer of Grafana's API",
            first,
            "keep what stands under `dashboard` and nothing else",
        ],
    );
    refused(
        "{ \"title\": \"Orders\" }\n",
        [
            "error[EKS0010]: this is no dashboard of Grafana: it has no `panels`",
            first,
            "export it in Grafana: Share, Export, Save to file",
        ],
    );
}

#[test]
fn what_an_export_leaves_open_is_refused_where_nobody_can_fill_it_in() {
    let help =
        "write what it stands for into the file; the uid of the environment's Prometheus is `prometheus`";
    refused(
        "{ \"title\": \"Orders\", \"panels\": [\n  { \"datasource\": \"${DS_LOGS}\" }, { \"datasource\": \"${DS_LOGS}\" }] }\n",
        [
            "error[EKS0010]: `${DS_LOGS}` stands for a data source that nobody fills in",
            "--> e/dashboards/orders.json:2:20",
            help,
        ],
    );
    let inputs =
        "\"__inputs\": [{ \"name\": \"DS_LOGS\", \"type\": \"datasource\", \"pluginId\": \"loki\" }]";
    refused(
        &format!("{{ {inputs}, \"title\": \"Orders\",\n\"panels\": [\"${{DS_LOGS}}\"] }}\n"),
        [
            "error[EKS0010]: `${DS_LOGS}` stands for a datasource of the kind `loki` that nobody fills in",
            "--> e/dashboards/orders.json:2:13",
            help,
        ],
    );
}

#[test]
fn a_uid_is_as_grafana_takes_it() {
    let help = "write at most 40 letters, digits, `-` and `_`, or none, and Grafana makes one";
    let board = |uid: &str| format!("{{ \"uid\": \"{uid}\", \"title\": \"Orders\", \"panels\": [] }}\n");
    for uid in ["a".repeat(41), "a b".to_owned()] {
        let message = format!("error[EKS0010]: `{uid}` is no uid");
        refused(&board(&uid), [&message, "--> e/dashboards/orders.json:1:1", help]);
    }
}

#[test]
fn a_uid_is_not_taken_twice_and_a_file_is_named_by_its_path() {
    let minimal = include_str!("environments/minimal.yaml");
    let json = "{ \"uid\": \"a-1_B\", \"title\": \"A\", \"panels\": [] }\n";
    let load = |files: &str| {
        let overlay = format!(
            "extends: minimal.yaml\nmonitoring:\n  grafana:\n    admin: grafana-admin\n    dashboards:\n{files}"
        );
        let texts = [
            ("minimal.yaml", minimal),
            ("shop.yaml", &overlay),
            ("a.json", json),
            ("b.json", json),
        ];
        let documents: Memory = texts.into_iter().collect();
        load(&documents, Path::new("shop.yaml"))
            .map(|_| ())
            .map_err(|refused| {
                let faults = refused.faults.iter();
                let told = faults.map(|fault| format!("{}: {}", fault.code, fault.message));
                told.collect::<Vec<String>>()
            })
    };
    assert_eq!(load("      one: { file: a.json }\n"), Ok(()));
    assert_eq!(
        load("      one: { file: a.json }\n      two: { file: b.json }\n"),
        Err(vec!["EKS0010: `a.json` has the uid `a-1_B` already".to_owned()])
    );
    assert_eq!(
        load("      one: { file: { path: a.json, json: '{}' } }\n"),
        Err(vec![
            "EKS0005: `file` names one file, such as `dashboards/orders.json`".to_owned()
        ])
    );
}
