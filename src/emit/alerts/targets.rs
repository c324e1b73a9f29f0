//! What the environment wants scraped.

use super::{BuiltinAlert, quoted};
use crate::model::value::Release;
use crate::model::{BuiltinAlerts, PodMonitor, RouteSeverity, ScrapeTarget, ServiceMonitor};
use crate::resolve::Resolved;

/// A target by its name in the environment, and what selects its series of `up`.
struct Target<'a> {
    name: &'a str,
    selector: String,
    /// Lists what its monitor selects.
    listing: String,
}

fn targets<'a>(resolved: &'a Resolved) -> Vec<Target<'a>> {
    let environment = resolved.environment;
    let own = environment.monitoring.targets.iter();
    let own = own.map(|(name, target)| {
        let (selector, kinds, labels) = match target {
            ScrapeTarget::PodMonitor(monitor) => (of_pods(name, monitor), "pods", &monitor.match_labels),
            ScrapeTarget::ServiceMonitor(monitor) => (
                of_services(monitor),
                "services,endpointslices",
                &monitor.match_labels,
            ),
        };
        let labels = labels.iter().map(|(name, value)| format!("{name}={value}"));
        Target {
            name,
            selector,
            listing: listing(kinds, target.namespace(), &labels.collect::<Vec<_>>().join(",")),
        }
    });
    let nginx = environment.workloads.nginx.as_ref();
    let nginx = nginx.and_then(|nginx| nginx.metrics.as_ref());
    let release = resolved
        .releases
        .iter()
        .find(|release| release.release == Release::Nginx);
    let nginx = nginx.and(release).map(|release| Target {
        name: release.release.name(),
        // The chart's Service is called as the release is, and a ServiceMonitor's job as the Service.
        selector: selector(&release.namespace, "job", release.release.name()),
        listing: listing(
            "services,endpointslices",
            &release.namespace,
            &format!("app.kubernetes.io/instance={}", release.release),
        ),
    });
    own.chain(nginx).collect()
}

/// The job is the value of the label that `jobLabel` names, or else `namespace/monitor`. Source: Prometheus Operator, API
/// reference, `PodMonitorSpec`, as of 2026-11. Where that value is not known, the port's name must do.
fn of_pods(name: &str, monitor: &PodMonitor) -> String {
    let namespace = monitor.namespace.as_str();
    match &monitor.job_label {
        None => selector(namespace, "job", &format!("{namespace}/{name}-metrics")),
        Some(label) => match monitor.match_labels.get(label) {
            Some(job) => selector(namespace, "job", job),
            None => selector(namespace, "endpoint", &monitor.port),
        },
    }
}

/// The monitor makes the value of the first label the job.
fn of_services(monitor: &ServiceMonitor) -> String {
    match monitor.match_labels.values().next() {
        Some(job) => selector(&monitor.namespace, "job", job),
        None => selector(&monitor.namespace, "endpoint", &monitor.port),
    }
}

/// Labels may hold what a shell would take for its own.
fn listing(kinds: &str, namespace: &str, labels: &str) -> String {
    let labels = labels.replace('\'', "'\\''");
    format!("kubectl get {kinds} --namespace {namespace} --selector '{labels}'")
}

fn selector(namespace: &str, label: &str, value: &str) -> String {
    format!("up{{namespace={},{label}={}}}", quoted(namespace), quoted(value))
}

/// One query for all targets; the label `target` says which.
fn each(targets: &[Target<'_>], query: impl Fn(&str) -> String) -> String {
    let queries = targets.iter().map(|target| {
        let query = query(&target.selector);
        format!(
            "label_replace({query}, \"target\", {}, \"\", \"\")",
            quoted(target.name)
        )
    });
    queries.collect::<Vec<_>>().join(" or ")
}

/// Two: a target that does not answer, and one that Prometheus does not even know.
pub(super) fn alerts(resolved: &Resolved) -> Vec<BuiltinAlert> {
    let targets = targets(resolved);
    if targets.is_empty() {
        return Vec::new();
    }
    let commands = || {
        let stack = resolved.monitoring_stack();
        let namespace = stack.map_or("monitoring", |release| release.namespace.as_str());
        let monitors = ["kubectl get podmonitors,servicemonitors --all-namespaces".to_owned()];
        let listings = targets.iter().map(|target| target.listing.clone());
        let forward =
            format!("kubectl port-forward --namespace {namespace} service/prometheus-operated 9090");
        monitors.into_iter().chain(listings).chain([forward]).collect()
    };
    vec![
        BuiltinAlert {
            set: BuiltinAlerts::Targets,
            name: "ScrapeTargetDown",
            query: each(&targets, |selector| format!("{selector} == 0")),
            lasting: "10m",
            severity: RouteSeverity::Warning,
            summary: "Prometheus gets no metrics from {{ $labels.instance }} of {{ $labels.target }}",
            description:
                "The page of targets says why; dashboards and alerts over its metrics are blind meanwhile."
                    .to_owned(),
            twin: None,
            meaning: "Prometheus knows the target, and the scrape fails: the pod does not answer, the path or the port is \
                      another one, or a policy keeps Prometheus away. While the last command runs, http://localhost:9090/targets \
                      says which.",
            commands: commands(),
        },
        BuiltinAlert {
            set: BuiltinAlerts::Targets,
            name: "ScrapeTargetMissing",
            query: each(&targets, |selector| format!("absent({selector})")),
            lasting: "15m",
            severity: RouteSeverity::Warning,
            summary: "Prometheus finds nothing to scrape for {{ $labels.target }}",
            description: "No running pod fits its monitor, or Prometheus does not select the monitor."
                .to_owned(),
            twin: None,
            meaning: "No alert on a metric that is not there ever fires. The monitor is gone or not selected, its labels fit \
                      no pod, or the pods do not run. Each `--selector` is what a monitor looks for; while the last command runs, \
                      http://localhost:9090/targets shows what Prometheus knows.",
            commands: commands(),
        },
    ]
}
