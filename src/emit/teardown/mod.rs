//! The teardown: what an environment leaves in the account, and in which order it goes. It deletes nothing.

mod commands;
mod ledger;
mod owned;
mod trace;
mod words;

pub use commands::logs_off;
pub(crate) use commands::unprotected;
pub use ledger::{Entry, ledger};
pub use owned::{Claims, Owned};
pub use trace::{Kept, Trace};

use serde::Serialize;

use crate::delivery::{Application, Keeper};
use crate::left_over;
use crate::model::value::Release;
use crate::model::{Autoscaling, DnsPolicy, Provisioner};
use crate::plan::Chart;
use crate::resolve::Resolved;
pub use words::nothing;
use words::{does, stops, why};

/// What External Secrets fetches: each has the finalizer `externalsecrets.external-secrets.io/externalsecret-cleanup`. The
/// definition is a template of the chart, and Helm deletes the controller before it, so that it would wait for objects that
/// nobody lets go any more. Stores have a finalizer for PushSecrets alone, which are not processed. Sources: external-secrets
/// 2.9.0, `pkg/controllers/externalsecret/externalsecret_controller.go` and `secretstore/common.go`, and issue 5426; helm
/// 4.1, `pkg/release/v1/util/kind_sorter.go`, read 2026-11.
pub const EXTERNAL_SECRETS: &str = "externalsecrets.external-secrets.io";

/// How an environment goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Teardown {
    /// What is there, and what becomes of it.
    pub ledger: Vec<Entry>,
    /// The steps, in the order in which they have to be done.
    pub steps: Vec<Step>,
    /// What of the cluster is the environment's.
    #[serde(skip)]
    pub owned: Owned,
}

impl Teardown {
    /// These steps alone, with what they take away.
    #[must_use]
    pub fn part(&self, wanted: impl Fn(StepId) -> bool) -> Self {
        let Self { ledger, steps, owned } = self;
        Self {
            ledger: ledger
                .iter()
                // What stays is listed at the end.
                .filter(|row| wanted(row.removed_by.unwrap_or(StepId::Sweep)))
                .cloned()
                .collect(),
            steps: steps.iter().filter(|step| wanted(step.id)).cloned().collect(),
            owned: owned.clone(),
        }
    }

    /// The same, told to people who keep volumes and file systems, or log groups.
    #[must_use]
    pub fn keeping(mut self, volumes: bool, logs: bool) -> Self {
        for step in &mut self.steps {
            if let Some(does) = words::keeping(&step.action, volumes, logs) {
                step.does = does;
            }
            commands::keep(&mut step.commands, &step.action, &self.owned, volumes, logs);
        }
        self
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Which one.
    pub id: StepId,
    /// What is done.
    pub does: String,
    /// Why here and not elsewhere.
    pub why: &'static str,
    /// How a person does it.
    pub commands: Vec<String>,
    /// What it is done to.
    #[serde(skip)]
    pub action: Action,
}

impl Step {
    /// Whether it may delete or change something, where there is something.
    #[must_use]
    pub const fn changes(&self) -> bool {
        !matches!(self.action, Action::Nothing | Action::Sweep)
    }

    /// The same, told to people who do it by its commands: of what the stack keeps these delete log groups alone, and
    /// `left_over` has the rest.
    pub(crate) fn by_hand(mut self) -> Self {
        if let Action::Retained { log_groups, .. } = &self.action {
            self.does = words::retained(!log_groups.is_empty(), false, false);
        }
        self
    }
}

/// The steps by name. Their order is the order in which an environment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepId {
    /// What would put back what goes is stopped. There is none of it where nothing does.
    Delivery,
    /// The control plane stops logging.
    ControlPlaneLogs,
    /// Ingresses and Services with load balancers.
    LoadBalancers,
    /// Records of external-dns, then external-dns.
    DnsRecords,
    /// Releases with volumes, and the volumes.
    Volumes,
    /// ExternalSecrets, Karpenter's nodes, the controllers and the custom resource definitions.
    Controllers,
    /// What controllers left in the VPC.
    VpcLeftovers,
    /// The cluster, where eksctl made it.
    Cluster,
    /// The stack.
    Stack,
    /// What CloudFormation keeps.
    Retained,
    /// A look for what nobody knows of.
    Sweep,
}

