//! `render`: what is written, what is left alone, what is refused.

use std::collections::BTreeMap;
use std::fs;

use crate::project::{Project, Run, command, git, repository, sound, start, wait};

#[test]
fn a_second_render_touches_nothing() {
    let project = Project::with(&sound());
    let first = project.run(&["render", "tiny"]);
    assert_eq!((first.code, first.stdout.as_str()), (Some(0), ""));
    let written = project.out();
    let count = written.len();
    assert!(count > 0);
    let created = format!("out/tiny: {count} created, 0 updated, 0 deleted, 0 unchanged\n");
    assert_eq!(first.stderr, created);
    let second = project.run(&["render", "tiny"]);
    let unchanged = format!("out/tiny: 0 created, 0 updated, 0 deleted, {count} unchanged\n");
    assert_eq!((second.code, second.stderr), (Some(0), unchanged));
    assert_eq!(project.out(), written);
}

#[test]
fn a_stray_file_is_reported_and_then_removed() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    let rendered = project.out();
    project.write("out/tiny/cloudformation/stray.yaml", "a: 1\n");
    let check = project.run(&["render", "tiny", "--check"]);
    assert_eq!(check.code, Some(4));
    assert_eq!(
        check.stderr.lines().next(),
        Some("out/tiny/cloudformation/stray.yaml is not generated")
    );
    assert!(project.at("out/tiny/cloudformation/stray.yaml").exists());
    let render = project.run(&["render", "tiny"]);
    assert_eq!(render.code, Some(0));
    assert!(
        render.stderr.contains(" 0 updated, 1 deleted, "),
        "{}",
        render.stderr
    );
    assert_eq!(project.out(), rendered);
    let check = project.run(&["render", "tiny", "--check"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(0), ""));
}

#[test]
fn check_names_what_is_missing_and_out_of_date() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny", "--check"]).code, Some(4));
    assert!(!project.at("out").exists());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.write("out/tiny/plan.json", "{}\n");
    fs::remove_file(project.at("out/tiny/RUNBOOK.md")).unwrap();
    let check = project.run(&["render", "tiny", "--check"]);
    assert_eq!(check.code, Some(4));
    let lines: Vec<&str> = check.stderr.lines().take(2).collect();
    assert_eq!(
        lines,
        [
            "out/tiny/RUNBOOK.md is missing",
            "out/tiny/plan.json is out of date"
        ]
    );
}

#[test]
fn of_many_environments_some_are_named_where_none_is_like_the_one_that_is_asked_for() {
    let project = Project::empty();
    for letter in 'a'..='l' {
        project.write(&format!("environments/{letter}.yaml"), sound());
    }
    let run = project.run(&["check", "zzz"]);
    let known = "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j` and 2 more";
    let told = format!("error: there is no environment `zzz`; there are {known}\n");
    assert_eq!((run.code, run.stderr), (Some(64), told));
}

