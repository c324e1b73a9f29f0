//! Where the Kubernetes Secrets lie that releases and manifests read. Never what is in them.

use crate::model::value::SecretName;
use crate::model::{Environment, ExternalSecret};
use crate::plan::Call;
use crate::resolve::{Resolved, ResolvedRelease, SecretField};

/// The place of one secret text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Namespace of the Secret.
    pub(super) namespace: &'a str,
    /// Name of the Secret.
    pub(super) name: &'a str,
    /// The keys that are read.
    pub(super) keys: Vec<&'a str>,
}

impl Place<'_> {
    /// The key that is meant; `value` where nobody named one.
    pub(super) fn key(&self) -> &str {
        self.keys.first().copied().unwrap_or(WHOLE_KEY)
    }

    /// A command that fails where the Secret is not there.
    pub(super) fn check(&self) -> Call {
        let line = format!("get secret {} --namespace {}", self.name, self.namespace);
        Call::spelled("kubectl", &line)
    }

    /// `namespace/name`.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

/// Looks an entry of `secrets` up. A name without an entry is its own Secret in `namespace`, so that half-changed
/// environments still render.
pub(super) fn place<'a>(environment: &'a Environment, name: &'a SecretName, namespace: &'a str) -> Place<'a> {
    match environment.secrets.get(name) {
        Some(secret) => Place {
            namespace: secret.namespace(),
            name: secret.name(name),
            keys: secret.key().map(|key| &**key).into_iter().collect(),
        },
        None => Place {
            namespace,
            name,
            keys: Vec::new(),
        },
    }
}

/// The key of a text that nobody gave a key.
const WHOLE_KEY: &str = "value";

/// The file in kwatch's Secret.
pub(super) const KWATCH_KEY: &str = "config.yaml";

/// The Secrets that a release reads, in the order of its values.
pub(super) fn of_release<'a>(resolved: &'a Resolved<'_>, release: &'a ResolvedRelease) -> Vec<Place<'a>> {
    let uses = resolved.secret_uses.iter();
    uses.filter(|used| used.reader == Some(release.release))
        .map(|used| {
            let place = place(resolved.environment, used.secret, &release.namespace);
            match used.field.own_keys() {
                Some(keys) => Place {
                    keys: keys.into(),
                    ..place
                },
                None => place,
            }
        })
        .collect()
}

/// The Secret with kwatch's configuration, if kwatch is wanted. kwatch runs where its Secret lies.
pub(super) fn of_kwatch(environment: &Environment) -> Option<Place<'_>> {
    let kwatch = environment.alerting.kwatch.as_ref()?;
    let place = place(environment, &kwatch.config, "kwatch");
    let keys = if place.keys.is_empty() {
        vec![KWATCH_KEY]
    } else {
        place.keys
    };
    Some(Place { keys, ..place })
}

/// A secret that External Secrets fetches.
pub(super) struct Fetched<'a> {
    /// The entry of `secrets`, and the name of the Kubernetes Secret.
    pub(super) name: &'a SecretName,
    /// Where it lies, and where it shall.
    pub(super) secret: &'a ExternalSecret,
    /// Keys of the Kubernetes Secret, with the property of each; a key without one holds the whole secret. Empty where
    /// nothing here reads the secret: then every property becomes a key.
    pub(super) keys: Vec<(&'a str, Option<&'a str>)>,
}

/// The secrets that External Secrets fetches, with what their readers want of them.
pub(super) fn fetched<'a>(resolved: &'a Resolved<'_>) -> Vec<Fetched<'a>> {
    let environment: &'a Environment = resolved.environment;
    let secrets = environment.secrets.iter();
    let external = secrets.filter_map(|(name, secret)| Some((name, secret.external()?)));
    external
        .map(|(name, secret)| {
            let property = secret.property.as_deref();
            let mut keys: Vec<(&str, Option<&str>)> = Vec::new();
            for used in resolved.secret_uses.iter().filter(|used| used.secret == name) {
                let whole = if used.field == SecretField::KwatchConfig {
                    KWATCH_KEY
                } else {
                    WHOLE_KEY
                };
                match used.field.own_keys() {
                    Some(own) => keys.extend(own.iter().map(|key| (*key, Some(*key)))),
                    None => keys.push((property.unwrap_or(whole), property)),
                }
            }
            if keys.is_empty() {
                keys.extend(property.map(|property| (property, Some(property))));
            }
            let mut seen = Vec::new();
            keys.retain(|(key, _)| {
                !seen.contains(key) && {
                    seen.push(*key);
                    true
                }
            });
            Fetched { name, secret, keys }
        })
        .collect()
}
