//! What pods of charts ask for whose charts have them ask for nothing: those are the first that a full node ends. No
//! limits: how much a controller takes grows with the cluster.

use serde::Serialize;

/// `resources` of a container.
#[derive(Serialize)]
pub(super) struct Resources {
    requests: Requests,
}

#[derive(Serialize)]
struct Requests {
    cpu: &'static str,
    memory: &'static str,
}

impl Resources {
    /// What a container asks for.
    pub(super) fn requests(cpu: &'static str, memory: &'static str) -> Self {
        Self {
            requests: Requests { cpu, memory },
        }
    }
}
