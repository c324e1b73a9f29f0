//! EKS7032: a version of an add-on that an imported answer of EKS does not list for the cluster's Kubernetes.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let kubernetes = environment.cluster.kubernetes_version.to_string();
    let addons = environment.addons.iter();
    addons
        .filter_map(|(name, addon)| {
            let (day, listed) = subject.catalogue.add_on_versions(name, &kubernetes)?;
            let version = addon.version.as_str();
            if listed.iter().any(|known| known == version) {
                return None;
            }
            let message =
                format!("EKS lists no version `{version}` of `{name}` for Kubernetes {kubernetes}");
            let finding = Finding::at(at!(addons[name].version), message);
            let finding = match listed.first() {
                Some(newest) => finding.help(format!("the newest one is `{newest}`")),
                None => finding,
            };
            Some(finding.note(format!(
                "add-on versions as of {day}; newer ones: `aws eks describe-addon-versions --addon-name {name} | cargo xtask \
                 catalog import -`"
            )))
        })
        .collect()
}
