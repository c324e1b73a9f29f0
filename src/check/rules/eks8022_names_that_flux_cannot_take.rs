//! EKS8022: a Kustomization that would take the place of Flux's own, or whose name is too long for Flux.

use crate::catalog::LABEL_CHARACTERS;
use crate::emit::delivery;
use crate::model::Delivery;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(Delivery::Flux(settings)) = delivery::engine(subject.resolved) else {
        return Vec::new();
    };
    let namespace = delivery::flux_namespace(settings);
    let root = delivery::object_name(subject.resolved.name);
    let mut found = Vec::new();
    if root == namespace {
        let message = format!(
            "the Kustomization `{root}` in `{namespace}` is the one that `flux bootstrap` makes, and would be replaced"
        );
        found.push(Finding::at(at!(delivery), message).help("give the environment another name"));
    }
    let names = delivery::flux_kustomizations(subject.resolved).into_iter();
    found.extend(names.filter(|name| name.len() > LABEL_CHARACTERS).map(|name| {
        let message = format!(
            "the Kustomization `{name}` has {} characters, and Flux takes {LABEL_CHARACTERS}",
            name.len()
        );
        Finding::at(at!(delivery), message)
            .help("give the environment, or the target of the monitor in it, a shorter name")
    }));
    found
}
