//! `diff` on `prod`: the cause of each change, what follows from it, and its risk.

mod causes;
mod claims;
mod controllers;
mod delivery;
mod engine_charts;
mod every_field;
mod external_secrets;
mod handed_over;
mod hub;
mod identities;
mod logs;
mod pages;
mod paths;
mod persistence;
mod policies;
mod rights;
mod risks;
mod services;
mod values;

use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::diff::{Difference, Earlier, Effect, Heir, Names, Risk, compare, compare_artefacts};
use eksight::emit::Artifact;
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::source::{Loaded, load};
use serde_json::Value;

fn prod() -> Loaded {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    load(&disk, Path::new("environments/prod.yaml")).expect("a sound environment")
}

fn names(loaded: &Loaded) -> Names<'_> {
    Names {
        name: "prod",
        sources: &loaded.sources,
    }
}

/// An earlier name that nobody has now.
const fn free(name: &str) -> Earlier<'_> {
    Earlier {
        name,
        heir: Heir::Nobody,
    }
}

fn difference(loaded: &Loaded, old: &Environment, new: &Environment) -> Difference {
    compare(names(loaded), old, new, Catalogue::shipped())
}

/// `prod` with other values at some places of its tree.
fn changed(loaded: &Loaded, changes: &[(&str, Value)]) -> Environment {
    let mut tree = serde_json::to_value(&loaded.environment).expect("plain data");
    for (pointer, value) in changes {
        *tree.pointer_mut(pointer).expect(pointer) = value.clone();
    }
    serde_json::from_value(tree).expect("a model")
}

/// What changes in `prod` with these values.
fn of(changes: &[(&str, Value)]) -> Difference {
    let loaded = prod();
    difference(&loaded, &loaded.environment, &changed(&loaded, changes))
}

/// The effects on an object of the template.
fn on<'d>(difference: &'d Difference, object: &str) -> Vec<&'d Effect> {
    let effects = difference.effects.iter();
    effects.filter(|effect| effect.object == object).collect()
}

/// Path, risk and reason of effects.
type Told = Vec<(String, Risk, String)>;

/// What is told of the only effect.
fn one(path: &str, risk: Risk, reason: &str) -> Told {
    vec![(path.to_owned(), risk, reason.to_owned())]
}

/// What is told of each effect between the documents of an artefact.
fn of_documents(artefact: &str, old: &[Value], new: &[Value]) -> Told {
    let side = |documents: &[Value]| [Artifact::json(artefact, documents.to_vec())];
    let difference = compare_artefacts(&side(old), &side(new), Catalogue::shipped());
    let effects = difference.effects.into_iter();
    effects
        .map(|effect| {
            let reason = effect.reason.unwrap_or_default();
            (effect.path.join("."), effect.risk, reason)
        })
        .collect()
}
