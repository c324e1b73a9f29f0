//! The ledger: every thing that an environment puts into an account, who made it, and which step takes it away.

mod account;

use serde::Serialize;

use super::{StepId, Trace};
use crate::delivery::{Deliverer, Keeper, installer};
use crate::left_over;
use crate::model::value::Release;
use crate::model::{Autoscaling, DnsPolicy, ReclaimPolicy, Scheme};
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
    /// The step that takes it away; `None` where it stays, by the environment's own word.
    pub removed_by: Option<StepId>,
    /// What happens when that step does not.
    pub if_skipped: &'static str,
    /// What it costs while it stays.
    pub cost: &'static str,
    /// Where it is looked for when it should be gone.
    #[serde(skip)]
    pub trace: Trace,
}

/// Everything, in the order in which it goes.
#[must_use]
pub fn ledger(resolved: &Resolved) -> Vec<Entry> {
    let mut entries: Vec<Entry> = kept(resolved).into_iter().collect();
    entries.extend(load_balancers(resolved));
    entries.extend(of_others());
    entries.extend(records(resolved));
    entries.extend(volumes(resolved));
    entries.extend(releases(resolved));
    entries.extend(karpenter(resolved));
    entries.extend(account::entries(resolved));
    entries.sort_by_key(|entry| (entry.removed_by.is_none(), entry.removed_by));
    entries
}

fn entry(
    kind: &'static str,
    name: impl Into<String>,
    created_by: impl Into<String>,
    removed_by: impl Into<Option<StepId>>,
    if_skipped: &'static str,
    cost: &'static str,
    trace: Trace,
) -> Entry {
    Entry {
        kind,
        name: name.into(),
        created_by: created_by.into(),
        removed_by: removed_by.into(),
        if_skipped,
        cost,
        trace,
    }
}

/// The releases that publish a page.
pub(super) fn publishing(resolved: &Resolved) -> Vec<Release> {
    let mut releases: Vec<Release> = resolved.pages.iter().map(|page| page.field.release()).collect();
    releases.dedup();
    releases
}

/// What people brought into the cluster beside the environment, and what holds something outside.
fn of_others() -> [Entry; 2] {
    let brought = |kind, step, cost, trace| {
        entry(
            kind,
            "listed before anything is deleted",
            "whoever brought them into the cluster",
            step,
            "the teardown refuses to begin: with `--delete-others` they go too, with their load balancers and volumes",
            cost,
            trace,
        )
    };
    [
        brought(
            "Ingresses and Services of the type LoadBalancer of others",
            StepId::LoadBalancers,
            "by the hour",
            Trace::LoadBalancers,
        ),
        brought(
            "volume claims of others",
            StepId::Volumes,
            "by GiB and month",
            Trace::Volumes,
        ),
    ]
}

/// What an engine makes of the environment for itself.
fn kept(resolved: &Resolved) -> Option<Entry> {
    let keeper = Keeper::stopped_by_teardown(resolved)?;
    let (name, trace) = match &keeper.elsewhere {
        None => ("stopped, and gone with the cluster", Trace::InCluster),
        Some(_) => ("stopped, and left in its own cluster", Trace::Elsewhere),
    };
    Some(entry(
        match keeper.deliverer {
            Deliverer::Flux => "Kustomizations and HelmReleases",
            Deliverer::Argocd => "Applications",
        },
        name,
        keeper.name(),
        StepId::Delivery,
        "they put back what is deleted: load balancers and volumes come again",
        "nothing",
        trace,
    ))
}

fn load_balancers(resolved: &Resolved) -> Vec<Entry> {
    let Some(ingress) = &resolved.environment.ingress else {
        return Vec::new();
    };
    let used = ingress
        .groups
        .iter()
        .filter(|(name, _)| resolved.pages.iter().any(|page| page.expose.group == **name));
    used.map(|(_, group)| {
        entry(
            "load balancer",
            group.load_balancer_name.to_string(),
            "aws-load-balancer-controller, from Ingresses",
            StepId::LoadBalancers,
            "its interfaces and security groups hold the subnets: the stack's deletion fails",
            match group.scheme {
                Scheme::InternetFacing => "by the hour, and its public addresses too",
                Scheme::Internal => "by the hour",
            },
            Trace::LoadBalancers,
        )
    })
    .collect()
}

