//! The ledger: every thing that an environment puts into an account, who made it, and which step takes it away.

use serde::Serialize;

use super::StepId;
use crate::left_over;
use crate::model::value::Release;
use crate::model::{Autoscaling, Expose, Nat, Provisioner, ReclaimPolicy, SecretsEncryption};
use crate::resolve::Resolved;

/// A thing in the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What it is.
    pub kind: &'static str,
    /// Its name, or how it is found.
    pub name: String,
    /// Who made it.
    pub created_by: String,
    /// The step that takes it away.
    pub removed_by: StepId,
    /// What happens when that step does not.
    pub if_skipped: &'static str,
    /// What it costs while it stays.
    pub cost: &'static str,
}

const BY_STACK: &str = "the stack";
const STACK_STAYS: &str = "it stays with the stack";

/// Everything, in the order in which it goes.
#[must_use]
pub fn ledger(resolved: &Resolved) -> Vec<Entry> {
    let mut entries = load_balancers(resolved);
    entries.push(of_others());
    entries.extend(records(resolved));
    entries.extend(volumes(resolved));
    entries.extend(releases(resolved));
    entries.extend(karpenter(resolved));
    entries.extend(cluster(resolved));
    entries.extend(network(resolved));
    entries.extend(watchers(resolved));
    entries.extend(retained(resolved));
    entries.sort_by_key(|entry| entry.removed_by);
    entries
}

fn entry(
    kind: &'static str,
    name: impl Into<String>,
    created_by: impl Into<String>,
    removed_by: StepId,
    if_skipped: &'static str,
    cost: &'static str,
) -> Entry {
    Entry {
        kind,
        name: name.into(),
        created_by: created_by.into(),
        removed_by,
        if_skipped,
        cost,
    }
}

/// Every page that is published, with its release.
fn pages<'a>(resolved: &'a Resolved) -> impl Iterator<Item = (Release, &'a Expose)> {
    let environment = resolved.environment;
    let (monitoring, workloads) = (&environment.monitoring, &environment.workloads);
    let prometheus = monitoring
        .prometheus
        .as_ref()
        .and_then(|page| page.expose.as_ref());
    let grafana = monitoring.grafana.as_ref().and_then(|page| page.expose.as_ref());
    let nginx = workloads.nginx.as_ref().and_then(|page| page.expose.as_ref());
    let monitoring = [prometheus, grafana].map(|page| (Release::KubePrometheusStack, page));
    let pages = monitoring.into_iter().chain([(Release::Nginx, nginx)]);
    pages.filter_map(|(release, page)| Some((release, page?)))
}

fn exposed<'a>(resolved: &'a Resolved) -> impl Iterator<Item = &'a Expose> {
    pages(resolved).map(|(_, page)| page)
}

/// The releases that publish a page.
pub(super) fn publishing(resolved: &Resolved) -> Vec<Release> {
    let mut releases: Vec<Release> = pages(resolved).map(|(release, _)| release).collect();
    releases.dedup();
    releases
}

/// What people brought into the cluster beside the environment, and what holds something outside.
fn of_others() -> Entry {
    entry(
        "Ingresses, Services of the type LoadBalancer and volume claims of others",
        "listed before anything is deleted",
        "whoever brought them into the cluster",
        StepId::LoadBalancers,
        "the teardown refuses to begin: with `--delete-others` they go too, with their load balancers and volumes",
        "by the hour, by GiB and month",
    )
}

fn load_balancers(resolved: &Resolved) -> Vec<Entry> {
    let Some(ingress) = &resolved.environment.ingress else {
        return Vec::new();
    };
    let used = ingress
        .groups
        .iter()
        .filter(|(name, _)| exposed(resolved).any(|expose| expose.group == **name));
    used.map(|(_, group)| {
        entry(
            "load balancer",
            group.load_balancer_name.to_string(),
            "aws-load-balancer-controller, from Ingresses",
            StepId::LoadBalancers,
            "its interfaces and security groups hold the subnets: the stack's deletion fails",
            "by the hour, and its public addresses too",
        )
    })
    .collect()
}

