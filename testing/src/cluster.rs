//! The EKS cluster and who may use it.

use eksight::model::value::{ClusterName, KubernetesVersion};
use eksight::model::{
    AccessEntry, AccessPolicy, Cluster, Endpoint, LogType, Named, Network, SecretsEncryption, UpgradePolicy,
};

use crate::network;
use crate::place::Place;
use crate::random::Random;
use crate::text::parsed;

/// Versions that charts of the catalogue support and for which there are images.
const MINORS: [u16; 6] = [31, 32, 33, 34, 35, 36];

/// Ranges that may reach an API server over the internet. Source: RFC 5737.
const PUBLIC: [&str; 3] = ["203.0.113.0/24", "198.51.100.7/32", "0.0.0.0/0"];

pub(crate) fn version(random: &mut Random) -> KubernetesVersion {
    KubernetesVersion {
        minor: random.pick(&MINORS),
    }
}

/// A name that is legal as a stack's too, since the plan calls the stack by it, and short enough for the role of
/// Karpenter's machines.
fn name(random: &mut Random) -> ClusterName {
    let names = [
        "prod-eks",
        "On",
        "e1",
        "y",
        "Study-2026",
        "null",
        "a234567890-b234567890-c234567890",
    ];
    parsed(random.pick(&names))
}

pub(crate) fn cluster(
    random: &mut Random,
    place: &Place,
    network: &Network,
    kubernetes_version: KubernetesVersion,
) -> Cluster {
    let native = place.is_native();
    let all = [
        LogType::Api,
        LogType::Audit,
        LogType::Authenticator,
        LogType::ControllerManager,
        LogType::Scheduler,
    ];
    Cluster {
        name: name(random),
        region: place.region.clone(),
        kubernetes_version,
        zones: place.zones.iter().map(|zone| zone.mention(random)).collect(),
        endpoint: endpoint(random, place, network),
        log_types: random.some_of(&all, 0, all.len()),
        // Beside every range that a VPC of ours has.
        service_cidr: random.maybe(50, |random| {
            parsed(random.pick(&["172.20.0.0/16", "10.100.0.0/16", "172.20.128.0/17"]))
        }),
        secrets_encryption: random.maybe(70, |random| encryption(random, place)),
        upgrade_policy: random.pick(&[UpgradePolicy::Extended, UpgradePolicy::Standard]),
        deletion_protection: native && random.chance(40),
        zonal_shift: random.chance(40),
        access: access(random, place),
    }
}

/// Reachable from somewhere; eksctl comes from outside. Nodes reach it from anywhere, or by a private endpoint, which
/// isolated ones need.
fn endpoint(random: &mut Random, place: &Place, network: &Network) -> Endpoint {
    let least = usize::from(!place.is_native());
    let public_cidrs = random.some_of(&PUBLIC, least, PUBLIC.len());
    let must_be_private = !public_cidrs.contains(&"0.0.0.0/0") || network::isolated(network);
    Endpoint {
        private: must_be_private || random.chance(60),
        public_cidrs: public_cidrs.into_iter().map(parsed).collect(),
    }
}

fn encryption(random: &mut Random, place: &Place) -> SecretsEncryption {
    match random.below(3) {
        0 if place.is_native() => SecretsEncryption::CreateKey(true),
        1 => SecretsEncryption::CreateKey(false),
        _ => SecretsEncryption::KeyArn(parsed(format!(
            "arn:aws:kms:{}:{}:key/00000000-0000-4000-8000-00000000000{}",
            place.region,
            place.account_id(),
            random.below(10)
        ))),
    }
}

/// Up to four principals, none twice: EKS takes one entry for each. One of them is the administrator; without any entry
/// at all eksctl makes its caller that.
fn access(random: &mut Random, place: &Place) -> Named<String, AccessEntry> {
    let fewest = usize::from(place.is_native());
    let names = random.some_of(&["platform", "팀-ops", "On", "ci 2", "c-i2", "012"], fewest, 4);
    let administrator = (!names.is_empty()).then(|| random.below(names.len()));
    let principals = random.shuffled(&[
        "role/platform",
        "role/teams/ci",
        "user/On",
        "role/12:30",
        "role/a+b=c,d.e@f",
    ]);
    let entries = names.into_iter().zip(principals);
    let mut entries: Named<String, AccessEntry> = entries
        .map(|(name, principal)| (name.to_owned(), entry(random, place, principal)))
        .collect();
    if let Some((_, entry)) = administrator.and_then(|index| entries.get_index_mut(index)) {
        entry.policy = AccessPolicy::AmazonEKSClusterAdminPolicy;
        entry.namespaces.clear();
    }
    entries
}

fn entry(random: &mut Random, place: &Place, principal: &str) -> AccessEntry {
    let within = [
        AccessPolicy::AmazonEKSAdminPolicy,
        AccessPolicy::AmazonEKSEditPolicy,
        AccessPolicy::AmazonEKSViewPolicy,
    ];
    let everywhere = [
        AccessPolicy::AmazonEKSClusterAdminPolicy,
        AccessPolicy::AmazonEKSAdminViewPolicy,
    ];
    let namespaces = random.some_of(&["monitoring", "on", "012", "team-a"], 0, 3);
    let policy = if namespaces.is_empty() {
        random.pick(&everywhere)
    } else {
        random.pick(&within)
    };
    AccessEntry {
        principal_arn: parsed(format!("arn:aws:iam::{}:{principal}", place.account_id())),
        policy,
        namespaces: namespaces.into_iter().map(parsed).collect(),
    }
}
