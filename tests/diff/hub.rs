//! An Argo CD that delivers to many clusters: which of its sets has the environment.

use eksight::catalog::Catalogue;
use eksight::diff::{Difference, Names, Risk, compare, compare_renamed};
use serde_json::{Value, json};

use crate::delivery::{charts, delivered, hub, told};
use crate::one;

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
        false => compare_renamed(names, earlier, &old, &new, Catalogue::shipped()),
    }
}

#[test]
fn a_set_keeps_the_folder_of_the_earlier_name() {
    let of_sets = |earlier: &str, name: &str, new: &Value| {
        let mut told = told(&of(earlier, name, [&hub(), new]));
        told.retain(|(place, ..)| place.starts_with("ApplicationSet"));
        told
    };
    let main = with(&[("revision", "main")]);
    let kept = |keeps: &str, folder: &str| {
        let reason = format!(
            "this set {keeps}, take {folder} away there, or delete the set if it has no other environment, where ARGOCD is the context \
             of its cluster: `kubectl --context ARGOCD delete applicationsets.argoproj.io eksight-a-head-aa983cf2 --namespace argocd \
             --cascade=orphan --ignore-not-found`"
        );
        one(
            "ApplicationSet/argocd/eksight-a-head-aa983cf2",
            Risk::None,
            &reason,
        )
    };
    assert_eq!(
        of_sets("prod", "live", &main),
        kept(
            "makes the Application of out/prod again while that lies in what it follows; before you delete that",
            "out/prod"
        )
    );
    // The Applications of both have one name.
    assert_eq!(
        of_sets("prod_1", "prod-1", &main),
        kept(
            "keeps the environment's Application from the new one while out/prod_1 lies in what it follows; once this is pushed",
            "out/prod_1"
        )
    );
    // The push takes the folder away that it looks for, or what it has is stopped and stays so.
    assert_eq!(of_sets("prod", "live", &hub()), []);
    let apart = with(&[("revision", "main"), ("namespace", "gitops")]);
    assert_eq!(of_sets("prod", "prod", &apart), []);
}
