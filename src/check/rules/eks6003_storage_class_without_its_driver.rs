//! EKS6003: a storage class whose CSI driver is not among the add-ons.

use crate::{Finding, Subject, at};
use crate::model::Workload;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let storage = &environment.storage;
    let of_ebs = storage
        .classes
        .keys()
        .map(|name| (at!(storage.classes[name]), name, Workload::AwsEbsCsiDriver));
    let of_efs = storage.efs.as_ref().and_then(|efs| efs.storage_class.as_ref());
    let of_efs = of_efs.map(|name| (at!(storage.efs.storageClass), name, Workload::AwsEfsCsiDriver));
    of_ebs
        .chain(of_efs)
        .filter(|(.., driver)| !environment.addons.contains_key(driver.name()))
        .map(|(at, name, driver)| {
            Finding::at(at, format!("the class `{name}` needs the add-on `{driver}`"))
                .related(at!(addons), "the add-ons")
                .help(format!(
                    "below `addons`, add `{driver}: {{ version: … }}`; `aws eks describe-addon-versions --addon-name {driver}` \
                     lists the versions"
                ))
        })
        .collect()
}
