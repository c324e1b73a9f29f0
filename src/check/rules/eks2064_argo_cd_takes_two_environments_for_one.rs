//! EKS2064: two environments that one Argo CD takes for one, by the cluster or by the name of their Application.

use std::collections::BTreeMap;

use crate::diag::FieldPath;
use crate::fleet::{Delivered, Member};
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let (mut clusters, mut applications) = (BTreeMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for member in members {
        let Some(argocd) = &member.argocd else { continue };
        let Delivered {
            namespace,
            application,
            cluster,
        } = argocd;
        let mut tell = |at: FieldPath, message: String, help: &str| {
            found.push((member.name.clone(), Finding::at(at, message).help(help)));
        };
        let other = *clusters.entry((namespace, cluster)).or_insert(member);
        if other.name != member.name {
            let message = format!(
                "Argo CD installs `{}` on the cluster `{cluster}` too, and each takes the other's releases over",
                other.name
            );
            tell(
                at!(delivery.argocd.cluster),
                message,
                "name the cluster of this environment, as `argocd cluster list` has it",
            );
        }
        let other = *applications.entry((namespace, application)).or_insert(member);
        if other.name != member.name {
            let message = format!(
                "the Application `{application}` is that of the environment `{}` too, and one replaces the other",
                other.name
            );
            tell(
                at!(delivery.argocd),
                message,
                "Applications have `-` for `_` and `.`, and small letters: give the environment another name, or another \
                 `namespace` where two Argo CD deliver them",
            );
        }
    }
    found
}
