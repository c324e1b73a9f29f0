//! Releases that go and leave claims, and the namespaces that would take those along.

use eksight::catalog::Catalogue;
use eksight::diff::{Difference, Risk, compare_artefacts, compare_beside, of_gone};
use eksight::emit::Artifact;
use eksight::model::Environment;
use eksight::source::Loaded;
use serde_json::{Value, json};

use crate::{changed, difference, names, on, prod};

const STACK: &str = "kube-prometheus-stack";

/// What is told of a step and of a namespace that goes with it, when `release` goes from `prod`.
fn gone(release: &str) -> Difference {
    let loaded = prod();
    difference(&loaded, &loaded.environment, &without(&loaded, release))
}

fn without(loaded: &Loaded, release: &str) -> Environment {
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    charts.as_object_mut().expect("charts").remove(release);
    changed(loaded, &[("/charts", charts), ("/secrets", json!({}))])
}

fn told(difference: &Difference, release: &str) -> (Risk, String) {
    let mut effects = difference.effects.iter();
    let step = effects.find(|effect| effect.path == ["steps", release]);
    let step = step.expect("the step goes");
    (step.risk, step.reason.clone().unwrap_or_default())
}

fn of_namespace(difference: &Difference, namespace: &str) -> (Risk, String) {
    let [effect] = on(difference, &format!("Namespace/{namespace}"))[..] else {
        panic!("one effect on the namespace");
    };
    (effect.risk, effect.reason.clone().unwrap_or_default())
}

fn first(release: &str) -> String {
    format!(
        "`kubectl apply` leaves what is not there any more; delete the Namespace by hand, but last: first the releases in it, \
         `{release}`, as their steps of the plan say, since what Helm knows of them goes with it, and what they have outside of \
         it would stay"
    )
}

#[test]
fn what_kubecost_has_on_its_volumes_is_told() {
    let loaded = prod();
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    charts["kubecost"] = json!({ "version": "3.2.1" });
    let with = [
        ("/charts", charts),
        ("/cost", json!({ "kubecost": { "volumes": { "class": "gp3" } } })),
    ];
    let difference = difference(&loaded, &changed(&loaded, &with), &loaded.environment);
    let step = "no step deletes the release; `helm uninstall kubecost --namespace kubecost` does; look first at `kubectl get pvc` in \
                its namespace: what stays of those bills until somebody deletes it, and with the others goes what they hold";
    assert_eq!(told(&difference, "kubecost"), (Risk::Data, step.to_owned()));
}

#[test]
fn claims_that_stay_are_told_and_the_namespace_goes_last() {
    let difference = gone(STACK);
    let step = "no step deletes the release; `helm uninstall kube-prometheus-stack --namespace monitoring` does; the claims of its \
                StatefulSets stay with what they hold, which nobody reads any more, and bill until somebody deletes them";
    assert_eq!(told(&difference, STACK), (Risk::Data, step.to_owned()));
    let claims = "then the claims that `kubectl get pvc --namespace monitoring` lists, which go with it too, and with them what \
                  they hold, unless their class retains it";
    assert_eq!(
        of_namespace(&difference, "monitoring"),
        (Risk::Data, format!("{}; {claims}", first(STACK)))
    );
    // Nothing goes where neither becomes the other.
    let (loaded, none) = (prod(), (Risk::None, String::new()));
    let new = without(&loaded, STACK);
    let beside = compare_beside(names(&loaded), &loaded.environment, &new, Catalogue::shipped());
    assert_eq!(told(&beside, STACK), none);
    assert_eq!(of_namespace(&beside, "monitoring"), none);
}

#[test]
fn a_release_without_claims_goes_before_its_namespace_too() {
    let difference = gone("opencost");
    let step = "no step deletes the release; `helm uninstall opencost --namespace opencost` does";
    assert_eq!(told(&difference, "opencost"), (Risk::None, step.to_owned()));
    assert_eq!(
        of_namespace(&difference, "opencost"),
        (Risk::None, first("opencost"))
    );
}

/// A teardown has an order of its own, and a release that stays is nobody's affair.
#[test]
fn other_namespaces_go_as_before() {
    let by_hand = "`kubectl apply` leaves what is not there any more; delete the Namespace by hand";
    let by_hand = (Risk::None, by_hand.to_owned());
    let loaded = prod();
    let all = of_gone(names(&loaded), &loaded.environment, Catalogue::shipped());
    assert_eq!(of_namespace(&all, "monitoring"), by_hand);
    let plan = json!({ "steps": [{ "id": "a", "kind": "helm", "release": "a", "namespace": "a" }] });
    let namespaces = |names: &[&str]| -> Vec<Value> {
        let object = |name| json!({ "kind": "Namespace", "metadata": { "name": name } });
        names.iter().map(object).collect()
    };
    let side = |names: &[&str]| {
        [
            Artifact::json("plan.json", vec![plan.clone()]),
            Artifact::json("manifests/namespaces.yaml", namespaces(names)),
        ]
    };
    for gone in ["a", "b"] {
        let stays: Vec<&str> = ["a", "b"].into_iter().filter(|name| *name != gone).collect();
        let difference = compare_artefacts(&side(&["a", "b"]), &side(&stays), Catalogue::shipped());
        assert_eq!(of_namespace(&difference, gone), by_hand);
    }
}
