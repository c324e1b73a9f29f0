//! Where logs lie on a node, and what collects them.

use super::Part;
use crate::images;
use crate::left_over::has_container_insights;
use crate::manifests::TOOLS_IMAGE;
use crate::model::{AmiFamily, ContainerInsights};
use crate::resolve::Resolved;

const NAMESPACE: &str = "amazon-cloudwatch";

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let insights = &resolved.environment.logging.container_insights;
    let mut parts = vec![on_nodes(resolved)];
    if has_container_insights(resolved.environment) {
        parts.push(collectors());
    }
    if let Some(ContainerInsights::Quickstart(quickstart)) = insights {
        parts.push(configuration(resolved, quickstart.http_server));
    }
    parts
}

/// One command on every node, from a pod that has the node's files below `/host`.
fn on_each_node(resolved: &Resolved, command: &str) -> String {
    let image = images::pulled(resolved, TOOLS_IMAGE);
    format!(
        "for node in $(kubectl get nodes --output name); do echo \">>> $node\"; kubectl debug \"$node\" --quiet --attach \
         --image {image} -- chroot /host {command}; done"
    )
}

fn on_nodes(resolved: &Resolved) -> Part {
    let groups = resolved.environment.node_groups.values();
    let has_files = groups.into_iter().any(|group| group.ami_family == AmiFamily::Al2);
    let host = if has_files {
        on_each_node(resolved, "tail /var/log/dmesg /var/log/secure /var/log/messages")
    } else {
        on_each_node(resolved, "journalctl --dmesg --lines 50 --no-pager")
    };
    let where_from = if has_files {
        "in files below `/var/log`"
    } else {
        "in the journal, not in files"
    };
    Part::new(
        format!(
            "Logs of containers lie below `/var/log/containers`, links into `/var/log/pods`; those of the host {where_from}. The pods that \
             `kubectl debug` makes stay until they are deleted:"
        ),
        [
            on_each_node(resolved, "ls -l /var/log/containers"),
            host,
            on_each_node(resolved, "journalctl --unit kubelet --lines 200 --no-pager"),
            "for pod in $(kubectl get pods --output name | grep node-debugger); do kubectl delete \"$pod\"; done"
                .to_owned(),
        ],
    )
}

fn collectors() -> Part {
    Part::new(
        "Container Insights: the agents, and what they say. CloudWatch shows the rest under Insights, Container Insights:",
        [
            format!("kubectl get daemonsets,pods,configmaps,serviceaccounts --namespace {NAMESPACE}"),
            format!("kubectl logs daemonset/cloudwatch-agent --namespace {NAMESPACE} --tail 50"),
            format!("kubectl logs daemonset/fluent-bit --namespace {NAMESPACE} --tail 50"),
        ],
    )
}

fn configuration(resolved: &Resolved, has_port: bool) -> Part {
    let what = "What they may read, how they are configured, ";
    let rest = if has_port {
        "which folders of the node they mount, and Fluent Bit's own port:"
    } else {
        "and which folders of the node they mount:"
    };
    let port = has_port.then(|| on_each_node(resolved, "ss -tlnp | grep fluent-bit"));
    Part::new(
        format!("{what}{rest}"),
        [
            "kubectl describe clusterrole cloudwatch-agent-role fluent-bit-role".to_owned(),
            "kubectl describe clusterrolebinding cloudwatch-agent-role fluent-bit-role".to_owned(),
            format!(
                "kubectl describe configmap cwagentconfig fluent-bit-cluster-info fluent-bit-config --namespace {NAMESPACE}"
            ),
            format!("kubectl describe daemonset cloudwatch-agent fluent-bit --namespace {NAMESPACE}"),
        ]
        .into_iter()
        .chain(port),
    )
}
