//! The database of the control plane.

use super::BuiltinAlert;
use crate::model::{BuiltinAlerts, RouteSeverity};
use crate::resolve::{DatabaseMetrics, Resolved};

/// Of 8 GiB, at which EKS stops taking writes. Source: EKS best practices guide, Kubernetes control plane, as of 2026-11.
pub(super) fn alert(resolved: &Resolved) -> BuiltinAlert {
    let DatabaseMetrics {
        size,
        member,
        objects,
    } = &resolved.database;
    let largest = match member {
        Some(member) => format!("max by ({member})"),
        None => "max".to_owned(),
    };
    BuiltinAlert {
        set: BuiltinAlerts::Database,
        name: "ApiServerDatabaseFillsUp",
        query: format!("{largest} ({size}) > 6 * 1024 ^ 3"),
        lasting: "15m",
        severity: RouteSeverity::Critical,
        summary: "The cluster's database has grown to {{ $value | humanize1024 }}B",
        description: format!("See which objects are many with `topk(10, sum by (resource) ({objects}))`."),
        twin: None,
        meaning: "EKS stops taking writes when the control plane's database reaches 8 GiB: nothing can be deployed, \
                  scheduled or healed until objects are deleted. Find what is many, and what makes it. Deleting frees \
                  space only once EKS has compacted and defragmented, which takes minutes.",
        commands: vec![
            format!("kubectl get --raw /metrics | grep '^{size}'"),
            most_objects(objects),
            "kubectl get events --all-namespaces --no-headers | wc -l".to_owned(),
        ],
    }
}

/// The kinds of objects that are most, by the metric that counts them; in what every `awk` and `sort` can do.
pub(crate) fn most_objects(metric: &str) -> String {
    format!(
        "kubectl get --raw /metrics | grep '^{metric}' | awk '{{ printf \"%d %s\\n\", $2, $1 }}' | sort -n | tail"
    )
}
