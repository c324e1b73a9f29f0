//! Names that change places: each cluster is compared with itself, whatever it is called.

use serde_json::json;

use super::{LOST, told};
use crate::project::{Project, Run, sound};

const ARGOCD: &str = "delivery: { argocd: { repository: \"https://git.example.com/a.git\" } }\n";

/// An environment whose cluster is called so.
fn cluster(name: &str, more: &str) -> String {
    sound().replace("name: tiny", &format!("name: {name}")) + more
}

/// A repository whose one commit has `dev` and `prod`, with clusters of these names.
fn repository(more: &str) -> Project {
    let project = Project::with(&sound());
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    for name in ["dev", "prod"] {
        project.write(&format!("environments/{name}.yaml"), cluster(name, more));
    }
    // Of one range, which `--all` would refuse.
    assert_eq!(project.run(&["render", "dev", "prod"]).code, Some(0));
    project.commit();
    project
}

/// Gives files of environments other names, all at once.
fn rename(project: &Project, names: &[(&str, &str)]) {
    let at = |name: &str| project.at(&format!("environments/{name}.yaml"));
    let texts = names
        .iter()
        .map(|(old, new)| (at(new), std::fs::read(at(old)).unwrap()));
    let texts: Vec<_> = texts.collect();
    for (old, _) in names {
        std::fs::remove_file(at(old)).unwrap();
    }
    for (path, text) in texts {
        std::fs::write(path, text).unwrap();
    }
}

fn all(project: &Project) -> Run {
    project.run(&["diff", "--all", "--detailed-exitcode"])
}

#[test]
fn a_rotation_is_a_set_of_renames() {
    let project = repository("");
    rename(&project, &[("dev", "x"), ("prod", "dev")]);
    let expected = "\
~ 2 environments renamed since HEAD: dev (was prod), x (was dev)

0 of 2 environments change, 2 renamed
";
    assert_eq!(told(&all(&project)), (Some(2), expected));
    let run = project.run(&["diff", "dev"]);
    let note = "note: at HEAD its stack is that of `prod`, with which it is compared\n";
    assert_eq!(
        told(&run),
        (Some(0), "dev: 0 to add, 0 to change, 0 to destroy\n")
    );
    assert_eq!(run.stderr, note);
    let run = project.run(&["diff", "prod"]);
    let message = "error: the cluster of `prod` is `dev` now; ask for that: `cargo xtask diff dev`\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(64), message));

    rename(&project, &[("x", "prod")]);
    let expected = "\
~ 2 environments renamed since HEAD: dev (was prod), prod (was dev)

0 of 2 environments change, 2 renamed
";
    assert_eq!(told(&all(&project)), (Some(2), expected));
    let report: serde_json::Value =
        serde_json::from_str(&project.run(&["diff", "--all", "-o", "json"]).stdout).unwrap();
    assert_eq!(
        (&report["renamedEnvironments"], &report["goneEnvironments"]),
        (&json!({ "dev": "prod", "prod": "dev" }), &json!([]))
    );
}

/// Whose name another one takes is gone, or has another name, and who takes the name of one that is there is new.
#[test]
fn a_name_that_another_cluster_takes_is_not_its_own_any_more() {
    let project = repository("");
    rename(&project, &[("prod", "dev")]);
    let still_there = "dev is there at HEAD, and another environment has its name now. That deletes nothing that runs: it runs and \
                       bills until somebody tears it down as the runbook says (`git show HEAD:./out/dev/RUNBOOK.md`), its file brought \
                       back first by a name that is free (`git show HEAD:./environments/dev.yaml > environments/NAME.yaml`)";
    let expected = format!(
        "\
- 1 environment gone since HEAD: dev
    {still_there}{LOST}
~ 1 environment renamed since HEAD: dev (was prod)

Monthly cost, once what is gone is torn down: -$756.26, and what depends on usage or has no price ($756.26 -> $0.00, -100%)
0 of 1 environment change, 1 gone, 1 renamed; the worst risk is outage
"
    );
    assert_eq!(told(&all(&project)), (Some(2), expected.as_str()));

    rename(&project, &[("dev", "prod")]);
    project.write("environments/legacy.yaml", cluster("dev", ""));
    project.write("environments/dev.yaml", cluster("next", ""));
    let expected = "\
+ 1 environment new against HEAD: dev
    cloudformation/eks-oneclick.yaml
      + ClusterRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages
      + AccessEntryOps (AWS::EKS::AccessEntry)
          exposure: somebody gets rights in the cluster
      + NodeRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages
      + BastionRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages

~ 1 environment renamed since HEAD: legacy (was dev)

Monthly cost: +$756.26, and what depends on usage or has no price ($1,512.53 -> $2,268.79, +50%)
1 of 3 environments change, 1 new, 1 renamed; the worst risk is exposure
";
    assert_eq!(told(&all(&project)), (Some(2), expected));

    // A copy that nobody has edited yet takes nothing away.
    project.write("environments/dev.yaml", cluster("dev", ""));
    let expected = "! 1 environment refused, so not compared with HEAD: legacy\n\n0 of 2 environments change, 1 refused\n";
    assert_eq!(told(&all(&project)), (Some(3), expected));
}

