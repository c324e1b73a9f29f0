//! What a change of a step of the plan does: the release of a chart, and from where it comes.

use super::remote::host;
use super::{HARMLESS, Judged, Risk, judged};
use crate::Effect;

/// The release of a step: another version of its chart, another namespace, or none any more.
pub(super) fn of(effect: &Effect) -> Judged {
    let [steps, id, rest @ ..] = effect.path.as_slice() else {
        return HARMLESS;
    };
    if steps != "steps" {
        return HARMLESS;
    }
    match rest {
        [] => match (&effect.old, &effect.new) {
            (Some(old), None) if old["kind"] == "helm" => judged(
                Risk::None,
                format!("no step deletes the release; `helm uninstall {id}` does"),
            ),
            _ => HARMLESS,
        },
        [field] if field == "command" => of_upgrade(effect, id),
        _ => HARMLESS,
    }
}

/// Source: Helm documentation, changes since Helm 2: the name of a release is scoped to its namespace.
fn of_upgrade(effect: &Effect, id: &str) -> Judged {
    let [old, new] = [&effect.old, &effect.new].map(|command| {
        let command = command.as_ref()?.as_str()?;
        command.contains("helm upgrade").then(|| Upgrade::read(command))
    });
    let Some((old, new)) = old.zip(new) else {
        return HARMLESS;
    };
    let both = |of: for<'u> fn(&Upgrade<'u>) -> &'u str| (of(&old) != of(&new)).then(|| [of(&old), of(&new)]);
    if let Some([old, new]) = both(|upgrade| upgrade.namespace) {
        return judged(
            Risk::Refused,
            format!(
                "Helm moves no release from {old} to {new}: it makes a second one, and where both have an object outside \
                 of namespaces it refuses; first `helm uninstall {id} --namespace {old}`"
            ),
        );
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
        Some([old, new]) => judged(
            Risk::Restart,
            format!("the release goes from {old} to {new}; its pods start anew"),
        ),
        None => HARMLESS,
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
