//! An environment of another name: what is generated has that name, and the engine that delivers it knows the earlier one.

use std::collections::BTreeMap;

use super::objects::{Object, objects};
use super::risk::with_commands;
use super::taken::{self, Heir};
use super::{Action, Cause, Difference, Effect, FieldChange, Names, Risk, causes, drift, effects, hidden};
use crate::catalog::Catalogue;
use crate::diag::FieldPath;
use crate::emit::delivery::{Keeper, object_name};
use crate::emit::{Artifact, plan};
use crate::model::Environment;
use crate::resolve::resolve;

/// A name that an environment had before.
#[derive(Debug, Clone)]
pub struct Earlier<'a> {
    /// That name.
    pub name: &'a str,
    /// Who has it now, and its folder in `out/`.
    pub heir: Heir,
}

/// As [`compare`](super::compare), where the old one has another name, by which an engine knows it.
#[must_use]
pub fn compare_renamed(
    names: Names,
    earlier: &Earlier,
    old: &Environment,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let keeper = |name, environment| Keeper::of(&resolve(name, names.sources, environment, catalogue));
    let keepers = [keeper(earlier.name, old), keeper(names.name, new)];
    let [before, after] = [old, new].map(|side| names.render(side, catalogue));
    let (was, now) = ((old, &*before), (new, &*after));
    let mut difference = causes::compare_rendered(
        names,
        Some((earlier.name, keepers[0].clone())),
        was,
        now,
        catalogue,
    );
    if keepers[0].is_some() {
        let then = Names {
            name: earlier.name,
            ..names
        };
        call_otherwise(
            &mut difference,
            Action::Remove,
            [&before, &then.render(old, catalogue)],
        );
    }
    hand_over(&mut difference, names.name, earlier, keepers);
    difference
}

/// As [`compare_renamed`], where the old one is known by the files of `out/` alone that were committed. The new one stands beside
/// them under the earlier name, or every file would differ.
#[must_use]
pub fn compare_renamed_files(
    names: Names,
    earlier: &Earlier,
    committed: &BTreeMap<String, String>,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let sources = committed.get(plan::PATH).and_then(|text| plan::sources(text));
    let then = Names {
        name: earlier.name,
        sources: sources.as_deref().unwrap_or(names.sources),
    };
    let rendered = then.render(new, catalogue);
    let is = Keeper::of(&resolve(names.name, names.sources, new, catalogue));
    let keepers = [engine_of(committed), is];
    let drifted = drift::drifted_by(committed, &rendered, |before| {
        let called = Some([earlier.name, names.name]);
        effects::effects_of(before, &rendered, keepers.clone(), called, catalogue)
    });
    let mut difference = Difference::default().and(drifted);
    if keepers[1].is_some() {
        call_otherwise(
            &mut difference,
            Action::Add,
            [&rendered, &names.render(new, catalogue)],
        );
    }
    hand_over(&mut difference, names.name, earlier, keepers);
    difference
}

/// The engine that the files of an environment tell of.
#[must_use]
pub fn engine_of(files: &BTreeMap<String, String>) -> Option<Keeper> {
    let delivery = files.iter().filter(|(path, _)| path.starts_with("delivery/"));
    let delivery: Vec<Artifact> = delivery
        .filter_map(|(path, text)| drift::read(path, text, None))
        .collect();
    Keeper::read(&delivery)
}

/// Adds what a person does about the engine that knows the earlier name.
fn hand_over(difference: &mut Difference, name: &str, earlier: &Earlier, keepers: [Option<Keeper>; 2]) {
    let [Some(was), is] = keepers else {
        return;
    };
    let told = take_told(difference, was.start);
    let is_taken = earlier.heir != Heir::Nobody;
    let plan = match (is.filter(|is| is.start == was.start), is_taken) {
        (Some(is), true) => Some(taken::plan(name, earlier, &was, &is)),
        (Some(is), false) => Some(plan_to_hand_over(name, earlier.name, &was, &is)),
        // Another engine, or none: how the first one is stopped was told of its file.
        (None, true) => told,
        (None, false) => told.map(|stop| {
            let why = format!("and take away what {} delivers from", was.name());
            let remove = with_commands(&why, &[format!("git rm -r out/{}", earlier.name)]);
            format!("{stop}\n{remove}")
        }),
    };
    if let Some(effect) = plan.and_then(|plan| effect(difference, name, &was, plan)) {
        let field = FieldChange {
            path: FieldPath::root().field("name"),
            old: Some(earlier.name.into()),
            new: Some(name.into()),
        };
        let effects = vec![effect];
        difference.causes.insert(0, Cause { field, effects });
    }
}

