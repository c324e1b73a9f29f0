//! A variable of a container from a key of a Secret, as charts take it.

use serde::Serialize;

use crate::secrets::Place;

/// `valueFrom` of a variable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValueFrom {
    secret_key_ref: SecretKeyRef,
}

#[derive(Serialize)]
struct SecretKeyRef {
    name: String,
    key: String,
}

impl ValueFrom {
    /// The key that the place names.
    pub(super) fn new(place: &Place<'_>) -> Self {
        Self {
            secret_key_ref: SecretKeyRef {
                name: place.name.to_owned(),
                key: place.key().to_owned(),
            },
        }
    }
}
