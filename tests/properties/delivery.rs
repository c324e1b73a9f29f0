//! Every engine applies what the plan applies to Kubernetes, and keeps each of its orders in its own words.

use std::collections::{BTreeMap, BTreeSet};

use eksight::emit::delivery::flux_kustomizations;
use eksight::model::{Delivery, Lifecycle};
use serde_json::Value;

use crate::cases::{CASES, Case, none_wrong};
use crate::reading;

/// The steps that an engine takes over: those of Kubernetes, by id, with the kind and what has to be done before.
fn steps(case: &Case) -> BTreeMap<String, (String, Vec<String>)> {
    let plan: Value = serde_json::from_str(case.text("plan.json")).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let steps = plan["steps"].as_array().expect("steps").iter();
    steps
        .filter(|step| ["manifest", "crds", "helm"].contains(&step["kind"].as_str().expect("a kind")))
        .map(|step| {
            let after = step["after"].as_array().expect("a list").iter().map(text);
            (text(&step["id"]), (text(&step["kind"]), after.collect()))
        })
        .collect()
}

/// What an engine does, as far as order goes.
#[derive(Default)]
struct Order {
    /// Where each step stands: the thing of the engine that holds it, and its place in there.
    places: BTreeMap<String, (String, usize)>,
    /// The things that have to be done before a thing.
    before: BTreeMap<String, BTreeSet<String>>,
}

impl Order {
    fn place(&mut self, step: &str, thing: &str) {
        let place = self.places.len();
        let twice = self.places.insert(step.to_owned(), (thing.to_owned(), place));
        assert!(twice.is_none(), "`{step}` is applied twice");
    }

    /// Whether one thing is done before another, however many lie between them.
    fn waits(&self, thing: &str, before: &str) -> bool {
        let direct = self.before.get(thing);
        direct.is_some_and(|direct| {
            direct.contains(before) || direct.iter().any(|found| self.waits(found, before))
        })
    }

    fn holds(&self, step: &str, before: &str) -> bool {
        let (Some((thing, place)), Some((other, earlier))) = (self.places.get(step), self.places.get(before))
        else {
            return false;
        };
        thing == other && earlier < place || self.waits(thing, other)
    }
}