/// The plan where the same engine goes on, there or at another place.
fn plan_to_hand_over(name: &str, earlier: &str, was: &Keeper, is: &Keeper) -> String {
    with_commands(
        &format!(
            "{} goes on with what lies in out/{earlier}, and nothing tells it of `{name}`; once this is pushed, do in this order what \
             leaves all that it has installed{}",
            was.name(),
            is.place_behind(was)
        ),
        &is.hand_over(name, was, earlier),
    )
}

/// Whether a whole object comes or goes.
fn is_whole(effect: &Effect, action: Action) -> bool {
    effect.path.is_empty() && effect.action() == action
}

/// Objects of an engine that go are those of the earlier name, and those that come are of the new one. Both renders are of one
/// environment: by the name with which it was compared, and by the right one.
fn call_otherwise(difference: &mut Difference, action: Action, [compared, right]: [&[Artifact]; 2]) {
    let mut names: BTreeMap<(&str, String), Object> = BTreeMap::new();
    for (compared, right) in compared.iter().zip(right) {
        let both = [compared, right].map(|file| objects(&file.path, file.documents()));
        let [called, rightly] = both.map(Vec::into_iter);
        let both = called.zip(rightly);
        names.extend(both.map(|(called, rightly)| ((compared.path.as_str(), called.name), rightly)));
    }
    let of_engine =
        |effect: &&mut Effect| effect.artefact.starts_with("delivery/") && is_whole(effect, action);
    for effect in difference.effects_mut().filter(of_engine) {
        let rightly = names.get(&(effect.artefact.as_str(), effect.object.clone()));
        if let Some(rightly) = rightly.filter(|rightly| rightly.name != effect.object) {
            effect.object.clone_from(&rightly.name);
            let tree = if action == Action::Add {
                &mut effect.new
            } else {
                &mut effect.old
            };
            *tree = Some(rightly.tree.clone());
            hidden::hide_effects(std::slice::from_mut(effect));
        }
    }
}

/// What was told of the file that sets the engine on the environment: one plan is enough, and stands under the name.
fn take_told(difference: &mut Difference, start: &str) -> Option<String> {
    let mut told = None;
    for effect in difference.effects_mut().filter(|effect| effect.artefact == start) {
        effect.risk = Risk::None;
        told = effect.reason.take().or(told);
    }
    told
}

/// What becomes of the object that set the engine on the environment: it goes, or is called otherwise, where the engine goes on at
/// its place.
fn effect(difference: &mut Difference, name: &str, was: &Keeper, plan: String) -> Option<Effect> {
    let [kind, namespace, old] = was.root()?;
    let object = [kind, namespace, old].join("/");
    let is_it = |effect: &Effect| {
        effect.artefact == was.start && effect.object == object && is_whole(effect, Action::Remove)
    };
    for cause in &mut difference.causes {
        cause.effects.retain(|effect| !is_it(effect));
    }
    // Where nothing but files is known, its file alone has it.
    let drifted = difference.drifted.iter_mut();
    let of_file = drifted.flat_map(|file| file.effects.extract_if(.., |effect| is_it(effect)));
    difference.effects.extend(of_file);
    if let Some(gone) = difference.effects.iter_mut().find(|effect| is_it(effect)) {
        (gone.risk, gone.reason) = (Risk::Outage, Some(plan));
        return Some(gone.clone());
    }
    let effect = Effect {
        artefact: was.start.to_owned(),
        object,
        kind: kind.to_owned(),
        path: ["metadata", "name"].map(str::to_owned).to_vec(),
        old: Some(old.into()),
        new: Some(object_name(name).into()),
        risk: Risk::Outage,
        replaces: false,
        follows: None,
        reason: Some(plan),
    };
    difference.effects.insert(0, effect.clone());
    Some(effect)
}
