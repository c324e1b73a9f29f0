//! Rows of the ledger that the stack or eksctl makes, and what controllers leave beside them.

use super::{Entry, entry};
use crate::left_over;
use crate::model::{IdentityKind, Nat, Provisioner, SecretsEncryption};
use crate::resolve::{Resolved, WorkloadIdentity};
use crate::teardown::{StepId, Trace};

const BY_STACK: &str = "the stack";
const STACK_STAYS: &str = "it stays with the stack";

/// All of them.
pub(super) fn entries(resolved: &Resolved) -> Vec<Entry> {
    let mut entries = cluster(resolved);
    entries.extend(network(resolved));
    entries.extend(watchers(resolved));
    entries.extend(retained(resolved));
    entries
}

fn cluster(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    let native = environment.provisioner == Provisioner::Native;
    let (by, step) = match native {
        true => (BY_STACK, StepId::Stack),
        false => ("eksctl", StepId::Cluster),
    };
    let name = &environment.cluster.name;
    let mut entries = vec![
        entry(
            "stack",
            name.to_string(),
            "apply",
            StepId::Stack,
            "everything in it stays",
            "nothing itself",
            Trace::Stack,
        ),
        entry(
            "EKS cluster",
            name.to_string(),
            by,
            step,
            STACK_STAYS,
            "by the hour, and more in extended support",
            Trace::Cluster,
        ),
    ];
    entries.extend(environment.node_groups.iter().map(|(group, nodes)| {
        entry(
            "EC2 instances",
            format!(
                "{} to {} of the node group {group}",
                nodes.size.min, nodes.size.max
            ),
            by,
            step,
            STACK_STAYS,
            "by the hour",
            Trace::Machines,
        )
    }));
    entries.extend(environment.bastion.iter().map(|bastion| {
        entry(
            "EC2 instance",
            format!("the bastion, {}", bastion.instance_type),
            BY_STACK,
            StepId::Stack,
            STACK_STAYS,
            "by the hour",
            Trace::OfStack,
        )
    }));
    entries.extend(controllers_leave());
    let by_irsa = |identity: &WorkloadIdentity| identity.kind == IdentityKind::Irsa;
    entries.extend(resolved.identities.iter().any(by_irsa).then(|| {
        entry(
            "OIDC provider",
            "of the cluster, in IAM",
            by,
            step,
            "it stays, and is in nobody's way",
            "nothing",
            if native { Trace::OfStack } else { Trace::Nameless },
        )
    }));
    entries
}

/// What holds the network when its controllers are gone.
fn controllers_leave() -> [Entry; 2] {
    let left = |kind, by: &str, trace| {
        entry(
            kind,
            "that nothing uses",
            by,
            StepId::VpcLeftovers,
            "one of them keeps the VPC: the stack's deletion fails",
            "nothing",
            trace,
        )
    };
    [
        left("network interfaces", "the VPC CNI", Trace::Interfaces),
        left(
            "security groups",
            "aws-load-balancer-controller",
            Trace::SecurityGroups,
        ),
    ]
}

fn network(resolved: &Resolved) -> Vec<Entry> {
    let network = &resolved.environment.network;
    if network.existing.is_some() {
        return Vec::new();
    }
    let gateways = match network.nat {
        Nat::None => None,
        Nat::Single => Some("one".to_owned()),
        Nat::PerZone => Some(format!("{}, one in each zone", resolved.zones.len())),
        Nat::Regional => Some("one for the region".to_owned()),
    };
    let vpc = entry(
        "VPC",
        resolved.vpc_name.clone(),
        BY_STACK,
        StepId::Stack,
        STACK_STAYS,
        "nothing itself",
        Trace::Vpcs,
    );
    let gateways = gateways.map(|count| {
        entry(
            "NAT gateways",
            count,
            BY_STACK,
            StepId::Stack,
            STACK_STAYS,
            "by the hour and GiB, and their public addresses too",
            Trace::Addresses,
        )
    });
    let endpoints = (!network.endpoints.is_empty()).then(|| {
        entry(
            "VPC endpoints",
            format!("{} services", network.endpoints.len()),
            BY_STACK,
            StepId::Stack,
            STACK_STAYS,
            "by the hour and zone, but for gateways",
            // No VPC is deleted while one is in it.
            Trace::Vpcs,
        )
    });
    std::iter::once(vpc).chain(gateways).chain(endpoints).collect()
}

/// What tells people of costs and of a certificate that ends.
fn watchers(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    if environment.provisioner != Provisioner::Native {
        return Vec::new();
    }
    let made = |kind, name: String, cost| {
        entry(
            kind,
            name,
            BY_STACK,
            StepId::Stack,
            STACK_STAYS,
            cost,
            Trace::OfStack,
        )
    };
    let budget = environment.cost.budget.as_ref();
    let budget =
        budget.map(|budget| made("budget", format!("{} USD a month", budget.monthly_usd), "nothing"));
    let watched = environment
        .alerting
        .certificate_expiry
        .as_ref()
        .zip(environment.ingress.as_ref());
    let alarm = watched.map(|(_, ingress)| {
        let name = format!("the certificate of {}", ingress.domain);
        made("CloudWatch alarm", name, "by the month")
    });
    let topic = watched.filter(|(expiry, _)| !expiry.notify.is_empty());
    let topic = topic.map(|_| made("SNS topic", "the mail of that alarm".to_owned(), "nothing itself"));
    budget.into_iter().chain(alarm).chain(topic).collect()
}

/// What a stack keeps when it is deleted.
fn retained(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    let native = environment.provisioner == Provisioner::Native;
    let declared = left_over::declared_log_groups(environment);
    let groups = left_over::log_groups(environment).into_iter().map(|group| {
        let by = match declared.contains(&group) {
            true => BY_STACK,
            false => "EKS or its agents",
        };
        entry(
            "log group",
            group,
            by,
            StepId::Retained,
            "the next creation of the same stack fails on its name",
            "by GiB and month",
            Trace::LogGroups,
        )
    });
    let key = matches!(
        environment.cluster.secrets_encryption,
        Some(SecretsEncryption::CreateKey(true))
    );
    let key = (native && key).then(|| {
        entry(
            "KMS key",
            "of the cluster's Secrets",
            BY_STACK,
            StepId::Retained,
            "it stays until somebody schedules its deletion",
            "by the month",
            Trace::Key,
        )
    });
    let efs = environment.storage.efs.as_ref().filter(|_| native).map(|_| {
        entry(
            "EFS file system",
            "of the storage class",
            BY_STACK,
            StepId::Retained,
            "it stays with its data",
            "by GiB and month",
            Trace::FileSystem,
        )
    });
    groups.chain(key).chain(efs).collect()
}
