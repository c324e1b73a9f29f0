//! What containers of ours have in common: what they ask for, and what they may not do.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Resources {
    requests: Amounts,
    limits: Amounts,
}

#[derive(Serialize)]
struct Amounts {
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<&'static str>,
    memory: &'static str,
}

impl Resources {
    /// What is asked for, and the memory at which it is stopped.
    pub(super) fn new(cpu: &'static str, memory: &'static str, limit: &'static str) -> Self {
        Self {
            requests: Amounts {
                cpu: Some(cpu),
                memory,
            },
            limits: Amounts {
                cpu: None,
                memory: limit,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Security {
    allow_privilege_escalation: bool,
    read_only_root_filesystem: bool,
    capabilities: Capabilities,
}

#[derive(Serialize)]
struct Capabilities {
    drop: [&'static str; 1],
}

impl Security {
    /// It writes nowhere, and gets no more rights than its user has.
    pub(super) const RESTRICTED: Self = Self {
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        capabilities: Capabilities { drop: ["ALL"] },
    };
}