#[test]
fn an_unknown_environment_is_wrong_usage() {
    let project = Project::of_the_repository();
    for command in ["render", "check"] {
        let run = project.run(&[command, "studdy"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
        assert_eq!(
            run.stderr,
            "error: there is no environment `studdy`; did you mean `study`?\n"
        );
    }
    assert_eq!(project.run(&["render", "../environments/study"]).code, Some(64));
    assert_eq!(project.run(&["render"]).code, Some(64));
    assert_eq!(project.run(&["rendr"]).code, Some(64));
}

#[test]
fn a_file_that_nobody_reads_is_told() {
    let project = Project::with(&sound());
    project.write("environments/lab.yml", sound());
    for arguments in [["render", "lab"], ["check", "--all"]] {
        let run = project.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
        assert_eq!(
            run.stderr,
            "error: environments/lab.yml is not read, since files of environments end in `.yaml`; rename it to \
             environments/lab.yaml\n"
        );
    }
    assert_eq!(project.run(&["check", "tiny"]).code, Some(0));
    let path = project.run(&["check", "environments/tiny.yaml"]);
    let alone = "error: there is no environment `environments/tiny.yaml`; say its name alone: `tiny`\n";
    assert_eq!((path.code, path.stderr.as_str()), (Some(64), alone));
    fs::rename(
        project.at("environments/lab.yml"),
        project.at("environments/lab.YAML"),
    )
    .unwrap();
    let loud = project.run(&["check", "--all"]);
    let message = "error: environments/lab.YAML is not read, since files of environments end in `.yaml`; rename it to \
                   environments/lab.yaml\n";
    assert_eq!((loud.code, loud.stderr.as_str()), (Some(3), message));
    // Who gave it the name of one that is there would lose that one.
    project.write("environments/tiny.yml", sound());
    let run = project.run(&["check", "tiny"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (
            Some(3),
            "error: environments/tiny.yml is not read, since files of environments end in `.yaml`; environments/tiny.yaml is there \
             too, so that one of both has to go\n"
        )
    );
}

/// Whoever sorts them into folders would lose them without a word.
#[test]
fn an_environment_in_a_folder_of_its_own_is_told() {
    let project = Project::with(&sound());
    project.write("environments/team/lab.yaml", sound());
    let told = |arguments: &[&str]| {
        let run = project.run(arguments);
        (run.code, run.stderr)
    };
    let message = "error: environments/team/lab.yaml is not read, since environments lie side by side in `environments`; move it to \
                   environments/lab.yaml; where others extend it, give it `kind: Base`\n";
    for arguments in [["render", "--all"], ["check", "--all"], ["render", "lab"]] {
        assert_eq!(told(&arguments), (Some(3), message.to_owned()));
    }
    assert_eq!(told(&["check", "tiny"]).0, Some(0));
    // Other files may lie there, and what editors keep.
    project.write(
        "environments/team/lab.yaml",
        format!("kind:  'Base'\n{}", sound()),
    );
    project.write("environments/.old/lab.yaml", sound());
    project.write("environments/team/rules.yaml", "groups: []\n");
    assert_eq!(told(&["check", "--all"]).0, Some(0));
}

#[test]
fn all_of_none_is_wrong_usage() {
    for base in [
        "kind: Base\n",
        "{\"kind\": 'Base'}\n",
        "kind: \"\\x42ase\"\n",
        "kind: \"Ba\\\n  se\"\n",
    ] {
        let run = Project::with(base).run(&["check", "--all"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""), "{base}");
        assert_eq!(
            run.stderr,
            "error: there is no environment; write environments/<name>.yaml, of which `cargo xtask schema` tells the fields\n"
        );
    }
}

#[test]
fn a_base_is_refused() {
    let project = Project::of_the_repository();
    let run = project.run(&["render", "dev", "base"]);
    assert_eq!(run.code, Some(3));
    let message = "error[EKS0009]: this file has `kind: Base`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert!(
        run.stderr.contains("--> environments/base.yaml:5:7\n"),
        "{}",
        run.stderr
    );
    assert!(!project.at("out").exists());
}

#[test]
fn only_prints_the_bytes_of_one_file_and_writes_nothing() {
    let project = Project::of_the_repository();
    for (selector, file) in [
        (
            "helm/kube-prometheus-stack/values",
            "helm/kube-prometheus-stack/values.yaml",
        ),
        ("cloudformation/eks-oneclick", "cloudformation/eks-oneclick.yaml"),
        ("plan.json", "plan.json"),
    ] {
        let run = project.run(&["render", "study", "--only", selector]);
        let expected = fs::read_to_string(repository().join("out/study").join(file)).unwrap();
        assert_eq!(run.code, Some(0), "{selector}: {}", run.stderr);
        assert_eq!(run.stdout, expected, "{selector}");
    }
    assert!(!project.at("out").exists());
}

#[test]
fn an_unknown_selector_is_wrong_usage() {
    let project = Project::with(&sound());
    let run = project.run(&["render", "tiny", "--only", "helm/nope"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
    let lines: Vec<&str> = run.stderr.lines().take(2).collect();
    assert_eq!(
        lines,
        [
            "error: there is no artefact `helm/nope`; there are",
            "  cloudformation/eks-oneclick.yaml"
        ]
    );
    // It has no manifests.
    assert_eq!(run.stderr.lines().last(), Some("  RUNBOOK.md"));
    let run = Project::of_the_repository().run(&["render", "study", "--only", "helm/nope"]);
    assert_eq!(
        run.stderr.lines().last(),
        Some("and `manifests`, which is all manifests in the order in which they are applied")
    );
}

#[test]
fn what_is_no_template_is_not_minified() {
    let project = Project::with(&sound());
    let run = project.run(&["render", "tiny", "--only", "manifests/namespaces", "--minify"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
    assert_eq!(
        run.stderr,
        "error: `--minify` is for `cloudformation/eks-oneclick.yaml` only\n"
    );
}

#[test]
fn a_text_that_waits_for_the_stack_is_not_printed() {
    let project = Project::of_the_repository();
    let run = project.run(&["render", "study", "--only", "manifests/storage-class-efs"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    assert_eq!(
        run.stderr,
        "error: `manifests/storage-class-efs.yaml` still has the stack output \
         `${stack:FileSystem.FileSystemId}`, which is known only after the stack is made; \
         give `--outputs FILE` with what `aws cloudformation describe-stacks` printed\n"
    );
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let project = Project::of_the_repository();
    let mut child = project.start(&["render", "study", "--only", "cloudformation/eks-oneclick"]);
    drop(child.stdout.take());
    let run = wait(child);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

/// Data and help alike: half of either is no success.
#[test]
fn a_full_disk_is_told() {
    let render = &["render", "study", "--only", "cloudformation/eks-oneclick"][..];
    for arguments in [render, &["--version"], &["--help"], &["help", "diff"]] {
        let mut command = command(repository(), arguments);
        command.stdout(fs::File::create("/dev/full").unwrap());
        let run = wait(command.spawn().unwrap());
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (
                Some(1),
                "error: cannot write to stdout: No space left on device (os error 28)\n"
            ),
            "{arguments:?}"
        );
    }
}

#[test]
fn out_of_this_repository_is_up_to_date() {
    let run = wait(start(repository(), &["render", "--all", "--check"]));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn an_offering_gap_writes_nothing() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    let before = project.out();
    project.write("environments/tiny.yaml", crate::project::TINY);
    assert_eq!(project.run(&["render", "tiny"]).code, Some(3));
    assert_eq!(project.run(&["render", "tiny", "--check"]).code, Some(3));
    assert_eq!(project.out(), before);
    let fresh = Project::with(crate::project::TINY);
    assert_eq!(fresh.run(&["render", "tiny"]).code, Some(3));
    assert_eq!(fresh.out(), BTreeMap::new());
    assert!(!fresh.at("out").exists());
}

#[test]
fn the_commands_of_the_readme_work() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let joined = readme.replace("\\\n", " ");
    let mut ran = Vec::new();
    for line in joined.lines() {
        let Some(command) = line.trim().strip_prefix("$ cargo xtask ") else {
            continue;
        };
        // Nothing is made outside the test's own folder.
        let own = command.split('|').next().unwrap().replace("../", "");
        let arguments: Vec<&str> = own.split_whitespace().collect();
        if arguments[0] == "test" {
            continue;
        }
        let project = Project::of_the_repository();
        project.write("Cargo.toml", include_str!("../../Cargo.toml"));
        project.commit();
        let run = project.run(&arguments);
        assert_eq!(run.code, Some(0), "{command}: {}", run.stderr);
        ran.push(arguments.join(" "));
    }
    assert_eq!(
        ran,
        [
            "render prod",
            "render prod",
            "diff prod",
            "trace nodeGroups.platform.size.max prod",
            "render prod --only helm/kube-prometheus-stack/values",
            "render prod --only manifests/aws-cni-podmonitor",
            "render prod --only cloudformation/eks-oneclick --minify",
            "cost dev --usage natGb=200",
            "new clusters --eksight .",
            "render dev",
        ]
    );
}

#[test]
fn a_folder_of_no_environment_is_told_and_kept() {
    let project = Project::with(&sound());
    project.write("out/ghost/plan.json", "{}\n");
    project.write("out/ghost/RUNBOOK.md", "\n");
    let message = "out/ghost belongs to no environment, and `render` leaves it alone; tear down what it describes by \
                   out/ghost/RUNBOOK.md, then delete it: `git rm -r out/ghost`";
    let render = project.run(&["render", "--all"]);
    assert_eq!(render.code, Some(0));
    assert!(
        render.stderr.ends_with(&format!("warning: {message}\n")),
        "{}",
        render.stderr
    );
    let check = project.run(&["render", "--all", "--check"]);
    assert_eq!(
        (check.code, check.stderr),
        (
            Some(4),
            format!("{message}\nerror: out/ has folders of environments that there are no more\n")
        )
    );
    assert!(project.at("out/ghost/plan.json").exists());
    assert_eq!(project.run(&["render", "tiny", "--check"]).code, Some(0));
    fs::remove_file(project.at("out/ghost/RUNBOOK.md")).unwrap();
    let check = project.run(&["render", "--all", "--check"]).stderr;
    assert!(
        check.starts_with("out/ghost belongs to no environment, and `render` leaves it alone; delete it\n"),
        "{check}"
    );
}

/// Environments that cannot be seen would count as deleted, and somebody would be led to tear them down.
#[test]
fn a_folder_of_environments_that_cannot_be_listed_stops_every_command() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    project.commit();
    fs::rename(project.at("environments"), project.at("elsewhere")).unwrap();
    let commands: [&[&str]; 3] = [
        &["render", "--all", "--check"],
        &["diff", "--all"],
        &["diff", "tiny"],
    ];
    let refused = |run: Run, expected: &str| {
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (Some(1), "", expected)
        );
    };
    let no_folder =
        "error: `environments` is no folder, and leads to none; it has the files of environments\n";
    std::os::unix::fs::symlink("nowhere", project.at("environments")).unwrap();
    for command in commands {
        refused(project.run(command), no_folder);
    }
    fs::remove_file(project.at("environments")).unwrap();
    project.write("environments", "");
    for command in commands {
        refused(project.run(command), no_folder);
    }
    fs::remove_file(project.at("environments")).unwrap();
    std::os::unix::fs::symlink("environments", project.at("environments")).unwrap();
    refused(
        project.run(&["diff", "--all"]),
        "error: cannot list `environments`: its symbolic links lead in a circle\n",
    );
}

/// A teardown needs the file: whoever is led to it is told how it comes back.
#[test]
fn the_file_of_a_deleted_environment_is_brought_back_first() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    project.write(
        "environments/tinx.yaml",
        sound().replace("name: tiny", "name: other"),
    );
    project.commit();
    fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    let told = |revision: &str| {
        let back = format!("`git checkout {revision} -- environments/tiny.yaml`");
        let teardown = project.run(&["teardown", "tiny"]);
        let message =
            format!("error: there is no environment `tiny` any more; bring its file back first: {back}\n");
        assert_eq!((teardown.code, teardown.stderr), (Some(64), message));
        let check = project.run(&["render", "--all", "--check"]).stderr;
        let advice = format!("by out/tiny/RUNBOOK.md, its file brought back first ({back}), then delete it");
        assert!(check.contains(&advice), "{check}");
    };
    told("HEAD");
    git(
        &project.at("."),
        &["commit", "--quiet", "--all", "--message", "gone"],
    );
    let commit = fs::read_to_string(project.at(".git/refs/heads/main")).unwrap();
    told(&format!("{}~1", &commit[..7]));
}

#[test]
fn a_folder_whose_cluster_has_another_name_now_is_not_torn_down() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    let (old, new) = ("environments/tiny.yaml", "environments/team-99.yaml");
    fs::rename(project.at(old), project.at(new)).unwrap();
    let message = "out/tiny is of an earlier name of `team-99`, which has its cluster now; delete it: `git rm -r out/tiny`";
    let check = project.run(&["render", "--all", "--check"]);
    assert_eq!(check.code, Some(4));
    assert_eq!(check.stderr.lines().next(), Some(message));
    let render = project.run(&["render", "--all"]);
    assert_eq!(render.code, Some(0));
    assert!(
        render.stderr.ends_with(&format!("warning: {message}\n")),
        "{}",
        render.stderr
    );
    // So does who renders it alone, whose own files are in order.
    let alone = project.run(&["render", "team-99"]);
    let done = "out/team-99: 0 created, 0 updated, 0 deleted, 5 unchanged\n";
    let expected = format!("{done}warning: {message}\n");
    assert_eq!((alone.code, alone.stderr), (Some(0), expected));
    let check = project.run(&["render", "team-99", "--check"]);
    assert_eq!(
        (check.code, check.stderr),
        (Some(0), format!("warning: {message}\n"))
    );
    for (from, to) in [("name: tiny", "name: other"), ("111122223333", "444455556666")] {
        project.write(new, sound().replace(from, to));
        let other = project.run(&["render", "--all", "--check"]).stderr;
        assert!(other.contains("tear down what it describes"), "{other}");
        let alone = project.run(&["render", "team-99"]).stderr;
        assert!(!alone.contains("out/tiny"), "{alone}");
    }
}

/// Its engine goes by that name until somebody tells it otherwise, and from that folder.
#[test]
fn a_folder_that_an_engine_delivers_from_is_handed_over_before_it_goes() {
    let charts = "charts: { metrics-server: { version: 3.13.1 } }";
    let delivered = |by: &str| format!("{}{charts}\ndelivery: {{ {by} }}\n", sound());
    let argocd = "argocd: { repository: \"https://git.example.com/a.git\" }";
    let project = Project::with(&delivered(argocd));
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    let (old, new) = ("environments/tiny.yaml", "environments/team-99.yaml");
    fs::rename(project.at(old), project.at(new)).unwrap();
    let first = "out/tiny is of an earlier name of `team-99`, which has its cluster now; an engine delivers from it: ";
    let render = project.run(&["render", "--all"]);
    let lines = "once out/team-99 is pushed, do in this order what leaves all that is installed:
    kubectl apply -f out/team-99/delivery/argocd/application.yaml
    kubectl delete applications.argoproj.io tiny --namespace argocd --ignore-not-found
    for it in $(kubectl get applications.argoproj.io --namespace argocd --output name | grep '/tiny[.]'); do kubectl delete \"$it\" \
                 --namespace argocd --ignore-not-found; done
    git rm -r out/tiny\n";
    let warning = format!("warning: {first}{lines}");
    assert!(render.stderr.ends_with(&warning), "{}", render.stderr);
    let alone = project.run(&["render", "team-99"]);
    assert!(alone.stderr.ends_with(&warning), "{}", alone.stderr);
    // One at another place leaves what is in the first.
    let ends = |by: &str, lines: &str| {
        project.write(new, delivered(by));
        let render = project.run(&["render", "--all"]);
        let warning = format!("warning: {first}{lines}");
        assert!(render.stderr.ends_with(&warning), "{}", render.stderr);
    };
    let [at_gitops, far] =
        ["namespace: gitops", "cluster: far"].map(|it| argocd.replace(" }", &format!(", {it} }}")));
    ends(&at_gitops, lines);
    let to_far = lines
        .replace(
            "is installed:",
            "is installed, where ARGOCD is the context of the new one's cluster:",
        )
        .replace("kubectl apply", "kubectl --context ARGOCD apply");
    ends(&far, &to_far);
    // An ApplicationSet makes again what is deleted while the folder is there.
    fs::remove_file(project.at(new)).unwrap();
    project.write(old, delivered(&far));
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    fs::remove_file(project.at(old)).unwrap();
    let from_far = lines
        .replace(
            "is installed:",
            "is installed, where ARGOCD is the context of its cluster:",
        )
        .replace("kubectl delete", "kubectl --context ARGOCD delete")
        .replace("kubectl get", "kubectl --context ARGOCD get")
        .replace("\n    git rm -r out/tiny", "")
        .replace(
            "application.yaml\n",
            "application.yaml\n    git rm -r out/tiny  # and push that\n",
        );
    ends(argocd, &from_far);
    // It is another one now, and the folder tells how the first is stopped.
    project.write(new, delivered("flux: {}"));
    let render = project.run(&["render", "--all"]);
    let step = "stop that by the first step of the teardown in out/tiny/RUNBOOK.md, then delete it: `git rm -r out/tiny`\n";
    let warning = format!("warning: {first}{step}");
    assert!(render.stderr.ends_with(&warning), "{}", render.stderr);
}

#[test]
fn what_a_stopped_run_decided_is_finished_whatever_this_one_finds() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    let pending = |text: &str| {
        project.write("out/.tiny.pending/0", text);
        project.write(
            "out/.tiny.pending/commit.json",
            "{\"write\": [\"RUNBOOK.md\"], \"delete\": []}",
        );
    };
    pending("decided\n");
    let check = project.run(&["render", "tiny", "--check"]);
    let message = "out/tiny waits for an interrupted render; `render` finishes it";
    assert_eq!(
        (check.code, check.stderr.lines().next()),
        (Some(4), Some(message))
    );
    project.write("environments/tiny.yaml", crate::project::TINY);
    let refused = project.run(&["render", "tiny"]);
    assert_eq!(refused.code, Some(3));
    assert!(
        refused
            .stderr
            .starts_with("finished an interrupted render of tiny\n"),
        "{}",
        refused.stderr
    );
    assert_eq!(
        fs::read_to_string(project.at("out/tiny/RUNBOOK.md")).unwrap(),
        "decided\n"
    );
    assert!(!project.at("out/.tiny.pending").exists());
}

#[test]
fn a_name_that_a_shell_would_take_apart_is_refused() {
    let project = Project::with(&sound());
    project.write("environments/my prod.yaml", sound());
    for arguments in [vec!["render", "my prod"], vec!["check", "--all"]] {
        let run = project.run(&arguments);
        assert_eq!(run.code, Some(3));
        let message = "error: environments/my prod.yaml: an environment cannot be called `my prod`; use letters, digits, `-`, \
                       `_` and `.`, and begin with a letter or digit\n";
        assert_eq!(run.stderr, message);
    }
    assert!(!project.at("out").exists());
}

#[test]
fn a_name_that_is_too_long_is_refused_before_anything_is_read() {
    let project = Project::with(&sound());
    let longest = "n".repeat(63);
    project.write(&format!("environments/{longest}.yaml"), sound());
    let run = project.run(&["render", &longest]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for length in [64, 250] {
        let name = "n".repeat(length);
        let file = format!("environments/{name}.yaml");
        project.write(&file, sound());
        let message = format!(
            "error: {file}: an environment cannot be called `{name}`; its name has {length} characters, use at most 63: \
             labels in the cluster take no more\n"
        );
        for arguments in [
            ["check", &name],
            ["check", "--all"],
            ["render", &name],
            ["render", "--all"],
        ] {
            let run = project.run(&arguments);
            assert_eq!((run.code, run.stderr.as_str()), (Some(3), message.as_str()));
        }
        fs::remove_file(project.at(&file)).unwrap();
    }
    let name = "n".repeat(300);
    let run = project.run(&["check", &name]);
    let message = format!("error: there is no environment `{name}`; ");
    assert_eq!(run.code, Some(64));
    assert!(run.stderr.starts_with(&message), "{}", run.stderr);
}

#[test]
fn outputs_of_another_stack_are_not_filled_in() {
    let project = Project::of_the_repository();
    let file = |name: &str, outputs: &str| {
        let text = format!("{{\"Stacks\": [{{\"StackName\": \"{name}\", \"Outputs\": [{outputs}]}}]}}");
        project.write("outputs.json", text);
        let only = [
            "render",
            "study",
            "--only",
            "manifests/storage-class-efs",
            "--outputs",
            "outputs.json",
        ];
        project.run(&only)
    };
    let output = "{\"OutputKey\": \"FileSystemId\", \"OutputValue\": \"fs-0123456789abcdef0\"}";
    let filled = file("myeks", output);
    assert_eq!(filled.code, Some(0), "{}", filled.stderr);
    assert!(
        filled
            .stdout
            .contains("  fileSystemId: \"fs-0123456789abcdef0\"\n"),
        "{}",
        filled.stdout
    );
    let other = file("prod-eks", output);
    assert_eq!((other.code, other.stdout.as_str()), (Some(3), ""));
    assert!(
        other.stderr.contains("it does not tell of the stack `myeks`"),
        "{}",
        other.stderr
    );
    let lacking = file("myeks", "");
    assert_eq!((lacking.code, lacking.stdout.as_str()), (Some(3), ""));
    assert!(
        lacking.stderr.ends_with("and `outputs.json` does not have it\n"),
        "{}",
        lacking.stderr
    );
}

/// What requires an option says itself what that does not go with.
#[test]
fn options_that_mean_nothing_together_are_wrong_usage() {
    let project = Project::with(&sound());
    let runs: [(&[&str], &str, &str); 7] = [
        (&["render", "--all", "--minify"], "--minify", "--all"),
        (&["render", "tiny", "--check", "--minify"], "--minify", "--check"),
        (
            &["render", "--all", "--outputs", "o"],
            "--outputs <FILE>",
            "--all",
        ),
        (
            &["check", "tiny", "--yes", "-o", "json"],
            "--yes",
            "--output <OUTPUT>",
        ),
        (&["diff", "--all", "--matrix"], "--matrix", "--all"),
        (&["diff", "tiny", "--live", "--matrix"], "--matrix", "--live"),
        (
            &["diff", "tiny", "--base", "v1", "--matrix"],
            "--matrix",
            "--base <REVISION>",
        ),
    ];
    for (arguments, one, other) in runs {
        let run = project.run(arguments);
        let both = [[one, other], [other, one]]
            .map(|[one, other]| format!("error: the argument '{one}' cannot be used with '{other}'\n"));
        assert_eq!(run.code, Some(64), "{arguments:?}");
        assert!(
            both.iter().any(|text| run.stderr.starts_with(text)),
            "{}",
            run.stderr
        );
    }
}
