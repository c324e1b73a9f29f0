//! An Argo CD that delivers to many clusters: which of them it calls the environment's, and which of its sets has the environment.

use eksight::catalog::Catalogue;
use eksight::diff::{Difference, Names, Risk, compare, compare_renamed};
use serde_json::{Value, json};

use crate::delivery::{argocd, charts, delivered, hub, told};
use crate::{Told, free, one};

fn with(settings: &[(&str, &str)]) -> Value {
    let mut by = hub();
    for (key, value) in settings {
        by["argocd"][key] = json!(value);
    }
    by
}

fn of(earlier: &str, name: &str, [old, new]: [&Value; 2]) -> Difference {
    let [old, new] = [old, new].map(|by| delivered(by, &charts()));
    let names = Names { name, sources: &[] };
    match earlier == name {
        true => compare(names, &old, &new, Catalogue::shipped()),
        false => compare_renamed(names, &free(earlier), &old, &new, Catalogue::shipped()),
    }
}

/// The outages of what is changed in a place, or is a part of the environment.
fn outages(difference: &Difference) -> Told {
    let mut told = told(difference);
    told.retain(|(place, risk, _)| *risk == Risk::Outage && place.contains('.'));
    told
}

#[test]
fn what_is_in_a_cluster_stays_where_argocd_goes_on_in_another_one() {
    let reason = "Argo CD goes on in the cluster that it calls `near`, and leaves in `far` all that it has installed there, which no \
                  pruning takes away; only where both are names of one cluster nothing comes of it, and `argocd cluster get far near \
                  -o server` prints one address twice then";
    let near = with(&[("cluster", "near")]);
    let between = |new: &Value| outages(&of("prod", "prod", [&hub(), new]));
    // Once, though each Application has it.
    let place = "Application/argocd/prod.namespaces";
    let name = format!("{place} spec.destination.name");
    assert_eq!(between(&near), one(&name, Risk::Outage, reason));
    // In the folder of another set, where it stands under its setting.
    let elsewhere = with(&[("cluster", "near"), ("revision", "main")]);
    assert_eq!(between(&elsewhere), one(&name, Risk::Outage, reason));
    let difference = of("prod", "prod", [&hub(), &elsewhere]);
    let causes = difference.causes.iter().filter(|cause| {
        let mut effects = cause.effects.iter();
        effects.any(|effect| effect.risk == Risk::Outage)
    });
    let causes: Vec<String> = causes.map(|cause| cause.field.path.to_string()).collect();
    assert_eq!(causes, ["delivery.argocd.cluster"]);
    // By another name of the environment too, whose plan stands beside it.
    let mut told = outages(&of("prod", "live", [&hub(), &near]));
    told.retain(|(place, ..)| !place.ends_with("metadata.name"));
    let name = name.replace("prod", "live");
    assert_eq!(told, one(&name, Risk::Outage, reason));
    // Another Argo CD has names of its own, and a plan, as one has that comes to another cluster than its own.
    let other = with(&[("cluster", "near"), ("namespace", "gitops")]);
    assert_eq!(between(&other), []);
    let own = outages(&of("prod", "prod", [&argocd(), &near]));
    let places: Vec<&str> = own.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(places, ["Application/argocd/prod spec.sources.0.path"]);
    assert_eq!(between(&hub()), []);
}

#[test]
fn a_set_keeps_the_folder_of_the_earlier_name() {
    let old = "ApplicationSet/argocd/eksight-a-head-aa983cf2";
    let of_sets = |earlier: &str, name: &str, new: &Value| {
        let mut told = told(&of(earlier, name, [&hub(), new]));
        told.retain(|(place, ..)| place == old);
        told
    };
    let main = with(&[("revision", "main")]);
    let kept = |keeps: &str| {
        let reason = format!(
            "this set {keeps}, push it to what that set follows too, take that folder away there, or delete the set if it has no other \
             environment, where ARGOCD is the context \
             of its cluster: `kubectl --context ARGOCD delete applicationsets.argoproj.io eksight-a-head-aa983cf2 --namespace argocd \
             --cascade=orphan --ignore-not-found`"
        );
        one(old, Risk::None, &reason)
    };
    assert_eq!(
        of_sets("prod", "live", &main),
        kept(
            "makes the Application of out/prod/delivery/argocd/hub/eksight-a-head-aa983cf2 again while that lies in what it follows; \
             before you delete that"
        )
    );
    // The Applications of both have one name.
    assert_eq!(
        of_sets("prod_1", "prod-1", &main),
        kept(
            "keeps the environment's Application from the new one while \
             out/prod_1/delivery/argocd/hub/eksight-a-head-aa983cf2 lies in what it follows; once this is pushed"
        )
    );
    // The push takes the folder away that it looks for, or what it has is stopped and stays so.
    assert_eq!(of_sets("prod", "live", &hub()), []);
    let apart = with(&[("revision", "main"), ("namespace", "gitops")]);
    assert_eq!(of_sets("prod", "prod", &apart), []);
}

#[test]
fn a_set_that_takes_the_place_of_another_one_is_brought_by_a_person() {
    let of_set = |old: &Value, earlier: &str, name: &str| {
        let mut told = told(&of(earlier, name, [old, &with(&[("revision", "main")])]));
        told.retain(|(place, ..)| place.starts_with("ApplicationSet/argocd/eksight-a-main"));
        told
    };
    let brought = |name: &str| {
        let reason = format!(
            "where sets make the Applications, Argo CD has to know this one; once it is pushed, where ARGOCD is the context of its \
             cluster, `kubectl --context ARGOCD apply -f out/{name}/delivery/argocd/applicationset.yaml`, if no other environment has \
             brought it there"
        );
        one(
            "ApplicationSet/argocd/eksight-a-main-18133719",
            Risk::None,
            &reason,
        )
    };
    assert_eq!(of_set(&hub(), "prod", "prod"), brought("prod"));
    assert_eq!(of_set(&hub(), "prod", "live"), brought("live"));
    // No set made the Application of one that had an Argo CD of its own.
    assert_eq!(of_set(&argocd(), "prod", "prod"), []);
}
