//! What each step does and why it stands where it does, in words.

use std::collections::BTreeSet;

use super::{Action, StepId};
use crate::delivery::Keeper;
use crate::model::ReclaimPolicy;
use crate::model::value::ResourceName;
use crate::resolve::Resolved;

/// Why a step has nothing to do.
#[must_use]
pub const fn nothing(id: StepId) -> &'static str {
    match id {
        StepId::Cluster => "it goes with the stack",
        _ => "the environment has none",
    }
}

pub(super) fn stops(resolved: &Resolved, keeper: &Keeper) -> String {
    let name = resolved.name;
    match &keeper.elsewhere {
        None => format!("stop what {} does for `{name}`", keeper.name()),
        Some(cluster) => format!(
            "stop what {} does for `{name}`, its `{cluster}`, in the cluster of the context ARGOCD",
            keeper.name()
        ),
    }
}

pub(super) fn does(resolved: &Resolved, id: StepId) -> String {
    let cluster = &resolved.environment.cluster.name;
    match id {
        StepId::ControlPlaneLogs => format!("turn the control plane logs of `{cluster}` off"),
        StepId::LoadBalancers => {
            "delete the releases' Ingresses and Services of the type LoadBalancer, and wait until their load balancers are \
             gone"
                .to_owned()
        }
        StepId::Volumes => volumes(resolved),
        // Their actions say what.
        StepId::Delivery | StepId::DnsRecords | StepId::Controllers | StepId::Retained => String::new(),
        StepId::VpcLeftovers => "delete free network interfaces and security groups that controllers left in the VPC".to_owned(),
        StepId::Cluster => format!("eksctl deletes the cluster `{cluster}`"),
        StepId::Stack => format!("delete the stack `{cluster}` and wait"),
        StepId::Sweep => "look by tag for what is still there, and list it".to_owned(),
    }
}

/// What becomes of the records of an owner, and of external-dns where it is there.
pub(super) fn records(owner: &str, follows: bool, is_there: bool) -> String {
    match (is_there, follows) {
        (false, _) => format!(
            "list the records of the owner `{owner}`; they stay, since no external-dns of this environment deletes them"
        ),
        (true, true) => "wait until external-dns has deleted its records, then uninstall it".to_owned(),
        (true, false) => "uninstall external-dns; its records stay, since its policy deletes none".to_owned(),
    }
}

/// A class may keep the volumes of its claims.
fn volumes(resolved: &Resolved) -> String {
    let classes = &resolved.environment.storage.classes;
    let all: BTreeSet<&ResourceName> = resolved.claims.iter().map(|claim| claim.class).collect();
    let is_kept = |name: &&ResourceName| {
        let class = classes.get(*name);
        class.is_some_and(|class| class.reclaim == ReclaimPolicy::Retain)
    };
    let stay = all.iter().copied().filter(is_kept);
    let stay: Vec<String> = stay.map(|name| format!("`{name}`")).collect();
    let (count, stay) = (stay.len(), stay.join(", "));
    match count {
        0 => "uninstall releases, delete their volume claims, and wait until the volumes are gone".to_owned(),
        _ if count == all.len() => {
            format!(
                "uninstall releases and delete their volume claims (the volumes stay with their data, as {stay} says)"
            )
        }
        _ => format!(
            "uninstall releases, delete their volume claims, and wait until the volumes are gone (those of {stay} stay with \
             their data)"
        ),
    }
}

/// What of an environment needs its controllers, or is one.
pub(super) fn controllers(secrets: bool, karpenter: bool, releases: bool, definitions: bool) -> String {
    let parts = [
        (secrets, "delete ExternalSecrets"),
        (karpenter, "end Karpenter's nodes"),
        (releases, "uninstall the controllers"),
        (definitions, "delete the custom resource definitions"),
    ];
    listed(StepId::Controllers, "", parts)
}

/// What the stack keeps and people do not; file systems and keys also of what the environment had once.
pub(super) fn retained(log_groups: bool, file_systems: bool, keys: bool) -> String {
    let parts = [
        (log_groups, "log groups"),
        (file_systems, "file systems"),
        (keys, "keys"),
    ];
    listed(StepId::Retained, "delete what the stack keeps: ", parts)
}

fn listed<const N: usize>(id: StepId, before: &str, parts: [(bool, &str); N]) -> String {
    let there = parts.into_iter().filter(|(is_there, _)| *is_there);
    let there: Vec<&str> = there.map(|(_, part)| part).collect();
    match there.is_empty() {
        true => format!("nothing: {}", nothing(id)),
        false => format!("{before}{}", there.join(", ")),
    }
}

/// What a step does where people keep volumes and file systems, or log groups; `None` where that changes nothing.
pub(super) fn keeping(action: &Action, volumes: bool, logs: bool) -> Option<String> {
    match action {
        Action::StopLogs if logs => {
            Some("nothing: `--retain-logs` keeps the logs, to their last line".to_owned())
        }
        Action::Volumes(_) if volumes => Some(
            "uninstall releases and delete their volume claims (`--retain-volumes` keeps the volumes)"
                .to_owned(),
        ),
        Action::Retained { log_groups, kept } => Some(retained(
            !logs && !log_groups.is_empty(),
            !volumes && kept.is_some(),
            kept.is_some(),
        )),
        _ => None,
    }
}

/// Sources: eksctl issues 253, 1960, 7589; external-dns issues 1758, 3946; kubernetes issue 95983; Karpenter issues on
/// instance profiles; terraform-aws-eks issues 920, 2486, as of 2026-11.
pub(super) const fn why(id: StepId, action: &Action) -> &'static str {
    match id {
        StepId::Delivery => {
            "it puts back what is deleted below, and load balancers and volumes come again, and bill"
        }
        StepId::ControlPlaneLogs => "a cluster that is going writes once more, and makes its log group again",
        StepId::LoadBalancers => {
            "nobody deletes them once their controller is gone, and their interfaces hold the subnets"
        }
        StepId::DnsRecords => "records outlive external-dns, and point at addresses that others get",
        StepId::Volumes => {
            "only the storage driver deletes volumes, and it goes with the cluster; then they bill"
        }
        StepId::Controllers => {
            "finalizers need them; machines and instance profiles of Karpenter are not the stack's"
        }
        StepId::VpcLeftovers => {
            "one interface or security group keeps the VPC, and the stack's deletion fails"
        }
        StepId::Cluster if matches!(action, Action::Nothing) => {
            "the stack made it, and CloudFormation deletes it before its subnets"
        }
        StepId::Cluster => "its nodes hold addresses in the stack's subnets",
        StepId::Stack => "nothing is left inside that would hold it",
        StepId::Retained => {
            "they hold data or bill, and a log group of the same name stops the next creation"
        }
        StepId::Sweep => "what is not listed here would bill unseen",
    }
}
