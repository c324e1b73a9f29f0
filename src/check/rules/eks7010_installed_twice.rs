//! EKS7010: the same software as an EKS add-on and as a Helm release.

use crate::{Finding, Subject, at};
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for name in environment.addons.keys() {
        let of_add_on = subject
            .catalogue
            .eks()
            .add_on(name)
            .and_then(|add_on| add_on.release.as_deref());
        let release = Release::ALL
            .into_iter()
            .find(|release| Some(release.name()) == of_add_on);
        let Some(release) = release.filter(|release| environment.charts.contains_key(release)) else {
            continue;
        };
        found.push(
            Finding::at(
                at!(addons[name]),
                format!("the release `{release}` installs the same as this add-on"),
            )
            .related(at!(charts[release]), "the release")
            .help("remove one of them"),
        );
    }
    found
}
