//! EKS7018: an add-on without another that it needs.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let addons = &subject.environment().addons;
    let mut found = Vec::new();
    for name in addons.keys() {
        let Some(known) = subject.catalogue.eks().add_on(name) else {
            continue;
        };
        for required in &known.requires {
            if !addons.contains_key(required.as_str()) {
                found.push(
                    Finding::at(
                        at!(addons[name]),
                        format!("`{name}` needs `{required}`, which nothing here installs"),
                    )
                    .help(format!("below `addons`, add `{required}: {{ version: … }}`")),
                );
            }
        }
    }
    found
}
