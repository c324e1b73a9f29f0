//! The risk of changes of objects of Kubernetes: who may do what in the cluster, pools of Karpenter, storage classes.

use eksight::diff::Risk;
use serde_json::{Value, json};

use crate::{Told, of_documents, one};

/// What is told of each effect between two lists of objects.
fn told(old: Value, new: Value) -> Told {
    let list = |objects: Value| objects.as_array().expect("a list").clone();
    of_documents("manifests/objects.yaml", &list(old), &list(new))
}

fn role(rules: &Value) -> Value {
    json!([{ "kind": "ClusterRole", "metadata": { "name": "a" }, "rules": rules }])
}

fn rule(groups: &[&str], resources: &[&str], verbs: &[&str]) -> Value {
    json!({ "apiGroups": groups, "resources": resources, "verbs": verbs })
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_role_that_may_more_is_exposure_and_one_that_may_less_an_outage() {
    let pods = || rule(&[""], &["pods"], &["get", "list"]);
    let more = "whoever has the role may do more in the cluster: ";
    let less = "whoever has the role may do less in the cluster: not ";
    for (old, new, path, risk, reason) in [
        (
            json!([pods()]),
            json!([rule(&[""], &["pods"], &["get", "list", "delete"])]),
            "rules.0.verbs",
            Risk::Exposure,
            format!("{more}`delete pods`"),
        ),
        (
            json!([pods()]),
            json!([rule(&[""], &["pods", "secrets"], &["get", "list"])]),
            "rules.0.resources",
            Risk::Exposure,
            format!("{more}`get secrets`, `list secrets`"),
        ),
        (
            json!([pods()]),
            json!([rule(&["", "apps"], &["pods"], &["get", "list"])]),
            "rules.0.apiGroups",
            Risk::Exposure,
            format!("{more}`get pods of apps`, `list pods of apps`"),
        ),
        (
            json!([pods()]),
            json!([pods(), rule(&["*"], &["*"], &["*"])]),
            "rules.1",
            Risk::Exposure,
            format!("{more}`* * of *`"),
        ),
        (
            json!([{ "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"], "verbs": ["get"] }]),
            json!([rule(&[""], &["secrets"], &["get"])]),
            "rules.0.resourceNames",
            Risk::Exposure,
            format!("{more}`get secrets`"),
        ),
        (
            json!([{ "nonResourceURLs": ["/metrics"], "verbs": ["get"] }]),
            json!([{ "nonResourceURLs": ["*"], "verbs": ["get"] }]),
            "rules.0.nonResourceURLs",
            Risk::Exposure,
            format!("{more}`get *`"),
        ),
        (
            json!([pods()]),
            json!([rule(&[""], &["pods"], &["get"])]),
            "rules.0.verbs",
            Risk::Outage,
            format!("{less}`list pods` any more"),
        ),
        // The same rights, said otherwise.
        (
            json!([pods()]),
            json!([rule(&[""], &["pods"], &["list", "get"])]),
            "rules.0.verbs",
            Risk::None,
            String::new(),
        ),
        (
            json!([rule(&[""], &["*/log", "pods"], &["*"])]),
            json!([rule(&[""], &["*/log", "pods", "pods/log"], &["*"])]),
            "rules.0.resources",
            Risk::None,
            String::new(),
        ),
    ] {
        let found = told(role(&old), role(&new));
        assert_eq!(found, one(path, risk, &reason), "{old} {new}");
    }
    assert_eq!(
        told(json!([]), role(&json!([pods()]))),
        one("", Risk::Exposure, &format!("{more}`get pods`, `list pods`"))
    );
    let gathers = json!([{
        "kind": "ClusterRole",
        "metadata": { "name": "a" },
        "rules": [],
        "aggregationRule": { "clusterRoleSelectors": [] },
    }]);
    assert_eq!(
        told(role(&json!([])), gathers),
        one(
            "aggregationRule",
            Risk::Exposure,
            "whoever has the role may do what all roles with these labels allow, whichever come"
        )
    );
}

#[test]
fn a_binding_says_who_gets_the_role_and_keeps_it() {
    let binding = |role: &str, subjects: Value| {
        json!([{
            "kind": "RoleBinding",
            "metadata": { "name": "a", "namespace": "web" },
            "roleRef": { "kind": "ClusterRole", "name": role },
            "subjects": subjects,
        }])
    };
    let group = || json!({ "kind": "Group", "name": "platform" });
    let account = || json!({ "kind": "ServiceAccount", "namespace": "web", "name": "nginx" });
    assert_eq!(
        told(json!([]), binding("edit", json!([group(), account()]))),
        one(
            "",
            Risk::Exposure,
            "`Group platform`, `ServiceAccount web/nginx` may do in the cluster what the role `edit` allows"
        )
    );
    assert_eq!(
        told(
            binding("edit", json!([group()])),
            binding("edit", json!([account(), group()]))
        ),
        one(
            "subjects.nginx",
            Risk::Exposure,
            "`ServiceAccount web/nginx` may do in the cluster what the role `edit` allows"
        )
    );
    assert_eq!(
        told(
            binding("edit", json!([group(), account()])),
            binding("edit", json!([group()]))
        ),
        one(
            "subjects.nginx",
            Risk::Outage,
            "`ServiceAccount web/nginx` may not do any more what the role `edit` allows"
        )
    );
    assert_eq!(
        told(
            binding("edit", json!([group()])),
            binding("admin", json!([group()]))
        ),
        one(
            "roleRef.name",
            Risk::Refused,
            "Kubernetes changes no role of a binding; delete it and apply it again"
        )
    );
}

