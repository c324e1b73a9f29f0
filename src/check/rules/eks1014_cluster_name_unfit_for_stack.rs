//! EKS1014: a cluster whose name no stack can have, since the plan calls the stack by it.

use crate::catalog::NameViolation;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let name = &subject.environment().cluster.name;
    let form = &subject.catalogue.limits().names.stack;
    let message = match form.violation(name) {
        None => return Vec::new(),
        Some(NameViolation::Character(stranger)) => {
            format!(
                "the stack would be called `{name}`, and CloudFormation takes no `{stranger}` in its name"
            )
        }
        Some(NameViolation::First(first)) => {
            format!(
                "the stack would be called `{name}`, and CloudFormation takes no `{first}` at its beginning"
            )
        }
        Some(_) => format!("CloudFormation takes no stack with the name `{name}`"),
    };
    let hyphens = name.replace('_', "-");
    let fitting = match form.violation(&hyphens) {
        Some(NameViolation::First(_)) => format!("eks-{hyphens}"),
        _ => hyphens,
    };
    let help = match form.violation(&fitting) {
        None => format!("write letters, digits and hyphens, a letter first, such as `{fitting}`"),
        Some(_) => "write letters, digits and hyphens, a letter first".to_owned(),
    };
    vec![Finding::at(at!(cluster.name), message).help(help)]
}
