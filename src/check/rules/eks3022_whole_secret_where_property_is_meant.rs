//! EKS3022: a secret of Secrets Manager that is read whole, and of which others read properties.

use crate::model::ExternalSecret;
use crate::model::value::SecretName;
use crate::resolve::SecretUse;
use crate::{Finding, Subject, at, fields};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (used, _, secret) in external(subject) {
        if used.field.own_keys().is_some() || secret.property.is_some() {
            continue;
        }
        // Whoever reads a property of it knows that it is a JSON object.
        let object = external(subject).find(|(other, _, known)| {
            known.remote_key == secret.remote_key
                && (known.property.is_some() || other.field.own_keys().is_some())
        });
        let Some((_, name, _)) = object else {
            continue;
        };
        let message = format!(
            "this gets the whole of `{}`, which is a JSON object",
            secret.remote_key
        );
        found.push(
            Finding::at(fields::secret(used.field), message)
                .related(at!(secrets[name].externalSecret), "its properties are read here")
                .help("name an entry of `secrets` with the `property` that is meant"),
        );
    }
    found
}

/// The uses of secrets that External Secrets fetches.
fn external<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'a SecretUse<'a>, &'a SecretName, &'a ExternalSecret)> {
    let secrets = &subject.environment().secrets;
    let uses = subject.resolved.secret_uses.iter();
    uses.filter_map(move |used| {
        let (name, secret) = secrets.get_key_value(used.secret)?;
        Some((used, name, secret.external()?))
    })
}