#[test]
fn a_service_account_takes_a_role_of_iam() {
    let account = |annotations: Value| json!([{ "kind": "ServiceAccount", "metadata": { "name": "a", "annotations": annotations } }]);
    let role = |name: &str| json!({ "eks.amazonaws.com/role-arn": format!("arn:aws:iam::111122223333:role/{name}") });
    let path = "metadata.annotations.eks.amazonaws.com/role-arn";
    let gets =
        "pods of the service account may do in AWS what the role `arn:aws:iam::111122223333:role/b` allows";
    for (old, path) in [(json!({}), path), (role("a"), path)] {
        let found = told(account(old), account(role("b")));
        assert_eq!(found, one(path, Risk::Exposure, gets));
    }
    assert_eq!(told(json!([]), account(role("b"))), one("", Risk::Exposure, gets));
    assert_eq!(
        told(account(role("b")), account(json!({}))),
        one(
            path,
            Risk::Outage,
            "pods of the service account may not do any more what the role `arn:aws:iam::111122223333:role/b` allows"
        )
    );
    assert_eq!(
        told(account(json!({})), account(json!({ "other": "a" }))),
        one("metadata.annotations.other", Risk::None, "")
    );
}

#[test]
fn nodes_drift_where_a_pool_takes_less_and_stay_where_it_takes_more() {
    let pool = |requirements: Value, rest: Value| {
        let spec = json!({ "requirements": requirements });
        json!([{
            "kind": "NodePool",
            "metadata": { "name": "a" },
            "spec": { "template": { "spec": spec }, "disruption": rest },
        }])
    };
    let one_of = |key: &str, operator: &str, values: &[&str]| json!([{ "key": key, "operator": operator, "values": values }]);
    let arch = |values: &[&str]| one_of("kubernetes.io/arch", "In", values);
    let drift = "nodes that do not fit any more drift: Karpenter drains and replaces them";
    let stay = "more fits than before: nodes that are there stay, and new ones may be others";
    let values = "0.values";
    for (old, new, path, risk, reason) in [
        (
            arch(&["amd64", "arm64"]),
            arch(&["arm64", "amd64"]),
            values,
            Risk::None,
            "",
        ),
        (
            arch(&["amd64"]),
            arch(&["arm64", "amd64"]),
            values,
            Risk::None,
            stay,
        ),
        (
            arch(&["amd64", "arm64"]),
            arch(&["amd64"]),
            values,
            Risk::Restart,
            drift,
        ),
        (arch(&["amd64"]), arch(&["arm64"]), values, Risk::Restart, drift),
        (
            one_of("a", "NotIn", &["x", "y"]),
            one_of("a", "NotIn", &["x"]),
            values,
            Risk::None,
            stay,
        ),
        (
            one_of("a", "NotIn", &["x"]),
            one_of("a", "NotIn", &["x", "y"]),
            values,
            Risk::Restart,
            drift,
        ),
        (
            one_of("a", "Gt", &["4"]),
            one_of("a", "Gt", &["2"]),
            values,
            Risk::None,
            stay,
        ),
        (
            one_of("a", "Lt", &["4"]),
            one_of("a", "Lt", &["2"]),
            values,
            Risk::Restart,
            drift,
        ),
        (arch(&["amd64"]), json!([]), "0", Risk::None, stay),
        (json!([]), arch(&["amd64"]), "0", Risk::Restart, drift),
    ] {
        let found = told(pool(old.clone(), json!({})), pool(new.clone(), json!({})));
        let path = format!("spec.template.spec.requirements.{path}");
        assert_eq!(found, one(&path, risk, reason), "{old} {new}");
    }
    let after = |time: &str| pool(json!([]), json!({ "consolidateAfter": time }));
    assert_eq!(
        told(after("1m"), after("5m")),
        one(
            "spec.disruption.consolidateAfter",
            Risk::None,
            "no node drifts by it; Karpenter removes and replaces nodes by it from now on"
        )
    );
}

#[test]
fn a_storage_class_keeps_four_of_its_fields() {
    let class = |field: &str, value: Value| {
        let mut class = json!({ "kind": "StorageClass", "metadata": { "name": "a" } });
        class[field] = value;
        json!([class])
    };
    for (field, old, new) in [
        ("provisioner", json!("a"), json!("b")),
        ("reclaimPolicy", json!("Delete"), json!("Retain")),
        (
            "volumeBindingMode",
            json!("Immediate"),
            json!("WaitForFirstConsumer"),
        ),
    ] {
        let reason = format!(
            "Kubernetes changes no {field} of a storage class; delete it and apply it again, volumes stay as they are"
        );
        let found = told(class(field, old), class(field, new));
        assert_eq!(found, one(field, Risk::Refused, &reason));
    }
    let parameters = |kind: &str| class("parameters", json!({ "type": kind }));
    assert_eq!(
        told(parameters("gp2"), parameters("gp3")),
        one(
            "parameters.type",
            Risk::Refused,
            "Kubernetes changes no parameters of a storage class; delete it and apply it again, volumes stay as they are"
        )
    );
    for field in ["mountOptions", "allowedTopologies", "allowVolumeExpansion"] {
        let found = told(class(field, json!(["a"])), class(field, json!(["b"])));
        assert_eq!(found, one(field, Risk::None, ""));
    }
}
