//! What a change of the files of an engine does: it keeps what it knows until somebody tells it otherwise.

use serde_json::Value;

use super::super::objects::objects;
use super::{HARMLESS, Judge, Judged, Risk, judged, with_commands};
use crate::Effect;
use crate::emit::Artifact;
use crate::emit::delivery::{HUB, Keeper};

/// The object that sets the engine on the environment: nobody takes it away, and nobody applies it anew. The others lie in
/// what it applies.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    // An environment that goes is torn down, which begins with its engine, and the runbook of one that comes says all.
    let [old, new] = judge.keepers();
    if !judge.plans().iter().all(Option::is_some) {
        return HARMLESS;
    }
    if effect.old.is_none() {
        return new
            .and_then(|new| comes(effect, old, new, judge))
            .unwrap_or(HARMLESS);
    }
    let Some(old) = old else {
        return HARMLESS;
    };
    if effect.artefact != old.start {
        let told = new.and_then(|new| {
            of_set(effect, old, new, judge)
                .or_else(|| of_cluster(effect, old, new, judge))
                .or_else(|| of_step(effect, old, new, judge))
        });
        return told.unwrap_or(HARMLESS);
    }
    let other_cluster = new.is_some_and(|new| new.elsewhere.is_some() != old.elsewhere.is_some());
    let is_path = effect.path.last().is_some_and(|step| step == "path");
    // What else is another one of the environment's Application is told with the folder.
    let is_told = old.elsewhere.is_some() && !is_path && is_another_folder(old, judge);
    match new {
        _ if effect.path.is_empty() || other_cluster && is_path => goes_on(old, new, judge),
        Some(new) if !other_cluster && !is_told => judged(Risk::None, by_hand(new, judge.environment())),
        _ => HARMLESS,
    }
}

/// Whether an Argo CD elsewhere takes the environment from another folder than it did.
fn is_another_folder(old: &Keeper, judge: &Judge) -> bool {
    let [was, is] = judge
        .values(old.start)
        .map(|root| root.map(|root| &root["spec"]["sources"][0]["path"]));
    was != is
}

/// An engine that comes where there was none that works by itself, and a set that takes the place of another one.
fn comes(effect: &Effect, old: Option<&Keeper>, new: &Keeper, judge: &Judge) -> Option<Judged> {
    if !effect.path.is_empty() {
        return None;
    }
    let environment = judge.environment();
    if effect.kind == "ApplicationSet" && old.is_some_and(|old| old.elsewhere.is_some()) {
        let command = new.bring_set(environment);
        return Some(judged(
            Risk::None,
            format!(
                "where sets make the Applications, {} has to know this one; once it is pushed{}, `{command}`, if no other environment \
                 has brought it there",
                new.name(),
                new.place()
            ),
        ));
    }
    (old.is_none() && effect.artefact == new.start).then(|| {
        let before = new.comes_behind(judge.earlier(), judge.sides[0]);
        judged(Risk::None, format!("{before}\n{}", set_on(new, environment)))
    })
}

/// What delivered a manifest that is gone, while the engine goes on: the objects of that manifest are told of as such, and a
/// release by its step of the plan.
fn of_step(effect: &Effect, old: &Keeper, new: &Keeper, judge: &Judge) -> Option<Judged> {
    let goes = effect.path.is_empty() && effect.new.is_none();
    // Its file may be another one now.
    let is_here = |file: &Artifact| {
        let mut here = objects(&file.path, file.documents()).into_iter();
        file.path.starts_with("delivery/") && here.any(|object| object.name == effect.object)
    };
    if !goes || !old.is_succeeded_by(new) || judge.sides[1].iter().any(is_here) {
        return None;
    }
    let delete = old.forget(judge.sides[0], effect.old.as_ref()?)?;
    Some(judged(
        Risk::None,
        format!(
            "{} prunes nothing; once it has this change{}, `{delete}` deletes it alone, and what it has applied stays",
            old.name(),
            old.place()
        ),
    ))
}

