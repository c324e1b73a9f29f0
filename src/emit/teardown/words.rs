//! What each step does and why it stands where it does, in words.

use super::StepId;
use crate::delivery::Keeper;
use crate::resolve::Resolved;

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
        // Its action says what.
        StepId::Delivery => String::new(),
        StepId::ControlPlaneLogs => format!("turn the control plane logs of `{cluster}` off"),
        StepId::LoadBalancers => {
            "delete the releases' Ingresses and Services of the type LoadBalancer, and wait until their load balancers are \
             gone"
                .to_owned()
        }
        StepId::DnsRecords => "wait until external-dns has deleted its records, then uninstall it".to_owned(),
        StepId::Volumes => {
            "uninstall releases, delete their volume claims, and wait until the volumes are gone".to_owned()
        }
        StepId::Controllers => {
            "delete ExternalSecrets, end Karpenter's nodes, uninstall the controllers, delete the custom resource definitions"
                .to_owned()
        }
        StepId::VpcLeftovers => "delete free network interfaces and security groups that controllers left in the VPC".to_owned(),
        StepId::Cluster => format!("eksctl deletes the cluster `{cluster}`"),
        StepId::Stack => format!("delete the stack `{cluster}` and wait"),
        StepId::Retained => "delete what the stack keeps: log groups, file systems, keys".to_owned(),
        StepId::Sweep => "look by tag for what is still there, and list it".to_owned(),
    }
}

/// Sources: eksctl issues 253, 1960, 7589; external-dns issues 1758, 3946; kubernetes issue 95983; Karpenter issues on
/// instance profiles; terraform-aws-eks issues 920, 2486, as of 2026-11.
pub(super) const fn why(id: StepId) -> &'static str {
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
        StepId::Cluster => "its nodes hold addresses in the stack's subnets",
        StepId::Stack => "nothing is left inside that would hold it",
        StepId::Retained => {
            "they hold data or bill, and a log group of the same name stops the next creation"
        }
        StepId::Sweep => "what is not listed here would bill unseen",
    }
}
