//! Where the Kubernetes Secrets lie that releases and manifests read. Never what is in them.

use crate::model::Environment;
use crate::model::value::SecretName;
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
        self.keys.first().copied().unwrap_or("value")
    }

    /// `namespace/name`.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

/// Looks an entry of `secrets` up. A name without an entry is its own Secret in `namespace`, so that half-changed
/// environments still render.
pub(super) fn place<'a>(environment: &'a Environment, name: &'a SecretName, namespace: &'a str) -> Place<'a> {
    match environment
        .secrets
        .get(name)
        .map(crate::model::Secret::kubernetes)
    {
        Some(secret) => Place {
            namespace: &secret.namespace,
            name: &secret.name,
            keys: secret.key.as_deref().into_iter().collect(),
        },
        None => Place {
            namespace,
            name,
            keys: Vec::new(),
        },
    }
}

/// The file in kwatch's Secret.
pub(super) const KWATCH_KEY: &str = "config.yaml";

/// The keys that Grafana's chart is told to read.
pub(super) const GRAFANA_KEYS: [&str; 2] = ["admin-user", "admin-password"];

/// The Secrets that a release reads, in the order of its values.
pub(super) fn of_release<'a>(resolved: &'a Resolved<'_>, release: &'a ResolvedRelease) -> Vec<Place<'a>> {
    let uses = resolved.secret_uses.iter();
    uses.filter(|used| used.reader == Some(release.release))
        .map(|used| {
            let place = place(resolved.environment, used.secret, &release.namespace);
            match used.field {
                SecretField::GrafanaAdmin => Place {
                    keys: GRAFANA_KEYS.into(),
                    ..place
                },
                _ => place,
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
