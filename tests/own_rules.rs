//! Rules that a team brings along, as a user's own program would write them.

use std::path::Path;

use eksight::catalog::{Catalogue, Date};
use eksight::check::{Finding, Page, Rule, Subject, World, check_in};
use eksight::diag::{FieldPath, Severity};
use eksight::resolve::resolve;
use eksight::source::{Memory, load};

/// Names end with the stage.
const STAGE_IN_NAME: Rule = Rule::own(
    9001,
    Severity::Error,
    Page("# Name without a stage\n\nThe stage is the last word of a cluster's name.\n"),
    stage_in_name,
);

fn stage_in_name(subject: &Subject) -> Vec<Finding> {
    let name = subject.environment().cluster.name.to_string();
    if ["-dev", "-prod"].iter().any(|stage| name.ends_with(stage)) {
        return Vec::new();
    }
    let at = FieldPath::root().field("cluster").field("name");
    let message = format!("`{name}` does not end with a stage");
    vec![Finding::at(at, message).help(format!("call it `{name}-dev` or `{name}-prod`"))]
}

/// Code, line and permit.
fn found(overlay: &str) -> (Vec<(String, usize)>, bool) {
    let minimal = include_str!("environments/minimal.yaml").to_owned();
    let overlay = format!("extends: minimal.yaml\n{overlay}");
    let documents: Memory = [("minimal.yaml", minimal), ("own.yaml", overlay)]
        .into_iter()
        .collect();
    let loaded = load(&documents, Path::new("own.yaml")).expect("an environment");
    let catalogue = Catalogue::shipped();
    let resolved = resolve("own", &loaded.sources, &loaded.environment, catalogue);
    let as_of: Date = "2026-11-24".parse().expect("a day");
    let world = World {
        catalogue,
        as_of,
        own_rules: &[STAGE_IN_NAME],
        reference: None,
    };
    let (findings, permit) = check_in(&world, &resolved, &loaded.origins);
    let place = |finding: &eksight::diag::Diagnostic| {
        let line = finding.span.as_ref().map_or(0, |span| span.line);
        (finding.code.to_string(), line)
    };
    (findings.iter().map(place).collect(), permit.is_some())
}

#[test]
fn an_own_rule_is_found_refuses_and_can_be_excepted() {
    let bad = "cluster: { name: shop }\n";
    assert_eq!(found(bad), (vec![("EKS9001".to_owned(), 2)], false));
    assert_eq!(found("cluster: { name: shop-dev }\n"), (vec![], true));
    let excepted = format!("{bad}exceptions: {{ EKS9001: {{ cluster.name: older than the rule }} }}\n");
    assert_eq!(found(&excepted), (vec![], true));
    let of_none =
        "cluster: { name: shop-dev }\nexceptions: { EKS9002: { cluster.name: older than the rule } }\n";
    assert_eq!(found(of_none), (vec![("EKS8001".to_owned(), 3)], true));
}

#[test]
#[should_panic(expected = "EKS9000 to EKS9999")]
fn the_codes_of_eksight_are_taken() {
    let _ = Rule::own(1001, Severity::Error, Page("# Ours\n"), stage_in_name);
}