/// One that has errors has its cluster nevertheless: nobody tears that down for its earlier name.
#[test]
fn one_that_is_refused_has_its_cluster() {
    let project = repository("");
    rename(&project, &[("prod", "dev")]);
    let broken = cluster("prod", "").replace("t3.xlarge", "t3a.xlarge");
    project.write("environments/dev.yaml", broken);
    project.write("environments/other.yaml", cluster("dev", ""));
    let run = all(&project);
    let expected = "\
~ 1 environment renamed since HEAD: other (was dev)

! 1 environment refused, so not compared with HEAD: dev

0 of 1 environment change, 1 renamed, 1 refused
";
    assert_eq!(told(&run), (Some(3), expected), "{}", run.stderr);
}

/// The engine in the cluster of `prod` reads `out/prod`, which is of the cluster of `dev` from the push on.
#[test]
fn an_engine_is_stopped_before_its_folder_is_of_another_cluster() {
    let project = repository(ARGOCD);
    rename(&project, &[("dev", "prod"), ("prod", "dev")]);
    let run = project.run(&["diff", "dev", "--fail-on", "outage"]);
    let patch = "--field-manager eksight --type merge --patch '{\"operation\":null,\"spec\":{\"syncPolicy\":{\"automated\":null}},\"status\":{\"operationState\":null}}'";
    let each = "for it in $(kubectl get applications.argoproj.io --namespace argocd --output name | grep '/prod[.]'); do kubectl";
    let expected = format!(
        "\
~ name: prod -> dev
    delivery/argocd/application.yaml
      ~ Application/argocd/prod metadata.name: prod -> dev
          outage: Argo CD delivers from out/prod, which has the files of another cluster once this is pushed; before that, stop it:
            `kubectl patch applications.argoproj.io prod --namespace argocd {patch}`
            `{each} patch \"$it\" --namespace argocd {patch}; done`
            and once it is pushed, do in this order what leaves all that it has installed:
            `kubectl apply -f out/dev/delivery/argocd/application.yaml`
            `kubectl delete applications.argoproj.io prod --namespace argocd --ignore-not-found`
            `{each} delete \"$it\" --namespace argocd --ignore-not-found; done`

dev: 0 to add, 1 to change, 0 to destroy; the worst risk is outage
"
    );
    assert_eq!(told(&run), (Some(5), expected.as_str()));

    // Who takes the engine out stops it, and leaves the folder to the other one.
    project.write("environments/dev.yaml", cluster("prod", ""));
    let out = project.run(&["diff", "dev"]).stdout;
    let stop = format!(
        "before this is pushed, stop it:\n            `kubectl patch applications.argoproj.io prod --namespace argocd {patch}`\n"
    );
    assert!(out.contains(&stop) && !out.contains("git rm"), "{out}");
}

/// One Argo CD for both: what it has under the earlier name is the other environment's.
#[test]
fn an_argocd_for_all_keeps_what_has_a_name_that_is_in_use() {
    let elsewhere = |name: &str| ARGOCD.replace("argocd: {", &format!("argocd: {{ cluster: {name},"));
    let project = repository("");
    for name in ["dev", "prod"] {
        project.write(
            &format!("environments/{name}.yaml"),
            cluster(name, &elsewhere(name)),
        );
    }
    assert_eq!(project.run(&["render", "dev", "prod"]).code, Some(0));
    project.commit();
    rename(&project, &[("dev", "prod"), ("prod", "dev")]);
    let out = project.run(&["diff", "dev"]).stdout;
    let go_on = "\n            and once it is pushed, do in this order what leaves all that it has installed, where ARGOCD is the \
                 context of its cluster:\n            `kubectl --context ARGOCD apply -f \
                 out/dev/delivery/argocd/application.yaml`\n\ndev: ";
    assert!(
        out.contains("before that, stop it, where ARGOCD is the context of its cluster:\n")
            && out.contains(go_on),
        "{out}"
    );
}

