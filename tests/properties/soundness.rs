//! A random environment is read as it was meant, no rule finds an error in it, and everything that comes out is YAML,
//! JSON or Markdown, the same in each run.

use eksight::emit::{self, cloudformation};
use serde_json::Value;

use crate::cases::{CASES, SEEDS, checked, in_two_threads, none_wrong};

#[test]
fn files_are_read_as_they_were_meant() {
    none_wrong(|case| {
        let differs = case.read != case.environment;
        differs
            .then(|| format!("{:#?}\nwas read as\n{:#?}", case.environment, case.read))
            .into_iter()
            .collect()
    });
}

#[test]
fn rules_find_no_error() {
    none_wrong(|case| {
        (!case.errors.is_empty())
            .then(|| case.errors.clone())
            .into_iter()
            .collect()
    });
}

/// A rule that objects to one sound environment in a thousand is wrong for somebody.
#[test]
fn rules_find_no_error_in_a_thousand_environments() {
    let wrong = in_two_threads(SEEDS..1000, |seed| {
        let environment = eksight_testing::environment(seed);
        let (_, errors) = checked(seed, &environment, &eksight_testing::yaml(&environment));
        (!errors.is_empty()).then(|| format!("seed {seed}:\n{errors}"))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_artefact_is_read_by_another_reader() {
    none_wrong(|case| {
        let json = case
            .artifacts
            .iter()
            .filter(|artifact| artifact.path.ends_with(".json"));
        let unread = json.filter(|artifact| serde_json::from_str::<Value>(artifact.text()).is_err());
        unread
            .map(|artifact| artifact.path.clone())
            .chain(case.unread.clone())
            .collect()
    });
    let read: usize = CASES.iter().map(|case| case.artifacts.len()).sum();
    assert!(read > CASES.len() * 5, "{read} artefacts");
}

#[test]
fn two_renderings_are_equal() {
    none_wrong(|case| {
        let again = case.seed % 3 == 0 && emit::render(&case.resolved()) != case.artifacts;
        again.then(|| "differs".to_owned()).into_iter().collect()
    });
}

#[test]
fn the_template_is_the_same_in_yaml_and_in_json() {
    none_wrong(|case| {
        if case.seed % 3 != 1 {
            return Vec::new();
        }
        let minified: Value =
            serde_json::from_str(cloudformation::emit(&case.resolved()).minified().unwrap()).expect("JSON");
        (minified != case.template)
            .then(|| "differs".to_owned())
            .into_iter()
            .collect()
    });
}
