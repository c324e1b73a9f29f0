//! A release that goes or moves in the change that hands its engine over: the commands of each are wrong beside those of the other.

use eksight::catalog::Catalogue;
use eksight::diff::{
    Difference, Names, Risk, compare, compare_beside, compare_renamed, compare_renamed_files,
};
use eksight::emit;
use eksight::model::Environment;
use eksight::resolve::resolve;
use serde_json::{Value, json};

use crate::delivery::{argocd, charts, delivered, flux, hub, told};
use crate::{Told, free};

const NO_MORE: &str = "no more";
const ELSEWHERE: &str = "from another place or by another name";

/// Engines and names before and after.
struct Change<'a> {
    names: [&'a str; 2],
    by: [Value; 2],
}

/// Those that hand an environment over, with the engine that had it and what becomes of that.
fn changes() -> Vec<(Change<'static>, &'static str, &'static str)> {
    let [same, other] = [["prod", "prod"], ["prod", "live"]];
    let [gitops, apart] = [("flux", flux()), ("argocd", argocd())].map(|(engine, mut by)| {
        by[engine]["namespace"] = json!("gitops");
        by
    });
    let (argo, none) = ("Argo CD", || Value::Null);
    let all = [
        (same, [hub(), argocd()], argo, ELSEWHERE),
        (same, [argocd(), hub()], argo, ELSEWHERE),
        (same, [argocd(), apart.clone()], argo, ELSEWHERE),
        (same, [argocd(), flux()], argo, NO_MORE),
        (same, [argocd(), none()], argo, NO_MORE),
        (same, [flux(), gitops.clone()], "Flux", ELSEWHERE),
        (same, [flux(), hub()], "Flux", NO_MORE),
        (same, [flux(), none()], "Flux", NO_MORE),
        (other, [argocd(), argocd()], argo, ELSEWHERE),
        (other, [hub(), argocd()], argo, ELSEWHERE),
        (other, [argocd(), apart], argo, ELSEWHERE),
        (other, [argocd(), flux()], argo, NO_MORE),
        (other, [argocd(), none()], argo, NO_MORE),
        (other, [flux(), flux()], "Flux", ELSEWHERE),
        (other, [flux(), gitops], "Flux", ELSEWHERE),
        (other, [flux(), none()], "Flux", NO_MORE),
        // The objects of both have the same names, and the folders do not.
        (["prod_1", "prod-1"], [flux(), flux()], "Flux", ELSEWHERE),
    ];
    let all = all.into_iter();
    all.map(|(names, by, engine, otherwise)| (Change { names, by }, engine, otherwise))
        .collect()
}

fn sides(change: &Change, after: &Value) -> [Environment; 2] {
    let [old, new] = &change.by;
    [delivered(old, &charts()), delivered(new, after)]
}

fn difference(change: &Change, after: &Value) -> Difference {
    let [old, new] = sides(change, after);
    let [earlier, name] = change.names;
    let names = Names { name, sources: &[] };
    match earlier == name {
        true => compare(names, &old, &new, Catalogue::shipped()),
        false => compare_renamed(names, &free(earlier), &old, &new, Catalogue::shipped()),
    }
}

fn moved() -> Value {
    let mut charts = charts();
    charts["opencost"]["namespace"] = json!("costs");
    charts
}

fn gone() -> Value {
    json!({ "external-dns": { "version": "1.21.1" } })
}

/// What is told of steps, and of all else.
fn apart(told: Told) -> [Told; 2] {
    let (steps, rest) = told
        .into_iter()
        .partition(|(place, ..)| place.starts_with("steps."));
    [steps, rest]
}

fn two_changes(engine: &str, otherwise: &str, field: &str) -> String {
    format!(
        "these are two changes: {engine}, which has installed the release, is to deliver the environment {otherwise}; push `{field}` \
         first, without that, and do what `diff` says of it then; the rest comes behind it"
    )
}

fn refused(place: &str, reason: String) -> Told {
    vec![(place.to_owned(), Risk::Refused, reason)]
}

