//! `show`: an environment as one file.

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
