//! Which stack an environment is about, whatever the environment is called.

use serde::{Deserialize, Serialize};

use crate::artifact;
use crate::model::{Environment, Lifecycle};

/// A stack: a region of an account has one of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its name.
    pub stack: String,
    /// The region.
    pub region: String,
    /// The account.
    pub account: String,
}

impl Place {
    /// Where the environment's stack is.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let cluster = &environment.cluster;
        Self {
            stack: cluster.name.to_string(),
            region: cluster.region.to_string(),
            account: environment.account.id.to_string(),
        }
    }

    /// What a `plan.json` says; `None` where it is none.
    #[must_use]
    pub fn read(plan: &str) -> Option<Self> {
        serde_json::from_str(plan).ok()
    }
}

/// What a `plan.json` says of its environment's lifecycle.
#[derive(Deserialize)]
struct Stage {
    #[serde(default)]
    lifecycle: Lifecycle,
}

/// Whether an environment was archived when this `plan.json` was made; one that does not say was live.
#[must_use]
pub fn lifecycle(plan: &str) -> Lifecycle {
    serde_json::from_str(plan).map_or_else(|_| Lifecycle::default(), |stage: Stage| stage.lifecycle)
}

/// The line of a `plan.json` that says where it comes from.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Origin {
    generated_by: String,
}

/// The files that a `plan.json` was made from; `None` where it does not say.
#[must_use]
pub fn sources(plan: &str) -> Option<Vec<String>> {
    let origin: Origin = serde_json::from_str(plan).ok()?;
    artifact::sources(&origin.generated_by)
}
