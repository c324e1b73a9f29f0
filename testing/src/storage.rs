//! Storage classes, file systems, add-ons and how workloads get their permissions.

use eksight::model::value::{AddonName, KubernetesVersion, ResourceName};
use eksight::model::{
    Addon, EbsPolicy, Efs, FsType, Identities, IdentityKind, Named, Network, ReclaimPolicy, ReleaseValues,
    Storage, StorageClass, VolumeType, Workload,
};

use crate::network;
use crate::place::Place;
use crate::random::Random;
use crate::text::{self, parsed};

pub(crate) fn storage(random: &mut Random, place: &Place, network: &Network) -> Storage {
    let names = random.some_of(&["gp3", "on", "012", "fast-retain"], 1, 4);
    let default = random.below(2 * names.len());
    let classes = (0..)
        .zip(names)
        .map(|(number, name)| (parsed(name), class(random, number == default)));
    Storage {
        classes: classes.collect(),
        // Its driver calls EFS, for which no endpoint is made.
        efs: random
            .maybe(50, |random| Efs {
                storage_class: random
                    .maybe(70, |random| {
                        parsed::<ResourceName>(random.pick(&["efs-sc", "1e3"]))
                    })
                    .filter(|_| !place.delivered),
            })
            .filter(|_| !network::isolated(network)),
        ebs_policy: random.pick(&[EbsPolicy::AllVolumes, EbsPolicy::ManagedVolumes]),
    }
}

fn class(random: &mut Random, default: bool) -> StorageClass {
    StorageClass {
        kind: random.pick(&[VolumeType::Gp3, VolumeType::Gp2, VolumeType::Io2]),
        fs_type: random.pick(&[None, Some(FsType::Ext4), Some(FsType::Xfs)]),
        default,
        reclaim: random.pick(&[ReclaimPolicy::Delete, ReclaimPolicy::Retain]),
        encrypted: random.chance(80),
        allow_auto_iops_per_gb_increase: random.pick(&[None, Some(true), Some(false)]),
    }
}

/// With Pod Identity its agent, and the drivers that storage asks for.
pub(crate) fn addons(
    random: &mut Random,
    cluster: KubernetesVersion,
    storage: &Storage,
    identities: &Identities,
) -> Named<AddonName, Addon> {
    let mut names = vec!["vpc-cni", "kube-proxy", "coredns", "aws-ebs-csi-driver"];
    if storage.efs.is_some() {
        names.push("aws-efs-csi-driver");
    }
    let by_pods = |kind: &IdentityKind| *kind == IdentityKind::PodIdentity;
    if by_pods(&identities.default) || identities.overrides.values().any(by_pods) {
        names.push("eks-pod-identity-agent");
    }
    let others = [
        "amazon-cloudwatch-observability",
        "snapshot-controller",
        "eks-node-monitoring-agent",
        "acme_on-1",
    ];
    names.extend(random.some_of(&others, 0, 3));
    let names = random.shuffled(&names);
    names
        .into_iter()
        .map(|name| (parsed(name), addon(random, name, cluster)))
        .collect()
}

/// kube-proxy goes by the cluster's version, the others by their own.
fn addon(random: &mut Random, name: &str, cluster: KubernetesVersion) -> Addon {
    let minor = if name == "kube-proxy" {
        cluster.minor.into()
    } else {
        random.below(40)
    };
    let configuration = random.maybe(40, text::foreign_values).unwrap_or_default();
    Addon {
        version: parsed(format!(
            "v1.{minor}.{}-eksbuild.{}",
            random.below(10),
            random.between(1, 20)
        )),
        configuration: ReleaseValues::from(configuration),
    }
}

/// eksctl knows IRSA only.
pub(crate) fn identities(random: &mut Random, place: &Place) -> Identities {
    let workloads = [
        Workload::AwsLoadBalancerController,
        Workload::AwsEbsCsiDriver,
        Workload::AwsEfsCsiDriver,
        Workload::ExternalDns,
        Workload::Karpenter,
        Workload::ClusterAutoscaler,
        Workload::ExternalSecrets,
        Workload::AmazonCloudwatchObservability,
        Workload::CloudwatchAgent,
        Workload::FluentBit,
    ];
    let kinds: &[IdentityKind] = match (place.is_native(), place.delivered) {
        (true, false) => &[IdentityKind::Irsa, IdentityKind::PodIdentity],
        (true, true) => &[IdentityKind::PodIdentity],
        (false, _) => &[IdentityKind::Irsa],
    };
    Identities {
        default: random.pick(kinds),
        overrides: random
            .some_of(&workloads, 0, 4)
            .into_iter()
            .map(|workload| (workload, random.pick(kinds)))
            .collect(),
    }
}
