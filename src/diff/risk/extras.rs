//! Objects of Kubernetes that stand among a chart's values, which the chart hands on as they are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::effects::Spot;
use super::super::tree;
use super::{HARMLESS, Judge, Judged, Risk, at, judged, kubernetes, page, rbac};
use crate::{Action, Effect};

/// The keys that charts have for them. Source: templates/extra-objects.yaml of kube-prometheus-stack 88.5.3, whose list may
/// be a map, templates/extra-manifests.yaml of grafana 12.11.1, and values.yaml of nginx 22.1.1.
const LISTS: [&str; 3] = ["extraManifests", "extraObjects", "extraDeploy"];

/// What an effect does to such objects; `None` where it lies outside of them.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let list = effect
        .path
        .iter()
        .position(|step| LISTS.contains(&step.as_str()))?;
    let values = judge.values(&effect.artefact);
    let [was, is] = values.map(|values| at(values, &effect.path[..=list]));
    let (old, new) = (objects(was), objects(is));
    let touched: Vec<&str> = match effect.path.get(list + 1) {
        None => old.keys().chain(new.keys()).map(String::as_str).collect(),
        Some(item) => {
            // The place of one is that which it has now, or had where it goes.
            let goes = effect.path.len() == list + 2 && effect.new.is_none();
            let here = item_of(if goes { was? } else { is? }, item).and_then(identity);
            let here =
                here.and_then(|here| Some(old.get_key_value(&here).or_else(|| new.get_key_value(&here))?.0));
            // One that is new stands in the place of those that are gone.
            let gone = old.keys().filter(|object| !new.contains_key(*object));
            let is_new = here.is_some_and(|here| !old.contains_key(here));
            here.into_iter()
                .chain(gone.filter(|_| is_new))
                .map(String::as_str)
                .collect()
        }
    };
    let found = touched.into_iter().map(|object| {
        of_object(
            object,
            [old.get(object).copied(), new.get(object).copied()],
            judge,
        )
    });
    Some(found.reduce(Judged::or_worse).unwrap_or(HARMLESS))
}

fn item_of<'v>(list: &'v Value, item: &str) -> Option<&'v Value> {
    match list {
        Value::Array(items) => items.get(item.parse::<usize>().ok()?),
        other => other.get(item),
    }
}

/// By what they are. What is a text is a template of its own, and unknown.
fn objects(list: Option<&Value>) -> BTreeMap<String, &Value> {
    let (items, entries) = match list {
        Some(Value::Array(items)) => (items.as_slice(), None),
        Some(Value::Object(entries)) => (&[][..], Some(entries)),
        _ => (&[][..], None),
    };
    let all = items
        .iter()
        .chain(entries.into_iter().flatten().map(|(_, item)| item));
    all.filter_map(|item| Some((identity(item)?, item))).collect()
}

fn identity(object: &Value) -> Option<String> {
    let metadata = &object["metadata"];
    let parts = [&object["kind"], &metadata["namespace"], &metadata["name"]].map(Value::as_str);
    parts[0]?;
    Some(parts.map(Option::unwrap_or_default).join("/"))
}

fn of_object(name: &str, object: [Option<&Value>; 2], judge: &Judge) -> Judged {
    let (kind, _) = name.split_once('/').unwrap_or((name, ""));
    let mut found = HARMLESS;
    let mut take = |path: &[String], old: Option<&Value>, new: Option<&Value>| {
        let spot = Spot {
            artefact: "",
            object: name,
            kind,
            path,
            old,
            new,
        };
        let here = of_effect(&spot.effect(), object, judge);
        found = std::mem::replace(&mut found, HARMLESS).or_worse(here);
    };
    match object {
        [Some(old), Some(new)] => tree::differences(old, new, &mut take),
        [old, new] => take(&[], old, new),
    }
    found
}

fn of_effect(effect: &Effect, object: [Option<&Value>; 2], judge: &Judge) -> Judged {
    let goes = effect.path.is_empty() && effect.action() == Action::Remove;
    if let Some(left) = judge.left_by_argocd().filter(|_| goes) {
        return left;
    }
    if let Some(page) = page::of_object(effect, object, judge) {
        return page;
    }
    match effect.kind.as_str() {
        // Helm deletes what is not in a release any more, which `kubectl apply` does not.
        "PersistentVolumeClaim" if goes => judged(Risk::Data, "Helm deletes the claim, and what it holds"),
        "Deployment" | "StatefulSet" | "DaemonSet" if goes => judged(
            Risk::Outage,
            format!("Helm deletes the {}, and nothing of it runs", effect.kind),
        ),
        _ if goes => rbac::of(effect, object).unwrap_or(HARMLESS),
        _ => kubernetes::of(effect, object),
    }
}
