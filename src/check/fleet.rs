//! What must hold between environments: rules over all of them, by the few facts that such rules read.

use std::collections::BTreeMap;

use super::exceptions::{is_over_fleet, says_why};
use super::fields::exposed;
use super::rules::FLEET_RULES;
use super::{Finding, Page, at};
use crate::diag::{Code, Diagnostic, FieldPath, Severity};
use crate::emit::delivery;
use crate::model::value::{
    CertificateArn, Cidr, DomainName, HostLabel, HostedZoneId, IngressGroupName, KubernetesVersion,
    LoadBalancerName, Release, ResourceName, VpcId,
};
use crate::model::{Certificate, Delivery, Lifecycle};
use crate::resolve::Resolved;

/// The overlap of two ranges: the one rule whose exceptions are for one other environment each, with its name as last key of
/// the path. One without would be written for the environment that is known, and hide whichever comes later.
pub(super) const OVERLAP: Code = Code(2060);

/// Whether an exception hides nothing, since it does not say of which other environment it speaks.
pub(super) fn lacks_other(code: &str, path: &str) -> bool {
    code == OVERLAP.to_string() && !path.ends_with(']')
}

/// A rule over a fleet.
#[derive(Debug, Clone, Copy)]
pub struct FleetRule {
    /// Its number; never reused.
    pub code: Code,
    /// How bad a finding is.
    pub severity: Severity,
    /// The page. Its `yaml bad` blocks are a fleet together, and its `yaml good` blocks are one.
    pub page: Page,
    /// Looks for violations, by name of the environment.
    pub(super) run: fn(&[Member]) -> Vec<(String, Finding)>,
}

/// An environment as rules over a fleet see it. Small, since a fleet may have a thousand.
#[derive(Debug, Clone)]
pub struct Member {
    pub(super) name: String,
    /// The name of the cluster, and of its stack.
    pub(super) cluster: String,
    pub(super) region: String,
    pub(super) account: String,
    pub(super) version: KubernetesVersion,
    /// The range of the VPC.
    pub(super) range: Cidr,
    /// Where the range is written.
    pub(super) range_at: FieldPath,
    /// The VPC, where it exists already.
    pub(super) vpc: Option<VpcId>,
    pub(super) ingress: Option<Published>,
    pub(super) argocd: Option<Delivered>,
    /// Code and path of what it accepts.
    accepts: Vec<(String, String)>,
}

/// How an environment is published.
#[derive(Debug, Clone)]
pub(super) struct Published {
    pub(super) domain: DomainName,
    pub(super) zone: HostedZoneId,
    /// The certificate; `None` where the stack asks for one.
    pub(super) certificate: Option<CertificateArn>,
    /// Under which name external-dns marks records as its own.
    pub(super) owner: Option<String>,
    /// The name of each group's load balancer.
    pub(super) balancers: Vec<(IngressGroupName, LoadBalancerName)>,
    /// The host of each page, with its place.
    pub(super) hosts: Vec<(FieldPath, HostLabel)>,
}

impl Published {
    fn of(resolved: &Resolved) -> Option<Self> {
        let environment = resolved.environment;
        let ingress = environment.ingress.as_ref()?;
        let writes = environment.charts.contains_key(&Release::ExternalDns);
        let groups = ingress.groups.iter();
        let pages = exposed(resolved).into_iter();
        Some(Self {
            domain: ingress.domain.clone(),
            zone: ingress.hosted_zone_id.clone(),
            certificate: match &ingress.certificate {
                Certificate::Arn(arn) => Some(arn.clone()),
                Certificate::Request(_) => None,
            },
            owner: ingress
                .dns
                .as_ref()
                .filter(|_| writes)
                .map(|dns| dns.owner.clone()),
            balancers: groups
                .map(|(name, group)| (name.clone(), group.load_balancer_name.clone()))
                .collect(),
            hosts: pages
                .map(|(at, expose)| (at.field("host"), expose.host.clone()))
                .collect(),
        })
    }
}

/// How an Argo CD that has several clusters knows an environment.
#[derive(Debug, Clone)]
pub(super) struct Delivered {
    /// Where Argo CD looks for Applications.
    pub(super) namespace: String,
    /// The name of the environment's Application.
    pub(super) application: String,
    pub(super) cluster: ResourceName,
}

