//! EKS3021: a property of an external secret whose reader wants several of its own.

use crate::{Finding, Help, Subject, at, fields};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for used in &subject.resolved.secret_uses {
        let Some(keys) = used.field.own_keys() else {
            continue;
        };
        let secret = environment.secrets.get(used.secret);
        let external = secret.and_then(|secret| secret.external());
        if external.is_none_or(|external| external.property.is_none()) {
            continue;
        }
        let keys = fields::listed(keys);
        found.push(
            Finding::at(
                at!(secrets[used.secret].externalSecret.property),
                format!("this is ignored: the properties {keys} are read"),
            )
            .related(fields::secret(used.field), "by this")
            .help(Help::take_out(format!(
                "remove it, and have a JSON object with {keys} in Secrets Manager"
            ))),
        );
    }
    found
}
