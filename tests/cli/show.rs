//! `show`: an environment as one file.

use serde_json::Value;

use crate::project::{Project, TINY, sound};

#[test]
fn an_environment_and_what_it_extends_become_one_file_that_renders_the_same() {
    let project = Project::of_the_repository();
    let shown = project.run(&["show", "prod", "--yaml"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (Some(0), ""));
    let begin = "# The environment `prod`, as environments/prod.yaml, environments/base.yaml says it.\napiVersion: eksight/v1\n";
    assert!(shown.stdout.starts_with(begin), "{}", shown.stdout);
    let plain = project.run(&["show", "prod"]);
    assert_eq!(plain.stdout, shown.stdout);
    project.write("environments/copy.yaml", &shown.stdout);
    let again = project.run(&["show", "copy"]);
    let body = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(body(&again.stdout), body(&shown.stdout));
    let template = |name: &str| {
        project
            .run(&[
                "render",
                name,
                "--only",
                "cloudformation/eks-oneclick",
                "--minify",
            ])
            .stdout
    };
    assert_eq!(template("copy"), template("prod"));
}

#[test]
fn what_rules_refuse_is_shown_and_what_cannot_be_read_is_not() {
    let refused = Project::with(TINY).run(&["show", "tiny", "-o", "json"]);
    assert_eq!((refused.code, refused.stderr.as_str()), (Some(0), ""));
    let tree: serde_json::Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(tree["bastion"]["instanceType"], "t3a.xlarge");
    let broken =
        Project::with(&sound().replace("kubernetesVersion", "kubernetesVersoin")).run(&["show", "tiny"]);
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(3), ""));
    assert!(broken.stderr.contains("kubernetesVersoin"), "{}", broken.stderr);
    let unknown = Project::with(&sound()).run(&["show", "tinny"]);
    assert_eq!(unknown.code, Some(64));
    assert!(
        unknown.stderr.contains("did you mean `tiny`?"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn a_dashboard_of_a_base_elsewhere_is_named_from_where_the_text_would_lie() {
    let project = Project::with(&sound());
    let base =
        "kind: Base\nmonitoring:\n  grafana:\n    dashboards: { orders: { file: boards/orders.json } }\n";
    project.write("environments/shared/base.yaml", base);
    project.write(
        "environments/shared/boards/orders.json",
        r#"{"title": "Orders", "panels": []}"#,
    );
    let own = format!(
        "extends: shared/base.yaml\n{}monitoring: {{ grafana: {{ admin: grafana-admin }} }}\n",
        sound()
    );
    project.write("environments/own.yaml", own);
    let shown = project.run(&["show", "own"]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    assert!(
        shown.stdout.contains("file: shared/boards/orders.json\n"),
        "{}",
        shown.stdout
    );
    project.write("environments/again.yaml", &shown.stdout);
    let again = project.run(&["show", "again"]).stdout;
    let body = |text: &str| text.split_once('\n').map(|(_, body)| body.to_owned());
    assert_eq!(body(&again), body(&shown.stdout));
}

/// What is printed is a file of `environments/`, so the schema that editors check those by holds for it.
#[test]
fn every_environment_that_is_shown_is_as_the_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../../schemas/environment.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let project = Project::of_the_repository();
    let mut names: Vec<String> = std::fs::read_dir(project.at("environments"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .filter(|path| !std::fs::read_to_string(path).unwrap().contains("\nkind: Base\n"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.iter().any(|name| name == "prod"), "{names:?}");
    for name in &names {
        for form in ["json", "yaml"] {
            let run = project.run(&["show", name, "-o", form]);
            // JSON is YAML too.
            let tree: Value = yaml_serde::from_str(&run.stdout).unwrap();
            let faults: Vec<String> = validator
                .iter_errors(&tree)
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert_eq!(faults, [""; 0], "{name} as {form}");
        }
    }
    let shown = project.run(&["show", "prod", "-o", "json"]).stdout;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown.pointer("/logging/controlPlane/retentionDays"),
        Some(&90.into())
    );
}
