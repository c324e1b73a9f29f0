//! Logs of the control plane, saved queries over them, and the cluster's database.

use super::Part;
use crate::alerts;
use crate::manifests::LOG_DRILL;
use crate::model::{LogClass, LogType};
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let mut parts = logs(resolved);
    parts.extend(queries(resolved));
    parts.push(database(resolved));
    parts
}

fn logs(resolved: &Resolved) -> Vec<Part> {
    let cluster = &resolved.environment.cluster;
    if cluster.log_types.is_empty() {
        return Vec::new();
    }
    let (region, group) = (&cluster.region, format!("/aws/eks/{}/cluster", cluster.name));
    let describe = format!("aws logs describe-log-groups --region {region} --log-group-name-prefix {group}");
    let control_plane = resolved.environment.logging.control_plane.as_ref();
    let can_be_followed = control_plane.is_none_or(|logs| logs.class == LogClass::Standard);
    let mut parts = match can_be_followed {
        true => vec![Part::new(
            "The log group, and what was written lately:",
            [
                describe,
                // The AWS CLI takes one number and one unit; it reads `1h30m` as half past one. Source: aws-cli v2,
                // customizations/logs/tail.py, as of 2026-11.
                format!("aws logs tail {group} --region {region} --since 90m --format short"),
            ],
        )],
        false => vec![Part::new(
            "The log group. Its class can be queried and not followed:",
            [describe],
        )],
    };
    if cluster.log_types.contains(&LogType::ControllerManager) {
        if can_be_followed {
            parts.push(Part::new(
                "What the controller manager writes, until Ctrl-C:",
                [format!(
                    "aws logs tail {group} --region {region} --log-stream-name-prefix kube-controller-manager --follow"
                )],
            ));
        }
        parts.push(log_drill(resolved.name));
    }
    parts
}

fn log_drill(name: &str) -> Part {
    Part::new(
        "A drill in another terminal: a Deployment that nobody needs comes, grows and goes, and the controller manager writes \
         about it:",
        [
            format!("kubectl apply -f out/{name}/{LOG_DRILL}"),
            "kubectl scale deployment log-drill --namespace default --replicas 2".to_owned(),
            format!("kubectl delete -f out/{name}/{LOG_DRILL}"),
        ],
    )
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
            alerts::most_objects(objects),
        ],
    )
}