/// Another cluster of the same Argo CD, told of the first of its Applications there: it looks for what it has installed where an
/// Application leads now, and nowhere else (argoproj/argo-cd, issues 1640, 5668 and 9172, the last of 2022-04 and open in 2026-11).
/// Which cluster that is its name alone tells (`GetDestinationServer` in util/argo/argo.go of v3.5.1).
fn of_cluster(effect: &Effect, old: &Keeper, new: &Keeper, judge: &Judge) -> Option<Judged> {
    let [was, is] = [old, new].map(|keeper| keeper.elsewhere.as_deref().filter(|name| !name.is_empty()));
    let (was, is) = was.zip(is)?;
    let [[_, place, _], [_, now, _]] = [old.root()?, new.root()?];
    if was == is || place != now {
        return None;
    }
    let mut before = judge.sides[0].iter();
    let file = before.find(|file| file.path.starts_with(HUB))?;
    let first = objects(&file.path, file.documents()).into_iter().next()?;
    let leads = effect.path.is_empty() || effect.path == ["spec", "destination", "name"];
    (leads && first.name == effect.object).then(|| {
        judged(
            Risk::Outage,
            format!(
                "{} goes on in the cluster that it calls `{is}`, and leaves in `{was}` all that it has installed there, which no pruning \
                 takes away; only where both are names of one cluster nothing comes of it, and `argocd cluster get {was} {is} -o \
                 server` prints one address twice then",
                old.name()
            ),
        )
    })
}

/// A set of Argo CD that follows other commits than the one which takes its place. No set has an Application that another one has
/// (`SetControllerReference` in applicationset/controllers/applicationset_controller.go of v3.5.1), and the old one has the
/// environment's as long as it finds the folder.
fn of_set(effect: &Effect, old: &Keeper, new: &Keeper, judge: &Judge) -> Option<Judged> {
    let set = effect
        .old
        .as_ref()
        .filter(|_| effect.path.is_empty() && effect.new.is_none())?;
    let now = judge.values(&effect.artefact)[1]?;
    let follows = |set: &Value| ["repoURL", "revision"].map(|key| generator(set)[key].clone());
    if set["kind"] != "ApplicationSet" || follows(set) == follows(now) {
        return None;
    }
    let [name, namespace] = ["name", "namespace"].map(|key| set["metadata"][key].as_str());
    // The folder that it looks for has its name in it, so that a push which brings the new set takes that of the old one away.
    let folders = generator(set)["directories"][0]["path"].as_str()?;
    let folder = folders.replacen('*', judge.earlier(), 1);
    let keeps = match (old.is_succeeded_by(new), judge.called) {
        (true, _) => format!(
            "keeps the environment's Application from the new one while {folder} lies in what it follows; once this is pushed"
        ),
        // What hands the environment over deletes it.
        (false, Some(_)) => format!(
            "makes the Application of {folder} again while that lies in what it follows; before you delete that"
        ),
        // That of another namespace is stopped, and the set leaves it so.
        (false, None) => return None,
    };
    Some(judged(
        Risk::None,
        format!(
            "this set {keeps}, push it to what that set follows too, take that folder away there, or delete the set if it has no other \
             environment{}: `{}`",
            new.place(),
            new.forget_set(name?, namespace?)
        ),
    ))
}

/// Where a set of Argo CD looks for environments.
fn generator(set: &Value) -> &Value {
    &set["spec"]["generators"][0]["git"]
}

/// What nobody but a person changes: what sets the engine on the environment lies beside what that applies.
fn by_hand(keeper: &Keeper, environment: &str) -> String {
    let set = match keeper.elsewhere {
        Some(_) => ", or `applicationset.yaml` beside it where that makes it",
        None => "",
    };
    format!(
        "{} does not look at this file; once it is pushed{}, `{}`{set}",
        keeper.name(),
        keeper.place(),
        keeper.set_on(environment)
    )
}

/// An engine that nothing here stops. Source: docs/user-guide/auto_sync.md of Argo CD v3.5.1, automatic pruning and self-healing;
/// docs/spec/v1/kustomizations.md of kustomize-controller v1.9.4, prune.
fn goes_on(old: &Keeper, new: Option<&Keeper>, judge: &Judge) -> Judged {
    let environment = judge.environment();
    let stop = with_commands(
        &format!(
            "nothing stops {}: it goes on with what it knows, and {}; before this is pushed, stop it{}",
            old.name(),
            old.undoes(),
            old.place()
        ),
        &old.stop(),
    );
    let then = match new {
        Some(new) => vec![set_on(new, environment)],
        None => {
            let files = judge.sides[1];
            let known = [
                old.leaves_to_helm(environment, files),
                old.leaves_fields(environment, files),
            ];
            known.into_iter().flatten().collect()
        }
    };
    let told: Vec<String> = std::iter::once(stop).chain(then).collect();
    judged(Risk::Outage, told.join("\n"))
}

/// How an engine comes to an environment, with what it has to let go on where it was there before.
fn set_on(new: &Keeper, environment: &str) -> String {
    let set_on = with_commands(
        &format!("and behind the push set {} on it{}", new.name(), new.place()),
        &[new.set_on(environment)],
    );
    let resume = new.resume();
    match resume.is_empty() {
        true => set_on,
        false => {
            let known = "and let go on what it had made here before, if it had, since that stays suspended";
            format!("{set_on}\n{}", with_commands(known, &resume))
        }
    }
}
