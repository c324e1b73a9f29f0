//! What a client asks to learn which kinds there are.

use super::kinds::Kind;
use crate::http::{Request, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

const VERBS: [&str; 8] = [
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];

/// Answers paths below `/api`, `/apis`, `/openapi` and `/version` that name no object.
pub(super) fn answer(request: &Request, kinds: &[Kind], minor: u32) -> Option<Response> {
    let aggregated = request.header("accept").contains("APIGroupDiscoveryList");
    let segments: Vec<&str> = request.path().trim_matches('/').split('/').collect();
    let json = |value: &Value| Response::whole(200, "application/json", value.to_string());
    let of = |group: &str, version: &str| {
        let same = |kind: &&Kind| kind.group == group && kind.version == version;
        kinds.iter().filter(same).cloned().collect::<Vec<_>>()
    };
    Some(match segments.as_slice() {
        ["version"] => json(&version(minor)),
        ["readyz" | "livez" | "healthz"] => Response::whole(200, "text/plain", "ok"),
        ["api" | "apis"] if aggregated => {
            let core = segments == ["api"];
            let kinds = kinds.iter().filter(|kind| kind.group.is_empty() == core);
            let list = aggregated_list(kinds.collect());
            Response::whole(200, AGGREGATED, list.to_string())
        }
        ["api"] => json(&json!({ "kind": "APIVersions", "versions": ["v1"] })),
        ["apis"] => json(&groups(kinds)),
        ["api", version] => json(&resources(&of("", version))),
        ["apis", group, version] => json(&resources(&of(group, version))),
        ["openapi", "v3"] => json(&openapi_index(kinds)),
        ["openapi", "v3", "api", version] => json(&openapi(&of("", version))),
        ["openapi", "v3", "apis", group, version] => json(&openapi(&of(group, version))),
        _ => return None,
    })
}

fn version(minor: u32) -> Value {
    json!({
        "major": "1",
        "minor": minor.to_string(),
        "gitVersion": format!("v1.{minor}.0-eksight-stand-in"),
        "platform": "linux/amd64",
    })
}

fn aggregated_list(kinds: Vec<&Kind>) -> Value {
    let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for kind in kinds {
        let versions = groups.entry(&kind.group).or_default();
        versions.entry(&kind.version).or_default().push(json!({
            "resource": kind.plural,
            "responseKind": { "group": kind.group, "version": kind.version, "kind": kind.kind },
            "scope": if kind.namespaced { "Namespaced" } else { "Cluster" },
            "singularResource": kind.kind.to_lowercase(),
            "shortNames": kind.short_names,
            "verbs": VERBS,
        }));
    }
    let items = groups.into_iter().map(|(group, versions)| {
        let versions = versions.into_iter().map(|(version, resources)| {
            json!({ "version": version, "resources": resources, "freshness": "Current" })
        });
        json!({ "metadata": { "name": group }, "versions": versions.collect::<Vec<_>>() })
    });
    json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items.collect::<Vec<_>>(),
    })
}

fn groups(kinds: &[Kind]) -> Value {
    let named = kinds.iter().filter(|kind| !kind.group.is_empty());
    let versions: BTreeSet<(&str, &str)> = named.map(|kind| (&*kind.group, &*kind.version)).collect();
    let groups = versions.into_iter().map(|(group, version)| {
        let version = json!({ "groupVersion": format!("{group}/{version}"), "version": version });
        json!({ "name": group, "versions": [version], "preferredVersion": version })
    });
    json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups.collect::<Vec<_>>() })
}

fn resources(kinds: &[Kind]) -> Value {
    let resources = kinds.iter().map(|kind| {
        json!({
            "name": kind.plural,
            "singularName": kind.kind.to_lowercase(),
            "namespaced": kind.namespaced,
            "kind": kind.kind,
            "verbs": VERBS,
            "shortNames": kind.short_names,
        })
    });
    json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": kinds.first().map(Kind::api_version),
        "resources": resources.collect::<Vec<_>>(),
    })
}

fn openapi_index(kinds: &[Kind]) -> Value {
    let paths: BTreeSet<String> = kinds.iter().map(path).collect();
    let paths: BTreeMap<String, Value> = paths
        .into_iter()
        .map(|path| {
            let url = json!({ "serverRelativeURL": format!("/openapi/v3/{path}") });
            (path, url)
        })
        .collect();
    json!({ "paths": paths })
}

/// Such as `apis/apps/v1`.
fn path(kind: &Kind) -> String {
    let root = if kind.group.is_empty() { "api" } else { "apis" };
    format!("{root}/{}", kind.api_version())
}

/// No schemas: it says of each kind that the server itself checks fields, and clients then leave that to it.
fn openapi(kinds: &[Kind]) -> Value {
    let parameter = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
    let parameters: Vec<Value> = ["dryRun", "fieldManager", "fieldValidation"]
        .map(parameter)
        .into();
    let paths: BTreeMap<String, Value> = kinds
        .iter()
        .map(|kind| {
            let place = if kind.namespaced {
                "namespaces/{namespace}/"
            } else {
                ""
            };
            let known = json!({ "group": kind.group, "version": kind.version, "kind": kind.kind });
            let patch = json!({ "parameters": parameters, "x-kubernetes-group-version-kind": known });
            let path = format!("/{}/{place}{}/{{name}}", path(kind), kind.plural);
            (path, json!({ "patch": patch }))
        })
        .collect();
    json!({ "openapi": "3.0.0", "info": { "title": "Kubernetes", "version": "1" }, "paths": paths })
}
