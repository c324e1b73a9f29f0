//! ExternalSecrets that go, with the Secrets that they have made, and their controller, which alone lets them go.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Judge, Judged, Risk, judged, with_commands};
use crate::emit::Artifact;
use crate::emit::plan::SECRETS_STEP;
use crate::emit::teardown::EXTERNAL_SECRETS;
use crate::{Action, Effect};

/// The release of the controller.
const RELEASE: &str = "external-secrets";

/// What leaves the Secrets. Source: Kubernetes documentation, use cascading deletion in a cluster, deleting owner objects and
/// orphaning dependents; External Secrets documentation, ownership and deletion policy: with `creationPolicy: Owner`, as we write
/// it, a Secret is its ExternalSecret's, and garbage with it; read 2026-11.
const ORPHAN: &str = "--cascade=orphan";

/// In which order they go.
const ORDER: &str = "delete all ExternalSecrets of the cluster first, also those of others, and the release then: its custom resource \
                     definitions would wait without an end for them, since only External Secrets lets them go";

/// One that goes.
pub(super) fn of_object(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let goes = effect.kind == "ExternalSecret" && effect.path.is_empty() && effect.action() == Action::Remove;
    // A teardown deletes all of them.
    if !goes || judge.goes() {
        return None;
    }
    let secret = made_by(effect.old.as_ref()?)?;
    Some(match read(judge, 1).contains(secret.as_str()) {
        true => judged(
            Risk::Outage,
            format!(
                "`kubectl apply` leaves it, and it overwrites what others write into the Secret `{secret}`, which is still read; delete \
                 it by hand while External Secrets runs, with `{ORPHAN}`, without which that Secret goes with it, and pods that read it \
                 start no more"
            ),
        ),
        false => judged(
            Risk::None,
            format!(
                "`kubectl apply` leaves what is not there any more; delete the ExternalSecret by hand while External Secrets runs, and \
                 the Secret `{secret}` goes with it"
            ),
        ),
    })
}

/// The release of the controller, which goes with the last of them, since EKS7002 refuses one without the other. That needs no
/// role: with `deletionPolicy: Retain` the controller asks nobody, and takes its finalizer away. Source: External Secrets 2.9.0,
/// `pkg/controllers/externalsecret/externalsecret_controller.go`, `cleanupManagedSecrets`; read 2026-11.
pub(super) fn of_release(release: &str, namespace: &str, judge: &Judge) -> Option<Judged> {
    let objects = judge.sides[0].iter().flat_map(Artifact::documents);
    let made: BTreeSet<String> = objects.filter_map(made_by).collect();
    if release != RELEASE || made.is_empty() {
        return None;
    }
    let (risk, secrets, delete) = of_secrets(&made, judge);
    let order = format!("{ORDER}; {secrets}");
    let [keeper, _] = judge.keepers();
    let (why, uninstall) = match keeper {
        None => (
            format!("no step deletes the release; once this is applied, {order}"),
            vec![format!("helm uninstall {release} --namespace {namespace}")],
        ),
        Some(keeper) => (
            format!(
                "{} prunes nothing, and puts back what somebody else takes away; once it has this change, {order}{}",
                keeper.name(),
                keeper.place()
            ),
            keeper.uninstall(judge.sides[0], release, namespace),
        ),
    };
    let commands: Vec<String> = std::iter::once(delete).chain(uninstall).collect();
    Some(judged(risk, with_commands(&why, &commands)))
}

/// What goes before the release of the controller does, which is to come again in another namespace.
pub(super) struct BeforeMove {
    /// What has to be known.
    pub(super) why: String,
    /// How it goes.
    pub(super) delete: String,
    /// The step that would bring it back.
    pub(super) step: &'static str,
}

/// The definitions go with the release and take all objects with them, also stores. An ExternalSecret that comes again owns the
/// Secret of its name that nobody owns; one with `deletionPolicy: Delete` may have deleted its own before, which the controller
/// does by itself as long as it owns it. Source: External Secrets 2.9.0, docs/guides/ownership-deletion-policy.md and
/// `applyOwnership` and `cleanupManagedSecrets` in `pkg/controllers/externalsecret/externalsecret_controller.go`; read 2026-11.
pub(super) fn before_move(release: &str) -> Option<BeforeMove> {
    (release == RELEASE).then(|| BeforeMove {
        why: format!(
            "{ORDER}; `{ORPHAN}` leaves the Secrets that they have made, which would go with them, but for those of others with \
             `deletionPolicy: Delete`, which may go; until the release is gone, nobody may apply an ExternalSecret; this change \
             brings those of the environment again, which take their Secrets over, and others apply theirs again, and their \
             stores, which go with the definitions"
        ),
        delete: format!("{} {ORPHAN}", delete_all()),
        step: SECRETS_STEP,
    })
}

fn delete_all() -> String {
    format!("kubectl delete {EXTERNAL_SECRETS} --all --all-namespaces --timeout=10m")
}

/// What becomes of the Secrets that were made, and the command by which it does.
fn of_secrets(made: &BTreeSet<String>, judge: &Judge) -> (Risk, String, String) {
    let delete = delete_all();
    let [was, is] = [0, 1].map(|side| read(judge, side));
    let still = made.iter().filter(|secret| is.contains(secret.as_str()));
    let still: Vec<String> = still.map(|secret| format!("`{secret}`")).collect();
    if !still.is_empty() {
        let stay = format!(
            "`{ORPHAN}` leaves the Secrets that they have made, which would go with them, and of which pods still read {}",
            still.join(", ")
        );
        return (Risk::Outage, stay, format!("{delete} {ORPHAN}"));
    }
    let go = format!(
        "the Secrets that they have made go with them; where pods still read one, `{ORPHAN}` leaves them"
    );
    // What nothing here has read is an application's.
    match made.iter().all(|secret| was.contains(secret.as_str())) {
        true => (Risk::None, go, delete),
        false => (Risk::Outage, go, delete),
    }
}

/// The Secret that an ExternalSecret makes, as a plan spells it.
fn made_by(object: &Value) -> Option<String> {
    let namespace = object["metadata"]["namespace"].as_str()?;
    let name = object["spec"]["target"]["name"].as_str()?;
    (object["kind"] == "ExternalSecret").then(|| format!("{namespace}/{name}"))
}

/// The Secrets that steps of the plan read.
fn read<'a>(judge: &Judge<'a>, side: usize) -> BTreeSet<&'a str> {
    let steps = judge.plans()[side].and_then(|plan| plan["steps"].as_array());
    let secrets = steps
        .into_iter()
        .flatten()
        .filter_map(|step| step["requiresSecrets"].as_array());
    secrets.flatten().filter_map(Value::as_str).collect()
}