#[test]
fn a_release_goes_or_moves_before_its_engine_is_handed_over() {
    for (change, engine, otherwise) in changes() {
        let (names, [old, new]) = (change.names, &change.by);
        let place = format!("{names:?}: {old} to {new}");
        let [steps, rest] = apart(told(&difference(&change, &moved())));
        let first = two_changes(engine, otherwise, "charts[\"opencost\"].namespace");
        assert_eq!(steps, refused("steps.opencost.command", first), "{place}");
        // What hands over is told once, of what is there.
        let [_, alone] = apart(told(&difference(&change, &charts())));
        let after = |told: Told| -> Told {
            let told = told.into_iter();
            told.map(|(place, risk, reason)| {
                (
                    place,
                    risk,
                    reason.replace("--namespace costs", "--namespace opencost"),
                )
            })
            .collect()
        };
        assert_eq!(after(rest), alone, "{place}");
        assert_eq!(alone.len(), 1, "{place}");
        let [steps, rest] = apart(told(&difference(&change, &gone())));
        let first = two_changes(engine, otherwise, "charts[\"opencost\"]");
        assert_eq!(
            steps,
            refused("steps.opencost", format!("it stays, since {first}")),
            "{place}"
        );
        assert_eq!(rest.len(), 1, "{place}");
    }
}

/// What it follows would bring the first release back, or not know of the second one.
#[test]
fn a_release_goes_or_moves_before_its_engine_follows_something_else() {
    let [mut stable, mut source] = [hub(), flux()];
    stable["argocd"]["revision"] = json!("stable");
    source["flux"]["source"] = json!("other");
    for (by, engine) in [([hub(), stable], "Argo CD"), ([flux(), source], "Flux")] {
        let names = ["prod", "prod"];
        let change = Change { names, by };
        let [steps, _] = apart(told(&difference(&change, &moved())));
        let first = two_changes(engine, ELSEWHERE, "charts[\"opencost\"].namespace");
        assert_eq!(steps, refused("steps.opencost.command", first), "{engine}");
        let [steps, _] = apart(told(&difference(&change, &gone())));
        let first = two_changes(engine, ELSEWHERE, "charts[\"opencost\"]");
        assert_eq!(
            steps,
            refused("steps.opencost", format!("it stays, since {first}")),
            "{engine}"
        );
    }
}

#[test]
fn files_alone_tell_that_a_release_goes_or_moves_first() {
    for (change, engine, otherwise) in changes() {
        let [earlier, name] = change.names;
        if earlier == name {
            continue;
        }
        let [old, new] = sides(&change, &moved());
        let files = emit::render(&resolve(earlier, &[], &old, Catalogue::shipped()));
        let committed = files
            .iter()
            .map(|file| (file.path.clone(), file.text().to_owned()))
            .collect();
        let names = Names { name, sources: &[] };
        let difference = compare_renamed_files(names, &free(earlier), &committed, &new, Catalogue::shipped());
        let refused: Vec<_> = difference
            .all_effects()
            .filter(|effect| effect.risk == Risk::Refused)
            .map(|effect| (effect.path.join("."), effect.reason.clone()))
            .collect();
        let first = two_changes(engine, otherwise, "charts[\"opencost\"].namespace");
        assert_eq!(
            refused,
            [("steps.opencost.command".to_owned(), Some(first))],
            "{earlier}"
        );
    }
}

/// Neither of two environments becomes the other, nor does a release of theirs.
#[test]
fn a_release_of_another_environment_does_not_move() {
    for (change, ..) in changes() {
        for after in [moved(), gone()] {
            let [old, new] = sides(&change, &after);
            let names = Names {
                name: "prod",
                sources: &[],
            };
            let difference = compare_beside(names, &old, &new, Catalogue::shipped());
            let [mut steps, _] = apart(told(&difference));
            steps.retain(|(_, risk, _)| *risk != Risk::None);
            assert_eq!(steps, []);
        }
    }
}
