//! What a change of eksctl's ClusterConfig does: `eksctl create cluster` reads it once, and its other commands later.

use serde_json::Value;

use super::reach::{of_ranges, public};
use super::template::of_version;
use super::{HARMLESS, Judge, Judged, Risk, judged};
use crate::emit::eksctl;
use crate::{Action, Effect};

/// Source: eksctl user guide, cluster endpoints, logging, add-ons, upgrades (most only plan without `--approve`) and node
/// groups (immutable but for their size); eksctl, issue 7716: no command takes over the whole file. As of 2026-11.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    let whole = effect.path.is_empty();
    let first = effect.path.first().map_or("", String::as_str);
    let api = match whole || first == "vpc" {
        true => of_api(judge),
        false => HARMLESS,
    };
    let Judged {
        risk,
        reason,
        replaces,
    } = match first {
        _ if whole => return api,
        "vpc" => api,
        "metadata" if effect.path[1..] == ["version"] => of_version(effect),
        "metadata" if effect.action() == Action::Change => judged(
            Risk::Refused,
            "eksctl makes another cluster there, and this one stays: tear it down first",
        ),
        _ => HARMLESS,
    };
    let later = format!(
        "no step changes a cluster that eksctl has made, {}",
        command(first)
    );
    Judged {
        risk,
        replaces,
        reason: Some(reason.map_or(later.clone(), |reason| match risk {
            Risk::Refused => reason,
            _ => format!("{reason}; {later}"),
        })),
    }
}

/// Who changes it.
fn command(section: &str) -> &'static str {
    match section {
        "vpc" => "`eksctl utils update-cluster-vpc-config --config-file … --approve` does",
        "metadata" => "`eksctl upgrade cluster --config-file … --approve` does",
        "addons" => "`eksctl update addon --config-file …` does",
        "cloudWatch" => "`eksctl utils update-cluster-logging --config-file … --approve` does",
        "managedNodeGroups" => {
            "`eksctl create nodegroup --config-file …` makes groups that are new, `eksctl scale nodegroup` changes sizes, \
             and what is there stays otherwise"
        }
        _ => "eksctl's own commands do",
    }
}

/// Who reaches the Kubernetes API.
fn of_api(judge: &Judge) -> Judged {
    let reached = |config: &Value| {
        let vpc = &config["vpc"];
        public(
            &vpc["clusterEndpoints"]["publicAccess"],
            &vpc["publicAccessCIDRs"],
        )
    };
    match judge.values(eksctl::PATH).map(|config| config.map(reached)) {
        [was, Some(is)] => of_ranges(&was.unwrap_or_default(), &is),
        [_, None] => HARMLESS,
    }
}
