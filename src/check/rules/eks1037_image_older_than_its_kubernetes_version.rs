//! EKS1037: a node image of a day on which there were none of the cluster's version of Kubernetes yet.

use crate::catalog::Date;
use crate::fields::pools_at_work;
use crate::model::{AmiFamily, Lifecycle};
use crate::{Finding, Subject, at};

/// Days before EKS releases a version from which there may be images of it: the first ones of 1.30 to 1.35 came 9 to 29 days
/// before. Source: CHANGELOG.md of awslabs/amazon-eks-ami, names of the AMIs by release, at v20260714; read 2026-11.
const EARLIEST: i64 = 31;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let eks = subject.catalogue.eks();
    let version = environment.cluster.kubernetes_version.to_string();
    let Some(released) = eks.version(&version).and_then(|life| life.released) else {
        return Vec::new();
    };
    let ours = format!("{version}.");
    let groups = environment.node_groups.iter();
    let groups = groups.filter(|(_, group)| group.ami_family != AmiFamily::Bottlerocket);
    let of_groups = groups.filter_map(|(name, group)| {
        let release = group.release_version.as_deref()?;
        // Of one for another version EKS1021 tells.
        let (_, day) = release.strip_prefix(&ours)?.split_once('-')?;
        Some((at!(nodeGroups[name].releaseVersion), release, day))
    });
    let of_pools = pools_at_work(environment).into_iter().filter_map(|(at, pool)| {
        let release = pool.image_version.as_deref()?;
        Some((at.field("imageVersion"), release, release.strip_prefix('v')?))
    });
    let named = of_groups.chain(of_pools);
    let old = named
        .filter(|(.., day)| day_of(day).is_some_and(|day| day.unix_days() < released.unix_days() - EARLIEST));
    old.map(|(at, release, _)| {
        Finding::at(
            at,
            format!("`{release}` is older than every image of Kubernetes {version}, which EKS released on {released}"),
        )
        .related(at!(cluster.kubernetesVersion), "the cluster and its nodes")
        .help(format!("take a later release of the image, one that has {version}"))
        .note(format!("versions as of {}", eks.version_as_of(&version)))
    })
    .collect()
}

/// A day as releases of images spell it, such as `20261023`.
fn day_of(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    format!("{year}-{month}-{day}").parse().ok()
}