impl StepId {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Delivery,
        Self::ControlPlaneLogs,
        Self::LoadBalancers,
        Self::DnsRecords,
        Self::Volumes,
        Self::Controllers,
        Self::VpcLeftovers,
        Self::Cluster,
        Self::Stack,
        Self::Retained,
        Self::Sweep,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::ControlPlaneLogs => "control-plane-logs",
            Self::LoadBalancers => "load-balancers",
            Self::DnsRecords => "dns-records",
            Self::Volumes => "volumes",
            Self::Controllers => "controllers",
            Self::VpcLeftovers => "vpc-leftovers",
            Self::Cluster => "cluster",
            Self::Stack => "stack",
            Self::Retained => "retained",
            Self::Sweep => "sweep",
        }
    }

    /// Whether it takes away what others' things in the cluster need, or waits for them, or takes them with it.
    #[must_use]
    pub const fn meets_others(self) -> bool {
        matches!(
            self,
            Self::LoadBalancers
                | Self::DnsRecords
                | Self::Volumes
                | Self::Controllers
                | Self::Cluster
                | Self::Stack
        )
    }
}

/// A Helm release to uninstall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Which one.
    pub release: Release,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its chart.
    pub chart: Chart,
    /// Whether custom resource definitions came with it, which Helm leaves.
    pub has_crds: bool,
    /// The Application of Argo CD that has installed it, where that delivers.
    pub application: Option<Application>,
}

/// What a step is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing: the environment has none of it.
    Nothing,
    /// Stop the engine that delivers the environment.
    Stop(Keeper),
    /// Turn the logs of the control plane off.
    StopLogs,
    /// Delete the releases' Ingresses and Services of the type LoadBalancer, and wait for their load balancers.
    LoadBalancers,
    /// Wait for the records, then uninstall.
    Records {
        /// The hosted zone.
        zone: String,
        /// The mark in the records.
        owner: String,
        /// Whether external-dns deletes them by itself.
        follows: bool,
        /// external-dns.
        release: Option<Installed>,
    },
    /// Uninstall, then delete claims, then wait for the volumes.
    Volumes(Vec<Installed>),
    /// Delete ExternalSecrets, end Karpenter's nodes, uninstall, then delete the custom resource definitions.
    Controllers {
        /// Whether External Secrets is installed, which alone lets ExternalSecrets go.
        secrets: bool,
        /// Whether Karpenter has nodes.
        karpenter: bool,
        /// What is uninstalled.
        releases: Vec<Installed>,
        /// Whose custom resource definitions go.
        definitions: Vec<Chart>,
    },
    /// Delete free network interfaces and the load balancers' security groups.
    VpcLeftovers,
    /// eksctl deletes the cluster.
    Cluster,
    /// Delete the stack.
    Stack,
    /// Delete log groups by name; file systems and keys by their tags and by what the stack called them.
    Retained {
        /// The log groups.
        log_groups: Vec<String>,
        /// What else the stack keeps; nothing of eksctl's shape.
        kept: Option<Kept>,
    },
    /// Look by tag.
    Sweep,
}

/// The teardown of an environment.
#[must_use]
pub fn teardown(resolved: &Resolved) -> Teardown {
    let owned = owned::owned(resolved);
    let kept = Keeper::stopped_by_teardown(resolved).is_some();
    let ids = StepId::ALL
        .into_iter()
        .filter(|id| kept || *id != StepId::Delivery);
    Teardown {
        ledger: ledger(resolved),
        steps: ids.map(|id| step(resolved, id, &owned)).collect(),
        owned,
    }
}

fn step(resolved: &Resolved, id: StepId, owned: &Owned) -> Step {
    let action = action(resolved, id);
    Step {
        commands: commands::commands(resolved, &action, owned),
        does: match &action {
            Action::Nothing => format!("nothing: {}", nothing(id)),
            Action::Records {
                owner,
                follows,
                release,
                ..
            } => words::records(owner, *follows, release.is_some()),
            Action::Stop(keeper) => stops(resolved, keeper),
            Action::Controllers {
                secrets,
                karpenter,
                releases,
                definitions,
            } => words::controllers(
                *secrets,
                *karpenter,
                !releases.is_empty(),
                !definitions.is_empty(),
            ),
            Action::Retained { log_groups, kept } => {
                words::retained(!log_groups.is_empty(), kept.is_some(), kept.is_some())
            }
            _ => does(resolved, id),
        },
        why: why(id, &action),
        id,
        action,
    }
}

