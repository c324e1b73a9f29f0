//! What a change of a step of the plan does: the release of a chart, and from where it comes.

use super::remote::host;
use super::{
    HARMLESS, Judge, Judged, Risk, addons, claims, controllers, external_secrets, judged, webhooks,
    with_commands,
};
use crate::Effect;
use crate::diag::FieldPath;
use crate::emit::delivery::{Keeper, Move};

/// The release of a step: another version of its chart, another namespace, or none any more.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    let [steps, id, rest @ ..] = effect.path.as_slice() else {
        return HARMLESS;
    };
    if steps != "steps" {
        return HARMLESS;
    }
    match rest {
        [] => match (&effect.old, &effect.new) {
            (Some(old), None) if old["kind"] == "helm" => {
                let namespace = old["namespace"].as_str().unwrap_or_default();
                of_removal(id, namespace, judge)
            }
            _ => HARMLESS,
        },
        [field] if field == "command" => of_upgrade(effect, id, judge),
        _ => HARMLESS,
    }
}

/// How a release goes whose step is gone.
fn of_removal(id: &str, namespace: &str, judge: &Judge) -> Judged {
    let [keeper, new] = judge.keepers();
    if let Some(keeper) = keeper.filter(|_| judge.is_handed_over()) {
        let first = two_changes(&release(id), keeper, new);
        return judged(Risk::Refused, format!("it stays, since {first}"));
    }
    if let Some(refused) = controllers::too_soon(id, judge) {
        return refused;
    }
    if let Some(ordered) = external_secrets::of_release(id, namespace, judge) {
        return ordered;
    }
    let (risk, left) = match claims::left(id, judge) {
        Some(left) => (Risk::Data, left),
        None => (Risk::None, controllers::leaves(id)),
    };
    if let Some(ordered) = addons::take_over(id, namespace, left, judge) {
        return ordered;
    }
    let Some(keeper) = keeper else {
        let first = controllers::without_role(id, judge);
        let by_hand = format!(
            "no step deletes the release; `helm uninstall {id} --namespace {namespace}` does{first}{left}"
        );
        return judged(risk, by_hand);
    };
    let why = format!(
        "{} prunes nothing, and installs the release again where somebody else uninstalls it; once it has this change, delete \
         what it has of it, and the release goes with that{}{left}",
        keeper.name(),
        keeper.place()
    );
    judged(
        risk,
        with_commands(&why, &keeper.uninstall(judge.sides[0], id, namespace)),
    )
}

/// How a release gets into another namespace.
fn of_move(id: &str, [old, new]: [&str; 2], judge: &Judge) -> String {
    let secrets = external_secrets::before_move(id);
    let [Some(keeper), next] = judge.keepers() else {
        let refuses = format!(
            "Helm moves no release from {old} to {new}: it makes a second one, and where both have an object outside of namespaces \
             it refuses"
        );
        let uninstall = format!("helm uninstall {id} --namespace {old}");
        return match secrets {
            None => format!("{refuses}; first `{uninstall}`"),
            // The next release makes the definitions again, once they are gone.
            Some(first) => with_commands(
                &format!("{refuses}; before this is applied, {}", first.why),
                &[first.delete, format!("{uninstall} --wait")],
            ),
        };
    };
    if judge.is_handed_over() {
        return two_changes(&release(id).field("namespace"), keeper, next);
    }
    let beside = secrets.as_ref().map(|first| first.step);
    let Move {
        rest,
        uninstall,
        go_on,
    } = keeper.move_away(judge.sides[0], judge.environment(), [id, old], beside);
    let (first, delete) = match secrets {
        None => ("take the first one away".to_owned(), None),
        Some(first) => (first.why, Some(first.delete)),
    };
    let why = format!(
        "{} moves no release from {old} to {new}: it makes a second one, and both want the same objects outside of namespaces; \
         before this is pushed, {first}{}",
        keeper.name(),
        keeper.place()
    );
    let before: Vec<String> = rest.into_iter().chain(delete).chain(uninstall).collect();
    let first = with_commands(&why, &before);
    format!("{first}\n{}", with_commands("and behind the push", &go_on))
}

/// The setting of a release, whose step is called like it.
fn release(id: &str) -> FieldPath {
    FieldPath::root().field("charts").key(id)
}

/// What becomes of a release where the engine that has installed it is handed over too: as long as that is what it was, it takes
/// the release away, and what hands it over has a plan of its own, which leaves all that is installed.
fn two_changes(field: &FieldPath, keeper: &Keeper, new: Option<&Keeper>) -> String {
    let otherwise = match new {
        Some(new) if new.start == keeper.start => "from another place or by another name",
        _ => "no more",
    };
    format!(
        "these are two changes: {}, which has installed the release, is to deliver the environment {otherwise}; push \
         `{field}` first, without that, and do what `diff` says of it then; the rest comes behind it",
        keeper.name()
    )
}

/// Source: Helm documentation, changes since Helm 2: the name of a release is scoped to its namespace.
fn of_upgrade(effect: &Effect, id: &str, judge: &Judge) -> Judged {
    let [old, new] = [&effect.old, &effect.new].map(|command| {
        let command = command.as_ref()?.as_str()?;
        command.contains("helm upgrade").then(|| Upgrade::read(command))
    });
    let Some((old, new)) = old.zip(new) else {
        return HARMLESS;
    };
    let both = |of: for<'u> fn(&Upgrade<'u>) -> &'u str| (of(&old) != of(&new)).then(|| [of(&old), of(&new)]);
    if let Some(namespaces) = both(|upgrade| upgrade.namespace) {
        return judged(Risk::Refused, of_move(id, namespaces, judge));
    }
    if let Some([_, new]) = both(|upgrade| upgrade.source) {
        return judged(
            Risk::Exposure,
            format!(
                "the chart comes from {}: who keeps it there decides what runs in the cluster",
                host(new)
            ),
        );
    }
    match both(|upgrade| upgrade.version) {
        Some(versions) => judged(Risk::Restart, of_version(id, versions, new.namespace, judge)),
        None => HARMLESS,
    }
}

/// What another version of a chart does, and what a person does where Argo CD delivered it and goes on.
fn of_version(id: &str, [old, new]: [&str; 2], namespace: &str, judge: &Judge) -> String {
    let goes = format!("the release goes from {old} to {new}; its pods start anew");
    let [was, is] = judge.keepers();
    let keeper = was.and(is).filter(|_| !judge.is_handed_over());
    let Some((keeper, end)) = keeper.and_then(|keeper| Some((keeper, keeper.end_sync(id)?))) else {
        return goes;
    };
    let told = format!(
        "{goes}; where a sync of it fails or hangs by then, {} tries that on with {old} until `{end}`",
        keeper.name()
    );
    match webhooks::come(id, namespace) {
        Some(certify) => format!("{told}\n{certify}"),
        None => told,
    }
}

/// A command that makes a release or changes it.
struct Upgrade<'a> {
    namespace: &'a str,
    version: &'a str,
    /// The repository, or the chart itself where it lies in a registry.
    source: &'a str,
}

impl<'a> Upgrade<'a> {
    fn read(command: &'a str) -> Self {
        let words = || command.split(' ');
        let behind = |flag: &str| words().skip_while(|word| *word != flag).nth(1);
        let in_registry = words().find(|word| word.starts_with("oci://"));
        Self {
            namespace: behind("--namespace").unwrap_or_default(),
            version: behind("--version").unwrap_or_default(),
            source: behind("--repo").or(in_registry).unwrap_or_default(),
        }
    }
}
