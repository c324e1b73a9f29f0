//! Lists of kube-state-metrics that leave out a metric which a query asks for. For EKS5060. Source: prometheus-community/helm-charts
//! at cf408a2, charts/kube-state-metrics, values.yaml and templates; kubernetes/kube-state-metrics, pkg/allowdenylist, `IsIncluded`.

use super::texts;
use crate::{Finding, Subject, relied};

pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    let denied = |items: &[&str], metric: &str| items.iter().any(|item| takes(item, metric) == Some(true));
    let not_allowed =
        |items: &[&str], metric: &str| items.iter().all(|item| takes(item, metric) == Some(false));
    let not_collected = |items: &[&str], metric: &str| !items.iter().any(|item| collects(item, metric));
    let excluded = |items: &[&str], metric: &str| items.iter().any(|item| collects(item, metric));
    [
        left_out(subject, "kube-state-metrics.metricDenylist", &denied),
        left_out(subject, "kube-state-metrics.metricAllowlist", &not_allowed),
        left_out(subject, "kube-state-metrics.collectors", &|items, metric| {
            is_of_resource(metric) && not_collected(items, metric) && !is_extra(subject, metric)
        }),
        left_out(
            subject,
            "kube-state-metrics.collectorsExclude",
            &|items, metric| excluded(items, metric) && !is_extra(subject, metric),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn left_out(
    subject: &Subject<'_>,
    path: &str,
    leaves_out: &dyn Fn(&[&str], &str) -> bool,
) -> Option<Finding> {
    let (at, items) = texts(subject, path)?;
    let (relied, metric) = relied::on_state_metric(subject, &|metric| leaves_out(&items, metric))?;
    let message = format!("`{path}` leaves out `{metric}`, and nothing else is told to collect it");
    Some(
        Finding::at(at, message)
            .related(relied, "asks for it")
            .help("let it be collected, or remove what asks for it"),
    )
}

/// Resources whose metrics kube-state-metrics names `kube_<resource>_…`, in the plural, as the chart lists them. Those of
/// other names may be made of custom resources.
const RESOURCES: [&str; 18] = [
    "cronjobs",
    "daemonsets",
    "deployments",
    "horizontalpodautoscalers",
    "ingresses",
    "jobs",
    "namespaces",
    "networkpolicies",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "resourcequotas",
    "secrets",
    "services",
    "statefulsets",
];

fn is_of_resource(metric: &str) -> bool {
    RESOURCES.iter().any(|resource| collects(resource, metric))
}

fn is_extra(subject: &Subject<'_>, metric: &str) -> bool {
    let extra = texts(subject, "kube-state-metrics.collectorsExtra");
    extra.is_some_and(|(_, items)| items.iter().any(|item| collects(item, metric)))
}

/// Whether a metric is about a resource, which is named in the plural.
fn collects(resource: &str, metric: &str) -> bool {
    let Some(about) = metric.strip_prefix("kube_") else {
        return false;
    };
    let of = |one: &str| about.strip_prefix(one).is_some_and(|rest| rest.starts_with('_'));
    let stem = |end: &str| resource.strip_suffix(end);
    stem("s").is_some_and(of)
        || stem("es").is_some_and(of)
        || stem("ies").is_some_and(|stem| of(&format!("{stem}y")))
}

/// Whether an item of a list takes a metric: a name, or a regular expression that need not take all of it. `None` where
/// that is not looked into.
fn takes(item: &str, metric: &str) -> Option<bool> {
    let (from_start, rest) = item.strip_prefix('^').map_or((false, item), |rest| (true, rest));
    let (to_end, rest) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
    let any = |end: Option<&str>| end.is_some();
    let open_end = any(rest.strip_suffix(".*"));
    let rest = rest.strip_suffix(".*").unwrap_or(rest);
    let open_start = any(rest.strip_prefix(".*"));
    let rest = rest.strip_prefix(".*").unwrap_or(rest);
    if !rest
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    {
        return None;
    }
    Some(match (from_start && !open_start, to_end && !open_end) {
        (true, true) => metric == rest,
        (true, false) => metric.starts_with(rest),
        (false, true) => metric.ends_with(rest),
        (false, false) => metric.contains(rest),
    })
}

#[cfg(test)]
mod tests {
    use super::{collects, takes};

    #[test]
    fn an_item_takes_what_its_expression_finds() {
        for (item, expected) in [
            ("kube_pod_info", Some(true)),
            ("kube_pod_.*", Some(true)),
            ("^kube_pod_info$", Some(true)),
            ("pod", Some(true)),
            ("^pod", Some(false)),
            ("^kube_pod$", Some(false)),
            ("^.*_info$", Some(true)),
            ("kube_node_.*", Some(false)),
            ("kube_(pod|node)_.*", None),
        ] {
            assert_eq!(takes(item, "kube_pod_info"), expected, "{item}");
        }
    }

    #[test]
    fn a_metric_is_about_one_resource() {
        for (resource, metric, expected) in [
            ("pods", "kube_pod_info", true),
            ("ingresses", "kube_ingress_info", true),
            ("networkpolicies", "kube_networkpolicy_created", true),
            ("poddisruptionbudgets", "kube_pod_info", false),
            ("pods", "kube_poddisruptionbudget_status_desired_healthy", false),
            ("persistentvolumes", "kube_persistentvolumeclaim_info", false),
        ] {
            assert_eq!(collects(resource, metric), expected, "{resource} {metric}");
        }
    }
}
