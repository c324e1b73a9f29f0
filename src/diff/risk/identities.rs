//! Workloads that get their role of IAM in another way: what runs keeps asking in the old one until its pods start anew.

use super::{Judge, Judged, Risk, judged, with_commands};
use crate::Effect;

/// The type of what ties a service account to a role by Pod Identity.
pub(super) const ASSOCIATION: &str = "AWS::EKS::PodIdentityAssociation";

/// An association that comes or goes, of a workload that had its role before and has it still. Only new pods are told how to ask
/// (EKS user guide, configure the AWS STS endpoint for a service account: the webhook changes none that run; 2026-11), and no
/// chart starts its own anew by an annotation of its service account (deployment.yaml of aws-load-balancer-controller 3.5.0,
/// external-dns 1.21.1, karpenter 1.14.1, cluster-autoscaler 9.59.0 and external-secrets 2.9.0).
pub(super) fn of_association(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let workload = effect.object.strip_prefix("PodIdentity")?;
    let [Some(_), Some(_)] = judge.resource(&format!("Role{workload}")) else {
        return None;
    };
    let association = &effect.new.as_ref().or(effect.old.as_ref())?["Properties"];
    let [account, namespace] = ["ServiceAccount", "Namespace"].map(|key| association[key].as_str());
    Some(judged(
        Risk::Outage,
        with_commands(
            "its pods ask for the role as before until they start anew, and the role trusts only the other way as soon as the stack \
             has this change: what they do in AWS fails once the credentials that they hold run out; behind this change",
            &[restart(account?, namespace?)],
        ),
    ))
}

/// How pods of a service account start anew. Charts mark their Deployments with the release, which is called like the account;
/// the operator of Prometheus leaves what `rollout restart` writes (pkg/k8s/k8s.go of v0.93.0).
fn restart(account: &str, namespace: &str) -> String {
    let what = match account {
        "kube-prometheus-stack-prometheus" => format!("statefulset/prometheus-{account}"),
        "cloudwatch-agent" | "fluent-bit" => format!("daemonset/{account}"),
        release => format!("deployment --selector app.kubernetes.io/instance={release}"),
    };
    format!("kubectl rollout restart {what} --namespace {namespace}")
}
