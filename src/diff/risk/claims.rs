//! Claims that a release leaves behind, and namespaces that take them along.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::model::value::Release;
use crate::{Action, Effect};

/// What is told of a release that goes and leaves some.
const LEFT: &str = "; the claims of its StatefulSets stay with what they hold, which nobody reads any more, and bill until \
                               somebody deletes them";

/// Some of Kubecost's claims are its StatefulSet's, some its chart's own, which it keeps in some versions. Source:
/// kubecost 3.2.1 and cost-analyzer 1.103.2, templates, as of 2026-11.
const LEFT_BY_KUBECOST: &str = "; look first at `kubectl get pvc` in its namespace: what stays of those bills until somebody deletes \
                                it, and with the others goes what they hold";

/// What the teardown of an environment deletes but where it is told not to.
pub(super) fn torn_down(what: &str, option: &str) -> String {
    format!("the teardown deletes {what}, with what it holds; `--retain-{option}` keeps that")
}

/// The values of a release with claims, in an environment that goes.
pub(super) fn of_values(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let goes = judge.goes() && effect.old.as_ref().is_some_and(has_template);
    goes.then(|| judged(Risk::Data, torn_down("each claim of its StatefulSets", "volumes")))
}

/// What is told of the claims of a release that goes, if it has some. Those of StatefulSets stay. Source: Kubernetes API reference 1.36, StatefulSet,
/// `persistentVolumeClaimRetentionPolicy.whenDeleted`: `Retain` where nothing else is said.
pub(super) fn left(release: &str, judge: &Judge) -> Option<&'static str> {
    let [values, _] = judge.values(&format!("helm/{release}/values.yaml"));
    match Release::Kubecost.name() == release {
        true => Some(LEFT_BY_KUBECOST),
        false => values.is_some_and(has_template).then_some(LEFT),
    }
}

fn has_template(tree: &Value) -> bool {
    match tree {
        Value::Object(entries) => entries
            .iter()
            .any(|(key, value)| key == "volumeClaimTemplate" && value.is_object() || has_template(value)),
        Value::Array(items) => items.iter().any(has_template),
        _ => false,
    }
}

/// A namespace that goes with releases in it, which go first. Source: Helm documentation, changes since Helm 2 (what it knows of a
/// release is a Secret in its namespace); Kubernetes documentation, namespaces (all that is in one is deleted with it) and
/// persistent volumes, reclaiming; 2026-11.
pub(super) fn of_namespace(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let goes = effect.kind == "Namespace" && effect.path.is_empty() && effect.action() == Action::Remove;
    let namespace = effect.old.as_ref().filter(|_| goes)?["metadata"]["name"].as_str()?;
    let [before, after] = judge.plans();
    let now = releases(after?, namespace);
    let gone: Vec<&str> = releases(before?, namespace)
        .into_iter()
        .filter(|release| !now.contains(release))
        .collect();
    if gone.is_empty() {
        return None;
    }
    let named: Vec<String> = gone.iter().map(|release| format!("`{release}`")).collect();
    let first = format!(
        "`kubectl apply` leaves what is not there any more; delete the Namespace by hand, but last: first the releases in it, {}, as \
         their steps of the plan say, since what Helm knows of them goes with it, and what they have outside of it would stay",
        named.join(", ")
    );
    Some(match gone.iter().any(|release| left(release, judge).is_some()) {
        true => judged(
            Risk::Data,
            format!(
                "{first}; then the claims that `kubectl get pvc --namespace {namespace}` lists, which go with it too, and with them \
                 what they hold, unless their class retains it"
            ),
        ),
        false => judged(Risk::None, first),
    })
}

/// The releases that a plan has in a namespace.
fn releases<'p>(plan: &'p Value, namespace: &str) -> Vec<&'p str> {
    let steps = plan["steps"].as_array().into_iter().flatten();
    let here = steps.filter(|step| step["kind"] == "helm" && step["namespace"] == namespace);
    here.filter_map(|step| step["release"].as_str()).collect()
}
