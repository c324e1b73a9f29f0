//! Every field of the model changed, one at a time and two at a time: the cause is found, no effect is without one, and
//! its risk is what the table of properties says. The fields are the schema's, so that a new one is among them.

use eksight::catalog::{Catalogue, Effect as Update};
use eksight::diag::FieldPath;
use eksight::diff::trace::{Shape, Traced, probe};
use eksight::diff::{Effect, Risk};
use eksight::emit::cloudformation;
use eksight::model::Environment;
use eksight::model::value::Release;
use serde_json::Value;

use crate::{difference, names, prod};

/// Fields that say what a file is, and have one value in an environment.
const OF_FILES: [&str; 3] = ["apiVersion", "kind", "extends"];

/// A field, an environment that has it, and one where it is another.
struct Case {
    path: FieldPath,
    old: Environment,
    new: Environment,
}

/// Every field of the schema, once: with an entry that `prod` has where there is one.
fn fields(shape: Shape, tree: Option<&Value>, path: &FieldPath, found: &mut Vec<Vec<FieldPath>>) {
    for (name, field) in shape.fields() {
        if path.segments().is_empty() && OF_FILES.contains(&name) {
            continue;
        }
        let path = path.field(name);
        let tree = tree.and_then(|tree| tree.get(name));
        found.push(vec![path.clone()]);
        match field.entry().filter(|_| field.fields().is_empty()) {
            Some(entry) if !entry.fields().is_empty() => entries(entry, tree, &path, found),
            _ => fields(field, tree, &path, found),
        }
    }
}

/// The fields of a map's entries: of the first that has the field, or else of a new entry under a name that fits.
fn entries(entry: Shape, tree: Option<&Value>, path: &FieldPath, found: &mut Vec<Vec<FieldPath>>) {
    let there = tree
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str());
    let new = ["other", "ap-northeast-2a", "EKS2014"].into_iter();
    let names: Vec<&str> = there
        .chain(new)
        .chain(Release::ALL.iter().map(|release| release.name()))
        .collect();
    let mut of_names: Vec<Vec<Vec<FieldPath>>> = Vec::new();
    for name in names {
        let mut of_name = Vec::new();
        fields(
            entry,
            tree.and_then(|tree| tree.get(name)),
            &path.key(name),
            &mut of_name,
        );
        of_names.push(of_name);
    }
    let count = of_names.iter().map(Vec::len).max().unwrap_or_default();
    for at in 0..count {
        let same = of_names.iter().filter_map(|of_name| of_name.get(at));
        found.push(same.flatten().cloned().collect());
    }
}

/// A case for each field, and the fields for which there is none.
fn cases(traced: &Traced) -> (Vec<Case>, Vec<String>) {
    let mut all = Vec::new();
    fields(
        Shape::of_environment(),
        Some(traced.tree()),
        &FieldPath::root(),
        &mut all,
    );
    let (mut cases, mut without) = (Vec::new(), Vec::new());
    for paths in all {
        match paths.iter().find_map(|path| case(traced, path)) {
            Some(case) => cases.push(case),
            None => without.push(paths[0].to_string()),
        }
    }
    (cases, without)
}

fn case(traced: &Traced, path: &FieldPath) -> Option<Case> {
    let (tree, old) = traced.grown(path)?;
    let other = probe::probes(&tree, Shape::of_environment(), path, 1).pop();
    let other = other.or_else(|| probe::without(&tree, path));
    // One of several choices that has no settings of its own goes with the choice.
    let new = other
        .or_else(|| probe::without(&tree, &path.parent()?))?
        .environment;
    let path = path.clone();
    Some(Case { path, old, new })
}

/// Fields whose change makes another stack.
const OF_ANOTHER_STACK: [&str; 5] = [
    "account",
    "account.id",
    "cluster",
    "cluster.name",
    "cluster.region",
];

