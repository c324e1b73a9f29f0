//! How many objects a difference is about.

use std::collections::BTreeMap;

use super::{is_left, shows};
use crate::emit::cloudformation;
use crate::{Action, Difference, Effect};

/// How many objects come, change and go, in words that people know from Terraform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Objects that come.
    pub add: usize,
    /// Objects that change where they are.
    pub change: usize,
    /// Objects that are replaced by another.
    pub replace: usize,
    /// Objects that go.
    pub destroy: usize,
}

impl Summary {
    /// Counts objects, each once: a resource, an object of Kubernetes, the values of a release, a query. The plan and the
    /// runbook only say how, and do not count.
    #[must_use]
    pub fn of(difference: &Difference) -> Self {
        if let Some(add) = difference.made {
            let [change, replace, destroy] = [0; 3];
            return Self {
                add,
                change,
                replace,
                destroy,
            };
        }
        let mut objects: BTreeMap<(&str, &str), (Action, bool)> = BTreeMap::new();
        for effect in difference.all_effects().filter(|effect| is_of_an_object(effect)) {
            let whole = effect.path.is_empty();
            let action = match whole && !is_left(effect) {
                true => effect.action(),
                false => Action::Change,
            };
            let replaced = effect.replaces;
            let known = objects
                .entry((&effect.artefact, &effect.object))
                .or_insert((action, false));
            known.1 |= replaced;
        }
        let count = |wanted: &dyn Fn(&(Action, bool)) -> bool| {
            objects.values().filter(|object| wanted(object)).count()
        };
        Self {
            add: count(&|object| object.0 == Action::Add),
            change: count(&|object| object.0 == Action::Change && !object.1),
            replace: count(&|object| object.0 == Action::Change && object.1),
            destroy: count(&|object| object.0 == Action::Remove),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            add,
            change,
            replace,
            destroy,
        } = self;
        write!(f, "{add} to add, {change} to change, ")?;
        if *replace > 0 {
            write!(f, "{replace} to replace, ")?;
        }
        write!(f, "{destroy} to destroy")
    }
}

/// Whether an effect is about an object: beside its resources a template has sections that are none, and of texts queries
/// alone are made in AWS.
fn is_of_an_object(effect: &Effect) -> bool {
    let artefact = effect.artefact.as_str();
    let is_one = match effect.object.is_empty() {
        true => artefact.starts_with("helm/") || artefact.starts_with("queries/") || effect.reason.is_some(),
        false => artefact != cloudformation::PATH || effect.kind.contains("::"),
    };
    is_one && shows(effect)
}

#[cfg(test)]
mod tests {
    use super::Summary;
    use crate::emit::cloudformation;
    use crate::{Difference, Effect, Risk};

    fn added(object: &str, kind: &str) -> Effect {
        Effect {
            artefact: cloudformation::PATH.to_owned(),
            object: object.to_owned(),
            kind: kind.to_owned(),
            path: Vec::new(),
            old: None,
            new: Some("2010-09-09".into()),
            risk: Risk::None,
            replaces: false,
            follows: None,
            reason: None,
        }
    }

    #[test]
    fn of_a_template_resources_alone_are_objects() {
        let sections = [
            ("AWSTemplateFormatVersion", ""),
            ("Outputs.VpcId", ""),
            ("Vpc", "AWS::EC2::VPC"),
        ];
        let difference = Difference {
            effects: sections.map(|(object, kind)| added(object, kind)).to_vec(),
            ..Difference::default()
        };
        assert_eq!(
            Summary::of(&difference).to_string(),
            "1 to add, 0 to change, 0 to destroy"
        );
    }
}
