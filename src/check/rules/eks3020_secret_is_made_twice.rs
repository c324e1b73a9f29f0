//! EKS3020: a Secret that people make, in the place of one that External Secrets makes.

use crate::{Finding, Subject, at};
use crate::model::Secret;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let secrets = &subject.environment().secrets;
    let mut found = Vec::new();
    for (fetched, external) in secrets {
        if external.external().is_none() {
            continue;
        }
        for (name, secret) in secrets {
            let Secret::Kubernetes(made) = secret else {
                continue;
            };
            if made.namespace != *external.namespace() || *made.name != *external.name(fetched) {
                continue;
            }
            found.push(
                Finding::at(
                    at!(secrets[fetched].externalSecret),
                    format!(
                        "External Secrets overwrites the Secret `{}/{}`",
                        made.namespace, made.name
                    ),
                )
                .related(at!(secrets[name].kubernetes), "which is made by somebody else")
                .help("call this entry something else, or let both be one entry"),
            );
        }
    }
    found
}