#[test]
fn each_field_alone_is_the_cause_of_all_that_changes_and_its_risk_is_the_tables() {
    let loaded = prod();
    let traced = Traced::new(names(&loaded), &loaded.environment, Catalogue::shipped());
    let (cases, without) = cases(&traced);
    assert_eq!(without, [] as [&str; 0], "fields without another value");
    let (mut replaced, mut updated, mut refused, mut stacks) = (0, 0, 0, 0);
    for Case { path, old, new } in &cases {
        let difference = difference(&loaded, old, new);
        let causes: Vec<&FieldPath> = difference.causes.iter().map(|cause| &cause.field.path).collect();
        // A part of it, or the choice of which it is one; what holds others may differ in several of them.
        let its = |cause: &FieldPath| {
            cause.segments().starts_with(path.segments()) || path.parent().as_ref() == Some(cause)
        };
        assert!(causes.iter().all(|cause| its(cause)), "{path}: {causes:?}");
        let holds_others = difference.causes.iter().any(|cause| cause.field.path != *path);
        assert!(
            causes.len() == 1 || holds_others && !causes.is_empty(),
            "{path}: {causes:?}"
        );
        let is_caused = |effect: &&Effect| {
            difference
                .causes
                .iter()
                .any(|cause| cause.effects.contains(effect))
        };
        let union = difference.effects.iter().filter(is_caused).count();
        assert_eq!(union, difference.effects.len(), "{path}");
        if let [cause] = difference.causes.as_slice() {
            assert_eq!(cause.effects, difference.effects, "{path}");
        }
        // Another stack is made, and nothing of this one changes.
        let is_other_stack = |effect: &Effect| effect.artefact == "plan.json" && effect.risk == Risk::Outage;
        if difference.effects.iter().any(is_other_stack) {
            let found = [Risk::None, Risk::Exposure];
            let others = difference.effects.iter().filter(|effect| !is_other_stack(effect));
            assert!(OF_ANOTHER_STACK.contains(&path.to_string().as_str()), "{path}");
            assert!(
                others
                    .into_iter()
                    .all(|effect| !effect.replaces && found.contains(&effect.risk))
            );
            stacks += 1;
            continue;
        }
        for effect in &difference.effects {
            assert!(
                effect.risk == Risk::None || effect.reason.is_some(),
                "{path}: {effect:?}"
            );
            match table_says(effect) {
                Some(Update::Refused) => {
                    refused += 1;
                    assert_eq!(effect.risk, Risk::Refused, "{path}: {effect:?}");
                }
                Some(Update::Replace) => {
                    replaced += 1;
                    // One that keeps its name is not replaced: the update is refused.
                    assert_eq!(
                        effect.replaces,
                        effect.risk != Risk::Refused,
                        "{path}: {effect:?}"
                    );
                    assert!(effect.risk >= Risk::Replace, "{path}: {effect:?}");
                }
                Some(Update::MayReplace) => assert!(effect.risk >= Risk::Replace, "{path}: {effect:?}"),
                Some(Update::Update) => {
                    updated += 1;
                    let refused = effect.risk == Risk::Refused && !only_eks_refuses(effect);
                    let wrong = effect.replaces || effect.risk == Risk::Replace || refused;
                    assert!(!wrong, "{path}: {effect:?}");
                }
                None => assert!(!effect.replaces, "{path}: {effect:?}"),
            }
        }
    }
    assert_eq!(stacks, 5);
    assert!(
        cases.len() > 250 && replaced > 30 && updated > 100 && refused > 0,
        "{} fields, {replaced} replaced, {updated} updated, {refused} refused",
        cases.len()
    );
}

/// What CloudFormation hands on and EKS does not do: a version that is not the next one, subnets of another VPC.
fn only_eks_refuses(effect: &Effect) -> bool {
    let parts = ["Version", "ResourcesVpcConfig"];
    effect.kind == "AWS::EKS::Cluster" && parts.contains(&effect.path[1].as_str())
}

/// What the table of properties says of a change of a resource that stays.
fn table_says(effect: &Effect) -> Option<Update> {
    let ("Properties", path) = effect
        .path
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))?
    else {
        return None;
    };
    let intrinsic = |step: &&String| *step == "Ref" || step.starts_with("Fn::");
    let path: Vec<&str> = path
        .iter()
        .take_while(|step| !intrinsic(step))
        .map(String::as_str)
        .collect();
    let table = Catalogue::shipped().cloudformation();
    let in_template = effect.artefact == cloudformation::PATH;
    in_template.then(|| table.effect_of_change(&effect.kind, &path.join("/")))?
}

#[test]
fn with_two_changes_no_effect_is_without_a_cause_and_none_is_made_up() {
    let loaded = prod();
    let traced = Traced::new(names(&loaded), &loaded.environment, Catalogue::shipped());
    let (cases, _) = cases(&traced);
    let of_prod: Vec<&Case> = cases
        .iter()
        .filter(|case| case.old == loaded.environment)
        .collect();
    let mut pairs = 0;
    for pair in of_prod.windows(2).step_by(5) {
        let [one, two] = pair else {
            panic!("windows of two")
        };
        let first = Traced::new(names(&loaded), &one.new, Catalogue::shipped());
        let Some(both) = first.probes(&two.path, 1).pop() else {
            continue;
        };
        let found = difference(&loaded, &loaded.environment, &both.environment);
        let what = format!("{} and {}", one.path, two.path);
        for effect in &found.effects {
            let mut causes = found.causes.iter();
            assert!(
                causes.any(|cause| cause.effects.contains(effect)),
                "{what}: {effect:?}"
            );
        }
        for cause in &found.causes {
            let mut effects = cause.effects.iter();
            assert!(effects.all(|effect| is_of(effect, &found.effects)), "{what}");
        }
        pairs += 1;
    }
    assert!(pairs > 25, "{pairs} pairs");
}

/// Whether it is one of these, or a part of one whose risk is another setting's.
fn is_of(effect: &Effect, all: &[Effect]) -> bool {
    let harmless = |known: &Effect| Effect {
        risk: Risk::None,
        reason: None,
        ..known.clone()
    };
    all.iter()
        .any(|known| known == effect || harmless(known) == *effect)
}