fn action(resolved: &Resolved, id: StepId) -> Action {
    let environment = resolved.environment;
    let native = environment.provisioner == Provisioner::Native;
    match id {
        StepId::Delivery => Keeper::stopped_by_teardown(resolved).map_or(Action::Nothing, Action::Stop),
        StepId::ControlPlaneLogs if environment.cluster.log_types.is_empty() => Action::Nothing,
        StepId::ControlPlaneLogs => Action::StopLogs,
        StepId::LoadBalancers if installed(resolved, Release::AwsLoadBalancerController).is_none() => {
            Action::Nothing
        }
        StepId::LoadBalancers => Action::LoadBalancers,
        StepId::DnsRecords => records(resolved),
        StepId::Volumes => Action::Volumes(installed_where(resolved, |release| {
            uninstalls(resolved, release) == StepId::Volumes
        })),
        StepId::Controllers => Action::Controllers {
            secrets: installed(resolved, Release::ExternalSecrets).is_some(),
            karpenter: matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_))),
            releases: installed_where(resolved, |release| {
                uninstalls(resolved, release) == StepId::Controllers
            }),
            definitions: installed_where(resolved, |_| true)
                .into_iter()
                .filter(|release| release.has_crds)
                .map(|release| release.chart)
                .collect(),
        },
        StepId::VpcLeftovers => Action::VpcLeftovers,
        StepId::Cluster if native => Action::Nothing,
        StepId::Cluster => Action::Cluster,
        StepId::Stack => Action::Stack,
        StepId::Retained => Action::Retained {
            log_groups: left_over::log_groups(environment),
            kept: trace::kept(environment),
        },
        StepId::Sweep => Action::Sweep,
    }
}

fn records(resolved: &Resolved) -> Action {
    let ingress = resolved.environment.ingress.as_ref();
    let release = installed(resolved, Release::ExternalDns);
    match (ingress, left_over::dns(resolved.environment)) {
        (Some(ingress), Some(dns)) => Action::Records {
            zone: ingress.hosted_zone_id.to_string(),
            owner: dns.owner.clone(),
            follows: release.is_some() && dns.policy == DnsPolicy::Sync,
            release,
        },
        _ => Action::Nothing,
    }
}

/// Which step uninstalls a release. Controllers have to run while volumes, load balancers and records go.
fn uninstalls(resolved: &Resolved, release: Release) -> StepId {
    match release {
        // Nobody waits for records of which nothing tells.
        Release::ExternalDns if left_over::dns(resolved.environment).is_some() => StepId::DnsRecords,
        Release::ExternalDns
        | Release::AwsLoadBalancerController
        | Release::Karpenter
        | Release::ClusterAutoscaler
        | Release::ExternalSecrets => StepId::Controllers,
        _ => StepId::Volumes,
    }
}

/// Whether a chart brings custom resource definitions that Helm neither renews nor removes.
pub(crate) const fn has_crds(release: Release) -> bool {
    matches!(
        release,
        Release::KubePrometheusStack | Release::Karpenter | Release::AwsLoadBalancerController
    )
}

fn installed(resolved: &Resolved, wanted: Release) -> Option<Installed> {
    installed_where(resolved, |release| release == wanted).pop()
}

/// Releases, the last one installed first.
fn installed_where(resolved: &Resolved, wanted: impl Fn(Release) -> bool) -> Vec<Installed> {
    let releases = resolved.releases.iter().rev();
    releases
        .filter(|release| wanted(release.release))
        .map(|release| Installed {
            release: release.release,
            name: release.release.name().to_owned(),
            namespace: release.namespace.clone(),
            chart: Chart::of(release),
            has_crds: has_crds(release.release),
            application: Application::of(resolved, release.release.name()),
        })
        .collect()
}
