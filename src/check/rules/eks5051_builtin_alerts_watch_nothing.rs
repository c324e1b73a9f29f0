//! EKS5051: built-in alerts about what the environment does not have, or that are switched on twice.

use crate::model::BuiltinAlerts;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let builtin = &environment.alerting.builtin;
    let collects = environment.cost.open_cost.is_some() || environment.cost.kubecost.is_some();
    let mut found = Vec::new();
    for (index, set) in builtin.iter().enumerate() {
        let at = at!(alerting.builtin[#index]);
        if let Some(first) = builtin[..index].iter().position(|other| other == set) {
            found.push(
                Finding::at(at, "these alerts are switched on already")
                    .related(at!(alerting.builtin[#first]), "here")
                    .help(Help::take_out("remove this one")),
            );
        } else if subject.alerts(*set).next().is_none() {
            let (message, help) = match set {
                // EKS7002 speaks of a chart that is not pinned.
                BuiltinAlerts::Cost if collects => continue,
                BuiltinAlerts::Cost => (
                    "nothing here collects costs that these alerts could watch",
                    "remove it, or set `cost.openCost` or `cost.kubecost`",
                ),
                _ => (
                    "these alerts watch `monitoring.targets` and the metrics of nginx, and there are none",
                    "remove it, or name what is scraped in `monitoring.targets`",
                ),
            };
            found.push(Finding::at(at, message).help(Help::take_out(help)));
        }
    }
    found
}
