//! EKS1035: startup taints of Karpenter's pools whose driver is not there to take them away.

use crate::catalog::taken_away_by;
use crate::fields::pools_at_work;
use crate::model::{Lifecycle, TaintEffect};
use crate::placement::nobody_takes_away;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let findings = pools_at_work(environment).into_iter().flat_map(|(at, pool)| {
        let taints = pool.taints.iter();
        taints.filter_map(move |(taint, of_pool)| {
            let addon = taken_away_by(taint)?;
            if environment.addons.contains_key(addon) {
                return None;
            }
            // Karpenter waits until every startup taint has gone, whatever its effect. Source: kubernetes-sigs/karpenter,
            // pkg/controllers/nodeclaim/lifecycle/initialization.go, `StartupTaintsRemoved`, as of 2026-11.
            let message = match of_pool.effect {
                TaintEffect::PreferNoSchedule => {
                    format!("Karpenter never counts machines of this pool as initialised: the taint `{taint}` stays")
                }
                TaintEffect::NoSchedule | TaintEffect::NoExecute => {
                    format!("machines of this pool start and take no pods: the taint `{taint}` stays")
                }
            };
            Some(Finding::at(at.field("taints").key(taint), message).help(nobody_takes_away(taint)?))
        })
    });
    findings.collect()
}
