//! EKS1035: startup taints of Karpenter's pools whose driver is not there to take them away.

use crate::catalog::taken_away_by;
use crate::fields::pools;
use crate::model::Lifecycle;
use crate::placement::nobody_takes_away;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let pools = pools(environment).into_iter();
    // That is how a pool is switched off.
    let on = pools.filter(|(_, pool)| pool.limits.cpu > 0);
    let findings = on.flat_map(|(at, pool)| {
        let taints = pool.taints.keys();
        taints.filter_map(move |taint| {
            let addon = taken_away_by(taint)?;
            if environment.addons.contains_key(addon) {
                return None;
            }
            let message = format!("machines of this pool start and take no pods: the taint `{taint}` stays");
            Some(Finding::at(at.field("taints").key(taint), message).help(nobody_takes_away(taint)?))
        })
    });
    findings.collect()
}