/// Who has the name now is not in that Argo CD, or is in another one: nobody else would delete what was stopped there.
#[test]
fn an_argocd_for_some_keeps_nothing_of_a_name_that_it_does_not_have_any_more() {
    let hub = |more: &str| ARGOCD.replace("argocd: {", &format!("argocd: {{ cluster: far,{more}"));
    for other in [ARGOCD.to_owned(), hub(" namespace: gitops,"), String::new()] {
        let project = repository("");
        project.write("environments/dev.yaml", cluster("dev", &other));
        project.write("environments/prod.yaml", cluster("prod", &hub("")));
        assert_eq!(project.run(&["render", "dev", "prod"]).code, Some(0));
        project.commit();
        rename(&project, &[("dev", "prod"), ("prod", "dev")]);
        let out = project.run(&["diff", "dev"]).stdout;
        let go_on = "where ARGOCD is the context of its cluster:
            `kubectl --context ARGOCD apply -f out/dev/delivery/argocd/application.yaml`
            `kubectl --context ARGOCD delete applications.argoproj.io prod --namespace argocd --ignore-not-found`
            `for it in $(kubectl --context ARGOCD get applications.argoproj.io --namespace argocd --output name | grep '/prod[.]'); do \
kubectl --context ARGOCD delete \"$it\" --namespace argocd --ignore-not-found; done`

dev: ";
        assert!(out.contains(go_on), "{other}: {out}");
    }
}

/// What a HelmRelease was suspended by goes on in its new place only where somebody says so.
#[test]
fn flux_goes_on_with_what_was_stopped() {
    let project = repository("delivery: { flux: {} }\n");
    rename(&project, &[("dev", "prod"), ("prod", "dev")]);
    let out = project.run(&["diff", "dev"]).stdout;
    let lines: Vec<&str> = out
        .lines()
        .filter_map(|line| line.trim().strip_prefix("`kubectl"))
        .collect();
    let words = |line: &&str| line.split(' ').nth(1).map(str::to_owned);
    let words: Vec<String> = lines.iter().filter_map(words).collect();
    assert_eq!(words, ["patch", "apply", "delete", "patch"], "{out}");
    assert!(
        out.contains(
            "`kubectl patch kustomizations.kustomize.toolkit.fluxcd.io prod --namespace flux-system"
        )
    );
    assert!(
        lines[3].contains(" dev --namespace flux-system ") && lines[3].contains("\"suspend\":false"),
        "{out}"
    );
}

/// What was rendered of a file with faults tells its stack, so that nobody takes the other name for new.
#[test]
fn one_that_cannot_be_read_at_the_base_is_not_new_under_another_name() {
    let project = repository("");
    project.write(
        "environments/dev.yaml",
        cluster("dev", "").replace("max: 3", "max: many"),
    );
    project.commit();
    project.write("environments/dev.yaml", cluster("dev", ""));
    rename(&project, &[("dev", "prod"), ("prod", "dev")]);
    let run = project.run(&["diff", "dev"]);
    let expected = "dev: 0 to add, 0 to change, 0 to destroy\n";
    assert_eq!(told(&run), (Some(0), expected), "{}", run.stderr);
    let message = "error: this eksight cannot read `environments/dev.yaml` as it is at HEAD; compare with a revision where it \
                   can (`--base`)\n";
    let run = project.run(&["diff", "prod"]);
    assert_eq!(told(&run), (Some(3), ""));
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    let expected = "\
~ 1 environment renamed since HEAD: dev (was prod)

! 1 environment refused, so not compared with HEAD: prod

0 of 1 environment change, 1 renamed, 1 refused
";
    assert_eq!(told(&all(&project)), (Some(3), expected));
}

#[test]
fn a_copy_that_has_the_stack_of_another_one_is_refused() {
    let project = repository("");
    project.write("environments/copy.yaml", cluster("dev", ""));
    let message = "error: `copy` is new, and its stack is that of `dev`, which is there too; give it another `cluster.name`\n";
    let run = project.run(&["diff", "copy"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(3), "", message)
    );
}
