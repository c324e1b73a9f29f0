//! What there is to see of an environment that runs well. It looks at nothing.

use serde::Serialize;

use super::teardown::{self, Owned};
use super::{helm, left_over};
use crate::model::Environment;
use crate::model::value::Release;
use crate::resolve::Resolved;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// How many nodes there are at least.
    pub nodes: u32,
    /// Whose volume claims count.
    pub owned: Owned,
    /// The namespace of Prometheus, which knows the scrape targets.
    pub prometheus: Option<String>,
    /// Every page that is published.
    pub pages: Vec<Page>,
    /// The log groups to which something writes soon.
    pub log_groups: Vec<String>,
}

/// A published page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// What it shows.
    pub what: &'static str,
    /// Its address.
    pub url: String,
    /// Whether only the VPC and what is connected to it reach it.
    pub internal: bool,
}

/// What there is to see of an environment.
#[must_use]
pub fn health(resolved: &Resolved) -> Health {
    let environment = resolved.environment;
    let prometheus = |release: &&crate::resolve::ResolvedRelease| {
        release.release == Release::KubePrometheusStack && environment.monitoring.prometheus.is_some()
    };
    let prometheus = resolved.releases.iter().find(prometheus);
    Health {
        nodes: environment.node_groups.values().map(|group| group.size.min).sum(),
        owned: teardown::teardown(resolved).owned,
        prometheus: prometheus.map(|release| release.namespace.clone()),
        pages: pages(environment),
        log_groups: log_groups(environment),
    }
}

/// Those that get something within minutes of any cluster. Flow logs are gathered for ten minutes, and what nodes of
/// Amazon Linux 2023 write to `host` and `dataplane` depends on what their journal has.
fn log_groups(environment: &Environment) -> Vec<String> {
    let late = ["-flow-logs", "/host", "/dataplane"];
    let groups = left_over::log_groups(environment).into_iter();
    groups
        .filter(|group| !late.iter().any(|end| group.ends_with(end)))
        .collect()
}

/// Every published page.
pub(super) fn pages(environment: &Environment) -> Vec<Page> {
    let (monitoring, workloads) = (&environment.monitoring, &environment.workloads);
    let prometheus = monitoring.prometheus.as_ref();
    let grafana = monitoring.grafana.as_ref();
    let nginx = workloads.nginx.as_ref();
    let pages = [
        ("Grafana", grafana.and_then(|page| page.expose.as_ref())),
        ("Prometheus", prometheus.and_then(|page| page.expose.as_ref())),
        ("nginx", nginx.and_then(|page| page.expose.as_ref())),
    ];
    let page = |(what, expose)| {
        let internal = helm::is_internal(environment, expose);
        helm::url(environment, expose).map(|url| Page { what, url, internal })
    };
    pages.into_iter().filter_map(page).collect()
}
