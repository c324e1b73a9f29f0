//! EKS7007: `kube-proxy` of a version that the cluster does not go with, or identities without the agent that serves them.

use crate::{Finding, Subject, at};
use crate::model::{IdentityKind, Provisioner};

const KUBE_PROXY: &str = "kube-proxy";
const AGENT: &str = "eks-pod-identity-agent";

/// How many minor versions kube-proxy may be older than the API server; it may not be newer. Source: Kubernetes
/// documentation, version skew policy, as of 2026-11.
const OLDER_BY: u32 = 3;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    skew(subject).into_iter().chain(agent(subject)).collect()
}

fn skew(subject: &Subject<'_>) -> Option<Finding> {
    let environment = subject.environment();
    let version = &environment.addons.get(KUBE_PROXY)?.version;
    let cluster = environment.cluster.kubernetes_version;
    let (_, proxy, _) = version.numbers();
    let newest = u32::from(cluster.minor);
    let oldest = newest.saturating_sub(OLDER_BY);
    if (oldest..=newest).contains(&proxy) {
        return None;
    }
    let message = if proxy > newest {
        format!("kube-proxy 1.{proxy} is newer than the cluster, which has {cluster}")
    } else {
        format!(
            "kube-proxy 1.{proxy} is more than {OLDER_BY} minor versions older than the cluster, which has {cluster}"
        )
    };
    Some(
        Finding::at(at!(addons[KUBE_PROXY].version), message)
            .related(at!(cluster.kubernetesVersion), "the cluster")
            .help(format!(
                "take a version `v{cluster}.…`; `aws eks describe-addon-versions --addon-name {KUBE_PROXY} \
                 --kubernetes-version {cluster}` lists them"
            )),
    )
}

fn agent(subject: &Subject<'_>) -> Option<Finding> {
    let environment = subject.environment();
    if environment.provisioner == Provisioner::Eksctl || environment.addons.contains_key(AGENT) {
        return None;
    }
    let mut identities = subject.resolved.identities.iter();
    let served = identities.find(|identity| identity.kind == IdentityKind::PodIdentity)?;
    let message = format!(
        "nobody installs `{AGENT}`, from which `{}` gets its role",
        served.workload
    );
    Some(
        Finding::at(at!(addons), message)
            .related(at!(identities), "the mechanism")
            .help(format!(
                "add `{AGENT}: {{ version: … }}`, or write `identities: {{ default: irsa }}`"
            )),
    )
}
