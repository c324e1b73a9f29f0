//! The plan names everything that is applied, each after what it needs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cases::{Case, none_wrong};

/// Folders whose files somebody has to apply.
const APPLIED: [&str; 4] = ["cloudformation/", "eksctl/", "helm/", "manifests/"];

fn steps(case: &Case) -> Vec<Value> {
    let plan: Value = serde_json::from_str(case.text("plan.json")).expect("JSON");
    plan["steps"].as_array().expect("steps").clone()
}

#[test]
fn each_step_comes_after_what_it_waits_for() {
    none_wrong(|case| {
        let mut done: BTreeSet<String> = BTreeSet::new();
        let mut wrong = Vec::new();
        for step in steps(case) {
            let id = step["id"].as_str().expect("an id").to_owned();
            for before in step["after"].as_array().expect("a list") {
                if !before.as_str().is_some_and(|before| done.contains(before)) {
                    wrong.push(format!("{id} waits for {before}"));
                }
            }
            if !done.insert(id.clone()) {
                wrong.push(format!("two steps {id}"));
            }
        }
        wrong
    });
}

#[test]
fn what_is_to_be_applied_is_in_the_plan_and_nothing_else() {
    none_wrong(|case| {
        let planned: Vec<String> = steps(case)
            .iter()
            .filter_map(|step| step["artefact"].as_str().map(str::to_owned))
            .collect();
        let once: BTreeSet<&str> = planned.iter().map(String::as_str).collect();
        let rendered = case.artifacts.iter().map(|artifact| artifact.path.as_str());
        let applied: BTreeSet<&str> = rendered
            .filter(|path| APPLIED.iter().any(|folder| path.starts_with(folder)))
            .collect();
        let twice = (once.len() != planned.len()).then(|| format!("{planned:?}"));
        once.symmetric_difference(&applied)
            .map(|path| (*path).to_owned())
            .chain(twice)
            .collect()
    });
}

#[test]
fn the_last_step_alone_looks_at_what_others_bring_about() {
    none_wrong(|case| {
        let steps = steps(case);
        let ids: BTreeSet<&str> = steps.iter().filter_map(|step| step["id"].as_str()).collect();
        let (last, others) = steps.split_last().expect("a step");
        let looks = last["looks"].as_array().cloned().unwrap_or_default();
        let mut wrong = Vec::new();
        if last["kind"] != "checks" || looks.is_empty() {
            wrong.push(format!("the last step is {last}"));
        }
        for look in looks {
            let after = look["after"].as_array().cloned().unwrap_or_default();
            let known = |id: &Value| id.as_str().is_some_and(|id| id != "checks" && ids.contains(id));
            if after.is_empty() || !after.iter().all(known) {
                wrong.push(format!("nobody brings about {look}"));
            }
        }
        let looking = others.iter().filter(|step| step["looks"] != Value::Null);
        wrong.extend(looking.map(|step| format!("{} looks too", step["id"])));
        wrong
    });
}