impl Delivered {
    fn of(resolved: &Resolved) -> Option<Self> {
        let Some(Delivery::Argocd(settings)) = &resolved.environment.delivery else {
            return None;
        };
        Some(Self {
            namespace: delivery::argocd_namespace(settings).to_owned(),
            application: delivery::object_name(resolved.name),
            cluster: settings.cluster.clone()?,
        })
    }
}

impl Member {
    /// The facts of an environment; `None` for one that is archived, which is in nobody's way.
    #[must_use]
    pub fn of(resolved: &Resolved) -> Option<Self> {
        let environment = resolved.environment;
        if environment.lifecycle == Lifecycle::Archived {
            return None;
        }
        let accepted = environment.exceptions.iter();
        let accepted = accepted.filter(|(code, _)| is_over_fleet(code));
        let existing = environment.network.existing.as_ref();
        Some(Self {
            name: resolved.name.to_owned(),
            cluster: environment.cluster.name.to_string(),
            region: environment.cluster.region.to_string(),
            account: environment.account.id.to_string(),
            version: environment.cluster.kubernetes_version,
            range: resolved.vpc_cidr,
            range_at: match existing {
                Some(_) => at!(network.existing.cidr),
                None => at!(network.cidr),
            },
            vpc: existing.map(|vpc| vpc.vpc_id.clone()),
            ingress: Published::of(resolved),
            argocd: Delivered::of(resolved),
            accepts: accepted
                .flat_map(|(code, paths)| paths.iter().map(move |(path, reason)| (code, path, reason)))
                .filter(|(code, path, reason)| says_why(reason) && !lacks_other(code, path))
                .map(|(code, path, _)| (code.clone(), path.clone()))
                .collect(),
        })
    }

    /// The exception by which a range may overlap that of the other environment.
    pub(super) fn stands_apart_from(&self, other: &Self) -> Option<FieldPath> {
        // Asked for each pair: texts are made only where there is something to compare.
        if self.accepts.is_empty() {
            return None;
        }
        let path = self.range_at.key(&other.name);
        self.accepts(OVERLAP, &path).then_some(path)
    }

    fn accepts(&self, wanted: Code, at: &FieldPath) -> bool {
        let (wanted, at) = (wanted.to_string(), at.to_string());
        self.accepts
            .iter()
            .any(|(code, path)| *code == wanted && *path == at)
    }
}

/// What to tell of each thing that several environments claim, by what it is, the claim, and another environment that has it.
/// It is told in each of them: which one keeps the thing is for people to say. What one environment claims twice is no matter
/// of the fleet.
pub(super) fn contested<'a, K: Ord, T>(
    claims: impl Iterator<Item = (K, &'a Member, T)>,
    tell: impl Fn(&K, &Member, &T, &Member) -> Finding,
) -> Vec<(String, Finding)> {
    let mut claimed: BTreeMap<K, Vec<(&Member, T)>> = BTreeMap::new();
    for (thing, member, claim) in claims {
        claimed.entry(thing).or_default().push((member, claim));
    }
    let mut found = Vec::new();
    for (thing, claims) in &claimed {
        for (member, claim) in claims {
            let mut others = claims.iter().map(|(other, _)| other);
            if let Some(other) = others.find(|other| other.name != member.name) {
                found.push((member.name.clone(), tell(thing, member, claim, other)));
            }
        }
    }
    found
}

/// What rules over a fleet find, by the name of the environment where it is told. Places are for who knows its files.
#[derive(Debug, Default)]
pub struct FleetFindings {
    /// What is wrong.
    pub left: Vec<(String, Diagnostic)>,
    /// What is accepted: an exception that takes out none of these is of no use.
    pub excepted: Vec<(String, Diagnostic)>,
}

/// What is wrong between environments, and what would be without their exceptions.
#[must_use]
pub fn check_fleet(members: &[Member]) -> FleetFindings {
    let by_name: BTreeMap<&str, &Member> = members
        .iter()
        .map(|member| (member.name.as_str(), member))
        .collect();
    let mut found = FleetFindings::default();
    for rule in FLEET_RULES {
        for (name, Finding(mut diagnostic)) in (rule.run)(members) {
            diagnostic.code = rule.code;
            diagnostic.severity = rule.severity;
            let member = by_name.get(name.as_str());
            let accepted = member.is_some_and(|member| member.accepts(rule.code, &diagnostic.path));
            let list = if accepted {
                &mut found.excepted
            } else {
                &mut found.left
            };
            list.push((name, diagnostic));
        }
    }
    found
}
