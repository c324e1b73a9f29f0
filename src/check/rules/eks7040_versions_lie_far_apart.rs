//! EKS7040: an environment that is several versions of Kubernetes behind the newest of the fleet.

use crate::fleet::Member;
use crate::{Finding, at};

/// EKS upgrades by one version at a time, so each one more is a round of upgrades.
const MOST: u16 = 2;

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let Some(newest) = members.iter().max_by_key(|member| member.version.minor) else {
        return Vec::new();
    };
    let behind = |member: &Member| newest.version.minor - member.version.minor;
    let far = members.iter().filter(|member| behind(member) > MOST);
    far.map(|member| {
        let message = format!(
            "Kubernetes {} is {} versions behind {} of the environment `{}`",
            member.version,
            behind(member),
            newest.version,
            newest.name
        );
        let finding = Finding::at(at!(cluster.kubernetesVersion), message)
            .help("upgrade it one version at a time; charts and add-ons must fit all versions until then");
        (member.name.clone(), finding)
    })
    .collect()
}