fn texts(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

/// Definitions go with the chart that brings them, before everything else of it.
fn place_with_definitions(order: &mut Order, thing: &str, steps: &BTreeMap<String, (String, Vec<String>)>) {
    let definitions = format!("{thing}-crds");
    if steps.get(&definitions).is_some_and(|(kind, _)| kind == "crds") {
        order.place(&definitions, thing);
    }
    order.place(thing, thing);
}

/// The step of an object whose name has the environment in front.
fn thing_of(name: &Value) -> &str {
    let name = name.as_str().expect("a name");
    name.strip_prefix("random.").expect("the environment's prefix")
}

/// Argo CD: all of a lower wave are healthy before a higher one begins.
fn waves(case: &Case, steps: &BTreeMap<String, (String, Vec<String>)>) -> Order {
    let mut order = Order::default();
    let mut waves: Vec<(i64, String)> = Vec::new();
    let mut paths = case.artifacts.iter().map(|file| file.path.as_str());
    let file =
        paths.find(|path| path.starts_with("delivery/argocd/") && path.ends_with("/applications.yaml"));
    for application in documents(case, file.expect("a file of the Applications")) {
        let metadata = &application["metadata"];
        let thing = thing_of(&metadata["name"]).to_owned();
        let wave = metadata["annotations"]["argocd.argoproj.io/sync-wave"].as_str();
        let wave: i64 = wave.expect("a wave, as a text").parse().expect("a number");
        place_with_definitions(&mut order, &thing, steps);
        let lower = waves.iter().filter(|(other, _)| *other < wave);
        let lower = lower.map(|(_, thing)| thing.clone()).collect();
        order.before.insert(thing.clone(), lower);
        waves.push((wave, thing));
    }
    order
}

/// Flux: a Kustomization begins when those that it depends on are ready.
fn depends_on(case: &Case, steps: &BTreeMap<String, (String, Vec<String>)>) -> Order {
    let mut order = Order::default();
    for kustomization in documents(case, "delivery/flux/steps.yaml") {
        let thing = thing_of(&kustomization["metadata"]["name"]);
        assert_eq!(kustomization["spec"]["wait"], true, "{thing}");
        place_with_definitions(&mut order, thing, steps);
        let before = kustomization["spec"]["dependsOn"]
            .as_array()
            .into_iter()
            .flatten();
        let before = before.map(|other| thing_of(&other["name"]).to_owned());
        order.before.insert(thing.to_owned(), before.collect());
    }
    order
}

/// helmfile: hooks before the release, the release, hooks behind it; and the releases that it needs before all of them.
fn needs(case: &Case) -> Order {
    let mut order = Order::default();
    let helmfile = documents(case, "delivery/helmfile.yaml").remove(0);
    for release in helmfile["releases"].as_array().expect("releases") {
        let name = release["name"].as_str().expect("a name");
        let address = format!("{}/{name}", release["namespace"].as_str().expect("a namespace"));
        let hooks = release["hooks"].as_array().into_iter().flatten();
        let of_event = |wanted: &str, order: &mut Order| {
            let mut seen = BTreeSet::new();
            for hook in hooks
                .clone()
                .filter(|hook| hook["events"] == serde_json::json!([wanted]))
            {
                let step = hook["name"].as_str().expect("a step");
                // A step may have several commands; those of the release itself only look.
                if step != name && seen.insert(step) {
                    order.place(step, &address);
                }
            }
        };
        of_event("presync", &mut order);
        order.place(name, &address);
        of_event("postsync", &mut order);
        order.before.insert(address, texts(&release["needs"]));
    }
    order
}

fn documents(case: &Case, path: &str) -> Vec<Value> {
    reading::documents(case.text(path))
        .unwrap_or_else(|fault| panic!("seed {}: {path}: {fault}", case.seed))
        .into_iter()
        .map(|document| serde_json::to_value(document).expect("a plain tree"))
        .collect()
}

/// The engine of an environment that is not history.
fn live(case: &Case) -> Option<&Delivery> {
    let environment = &case.environment;
    let delivery = environment.delivery.as_ref();
    delivery.filter(|_| environment.lifecycle == Lifecycle::Live)
}

#[test]
fn every_engine_keeps_every_order_of_the_plan() {
    none_wrong(|case| {
        let steps = steps(case);
        let order = match live(case) {
            None => return Vec::new(),
            Some(Delivery::Argocd(_)) => waves(case, &steps),
            Some(Delivery::Flux(_)) => depends_on(case, &steps),
            Some(Delivery::Helmfile(_)) => needs(case),
        };
        let wanted: BTreeSet<&String> = steps.keys().collect();
        let placed: BTreeSet<&String> = order.places.keys().collect();
        let mut wrong: Vec<String> = wanted
            .symmetric_difference(&placed)
            .map(|step| format!("`{step}` is in one of plan and delivery"))
            .collect();
        for (step, (_, after)) in &steps {
            let delivered = after.iter().filter(|before| steps.contains_key(*before));
            let broken = delivered.filter(|before| !order.holds(step, before));
            wrong.extend(broken.map(|before| format!("`{step}` does not wait for `{before}`")));
        }
        wrong
    });
}

#[test]
fn the_plan_names_the_engine_of_each_step_that_is_not_run_beside_it() {
    none_wrong(|case| {
        let engine = match live(case) {
            Some(Delivery::Argocd(_)) => Some("argocd"),
            Some(Delivery::Flux(_)) => Some("flux"),
            Some(Delivery::Helmfile(_)) | None => None,
        };
        let plan: Value = serde_json::from_str(case.text("plan.json")).expect("JSON");
        let of_kubernetes = steps(case);
        let wrong = plan["steps"].as_array().expect("steps").iter().filter(|step| {
            let id = step["id"].as_str().expect("a text");
            step["deliveredBy"].as_str() != engine.filter(|_| of_kubernetes.contains_key(id))
        });
        wrong
            .map(|step| format!("{}: {}", step["id"], step["deliveredBy"]))
            .collect()
    });
}

/// No command of a step that an engine does stands in the runbook, and each other one does.
#[test]
fn the_runbook_has_the_steps_of_people_and_no_other() {
    none_wrong(|case| {
        let plan: Value = serde_json::from_str(case.text("plan.json")).expect("JSON");
        let runbook: BTreeSet<&str> = case.text("RUNBOOK.md").lines().collect();
        let wrong = plan["steps"].as_array().expect("steps").iter().filter(|step| {
            let command = step["command"].as_str().expect("a text");
            runbook.contains(command) == step["deliveredBy"].is_string()
        });
        wrong.map(|step| step["command"].to_string()).collect()
    });
}

#[test]
fn every_engine_is_among_the_cases() {
    let count = |wanted: fn(&Delivery) -> bool| {
        let chosen = CASES.iter().filter_map(live);
        chosen.filter(|delivery| wanted(delivery)).count()
    };
    assert!(count(|delivery| matches!(delivery, Delivery::Argocd(_))) >= 5);
    assert!(count(|delivery| matches!(delivery, Delivery::Flux(_))) >= 5);
    assert!(count(|delivery| matches!(delivery, Delivery::Helmfile(_))) >= 5);
}

#[test]
fn no_engine_is_given_what_is_history() {
    let archived = CASES
        .iter()
        .filter(|case| case.environment.delivery.is_some() && live(case).is_none());
    let mut count = 0;
    for case in archived {
        let files = case.artifacts.iter();
        let delivered = files.filter(|file| file.path.starts_with("delivery/")).count();
        assert_eq!(delivered, 0, "seed {}", case.seed);
        count += 1;
    }
    assert!(count >= 5, "{count}");
}

/// Rules ask for the names alone, and must hear of those that are written.
#[test]
fn flux_is_given_the_kustomizations_that_are_named_to_rules() {
    none_wrong(|case| {
        let Some(Delivery::Flux(_)) = live(case) else {
            return Vec::new();
        };
        let files = ["delivery/flux/environment.yaml", "delivery/flux/steps.yaml"];
        let written = files.into_iter().flat_map(|path| documents(case, path));
        let written: Vec<String> = written
            .map(|object| object["metadata"]["name"].as_str().expect("a name").to_owned())
            .collect();
        let named = flux_kustomizations(&case.resolved());
        if written == named {
            return Vec::new();
        }
        vec![format!("{named:?} are named, and {written:?} written")]
    });
}

#[test]
fn no_manifest_is_empty() {
    none_wrong(|case| {
        let files = case.artifacts.iter();
        let of_objects = |path: &str| path.starts_with("manifests/") || path.starts_with("drills/");
        let empty = files.filter(|file| of_objects(&file.path) && file.documents().is_empty());
        empty.map(|file| file.path.clone()).collect()
    });
}
