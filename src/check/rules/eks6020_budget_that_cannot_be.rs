//! EKS6020: a budget that AWS refuses, or that counts nothing.

use std::collections::BTreeSet;

use crate::model::Budget;
use crate::model::value::EmailAddress;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(budget) = &environment.cost.budget else {
        return Vec::new();
    };
    let region = environment.cluster.region.as_str();
    let limits = &subject.catalogue.limits().budget;
    let mut found = told(budget, limits.notifications, limits.addresses);
    if limits.missing_in.iter().any(|other| other == region) {
        let message = format!("CloudFormation knows no budgets in `{region}`");
        let help = "keep it in a stack of another region, such as `us-east-1`: a budget counts a whole account, everywhere";
        found.push(
            Finding::at(at!(cost.budget), message)
                .related(at!(cluster.region), "the stack's region")
                .help(help)
                .note("schemas of CloudFormation as of 2026-11"),
        );
    }
    if budget.monthly_usd == 0 {
        found.push(
            Finding::at(at!(cost.budget.monthlyUsd), "a budget of nothing is refused")
                .help("write what a month may cost"),
        );
    }
    if let Some(tag) = &budget.tag
        && !environment.tags.contains_key(tag)
    {
        let message = format!("nothing of this environment has the tag `{tag}`");
        found.push(Finding::at(at!(cost.budget.tag), message).help("name a key of `tags`"));
    }
    found
}

/// When somebody is told, and who.
fn told(budget: &Budget, most_thresholds: usize, most_addresses: usize) -> Vec<Finding> {
    let mut found = Vec::new();
    let all: BTreeSet<u16> = budget.thresholds.iter().copied().collect();
    if !(1..=most_thresholds).contains(&budget.thresholds.len())
        || all.len() < budget.thresholds.len()
        || all.contains(&0)
    {
        let message = format!("a budget has 1 to {most_thresholds} thresholds, each above 0 and each once");
        found.push(Finding::at(at!(cost.budget.thresholds), message).help("write `[80, 100]`"));
    }
    if budget.notify.is_empty() && budget.topic.is_none() {
        found.push(
            Finding::at(at!(cost.budget), "the budget tells nobody")
                .help("add `notify` with an address, or `topic`"),
        );
    }
    let addresses: BTreeSet<&str> = budget.notify.iter().map(EmailAddress::as_str).collect();
    if budget.notify.len() > most_addresses || addresses.len() < budget.notify.len() {
        let message = format!("a threshold tells at most {most_addresses} addresses, each once");
        let help = "write the addresses of who decides about costs; a list of many people has one address";
        found.push(Finding::at(at!(cost.budget.notify), message).help(help));
    }
    found
}