fn records(resolved: &Resolved) -> Vec<Entry> {
    let environment = resolved.environment;
    let (Some(ingress), Some(dns)) = (&environment.ingress, left_over::dns(environment)) else {
        return Vec::new();
    };
    let is_there = super::installed(resolved, Release::ExternalDns).is_some();
    let (step, if_skipped) = match dns.policy {
        _ if !is_there => (
            None,
            "they stay, since no external-dns of this environment deletes them: delete them by hand, or the host points at an \
             address that somebody else gets",
        ),
        DnsPolicy::Sync => (
            Some(StepId::DnsRecords),
            "the host points at an address that somebody else gets",
        ),
        DnsPolicy::UpsertOnly | DnsPolicy::CreateOnly => (
            None,
            "they stay, since external-dns deletes none with its policy: delete them by hand, or the host points at an \
             address that somebody else gets",
        ),
    };
    resolved
        .pages
        .iter()
        .map(|page| {
            entry(
                "DNS records",
                format!("{}.{} (A, TXT)", page.expose.host, ingress.domain),
                format!("external-dns, owner {}", dns.owner),
                step,
                if_skipped,
                "nothing",
                Trace::Records,
            )
        })
        .collect()
}

fn volumes(resolved: &Resolved) -> Vec<Entry> {
    let volumes = resolved.claims.iter().map(|claim| {
        let class = claim.class;
        let name = match claim.sizes {
            Some((count, size)) => format!("{count} × {size} for {}, class {class}", claim.field.name()),
            None => format!("of {}, class {class}", claim.field.name()),
        };
        let class = resolved.environment.storage.classes.get(class);
        let (step, if_skipped) = match class.map(|class| class.reclaim) {
            Some(ReclaimPolicy::Retain) => (
                None,
                "it stays with its data until somebody deletes it, as its storage class says",
            ),
            _ => (
                Some(StepId::Volumes),
                "the driver goes with the cluster, and nobody deletes it",
            ),
        };
        let driver = "aws-ebs-csi-driver, from claims";
        entry(
            "EBS volume",
            name,
            driver,
            step,
            if_skipped,
            "by GiB and month",
            Trace::Volumes,
        )
    });
    volumes.collect()
}

/// Who applies what a step gives to a program. helmfile works only when it is called, and people may do without it.
fn applied_by(resolved: &Resolved, program: &str) -> String {
    match (installer(resolved), Keeper::stopped_by_teardown(resolved)) {
        (_, Some(keeper)) => keeper.name().to_owned(),
        (Some(_), None) => format!("helmfile or {program}"),
        (None, None) => program.to_owned(),
    }
}

fn releases(resolved: &Resolved) -> Vec<Entry> {
    let mut entries = Vec::new();
    for release in &resolved.releases {
        let step = super::uninstalls(resolved, release.release);
        entries.push(entry(
            "Helm release",
            format!("{}/{}", release.namespace, release.release),
            applied_by(resolved, "helm"),
            step,
            "it goes with the cluster; what it made outside stays",
            "nothing",
            Trace::InCluster,
        ));
        if release.release == Release::ExternalSecrets {
            entries.push(entry(
                "ExternalSecrets",
                "all in the cluster, and the Secrets that they have made",
                applied_by(resolved, "kubectl apply"),
                StepId::Controllers,
                "they hold their definition once its controller is gone, and the deletion of the chart does not end",
                "nothing",
                Trace::InCluster,
            ));
        }
        if super::has_crds(release.release) {
            entries.push(entry(
                "custom resource definitions",
                format!("of {} {}", release.chart, release.version),
                applied_by(resolved, "kubectl apply"),
                StepId::Controllers,
                "they go with the cluster",
                "nothing",
                Trace::InCluster,
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
    let entry = |kind, name: String, cost, trace| {
        entry(
            kind,
            name,
            "Karpenter",
            StepId::Controllers,
            "nobody ends it once Karpenter is gone, and it holds a role and addresses of the stack",
            cost,
            trace,
        )
    };
    let of_classes = || "of Karpenter's node classes".to_owned();
    vec![
        entry(
            "EC2 instances",
            format!("of the pools {}", pools.join(", ")),
            "by the hour",
            Trace::Machines,
        ),
        entry(
            "instance profiles",
            of_classes(),
            "nothing",
            Trace::InstanceProfiles,
        ),
        entry(
            "launch templates",
            of_classes(),
            "nothing",
            Trace::LaunchTemplates,
        ),
    ]
}
