//! Kubernetes permissions: roles and what binds them to service accounts.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Nothing, Object};

const GROUP: &str = "rbac.authorization.k8s.io";
const VERSION: &str = "rbac.authorization.k8s.io/v1";

/// What a role allows: verbs on resources of API groups, or on paths of the API server.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Allowed {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    api_groups: &'static [&'static str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    resources: &'static [&'static str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    resource_names: &'static [&'static str],
    #[serde(rename = "nonResourceURLs", skip_serializing_if = "<[_]>::is_empty")]
    paths: &'static [&'static str],
    verbs: &'static [&'static str],
}

/// Verbs on resources of one API group; the core group is `[""]`.
pub(super) fn allow(
    api_groups: &'static [&'static str],
    resources: &'static [&'static str],
    verbs: &'static [&'static str],
) -> Allowed {
    Allowed {
        api_groups,
        resources,
        resource_names: &[],
        paths: &[],
        verbs,
    }
}

impl Allowed {
    /// On the resources of these names alone. Verbs that name none, such as `create`, it would allow nothing.
    pub(super) fn named(self, resource_names: &'static [&'static str]) -> Self {
        Self {
            resource_names,
            ..self
        }
    }
}

/// Verbs on paths that are no resources.
pub(super) fn allow_paths(paths: &'static [&'static str], verbs: &'static [&'static str]) -> Allowed {
    Allowed {
        api_groups: &[],
        resources: &[],
        resource_names: &[],
        paths,
        verbs,
    }
}

#[derive(Serialize)]
struct Rules {
    rules: Vec<Allowed>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Binding<'a> {
    role_ref: Reference<'a>,
    subjects: [Subject<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference<'a> {
    api_group: &'static str,
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Subject<'a> {
    kind: &'static str,
    name: &'a str,
    namespace: &'a str,
}

/// A service account without annotations.
pub(super) fn service_account(name: &str, namespace: &str) -> Value {
    Object {
        api_version: "v1",
        kind: "ServiceAccount",
        metadata: Metadata::namespaced(name, namespace),
        rest: Nothing {},
    }
    .tree()
}

/// A role for the whole cluster and its binding to a service account.
pub(super) fn cluster_role(name: &str, rules: Vec<Allowed>, account: &str, namespace: &str) -> [Value; 2] {
    let role = Object {
        api_version: VERSION,
        kind: "ClusterRole",
        metadata: Metadata::cluster_wide(name),
        rest: Rules { rules },
    };
    let binding = Object {
        api_version: VERSION,
        kind: "ClusterRoleBinding",
        metadata: Metadata::cluster_wide(name),
        rest: binding("ClusterRole", name, account, namespace),
    };
    [role.tree(), binding.tree()]
}

/// A role for one namespace and its binding to a service account there.
pub(super) fn role(name: &str, rules: Vec<Allowed>, account: &str, namespace: &str) -> [Value; 2] {
    let role = Object {
        api_version: VERSION,
        kind: "Role",
        metadata: Metadata::namespaced(name, namespace),
        rest: Rules { rules },
    };
    let binding = Object {
        api_version: VERSION,
        kind: "RoleBinding",
        metadata: Metadata::namespaced(name, namespace),
        rest: binding("Role", name, account, namespace),
    };
    [role.tree(), binding.tree()]
}

fn binding<'a>(kind: &'static str, role: &'a str, account: &'a str, namespace: &'a str) -> Binding<'a> {
    Binding {
        role_ref: Reference {
            api_group: GROUP,
            kind,
            name: role,
        },
        subjects: [Subject {
            kind: "ServiceAccount",
            name: account,
            namespace,
        }],
    }
}
