//! Logs of the control plane, saved queries over them, and the cluster's database.

use super::Part;
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let logs = logs(resolved).into_iter();
    logs.chain(queries(resolved))
        .chain([database(resolved)])
        .collect()
}

fn logs(resolved: &Resolved) -> Option<Part> {
    let cluster = &resolved.environment.cluster;
    if cluster.log_types.is_empty() {
        return None;
    }
    let (region, group) = (&cluster.region, format!("/aws/eks/{}/cluster", cluster.name));
    Some(Part::new(
        "The log group, and what was written lately. Scaling CoreDNS down and up again makes the controller manager write:",
        [
            format!("aws logs describe-log-groups --region {region} --log-group-name-prefix {group}"),
            format!("aws logs tail {group} --region {region} --since 1h30m --format short"),
            format!(
                "aws logs tail {group} --region {region} --log-stream-name-prefix kube-controller-manager --follow"
            ),
            "kubectl scale deployment coredns --namespace kube-system --replicas 1".to_owned(),
            "kubectl scale deployment coredns --namespace kube-system --replicas 2".to_owned(),
        ],
    ))
}

fn queries(resolved: &Resolved) -> Option<Part> {
    let queries = &resolved.environment.logging.queries;
    let run = |query| format!("cargo xtask queries run {} {query} --since 1h", resolved.name);
    let commands: Vec<String> = queries.keys().map(run).collect();
    (!commands.is_empty()).then(|| {
        Part::new(
            "The queries of Logs Insights; the console has them too, under the cluster's name:",
            commands,
        )
    })
}

fn database(resolved: &Resolved) -> Part {
    let metrics = &resolved.database;
    let version = resolved.environment.cluster.kubernetes_version;
    let (size, objects) = (&metrics.size, &metrics.objects);
    let of_members = match &metrics.member {
        Some(member) => format!(", one line for each `{member}`"),
        None => String::new(),
    };
    Part::new(
        format!(
            "The size of the database in bytes, which Kubernetes {version} calls `{size}`{of_members}; and what fills it:"
        ),
        [
            format!("kubectl get --raw /metrics | grep '^{size}'"),
            format!("kubectl get --raw /metrics | grep '^{objects}' | awk '$2 > 50' | sort -g -k 2"),
        ],
    )
}
