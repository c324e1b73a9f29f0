//! EKS1029: a node that takes more pods than its interfaces have addresses.

use crate::capacity::{Addressing, addressing, takes_prefixes};
use crate::{Finding, Help, Subject, at};

/// Beyond it EKS1013 speaks.
const MOST: u32 = 250;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(addressing) = addressing(environment) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, group) in &environment.node_groups {
        let Some(wanted) = group.max_pods.map(u32::from).filter(|wanted| *wanted <= MOST) else {
            continue;
        };
        let kinds = group
            .instance_types
            .iter()
            .filter_map(|kind| subject.catalogue.instance_type(kind));
        let by_one = kinds.filter(|kind| addressing == Addressing::Single || !takes_prefixes(kind));
        let Some(kind) = by_one
            .filter(|kind| kind.max_pods < wanted)
            .min_by_key(|kind| kind.max_pods)
        else {
            continue;
        };
        let has = kind.max_pods;
        let help = match addressing {
            Addressing::Single => Help::take_out(format!(
                "write {has} or leave it out; or give `addons.vpc-cni.configuration` the `env: {{ ENABLE_PREFIX_DELEGATION: \
                 \"true\" }}`"
            )),
            Addressing::Prefixes => {
                format!("write {has}, or take a type on Nitro, whose interfaces have prefixes").into()
            }
        };
        let message = format!("a `{}` has addresses for {has} pods, not for {wanted}", kind.name);
        found.push(Finding::at(at!(nodeGroups[name].maxPods), message).help(help));
    }
    found
}
