//! The risk of changes of Grafana's volume, in which its database lies.

use eksight::catalog::Catalogue;
use eksight::diff::{Risk, compare_artefacts};
use eksight::emit::Artifact;
use serde_json::{Value, json};

use crate::{Told, of_documents, one};

const VALUES: &str = "helm/kube-prometheus-stack/values.yaml";
const PLACE: &str = "grafana.persistence";

fn grafana(persistence: &Value) -> Value {
    json!({ "grafana": { "kept": true, "persistence": persistence } })
}

fn without() -> Value {
    json!({ "grafana": { "kept": true } })
}

fn told(old: Value, new: Value) -> Told {
    of_documents(VALUES, &[old], &[new])
}

/// What is told of a volume with these settings, where some are others.
fn of_setting(more: &Value, key: &str, old: Option<Value>, new: Option<Value>) -> Told {
    let side = |value: Option<Value>| {
        let mut persistence = json!({ "enabled": true });
        let entries = persistence.as_object_mut().expect("a map");
        entries.extend(more.as_object().expect("a map").clone());
        entries.extend(value.map(|value| (key.to_owned(), value)));
        grafana(&persistence)
    };
    told(side(old), side(new))
}

const BEGINS: &str = "Grafana begins with what is in the volume, and what was in its pod until now is lost: people, and what they \
                      have made by hand";
const DELETED: &str = "Helm deletes the claim, and Grafana's database with it, unless the claim's class retains it: people, and what \
                       they have made by hand";
const STAYS: &str = "Grafana's database stays in a claim that nobody mounts any more";

#[test]
fn a_database_goes_with_the_claim_that_helm_deletes() {
    let on = || grafana(&json!({ "enabled": true, "size": "10Gi" }));
    let off = || grafana(&json!({ "enabled": false, "size": "10Gi" }));
    let enabled = format!("{PLACE}.enabled");
    assert_eq!(told(without(), on()), one(PLACE, Risk::Data, BEGINS));
    assert_eq!(told(off(), on()), one(&enabled, Risk::Data, BEGINS));
    assert_eq!(told(on(), without()), one(PLACE, Risk::Data, DELETED));
    assert_eq!(told(on(), off()), one(&enabled, Risk::Data, DELETED));
    assert_eq!(told(without(), off()), one(PLACE, Risk::None, ""));
    let own = json!({ "enabled": true, "existingClaim": "own" });
    let claim = format!("{PLACE}.existingClaim");
    let kept = json!({ "enabled": true, "annotations": { "helm.sh/resource-policy": "keep" } });
    let set = json!({ "enabled": true, "type": "sts" });
    for stays in [own.clone(), kept, set] {
        assert_eq!(told(grafana(&stays), without()), one(PLACE, Risk::Data, STAYS));
    }
    let bare = grafana(&json!({ "enabled": true }));
    assert_eq!(
        told(bare.clone(), grafana(&own)),
        one(&claim, Risk::Data, DELETED)
    );
    assert_eq!(told(grafana(&own), bare), one(&claim, Risk::Data, STAYS));
}

#[test]
fn a_claim_keeps_what_kubernetes_does_not_change() {
    let fails = |what: &str| format!("Kubernetes {what}, and the upgrade of the release fails");
    let none = json!({});
    let text = |text: &str| Some(json!(text));
    let grows = "the claim grows where its class lets it; where not, the upgrade of the release fails";
    for (key, old, new, risk, reason) in [
        (
            "size",
            text("10Gi"),
            text("5Gi"),
            Risk::Refused,
            fails("makes no claim smaller"),
        ),
        (
            "size",
            None,
            text("5Gi"),
            Risk::Refused,
            fails("makes no claim smaller"),
        ),
        ("size", text("10Gi"), text("20Gi"), Risk::None, grows.to_owned()),
        ("size", text("10Gi"), text("10240Mi"), Risk::None, String::new()),
        (
            "storageClassName",
            None,
            text("gp3"),
            Risk::Refused,
            fails("changes no class of a claim"),
        ),
        (
            "storageClassName",
            text("gp3"),
            None,
            Risk::Refused,
            fails("changes no class of a claim"),
        ),
        (
            "accessModes",
            None,
            Some(json!(["ReadWriteMany"])),
            Risk::Refused,
            fails("changes no access modes of a claim"),
        ),
        (
            "extraPvcLabels",
            None,
            Some(json!({ "a": "b" })),
            Risk::None,
            String::new(),
        ),
    ] {
        let found = of_setting(&none, key, old, new);
        assert_eq!(found, one(&format!("{PLACE}.{key}"), risk, &reason), "{key}");
    }
    let set = "Kubernetes changes no claims of a StatefulSet, and the upgrade of the release fails";
    let grown = of_setting(&json!({ "type": "sts" }), "size", text("10Gi"), text("20Gi"));
    assert_eq!(grown, one(&format!("{PLACE}.size"), Risk::Refused, set));
    let own = json!({ "existingClaim": "own" });
    let other = of_setting(&own, "size", text("10Gi"), text("5Gi"));
    assert_eq!(other, one(&format!("{PLACE}.size"), Risk::None, ""));
}

/// A claim without a class has got that one.
#[test]
fn the_default_class_is_no_other_class() {
    let class = json!({ "kind": "StorageClass", "metadata": { "name": "gp3", "annotations": {
        "storageclass.kubernetes.io/is-default-class": "true",
    } } });
    let side = |persistence: Value| {
        [
            Artifact::json("manifests/storage-classes.yaml", vec![class.clone()]),
            Artifact::json(VALUES, vec![grafana(&persistence)]),
        ]
    };
    for (name, risk) in [("gp3", Risk::None), ("io2", Risk::Refused)] {
        let old = side(json!({ "enabled": true }));
        let new = side(json!({ "enabled": true, "storageClassName": name }));
        assert_eq!(
            compare_artefacts(&old, &new, Catalogue::shipped()).worst(),
            risk,
            "{name}"
        );
    }
}
