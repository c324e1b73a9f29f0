//! What changes between two environments: each effect on an artefact, by the setting that causes it, with its risk.

mod archive;
mod causes;
mod costs;
mod documents;
mod drift;
mod effects;
mod fields;
mod follow;
mod hidden;
mod matrix;
mod objects;
mod parameters;
mod parts;
mod renamed;
pub mod report;
mod risk;
mod taken;
pub mod trace;
mod tree;
mod way;

use eksight_catalog as catalog;
use eksight_cost as cost;
use eksight_diag as diag;
use eksight_emit as emit;
use eksight_model as model;
use eksight_parallel as parallel;
use eksight_resolve as resolve;
use eksight_source as source;

pub use costs::{Costs, Together, costs};
pub use documents::template;
pub use drift::{Drifted, compare_files, drifted};
pub use effects::{Action, Effect};
pub use fields::FieldChange;
pub use matrix::{Matrix, Row, matrix, matrix_of};
pub use renamed::{Earlier, compare_renamed, compare_renamed_files, engine_of};
pub use risk::Risk;
pub use taken::Heir;

use std::collections::BTreeMap;

use crate::catalog::Catalogue;
use crate::diag::FieldPath;
use crate::emit::Artifact;
use crate::model::Environment;
use crate::resolve::resolve;
use parts::Parts;

/// What two environments are called, and from which files, in what is generated. The same for both, or every file would
/// differ in its first line.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The environment's name.
    pub name: &'a str,
    /// Its files.
    pub sources: &'a [String],
}

impl Names<'_> {
    fn render(&self, environment: &Environment, catalogue: &Catalogue) -> Vec<Artifact> {
        self.render_parts(environment, catalogue, &Parts::All)
    }

    /// As `render`, beside what an environment is made into that is mostly the same.
    fn render_beside(
        &self,
        environment: &Environment,
        catalogue: &Catalogue,
        other: &[Artifact],
    ) -> Vec<Artifact> {
        emit::render_beside(&resolve(self.name, self.sources, environment, catalogue), other)
    }

    fn render_parts(&self, environment: &Environment, catalogue: &Catalogue, parts: &Parts) -> Vec<Artifact> {
        parts.render(&resolve(self.name, self.sources, environment, catalogue))
    }
}

/// A changed setting and all that it does.
#[derive(Debug)]
pub struct Cause {
    /// The setting.
    pub field: FieldChange,
    /// What it does, in the order of the artefacts. An effect that needs several settings stands under each of them.
    pub effects: Vec<Effect>,
}

/// The difference between two environments.
#[derive(Debug, Default)]
pub struct Difference {
    /// By setting, in the order of the model.
    pub causes: Vec<Cause>,
    /// All effects of settings, each once.
    pub effects: Vec<Effect>,
    /// What differs for another reason than a setting, by file.
    pub drifted: Vec<Drifted>,
    /// How many objects are made where the stack is another one: all that it has, beside what there is.
    pub made: Option<usize>,
}

impl Difference {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty() && self.effects.is_empty() && self.drifted.is_empty()
    }

    /// The same of an environment that nobody applies: whatever differs, nothing that runs does.
    #[must_use]
    pub fn of_archived(mut self) -> Self {
        for effect in self.effects_mut() {
            *effect = effect.without_risk();
        }
        self
    }

    /// The same of one that is archived by this, and of whose name at the base that is no other environment's cluster: what runs
    /// of it runs on, until somebody deletes it. What an engine has of it changes as it says.
    #[must_use]
    pub fn of_archiving(mut self, name: &str, heir: Option<&str>) -> Self {
        let (risk, reason) = archive::judged(name, heir);
        for effect in self.effects_mut() {
            if archive::is_lifecycle(effect) {
                (effect.risk, effect.reason) = (risk, Some(reason.clone()));
            } else if !effect.artefact.starts_with("delivery/") {
                *effect = effect.without_risk();
            }
        }
        self
    }

    /// Every place that holds an effect: one that several settings cause stands in more than one.
    fn effects_mut(&mut self) -> impl Iterator<Item = &mut Effect> {
        let causes = self.causes.iter_mut().map(|cause| &mut cause.effects);
        let drifted = self.drifted.iter_mut().map(|file| &mut file.effects);
        causes.chain(drifted).chain([&mut self.effects]).flatten()
    }

    /// All effects, whatever causes them.
    pub fn all_effects(&self) -> impl Iterator<Item = &Effect> {
        let drifted = self.drifted.iter().flat_map(|file| &file.effects);
        self.effects.iter().chain(drifted)
    }

    /// The worst that happens.
    #[must_use]
    pub fn worst(&self) -> Risk {
        let drifted = self.drifted.iter().map(Drifted::worst);
        drifted
            .chain([Risk::worst(&self.effects)])
            .max()
            .unwrap_or(Risk::None)
    }
}

