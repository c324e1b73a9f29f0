//! The objects that the environment makes for Prometheus to find. For rules.

use super::on_rules;
use crate::diag::FieldPath;
use crate::fields::value_at;
use crate::model::value::Release;
use crate::model::{ScrapeTarget, Texts};
use crate::selector::Labels;
use crate::{Subject, at};

/// What Prometheus finds by a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// PrometheusRules.
    Rules,
    /// PodMonitors.
    PodMonitors,
    /// ServiceMonitors.
    ServiceMonitors,
}

/// An object that the environment makes for Prometheus to find.
pub(crate) struct Made {
    /// What makes it.
    pub(crate) at: FieldPath,
    /// Its labels.
    pub(crate) labels: Labels,
    /// The labels of its namespace.
    pub(crate) namespace: Labels,
}

/// The objects of a kind that the environment's own fields make. Those of the charts have many labels.
pub(crate) fn made(subject: &Subject<'_>, kind: Kind) -> Vec<Made> {
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
        let added = value_at(|| at!(charts), &chart.extra_values, path);
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
