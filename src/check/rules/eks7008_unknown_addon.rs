//! EKS7008: an add-on that is not known and looks like one that is.

use crate::catalog::nearest;
use crate::{Finding, Subject, at};
use crate::diag::Fix;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let eks = subject.catalogue.eks();
    let names = subject.environment().addons.keys();
    names
        .filter(|name| eks.add_on(name).is_none() && !subject.catalogue.is_imported_add_on(name))
        .filter_map(|name| {
            let known = || eks.add_ons().map(|(known, _)| known);
            // `ebs-csi-driver` is far from `aws-ebs-csi-driver` by letters, and nothing else is meant.
            let written = name.replace('_', "-");
            let within = |known: &&str| known.contains(&written) || written.contains(*known);
            let meant = known().find(within).or_else(|| nearest(name, known()))?;
            Some(
                Finding::at(
                    at!(addons[name]),
                    format!("nothing is known of an add-on `{name}`"),
                )
                .of_name()
                .help(format!("did you mean `{meant}`?"))
                .fix(Fix::replace(name.as_str(), meant))
                .note(format!(
                    "add-ons as of {}; newer ones: `aws eks describe-addon-versions --addon-name {name} | cargo xtask catalog import -`",
                    eks.as_of()
                )),
            )
        })
        .collect()
}
