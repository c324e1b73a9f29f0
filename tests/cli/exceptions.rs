//! Exceptions that nothing needs: what one environment cannot tell of them, and all of them can.

use crate::project::{Project, Run, sound};

/// Environments of one base, by name, range and what else stands in the file.
fn fleet(base: &str, environments: &[(&str, &str, &str)]) -> Project {
    let project = Project::empty();
    project.write("environments/base.yaml", format!("kind: Base\n{}{base}", sound()));
    for (name, range, more) in environments {
        let text =
            format!("extends: base.yaml\ncluster: {{ name: {name} }}\nnetwork: {{ cidr: {range} }}\n{more}");
        project.write(&format!("environments/{name}.yaml"), text);
    }
    project
}

/// Where each finding stands, with its code and message.
fn told(run: &Run) -> Vec<String> {
    let mut told = Vec::new();
    let mut lines = run.stderr.lines();
    while let Some(line) = lines.next() {
        let head = line
            .split_once("[EKS")
            .and_then(|(_, rest)| rest.split_once("]: "));
        if let Some((code, message)) = head {
            let place = lines.next().unwrap_or_default().trim();
            told.push(format!(
                "{} EKS{code}: {message}",
                place.trim_start_matches("--> ")
            ));
        }
    }
    told
}

/// A type that one of the zones does not offer (EKS1001).
const LACKED: &str = "nodeGroups: { ng1: { instanceTypes: [t3a.xlarge] } }\n";
const ACCEPTED: &str =
    "exceptions:\n  EKS1001:\n    'nodeGroups[\"ng1\"].instanceTypes[0]': it comes next week\n";

#[test]
fn an_exception_in_a_shared_file_is_unused_where_no_environment_needs_it() {
    let project = fleet(
        ACCEPTED,
        &[("one", "10.1.0.0/16", ""), ("two", "10.2.0.0/16", LACKED)],
    );
    for arguments in [["check", "--all"], ["check", "one"], ["check", "two"]] {
        assert_eq!(told(&project.run(&arguments)), [""; 0], "{arguments:?}");
    }
    project.write(
        "environments/two.yaml",
        "extends: base.yaml\nlifecycle: archived\n",
    );
    assert_eq!(told(&project.run(&["check", "one"])), [""; 0]);
    let run = project.run(&["check", "--all"]);
    let unused = "environments/base.yaml:31:43 EKS8001: nothing is found by `EKS1001` at `nodeGroups[\"ng1\"].instanceTypes[0]` in \
                  any environment that extends this file";
    assert_eq!(told(&run), [unused]);
    assert!(run.stderr.ends_with("one, two: 1 warning\n"), "{}", run.stderr);
    // One that cannot be read may be what needs it.
    project.write(
        "environments/three.yaml",
        "extends: base.yaml\nlifecycle: nonsense\n",
    );
    let told = told(&project.run(&["check", "--all"]));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("environments/three.yaml:2:12 EKS0"),
        "{told:?}"
    );
}

#[test]
fn an_exception_of_an_environment_that_another_one_extends_is_not_that_one_s_to_remove() {
    let own = format!("{LACKED}{ACCEPTED}");
    let project = fleet("", &[("one", "10.1.0.0/16", &own)]);
    let sound = "extends: one.yaml\ncluster: { name: two }\nnetwork: { cidr: 10.2.0.0/16 }\n\
                 nodeGroups: { ng1: { instanceTypes: [t3.xlarge] } }\n";
    project.write("environments/two.yaml", sound);
    assert_eq!(told(&project.run(&["check", "--all"])), [""; 0]);
}

#[test]
fn an_exception_between_environments_is_unused_where_nothing_is_found_between_them() {
    let apart = "exceptions:\n  EKS2060:\n    network.cidr[\"one\"]: it is isolated\n";
    let archived = format!("{apart}lifecycle: archived\n");
    let project = fleet(
        "",
        &[
            ("one", "10.1.0.0/16", ""),
            ("three", "10.3.0.0/16", &archived),
            ("two", "10.1.0.0/17", apart),
        ],
    );
    assert_eq!(told(&project.run(&["check", "--all"])), [""; 0]);
    let text = std::fs::read_to_string(project.at("environments/two.yaml")).unwrap();
    project.write("environments/two.yaml", text.replace("10.1.0.0", "10.2.0.0"));
    assert_eq!(told(&project.run(&["check", "two"])), [""; 0]);
    let unused =
        "environments/two.yaml:6:26 EKS8001: nothing is found by `EKS2060` at `network.cidr[\"one\"]`";
    for arguments in [&["check", "--all"][..], &["render", "--all"]] {
        assert_eq!(told(&project.run(arguments)), [unused], "{arguments:?}");
    }
    let json = project.run(&["check", "--all", "-o", "json"]).stdout;
    assert_eq!(json.matches("EKS8001").count(), 1, "{json}");
    let strict = project.run(&["render", "--all", "--deny", "warnings"]);
    assert_eq!(strict.code, Some(3), "{}", strict.stderr);
}

#[test]
fn an_overlap_with_an_environment_that_no_exception_names_is_told() {
    let apart = "exceptions:\n  EKS2060:\n    network.cidr[\"ads\"]: ads is isolated\n";
    let project = fleet(
        apart,
        &[
            ("ads", "10.0.0.0/16", ""),
            ("one", "10.0.128.0/17", ""),
            ("two", "10.0.128.0/17", ""),
        ],
    );
    let words =
        "the ranges of these environments overlap, and VPCs with addresses in common can never be connected";
    let overlap =
        format!("environments/one.yaml:3:18 EKS2060: {words}: `one` (10.0.128.0/17), `two` (10.0.128.0/17)");
    let run = project.run(&["check", "--all"]);
    assert_eq!(told(&run), [overlap]);
    let end = "  = note: the same at environments/two.yaml:3:18\n\none, two: 1 piece of advice\n";
    assert!(run.stderr.ends_with(end), "{}", run.stderr);
}

/// An archived environment may come back, and its range with it.
#[test]
fn an_exception_for_an_archived_environment_stays() {
    let apart = "exceptions: { EKS2060: { 'network.cidr[\"two\"]': two is never connected } }\n";
    let two = "lifecycle: archived\n";
    let project = fleet("", &[("one", "10.1.0.0/16", apart), ("two", "10.1.0.0/16", two)]);
    assert_eq!(told(&project.run(&["check", "--all"])), [""; 0]);
    std::fs::remove_file(project.at("environments/two.yaml")).unwrap();
    let unused =
        "environments/one.yaml:4:49 EKS8001: nothing is found by `EKS2060` at `network.cidr[\"two\"]`";
    assert_eq!(told(&project.run(&["check", "--all"])), [unused]);
}
