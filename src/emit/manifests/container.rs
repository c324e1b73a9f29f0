//! What containers of ours have in common: what they ask for, what they are told, and what they may not do.

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

/// A variable of a container's environment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variable {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_from: Option<Source>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Source {
    ConfigMapKeyRef {
        name: &'static str,
        key: &'static str,
    },
    #[serde(rename_all = "camelCase")]
    FieldRef {
        field_path: &'static str,
    },
}

impl Variable {
    /// With this text.
    pub(super) fn of(name: &'static str, value: &'static str) -> Self {
        Self {
            name,
            value: Some(value),
            value_from: None,
        }
    }

    /// From a field of the pod, such as `metadata.namespace`.
    pub(super) fn of_pod(name: &'static str, field_path: &'static str) -> Self {
        Self {
            name,
            value: None,
            value_from: Some(Source::FieldRef { field_path }),
        }
    }

    /// From a key of a ConfigMap in the pod's namespace.
    pub(super) fn of_config_map(name: &'static str, map: &'static str, key: &'static str) -> Self {
        Self {
            name,
            value: None,
            value_from: Some(Source::ConfigMapKeyRef { name: map, key }),
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