/// All that an environment is made into, as a difference to nothing. Secrets are hidden.
#[must_use]
pub fn of_new(names: Names, environment: &Environment, catalogue: &Catalogue) -> Difference {
    as_a_whole(effects::effects(
        &[],
        &names.render(environment, catalogue),
        catalogue,
    ))
}

/// All that an environment was made into, as it goes.
#[must_use]
pub fn of_gone(names: Names, environment: &Environment, catalogue: &Catalogue) -> Difference {
    as_a_whole(effects::effects(
        &names.render(environment, catalogue),
        &[],
        catalogue,
    ))
}

/// Compares what runs with what it should be, wherever both come from. Secrets are hidden.
#[must_use]
pub fn compare_artefacts(running: &[Artifact], wanted: &[Artifact], catalogue: &Catalogue) -> Difference {
    let effects = effects::effects(running, wanted, catalogue);
    match effects.is_empty() {
        true => Difference::default(),
        false => as_a_whole(effects),
    }
}

/// The same, where it is known by the files of `out/` alone that were committed. Those that cannot be read stand apart.
#[must_use]
pub fn of_gone_files(committed: &BTreeMap<String, String>, catalogue: &Catalogue) -> Difference {
    let files = drift::drifted(committed, &[], catalogue).into_iter();
    let (unreadable, read): (Vec<_>, Vec<_>) = files.partition(|file| file.unreadable);
    Difference {
        drifted: unreadable,
        ..as_a_whole(read.into_iter().flat_map(|file| file.effects).collect())
    }
}

fn as_a_whole(mut effects: Vec<Effect>) -> Difference {
    hidden::hide_effects(&mut effects);
    let field = FieldChange {
        path: FieldPath::root(),
        old: None,
        new: None,
    };
    let causes = vec![Cause {
        field,
        effects: effects.clone(),
    }];
    Difference {
        causes,
        effects,
        ..Difference::default()
    }
}

/// Compares two environments of which neither becomes the other: that their stacks are two, and that a release has another
/// namespace or is not there, is no risk. Secrets are hidden.
#[must_use]
pub fn compare_beside(
    names: Names,
    old: &Environment,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let mut difference = compare(names, old, new, catalogue);
    difference.made = None;
    let lists = difference.causes.iter_mut().map(|cause| &mut cause.effects);
    for effect in lists.chain([&mut difference.effects]).flatten() {
        let says_how = effect.artefact == emit::plan::PATH || effect.artefact.starts_with("delivery/");
        let goes_by_hand = says_how || effect.kind == "Namespace";
        if says_how && matches!(effect.risk, Risk::None | Risk::Outage | Risk::Refused)
            || goes_by_hand && effect.risk == Risk::Data
        {
            (effect.risk, effect.reason) = (Risk::None, None);
        }
    }
    difference
}

/// Compares two environments, and all that is made from them. Secrets are hidden.
#[must_use]
pub fn compare(names: Names, old: &Environment, new: &Environment, catalogue: &Catalogue) -> Difference {
    causes::compare(names, old, new, catalogue)
}

/// As [`compare`], for who has what both are made into under these names.
#[must_use]
pub fn compare_rendered(
    names: Names,
    old: (&Environment, &[Artifact]),
    new: (&Environment, &[Artifact]),
    catalogue: &Catalogue,
) -> Difference {
    causes::compare_rendered(names, None, old, new, catalogue)
}
