//! Who in the environment relies on a part of kube-prometheus-stack, part by part. For rules.

use serde_json::Value;

use super::fields::value_at;
use super::selector::Labels;
use super::{Subject, at, queries};
use crate::diag::FieldPath;
use crate::emit::{alerts, dashboard};
use crate::model::value::Release;
use crate::model::{Dashboard, Grafana, ScrapeTarget, Texts};
use crate::promql;

/// The first field that relies on something.
pub(super) type Relied = fn(&Subject<'_>) -> Option<FieldPath>;

pub(super) fn on_prometheus(subject: &Subject<'_>) -> Option<FieldPath> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref();
    prometheus.map(|_| at!(monitoring.prometheus))
}

pub(super) fn on_alertmanager(subject: &Subject<'_>) -> Option<FieldPath> {
    let alertmanager = subject.environment().monitoring.alertmanager.as_ref();
    alertmanager.map(|_| at!(monitoring.alertmanager))
}

/// On the configuration that is written for Alertmanager.
pub(super) fn on_receivers(subject: &Subject<'_>) -> Option<FieldPath> {
    on_alertmanager(subject)?;
    let name = subject.environment().alerting.receivers.keys().next()?;
    Some(at!(alerting.receivers[name]))
}

pub(super) fn on_grafana(subject: &Subject<'_>) -> Option<FieldPath> {
    grafana(subject).map(|_| at!(monitoring.grafana))
}

/// On a dashboard that lies in a ConfigMap.
pub(super) fn on_config_maps(subject: &Subject<'_>) -> Option<FieldPath> {
    let grafana = grafana(subject)?;
    if grafana.overview {
        return Some(at!(monitoring.grafana.overview));
    }
    let mut dashboards = grafana.dashboards.iter();
    let (name, _) = dashboards.find(|(_, dashboard)| matches!(dashboard, Dashboard::File(_)))?;
    Some(at!(monitoring.grafana.dashboards[name]))
}

/// Whether the chart is given data sources of one's own: how they are called is not looked into.
fn has_own_sources(subject: &Subject<'_>) -> bool {
    let own = ["grafana.additionalDataSources", "grafana.datasources"];
    own.iter().any(|path| passed_on(subject, path).is_some())
}

/// On the name of the data source: dashboards of grafana.com are given it.
pub(super) fn on_name_of_source(subject: &Subject<'_>) -> Option<FieldPath> {
    if has_own_sources(subject) {
        return None;
    }
    let mut dashboards = grafana(subject)?.dashboards.iter();
    let (name, _) = dashboards.find(|(_, dashboard)| matches!(dashboard, Dashboard::GrafanaCom(_)))?;
    Some(at!(monitoring.grafana.dashboards[name]))
}

/// On the uid of the data source: the overview, dashboards from files and Grafana's alerts ask by it.
pub(super) fn on_uid_of_source(subject: &Subject<'_>) -> Option<FieldPath> {
    if has_own_sources(subject) {
        return None;
    }
    let alerting = grafana(subject)?.alerting.as_ref();
    let rule = alerting.and_then(|alerting| alerting.rules.keys().next());
    on_config_maps(subject).or_else(|| rule.map(|uid| at!(monitoring.grafana.alerting.rules[uid])))
}

/// On a data source at all.
pub(super) fn on_source(subject: &Subject<'_>) -> Option<FieldPath> {
    on_uid_of_source(subject).or_else(|| on_name_of_source(subject))
}

/// On rules that Prometheus loads from the cluster.
pub(super) fn on_rules(subject: &Subject<'_>) -> Option<FieldPath> {
    on_prometheus(subject)?;
    let alerting = &subject.environment().alerting;
    let own = alerting.rules.keys().next();
    let builtin = (!alerting.builtin.is_empty()).then(|| at!(alerting.builtin));
    own.map(|name| at!(alerting.rules[name])).or(builtin)
}

/// On a Prometheus that evaluates rules and answers queries.
pub(super) fn on_queries(subject: &Subject<'_>) -> Option<FieldPath> {
    on_rules(subject).or_else(|| on_source(subject))
}

/// On metrics of objects of Kubernetes.
pub(super) fn on_kube_state_metrics(subject: &Subject<'_>) -> Option<FieldPath> {
    on_metrics(subject, "kube-state-metrics", |metric| {
        metric.starts_with("kube_") && !metric.starts_with("kube_apiserver_")
    })
}

/// On metrics of machines. The kubelet, OpenCost and the controller manager have some that begin alike. Source:
/// opencost/opencost, pkg/costmodel/metrics.go.
pub(super) fn on_node_exporter(subject: &Subject<'_>) -> Option<FieldPath> {
    const OF_OTHERS: [&str; 5] = [
        "node_collector_evictions_total",
        "node_gpu_count",
        "node_cpu_usage_seconds_total",
        "node_memory_working_set_bytes",
        "node_swap_usage_bytes",
    ];
    on_metrics(subject, "node-exporter", |metric| {
        metric.starts_with("node_") && !metric.ends_with("_hourly_cost") && !OF_OTHERS.contains(&metric)
    })
}

/// On metrics of the kubelet and of the containers that it runs. OpenCost has some that begin alike, see above.
pub(super) fn on_kubelet(subject: &Subject<'_>) -> Option<FieldPath> {
    const OF_OTHERS: [&str; 3] = [
        "container_cpu_allocation",
        "container_gpu_allocation",
        "container_memory_allocation_bytes",
    ];
    on_metrics(subject, "kubelet", |metric| {
        metric.starts_with("kubelet_") || metric.starts_with("container_") && !OF_OTHERS.contains(&metric)
    })
}

/// On metrics of the API server.
pub(super) fn on_api_server(subject: &Subject<'_>) -> Option<FieldPath> {
    on_metrics(subject, "apiserver", |metric| metric.starts_with("apiserver_"))
}

/// The first field whose query names a metric that one component has and nothing else is told to scrape. Names with
/// a colon are made by rules.
fn on_metrics(subject: &Subject<'_>, component: &str, shown: fn(&str) -> bool) -> Option<FieldPath> {
    if subject.environment().monitoring.prometheus.is_none() || is_scraped_otherwise(subject, component) {
        return None;
    }
    let asks = |query: &promql::Query| {
        let mut metrics = query.selectors.iter().map(|selector| selector.metric.as_str());
        metrics.any(|metric| !metric.contains(':') && shown(metric))
    };
    let text = |text: &str| promql::read(text).is_ok_and(|query| asks(&query));
    let mut own = queries::readable(subject).into_iter();
    let own = own.find_map(|(at, query)| asks(&query).then_some(at));
    let sets = subject.environment().alerting.builtin.iter().enumerate();
    let mut sets = sets.filter(|(_, set)| {
        let alerts = alerts::of_set(subject.resolved, **set);
        alerts.iter().any(|alert| text(&alert.query))
    });
    let builtin = sets.next().map(|(index, _)| at!(alerting.builtin[#index]));
    let overview = || {
        let overview = dashboard::overview(subject.resolved)?;
        let asks = overview.queries().any(text);
        asks.then(|| at!(monitoring.grafana.overview))
    };
    own.or(builtin).or_else(overview)
}

/// Whether the environment has a target of the component, or scrapes what is not looked into here.
fn is_scraped_otherwise(subject: &Subject<'_>, component: &str) -> bool {
    const ELSEWHERE: [&str; 4] = [
        "prometheus.additionalServiceMonitors",
        "prometheus.additionalPodMonitors",
        "prometheus.prometheusSpec.additionalScrapeConfigs",
        "prometheus.prometheusSpec.additionalScrapeConfigsSecret",
    ];
    let environment = subject.environment();
    let labels = environment
        .monitoring
        .targets
        .values()
        .map(ScrapeTarget::match_labels);
    let mut values = labels.flat_map(Texts::values);
    let chart = environment.charts.get(&Release::KubePrometheusStack);
    values.any(|value| value.contains(component))
        || chart.is_some_and(|chart| {
            let written = |path: &&str| value_at(&at!(charts), &chart.extra_values, path).is_some();
            ELSEWHERE.iter().any(written)
        })
}

/// What Prometheus finds by a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// PrometheusRules.
    Rules,
    /// PodMonitors.
    PodMonitors,
    /// ServiceMonitors.
    ServiceMonitors,
}

/// An object that the environment makes for Prometheus to find.
pub(super) struct Made {
    /// What makes it.
    pub(super) at: FieldPath,
    /// Its labels.
    pub(super) labels: Labels,
    /// The labels of its namespace.
    pub(super) namespace: Labels,
}

/// The objects of a kind that the environment's own fields make. Those of the charts have many labels.
pub(super) fn made(subject: &Subject<'_>, kind: Kind) -> Vec<Made> {
    let environment = subject.environment();
    let closed = |known: Texts| Labels { known, open: false };
    if kind == Kind::Rules {
        let stack = Release::KubePrometheusStack;
        let mut releases = subject.resolved.releases.iter();
        let release = releases.find(|release| release.release == stack);
        let made = on_rules(subject).zip(release).map(|(at, release)| Made {
            at,
            labels: closed(Texts::from([("release".to_owned(), stack.name().to_owned())])),
            namespace: labels_of_namespace(subject, &release.namespace),
        });
        return made.into_iter().collect();
    }
    let targets = environment.monitoring.targets.iter();
    let targets = targets.filter(|(_, target)| match target {
        ScrapeTarget::PodMonitor(_) => kind == Kind::PodMonitors,
        ScrapeTarget::ServiceMonitor(_) => kind == Kind::ServiceMonitors,
    });
    let targets = targets.map(|(name, target)| Made {
        at: at!(monitoring.targets[name]).field(target.key()),
        labels: closed(Texts::new()),
        namespace: labels_of_namespace(subject, target.namespace()),
    });
    let nginx = of_nginx(subject).filter(|_| kind == Kind::ServiceMonitors);
    targets.chain(nginx).collect()
}

/// The ServiceMonitor that nginx's chart makes: its labels are the chart's and what the chart's values add. Source:
/// bitnami/charts, nginx 14.1.0 and 22.1.1, rendered.
fn of_nginx(subject: &Subject<'_>) -> Option<Made> {
    let environment = subject.environment();
    let metrics = environment.workloads.nginx.as_ref()?.metrics.as_ref()?;
    let chart = environment.charts.get(&Release::Nginx)?;
    let mut known = Texts::from(
        [("name", "nginx"), ("instance", "nginx"), ("managed-by", "Helm")]
            .map(|(key, value)| (format!("app.kubernetes.io/{key}"), value.to_owned())),
    );
    known.insert("helm.sh/chart".to_owned(), format!("nginx-{}", chart.version));
    for path in ["commonLabels", "metrics.serviceMonitor.labels"] {
        let added = value_at(&at!(charts), &chart.extra_values, path);
        let added = added.and_then(|(_, added)| added.as_object());
        known.extend(
            added
                .into_iter()
                .flatten()
                .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))),
        );
    }
    Some(Made {
        at: at!(workloads.nginx.metrics),
        labels: Labels { known, open: false },
        namespace: labels_of_namespace(subject, &metrics.namespace),
    })
}

/// The label that Kubernetes gives every namespace; who makes one elsewhere may give it more. Source: Kubernetes
/// documentation, well-known labels, as of 2026-11.
fn labels_of_namespace(subject: &Subject<'_>, name: &str) -> Labels {
    let mut releases = subject.resolved.releases.iter();
    let given = ["default", "kube-system"].contains(&name);
    let ours = releases.any(|release| release.namespace == name);
    Labels {
        known: Texts::from([("kubernetes.io/metadata.name".to_owned(), name.to_string())]),
        open: given || !ours,
    }
}

fn grafana<'a>(subject: &Subject<'a>) -> Option<&'a Grafana> {
    subject.environment().monitoring.grafana.as_ref()
}

/// A value of kube-prometheus-stack that the environment passes on, and where it stands.
pub(super) fn passed_on<'a>(subject: &Subject<'a>, path: &str) -> Option<(FieldPath, &'a Value)> {
    let stack = Release::KubePrometheusStack;
    let chart = subject.environment().charts.get(&stack)?;
    value_at(&at!(charts[stack].extraValues), &chart.extra_values, path)
}
