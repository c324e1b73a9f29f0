//! External Secrets: the way to AWS Secrets Manager, and for each secret there the Kubernetes Secret that it becomes.
//! Source: custom resource definitions of External Secrets 2.9.0, `external-secrets.io/v1`.

use indexmap::IndexSet;
use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::resolve::Resolved;
use crate::secrets::{self, Fetched};

const API_VERSION: &str = "external-secrets.io/v1";
const STORE: &str = "ClusterSecretStore";
const STORE_NAME: &str = "aws-secrets-manager";

#[derive(Serialize)]
struct Rest<S> {
    spec: S,
}

#[derive(Serialize)]
struct StoreSpec {
    provider: Provider,
    conditions: [Condition; 1],
}

#[derive(Serialize)]
struct Provider {
    aws: Aws,
}

/// Without credentials: the role of the controller's pods counts.
#[derive(Serialize)]
struct Aws {
    service: &'static str,
    region: String,
}

#[derive(Serialize)]
struct Condition {
    namespaces: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecretSpec {
    refresh_interval: &'static str,
    secret_store_ref: StoreRef,
    target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    data: Vec<Datum>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    data_from: Vec<Extracted>,
}

#[derive(Serialize)]
struct StoreRef {
    kind: &'static str,
    name: &'static str,
}

/// The Kubernetes Secret, which goes with its object and stays while Secrets Manager does not answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    name: String,
    creation_policy: &'static str,
    deletion_policy: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Datum {
    secret_key: String,
    remote_ref: RemoteRef,
}

/// With the defaults of the definition, which Argo CD does not know: `data` and `dataFrom` are lists that it compares as a
/// whole, and with server-side apply the API server's defaults in them would be a difference for ever (argoproj/argo-cd#13004;
/// docs/user-guide/diff-strategies.md of v3.5.1, read 2026-11).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RemoteRef {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<String>,
    conversion_strategy: &'static str,
    decoding_strategy: &'static str,
    metadata_policy: &'static str,
}

#[derive(Serialize)]
struct Extracted {
    extract: RemoteRef,
}

/// Whether there are secrets that it fetches.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    let mut secrets = resolved.environment.secrets.values();
    secrets.any(|secret| secret.external().is_some())
}

/// The store, open to the namespaces that use it, and an ExternalSecret for each secret.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let fetched = secrets::fetched(resolved);
    let namespaces: IndexSet<&str> = fetched
        .iter()
        .map(|fetched| fetched.secret.namespace.as_str())
        .collect();
    let store = Object {
        api_version: API_VERSION,
        kind: STORE,
        metadata: Metadata::cluster_wide(STORE_NAME),
        rest: Rest {
            spec: StoreSpec {
                provider: Provider {
                    aws: Aws {
                        service: "SecretsManager",
                        region: resolved.environment.cluster.region.to_string(),
                    },
                },
                conditions: [Condition {
                    namespaces: namespaces.into_iter().map(ToOwned::to_owned).collect(),
                }],
            },
        },
    };
    std::iter::once(store.tree())
        .chain(fetched.iter().map(object))
        .collect()
}

fn object(fetched: &Fetched) -> Value {
    let Fetched { name, secret, keys } = fetched;
    let remote = |property: Option<&str>| RemoteRef {
        key: secret.remote_key.to_string(),
        property: property.map(ToOwned::to_owned),
        conversion_strategy: "Default",
        decoding_strategy: "None",
        metadata_policy: "None",
    };
    let everything = keys.is_empty().then(|| Extracted {
        extract: remote(None),
    });
    Object {
        api_version: API_VERSION,
        kind: "ExternalSecret",
        metadata: Metadata::namespaced(name.as_str(), secret.namespace.as_str()),
        rest: Rest {
            spec: SecretSpec {
                refresh_interval: "1h",
                secret_store_ref: StoreRef {
                    kind: STORE,
                    name: STORE_NAME,
                },
                target: Target {
                    name: name.to_string(),
                    creation_policy: "Owner",
                    deletion_policy: "Retain",
                },
                data: keys
                    .iter()
                    .map(|(key, property)| Datum {
                        secret_key: (*key).to_owned(),
                        remote_ref: remote(*property),
                    })
                    .collect(),
                data_from: everything.into_iter().collect(),
            },
        },
    }
    .tree()
}
