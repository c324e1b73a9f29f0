//! EKS5025: a dashboard whose metrics nothing scrapes.

use crate::diag::FieldPath;
use crate::model::value::Release;
use crate::model::{Dashboard, Environment, Grafana, ScrapeTarget};
use crate::{Finding, Subject, at};

/// Dashboards of grafana.com that show what is scraped only where somebody asks for it.
const OF_CNI: u32 = 16032;
const OF_NGINX: u32 = 12708;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(grafana) = &environment.monitoring.grafana else {
        return Vec::new();
    };
    overview(environment, grafana)
        .into_iter()
        .chain(of_chart(environment))
        .chain(of_grafana_com(environment, grafana))
        .collect()
}

fn overview(environment: &Environment, grafana: &Grafana) -> Option<Finding> {
    let blind = grafana.overview && environment.monitoring.prometheus.is_none();
    blind.then(|| {
        Finding::at(
            at!(monitoring.grafana.overview),
            "there is no Prometheus whose metrics the overview would show",
        )
        .help("set `monitoring.prometheus`, or take `overview` out")
    })
}

/// Panels of most dashboards that the chart brings, all of them in two, ask for records. Source: kube-prometheus-stack
/// 45.27.2 and 88.5.3, templates/grafana/dashboards-1.14 and templates/prometheus/rules-1.14, read 2026-11-30.
fn of_chart(environment: &Environment) -> Option<Finding> {
    let prometheus = environment.monitoring.prometheus.as_ref()?;
    let extra = &environment
        .charts
        .get(&Release::KubePrometheusStack)?
        .extra_values;
    let enabled = extra
        .get("grafana")
        .and_then(|it| it.get("defaultDashboardsEnabled"));
    let off = enabled.is_some_and(|enabled| enabled.as_bool() == Some(false));
    // Somebody may bring the records there.
    let own = extra.contains_key("additionalPrometheusRulesMap");
    (!prometheus.default_rules && !off && !own).then(|| {
        Finding::at(
            at!(monitoring.prometheus.defaultRules),
            "dashboards of the chart show what its recording rules record, which are off with its alerts",
        )
        .help(
            "write `defaultAlerts: false` in its place, which takes the alerts alone away, or \
             `defaultDashboardsEnabled: false` below `charts.kube-prometheus-stack.extraValues.grafana`",
        )
    })
}

fn of_grafana_com(environment: &Environment, grafana: &Grafana) -> Vec<Finding> {
    // Monitors among the chart's own values are not looked into.
    let chart = environment.charts.get(&Release::KubePrometheusStack);
    let others = chart.and_then(|chart| chart.extra_values.get("prometheus"));
    let has = |key: &str| others.is_some_and(|values| values.get(key).is_some());
    let mut targets = environment.monitoring.targets.values();
    let cni = has("additionalPodMonitors") || targets.any(ScrapeTarget::is_vpc_cni);
    let nginx = environment.workloads.nginx.as_ref();
    let nginx = has("additionalServiceMonitors")
        || has("additionalPodMonitors")
        || nginx.is_some_and(|nginx| nginx.metrics.is_some());
    let dashboards = grafana.dashboards.iter();
    dashboards
        .filter_map(|(name, dashboard)| {
            let at: FieldPath = at!(monitoring.grafana.dashboards[name]);
            let Dashboard::GrafanaCom(published) = dashboard else {
                return None;
            };
            match published.id {
                OF_CNI if !cni => Some(
                    Finding::at(
                        at,
                        "dashboard 16032 shows the VPC CNI, whose pods nothing scrapes",
                    )
                    .help(
                        "below `monitoring`, add `targets: { aws-cni: { podMonitor: { namespace: kube-system, \
                         matchLabels: { k8s-app: aws-node }, port: metrics } } }`",
                    ),
                ),
                OF_NGINX if !nginx => Some(
                    Finding::at(at, "dashboard 12708 shows nginx, whose exporter nothing scrapes")
                        .help("set `workloads.nginx.metrics: { namespace: monitoring, interval: 30s }`"),
                ),
                _ => None,
            }
        })
        .collect()
}
