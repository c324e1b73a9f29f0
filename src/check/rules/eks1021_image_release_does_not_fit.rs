//! EKS1021: a release of the node image that has another form or another Kubernetes version.

use crate::fields::pools;
use crate::{Finding, Help, Subject, at};
use crate::model::AmiFamily;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let version = environment.cluster.kubernetes_version;
    let mut found = Vec::new();
    for (name, group) in &environment.node_groups {
        let Some(release) = &group.release_version else {
            continue;
        };
        let at = at!(nodeGroups[name].releaseVersion);
        let bottlerocket = group.ami_family == AmiFamily::Bottlerocket;
        let Some((major, minor)) = numbers(release, bottlerocket) else {
            let example = match bottlerocket {
                true => "`1.50.0-0123abcd`, a release of Bottlerocket and its commit".to_owned(),
                false => format!("`{version}.0-20261101`, a version of Kubernetes and a day"),
            };
            let message = format!("`{release}` is no release of this image");
            found.push(Finding::at(at, message).help(Help::take_out(format!("it looks like {example}; or leave it out"))));
            continue;
        };
        if !bottlerocket && (major, minor) != (1, version.minor) {
            found.push(
                Finding::at(
                    at,
                    format!("`{release}` is an image for {major}.{minor}, the group has {version}"),
                )
                .related(at!(cluster.kubernetesVersion), "the cluster and its groups")
                .help(Help::take_out(format!("take a release `{version}.…`, or leave it out"))),
            );
        }
    }
    for (at, pool) in pools(environment) {
        let wrong = pool.image_version.as_ref().filter(|release| {
            let day = release.strip_prefix('v').unwrap_or_default();
            release.as_str() != "latest" && (day.len() != 8 || !day.bytes().all(|b| b.is_ascii_digit()))
        });
        found.extend(wrong.map(|release| {
            Finding::at(
                at.field("imageVersion"),
                format!("`{release}` is no release of Amazon Linux 2023"),
            )
            .help(Help::take_out("it looks like `v20261101`; or leave it out"))
        }));
    }
    found
}

/// Major and minor number of a release.
fn numbers(release: &str, bottlerocket: bool) -> Option<(u16, u16)> {
    let (version, build) = release.split_once('-')?;
    let digits = |b: u8| b.is_ascii_digit() || bottlerocket && b.is_ascii_hexdigit();
    if build.len() != 8 || !build.bytes().all(digits) {
        return None;
    }
    let mut parts = version.split('.').map(|part| part.parse::<u16>().ok());
    let (major, minor, _) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some((major, minor))
}