fn records(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    let (Some(ingress), Some(dns)) = (&environment.ingress, left_over::dns(environment)) else {
        return Vec::new();
    };
    exposed(resolved)
        .map(|expose| {
            entry(
                "DNS records",
                format!("{}.{} (A, TXT)", expose.host, ingress.domain),
                format!("external-dns, owner {}", dns.owner),
                StepId::DnsRecords,
                "the host points at an address that somebody else gets",
                "nothing",
            )
        })
        .collect()
}

fn volumes(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    let monitoring = &environment.monitoring;
    let prometheus = monitoring.prometheus.as_ref();
    let alertmanager = monitoring.alertmanager.as_ref();
    let claims = [
        prometheus.and_then(|it| Some(("prometheus", it.replicas, it.volume.as_ref()?))),
        alertmanager.and_then(|it| Some(("alertmanager", it.replicas, it.volume.as_ref()?))),
    ];
    let of_stack = claims.into_iter().flatten().map(|(who, replicas, volume)| {
        let keeps = environment
            .storage
            .classes
            .get(&volume.class)
            .is_some_and(|class| class.reclaim == ReclaimPolicy::Retain);
        let replicas = replicas.unwrap_or(1);
        entry(
            "EBS volume",
            format!("{replicas} × {} for {who}, class {}", volume.size, volume.class),
            "aws-ebs-csi-driver, from claims",
            if keeps { StepId::Sweep } else { StepId::Volumes },
            "the driver goes with the cluster, and nobody deletes it",
            "by GiB and month",
        )
    });
    let kubecost = environment.cost.kubecost.as_ref().map(|kubecost| {
        entry(
            "EBS volume",
            format!("of kubecost, class {}", kubecost.volumes.class),
            "aws-ebs-csi-driver, from claims",
            StepId::Volumes,
            "the driver goes with the cluster, and nobody deletes it",
            "by GiB and month",
        )
    });
    of_stack.chain(kubecost).collect()
}

fn releases(resolved: &Resolved) -> Vec<Entry> {
    let mut entries = Vec::new();
    for release in &resolved.releases {
        let step = match release.release {
            Release::ExternalDns => StepId::DnsRecords,
            release if super::is_controller(release) => StepId::Controllers,
            _ => StepId::Volumes,
        };
        entries.push(entry(
            "Helm release",
            format!("{}/{}", release.namespace, release.release),
            "helm",
            step,
            "it goes with the cluster; what it made outside stays",
            "nothing",
        ));
        if super::has_crds(release.release) {
            entries.push(entry(
                "custom resource definitions",
                format!("of {} {}", release.chart, release.version),
                "kubectl apply",
                StepId::Controllers,
                "they go with the cluster",
                "nothing",
            ));
        }
    }
    entries
}

fn karpenter(resolved: &Resolved) -> Vec<Entry> {
    let Some(Autoscaling::Karpenter(karpenter)) = &resolved.environment.autoscaling else {
        return Vec::new();
    };
    let pools: Vec<String> = karpenter.node_pools.keys().map(ToString::to_string).collect();
    let entry = |kind, name| {
        entry(
            kind,
            name,
            "Karpenter",
            StepId::Controllers,
            "nobody ends it once Karpenter is gone, and it holds a role and addresses of the stack",
            if kind == "EC2 instances" {
                "by the hour"
            } else {
                "nothing"
            },
        )
    };
    vec![
        entry("EC2 instances", format!("of the pools {}", pools.join(", "))),
        entry("instance profiles", "of Karpenter's node classes".to_owned()),
    ]
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
        ),
        entry(
            "EKS cluster",
            name.to_string(),
            by,
            step,
            STACK_STAYS,
            "0.10 USD an hour, 0.60 in extended support",
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
        )
    }));
    entries
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
    );
    let gateways = gateways.map(|count| {
        entry(
            "NAT gateways",
            count,
            BY_STACK,
            StepId::Stack,
            STACK_STAYS,
            "by the hour and GiB, and their public addresses too",
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
    let made = |kind, name: String, cost| entry(kind, name, BY_STACK, StepId::Stack, STACK_STAYS, cost);
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
            "1 USD a month",
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
        )
    });
    groups.chain(key).chain(efs).collect()
}
