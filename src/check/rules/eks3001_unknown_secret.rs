//! EKS3001: a secret that is used but not declared, or declared without the key that is needed.

use crate::fields;
use crate::{Finding, Subject, at};
use crate::model::Secret;
use crate::resolve::SecretUse;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for SecretUse {
        field, secret: name, ..
    } in &subject.resolved.secret_uses
    {
        let at = fields::secret(*field);
        match environment.secrets.get(*name) {
            None => found.push(
                Finding::at(at, format!("there is no secret `{name}`")).help(format!(
                    "declare where it lies: `secrets: {{ {name}: {{ kubernetes: {{ … }} }} }}`"
                )),
            ),
            // External Secrets gives the key itself.
            Some(Secret::Kubernetes(secret)) if field.is_one_key() && secret.key.is_none() => found.push(
                Finding::at(at, format!("the secret `{name}` does not say which key is meant"))
                    .related(at!(secrets[name]), "declared here")
                    .help("add `key`"),
            ),
            Some(_) => {}
        }
    }
    found
}
