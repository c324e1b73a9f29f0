//! EKS3003: a secret that pods of one namespace read and that lies in another.

use crate::fields;
use crate::{Finding, Subject, at};
use crate::model::Secret;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for used in &subject.resolved.secret_uses {
        let mut releases = subject.resolved.releases.iter();
        // A secret that is not declared, or whose reader is not pinned, is a finding of its own.
        let (Some(secret), Some(release)) = (
            environment.secrets.get(used.secret),
            releases.find(|release| Some(release.release) == used.reader),
        ) else {
            continue;
        };
        let (lies, read) = (secret.namespace().as_str(), release.namespace.as_str());
        if lies == read {
            continue;
        }
        let message = format!(
            "`{}` reads this secret in `{read}`, and it lies in `{lies}`",
            release.release
        );
        let here = match secret {
            Secret::Kubernetes(_) => at!(secrets[used.secret].kubernetes.namespace),
            Secret::ExternalSecret(_) => at!(secrets[used.secret].externalSecret.namespace),
        };
        found.push(
            Finding::at(fields::secret(used.field), message)
                .related(here, "here")
                .help(format!(
                    "put the Secret into `{read}` and write `namespace: {read}` below `secrets.{}`",
                    used.secret
                )),
        );
    }
    found
}
