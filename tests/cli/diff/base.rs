//! Revisions of git to compare with: where they are, and what they have or lack.

use super::{MORE_NODES, more_nodes, repository, still_there, told};
use crate::project::{Project, Run, TINY, git, sound, start, wait};
use serde_json::Value;

#[test]
fn a_branch_a_worktree_and_a_subdirectory_are_all_the_same() {
    let project = repository();
    git(
        &project.at("."),
        &["worktree", "add", "--quiet", "-b", "feature", "tree"],
    );
    std::fs::write(project.at("tree/environments/tiny.yaml"), more_nodes()).unwrap();
    git(
        &project.at("tree"),
        &["commit", "--quiet", "--all", "--message", "more"],
    );
    let tree = project.at("tree");
    assert_eq!(
        told(&wait(start(&tree, &["diff", "tiny", "--base", "main"]))),
        (Some(0), MORE_NODES)
    );
    let below = project.at("tree/environments");
    assert_eq!(
        told(&wait(start(&below, &["diff", "tiny", "--base", "main"]))),
        (Some(0), MORE_NODES)
    );

    // The project is a folder of a larger repository.
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("infra");
    std::fs::create_dir_all(inner.join("environments")).unwrap();
    std::fs::write(inner.join("environments/tiny.yaml"), sound()).unwrap();
    wait(start(&inner, &["render", "tiny"]));
    git(outer.path(), &["init", "--quiet"]);
    git(outer.path(), &["add", "."]);
    git(outer.path(), &["commit", "--quiet", "--message", "first"]);
    std::fs::write(inner.join("environments/tiny.yaml"), more_nodes()).unwrap();
    assert_eq!(
        told(&wait(start(&inner, &["diff", "tiny"]))),
        (Some(0), MORE_NODES)
    );
}

#[test]
fn a_shallow_clone_has_its_head_and_says_what_is_missing() {
    let project = repository();
    let clone = tempfile::tempdir().unwrap();
    let origin = format!("file://{}", project.at(".").display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", &origin, "here"],
    );
    let here = clone.path().join("here");
    std::fs::write(here.join("environments/tiny.yaml"), more_nodes()).unwrap();
    assert_eq!(
        told(&wait(start(&here, &["diff", "tiny"]))),
        (Some(0), MORE_NODES)
    );
    let run = wait(start(&here, &["diff", "tiny", "--base", "v1"]));
    assert_eq!(told(&run), (Some(1), ""));
    assert!(
        run.stderr.contains("git knows no revision `v1`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("git fetch --depth 1 origin v1"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_environment_that_the_base_does_not_have_is_all_new() {
    let project = repository();
    project.write(
        "environments/other.yaml",
        sound().replace("name: tiny", "name: other"),
    );
    let run = project.run(&["diff", "other", "--stat"]);
    let summary = run.stdout.strip_prefix("other: ").unwrap();
    assert!(
        summary.ends_with(" to add, 0 to change, 0 to destroy; the worst risk is exposure\n")
            && !summary.starts_with("0 "),
        "{summary}"
    );
    let run = project.run(&["diff", "other"]);
    assert!(
        run.stdout.starts_with("other is new against HEAD\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn outside_git_it_says_so() {
    let project = Project::with(&sound());
    let expected = "error: the project is in no git repository, so that there is no commit to compare with; `git init`, `git add \
                    -A` and `git commit` make one, and what changes after it is shown\n";
    for which in ["tiny", "--all"] {
        let run = project.run(&["diff", which]);
        assert_eq!(told(&run), (Some(1), ""), "{which}");
        assert_eq!(run.stderr, expected, "{which}");
    }
    // What git says of one that it cannot use is not ours to guess.
    project.write(".git", "gitdir: nowhere\n");
    let run = project.run(&["diff", "tiny"]);
    assert_eq!(told(&run), (Some(1), ""));
    assert!(run.stderr.starts_with("error: `git -C "), "{}", run.stderr);
}

/// No fetch brings what nobody has committed.
#[test]
fn before_the_first_commit_it_says_so() {
    let project = Project::with(&sound());
    git(&project.at("."), &["init", "--quiet", "--initial-branch", "main"]);
    let expected = "error: the branch has no commit yet to compare with; `git add -A` and `git commit` make one, and what \
                    changes after it is shown\n";
    for arguments in [
        &["tiny"][..],
        &["--all"],
        &["tiny", "--base", "@"],
        &["tiny", "--base", "HEAD~1"],
    ] {
        let run = project.run(&[&["diff"], arguments].concat());
        assert_eq!(told(&run), (Some(1), ""), "{arguments:?}");
        assert_eq!(run.stderr, expected, "{arguments:?}");
    }
    let other = project.run(&["diff", "tiny", "--base", "origin/main"]).stderr;
    assert!(
        other.starts_with("error: git knows no revision `origin/main`; "),
        "{other}"
    );
}

#[test]
fn a_base_without_a_name_is_refused() {
    let project = repository();
    for which in ["tiny", "--all"] {
        let run = project.run(&["diff", which, "--base", ""]);
        assert_eq!(told(&run), (Some(64), ""));
        let expected = "error: a value is required for '--base <REVISION>' but none was supplied\n";
        assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    }
}

#[test]
fn an_environment_that_is_deleted_tells_what_goes_and_what_does_not() {
    let project = repository();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    let other = sound().replace("name: tiny", "name: other");
    project.write("environments/other.yaml", other);
    let run = project.run(&["diff", "tiny"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let heading = "tiny is there at HEAD and no more. Its file going deletes nothing that runs: it runs and bills until \
                   somebody tears it down as the runbook says (`git show HEAD:./out/tiny/RUNBOOK.md`), its file brought back \
                   first (`git checkout HEAD -- environments/tiny.yaml`). This goes then\n\n    \
                   cloudformation/eks-oneclick.yaml\n";
    assert!(run.stdout.starts_with(heading), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("outage: the cluster and all that runs in it is deleted"),
        "{}",
        run.stdout
    );
    let title = "\nMonthly cost, once it is torn down: -$";
    assert!(run.stdout.contains(title), "{}", run.stdout);
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    assert!(comment.contains(&title.replacen('\n', "\n**", 1)), "{comment}");
    let summary = run.stdout.lines().last().unwrap();
    assert!(summary.starts_with("tiny: 0 to add, 0 to change, ") && !summary.ends_with(" 0 to destroy"));
    assert_eq!(
        project.run(&["diff", "tiny", "--fail-on", "outage"]).code,
        Some(5)
    );
    let json = project.run(&["diff", "tiny", "-o", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["newEnvironment"], &json["deletedEnvironment"]),
        (&false.into(), &true.into())
    );
    // What goes counts among all environments as it does alone.
    let all = project.run(&["diff", "--all", "--stat", "--fail-on", "outage"]);
    assert_eq!(
        told(&all),
        (
            Some(5),
            "1 of 1 environment change, 1 new, 1 gone; the worst risk is exposure\n"
        )
    );
    // One that was never there is a slip of the pen.
    let run = project.run(&["diff", "tinny"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
    assert!(
        run.stderr.contains("there is no environment `tinny`"),
        "{}",
        run.stderr
    );
}

/// Only what is not there any more is checked out, so that nothing is lost that is, and only a runbook is shown that there is.
#[test]
fn all_that_the_teardown_of_a_deleted_environment_reads_is_brought_back() {
    let project = Project::with(&sound());
    project.write("environments/base.yaml", "apiVersion: eksight/v1\nkind: Base\n");
    let tiny = sound() + "extends: base.yaml\nnotWeakerThan: strong\n";
    project.write("environments/tiny.yaml", tiny);
    let strong = sound().replace("name: tiny", "name: strong") + "extends: strong-base.yaml\n";
    project.write("environments/strong.yaml", strong);
    project.write(
        "environments/strong-base.yaml",
        "apiVersion: eksight/v1\nkind: Base\n",
    );
    project.commit();
    let files = ["tiny", "base", "strong", "strong-base"];
    let told = |back: &str| {
        let heading = format!(
            "tiny is there at HEAD and no more. Its file going deletes nothing that runs: it runs and bills until somebody tears it \
             down, {back}). This goes then\n"
        );
        let run = project.run(&["diff", "tiny"]);
        assert!(run.stdout.starts_with(&heading), "{}{}", run.stderr, run.stdout);
    };
    for file in files {
        std::fs::remove_file(project.at(&format!("environments/{file}.yaml"))).unwrap();
    }
    told(
        "its files brought back first (`git checkout HEAD -- environments/tiny.yaml environments/base.yaml \
         environments/strong.yaml environments/strong-base.yaml`",
    );
    project.write("environments/base.yaml", "apiVersion: eksight/v1\nkind: Base\n");
    project.write(
        "environments/strong.yaml",
        sound().replace("name: tiny", "name: strong"),
    );
    project.write(
        "environments/strong-base.yaml",
        "apiVersion: eksight/v1\nkind: Base\n",
    );
    told("its file brought back first (`git checkout HEAD -- environments/tiny.yaml`");
    project.write(
        "environments/base.yaml",
        "apiVersion: eksight/v1\nkind: Base\ntags: { team: other }\n",
    );
    told(
        "in a folder that has it as it was, since environments/base.yaml has changed (`git worktree add --detach ../tiny HEAD`",
    );
    let teardown = project.run(&["teardown", "tiny"]);
    let message = "error: there is no environment `tiny` any more; go where it is as it was, since environments/base.yaml has \
                   changed: `git worktree add --detach ../tiny HEAD`\n";
    assert_eq!((teardown.code, teardown.stderr.as_str()), (Some(64), message));
}

#[test]
fn what_brings_a_deleted_environment_back_is_a_command_that_a_shell_takes() {
    let project = Project::with(&sound());
    project.write(
        "environments/base & co.yaml",
        "apiVersion: eksight/v1\nkind: Base\n",
    );
    project.write("environments/tiny.yaml", sound() + "extends: base & co.yaml\n");
    project.commit();
    for file in ["tiny", "base & co"] {
        std::fs::remove_file(project.at(&format!("environments/{file}.yaml"))).unwrap();
    }
    let back = "git checkout HEAD -- environments/tiny.yaml 'environments/base & co.yaml'";
    let diff = project.run(&["diff", "tiny"]);
    assert!(diff.stdout.contains(&format!("(`{back}`)")), "{}", diff.stdout);
    let teardown = project.run(&["teardown", "tiny"]).stderr;
    assert!(
        teardown.ends_with(&format!("bring its file back first: `{back}`\n")),
        "{teardown}"
    );
}

/// Nobody applies one, so that nobody is led to tear it down.
#[test]
fn a_deleted_environment_that_is_archived_is_no_bill() {
    let project = Project::with(&(sound() + "lifecycle: archived\n"));
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.commit();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    let run = project.run(&["diff", "tiny"]);
    let heading = "tiny is there at HEAD and no more. It is archived, which eksight neither applies nor tears down: that \
                   deletes nothing that runs. It described this\n";
    assert!(run.stdout.starts_with(heading), "{}{}", run.stderr, run.stdout);
    for arguments in [
        ["diff", "tiny", "--fail-on", "restart"],
        ["diff", "--all", "--fail-on", "restart"],
    ] {
        let run = project.run(&arguments);
        assert_eq!(run.code, Some(0), "{arguments:?} {}", run.stdout);
    }
    let teardown = project.run(&["teardown", "tiny"]);
    let message = "error: there is no environment `tiny` any more; it was archived, which eksight neither applies nor tears down\n";
    assert_eq!((teardown.code, teardown.stderr.as_str()), (Some(64), message));
    let check = project.run(&["render", "--all", "--check"]).stderr;
    let left = "out/tiny is of an environment that was archived and is there no more, and `render` leaves it alone; delete it: `git \
                rm -r out/tiny`\n";
    assert!(check.starts_with(left), "{check}");
}

/// It may be corrected, as history may: nothing that runs differs by that.
#[test]
fn a_change_of_an_archived_environment_has_no_risk() {
    let archived = sound() + "lifecycle: archived\n";
    let project = Project::with(&archived);
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.commit();
    project.write(
        "environments/tiny.yaml",
        archived.replace("t3.xlarge", "m5.xlarge"),
    );
    let run = project.run(&["diff", "tiny", "--fail-on", "restart"]);
    let expected = "\
~ nodeGroups[\"ng1\"].instanceTypes: [\"t3.xlarge\"] -> [\"m5.xlarge\"]
    cloudformation/eks-oneclick.yaml
      ~ LaunchTemplateNg1 (AWS::EC2::LaunchTemplate) Properties.LaunchTemplateData.InstanceType: t3.xlarge -> m5.xlarge

~ bastion.instanceType: t3.xlarge -> m5.xlarge
    cloudformation/eks-oneclick.yaml
      ~ Bastion (AWS::EC2::Instance) Properties.InstanceType: t3.xlarge -> m5.xlarge

tiny: 0 to add, 2 to change, 0 to destroy
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
}

/// What runs of it stays, which nobody can be led to after that.
#[test]
fn an_environment_that_is_archived_runs_on_and_bills() {
    let project = repository();
    project.write("environments/tiny.yaml", sound() + "lifecycle: archived\n");
    let told = "\
~ lifecycle: live -> archived
    plan.json
      + lifecycle: archived
          outage: eksight neither applies nor tears down what is archived: what runs of it runs on, and bills, until somebody deletes \
                it; `cargo xtask teardown tiny` before this change takes it away
    and RUNBOOK.md
    monthly cost: -$756.26, and what depends on usage or has no price

Monthly cost, once it is torn down: -$756.26, and what depends on usage or has no price ($756.26 -> $0.00, -100%)
tiny: 0 to add, 1 to change, 0 to destroy; the worst risk is outage
";
    let run = project.run(&["diff", "tiny", "--fail-on", "outage"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(5), told), "{}", run.stderr);
    let all = project.run(&["diff", "--all", "--fail-on", "outage"]);
    let last = "Monthly cost, once what is archived is torn down: -$756.26, and what depends on usage or has no price ($756.26 -> \
                $0.00, -100%)\n1 of 1 environment change; the worst risk is outage\n";
    assert_eq!(all.code, Some(5), "{}", all.stderr);
    assert!(all.stdout.ends_with(last), "{}", all.stdout);
    let json: Value = serde_json::from_str(&project.run(&["diff", "--all", "-o", "json"]).stdout).unwrap();
    let costs = ["monthlyCost", "goneMonthlyCost"].map(|key| json[key]["diffTotalMonthlyCost"].clone());
    assert_eq!(costs, ["0.00", "-756.26"]);
    project.commit();
    project.write("environments/tiny.yaml", sound());
    let back = project.run(&["diff", "tiny"]).stdout;
    let cost = "    monthly cost: +$756.26, and what depends on usage or has no price\n";
    assert!(back.contains(cost), "{back}");
}

/// One goes on with its cluster under another name, and keeps its history beside it.
#[test]
fn an_environment_is_archived_beside_the_one_that_goes_on_with_its_cluster() {
    let project = repository();
    project.write("environments/tiny.yaml", sound() + "lifecycle: archived\n");
    project.write("environments/heir.yaml", sound());
    let run = project.run(&["diff", "tiny", "--fail-on", "restart"]);
    let told = "          what runs stays, and is `heir`, which is the same cluster\n";
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains(told), "{}", run.stdout);
    let heir = project.run(&["diff", "heir", "--stat"]);
    assert_eq!(
        (heir.code, heir.stdout.as_str()),
        (
            Some(0),
            "heir: 40 to add, 0 to change, 0 to destroy; the worst risk is exposure\n"
        ),
        "{}",
        heir.stderr
    );
    let all = project.run(&["diff", "--all"]).stdout;
    let end = "\nMonthly cost: changes with usage, or by what has no price ($756.26 -> $756.26, +0%)\n2 of 2 environments change, 1 new; \
               the worst risk is exposure\n";
    assert!(all.ends_with(end), "{all}");
}

/// As `study` and `study-2023` are: both describe one stack, and only one of them runs it.
#[test]
fn a_deleted_environment_is_gone_though_an_archived_one_has_its_stack() {
    let project = Project::with(&sound());
    project.write("environments/tiny-2023.yaml", sound() + "lifecycle: archived\n");
    for name in ["tiny", "tiny-2023"] {
        assert_eq!(project.run(&["render", name]).code, Some(0));
    }
    project.commit();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    let all = project.run(&["diff", "--all", "--fail-on", "data"]);
    let last = "0 of 1 environment change, 1 gone; the worst risk is outage\n";
    assert_eq!(all.code, Some(5), "{}", all.stderr);
    assert!(all.stdout.ends_with(last), "{}", all.stdout);
    let alone = project.run(&["diff", "tiny", "--fail-on", "data"]);
    assert_eq!(alone.code, Some(5), "{}", alone.stderr);
    assert!(
        alone.stdout.starts_with("tiny is there at HEAD and no more."),
        "{}",
        alone.stdout
    );
    let check = project.run(&["render", "--all", "--check"]).stderr;
    let left = "out/tiny belongs to no environment, and `render` leaves it alone; tear down what it describes by \
                out/tiny/RUNBOOK.md, its file brought back first (`git checkout HEAD -- environments/tiny.yaml`), then delete it: \
                `git rm -r out/tiny`\n";
    assert!(check.starts_with(left), "{check}");
}

/// Git keeps no empty folder, so that nothing is left of it but what it was rendered to, or not even that.
#[test]
fn the_last_environment_of_all_is_gone_as_any_other() {
    let gone = format!(
        "- 1 environment gone since HEAD: tiny\n{}\nMonthly cost, once what is gone is torn down: -$756.26, and what depends on usage or \
         has no price ($756.26 -> $0.00, -100%)\n0 of 0 environments change, 1 gone; the worst risk is outage\n",
        still_there("tiny")
    );
    let gone = gone.as_str();
    let none = |place| {
        format!(
            "error: there is no environment{place}; write environments/<name>.yaml, of which `cargo xtask schema` tells the fields\n"
        )
    };
    let project = repository();
    git(
        &project.at("."),
        &["rm", "-r", "--quiet", "environments/tiny.yaml"],
    );
    let left = "out/tiny belongs to no environment, and `render` leaves it alone; tear down what it describes by \
                out/tiny/RUNBOOK.md, its file brought back first (`git checkout HEAD -- environments/tiny.yaml`), then delete it: \
                `git rm -r out/tiny`\n";
    for folder_is_there in [false, true] {
        if folder_is_there {
            std::fs::create_dir(project.at("environments")).unwrap();
        }
        let run = project.run(&["diff", "--all", "--fail-on", "data"]);
        assert_eq!(told(&run), (Some(5), gone), "{}", run.stderr);
        let alone = project.run(&["diff", "tiny", "--stat", "--fail-on", "data"]);
        assert_eq!(alone.code, Some(5), "{}", alone.stderr);
        let render = project.run(&["render", "--all"]);
        assert_eq!(
            (render.code, render.stderr),
            (Some(0), format!("warning: {left}"))
        );
        let check = project.run(&["render", "--all", "--check"]);
        let error = "error: out/ has folders of environments that there are no more\n";
        assert_eq!((check.code, check.stderr), (Some(4), format!("{left}{error}")));
    }
    git(&project.at("."), &["rm", "-r", "--quiet", "out"]);
    let run = project.run(&["diff", "--all", "--fail-on", "data"]);
    assert_eq!(told(&run), (Some(5), gone), "{}", run.stderr);
    let render = project.run(&["render", "--all"]);
    assert_eq!((render.code, render.stderr), (Some(64), none("")));
    std::fs::remove_dir(project.at("environments")).unwrap();
    git(&project.at("."), &["commit", "--quiet", "--message", "gone"]);
    for command in [&["diff", "--all"][..], &["render", "--all", "--check"]] {
        let run = project.run(command);
        assert_eq!((run.code, run.stderr), (Some(64), none(" here or above")));
    }
}

/// Of `tiny` as the base has it: the fault at its line, and nothing else.
fn assert_is_unreadable(run: &Run) {
    assert_eq!(told(run), (Some(3), ""));
    let first = "error: this eksight cannot read `environments/tiny.yaml` as it is at HEAD; compare with a revision where it \
                 can (`--base`)\n";
    assert!(run.stderr.starts_with(first), "{}", run.stderr);
    assert!(
        run.stderr.contains("--> environments/tiny.yaml:20:38"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_base_that_rules_refuse_is_compared_and_one_that_cannot_be_read_is_shown() {
    let project = Project::with(TINY);
    project.commit();
    project.write("environments/tiny.yaml", sound());
    let run = project.run(&["diff", "tiny", "--detailed-exitcode"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    let first = "~ nodeGroups[\"ng1\"].instanceTypes: [\"t3a.xlarge\"] -> [\"t3.xlarge\"]\n";
    assert!(run.stdout.starts_with(first), "{}", run.stdout);

    let project = Project::with(&sound().replace("max: 3", "max: many"));
    project.commit();
    project.write("environments/tiny.yaml", sound());
    assert_is_unreadable(&project.run(&["diff", "tiny"]));
}

/// It is there, under a name that is not read.
#[test]
fn an_environment_whose_file_ends_otherwise_now_is_not_gone() {
    let project = Project::with(&sound());
    project.commit();
    let [yaml, yml] = ["yaml", "yml"].map(|end| project.at(&format!("environments/tiny.{end}")));
    std::fs::rename(yaml, yml).unwrap();
    let run = project.run(&["diff", "tiny"]);
    let message = "error: environments/tiny.yml is not read, since files of environments end in `.yaml`; rename it to \
                   environments/tiny.yaml\n";
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(3), "", message)
    );
}

#[test]
fn a_deleted_environment_that_cannot_be_read_is_shown() {
    let project = Project::with(&sound().replace("max: 3", "max: many"));
    project.commit();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    project.write("environments/other.yaml", sound());
    assert_is_unreadable(&project.run(&["diff", "tiny"]));
    let all = project.run(&["diff", "--all"]);
    assert_eq!(all.code, Some(3));
    let end = "\n! 1 environment refused, so not compared with HEAD: tiny\n\n\
               Monthly cost: +$756.26, and what depends on usage or has no price ($0.00 -> $756.26)\n\
               1 of 1 environment change, 1 new, 1 refused; the worst risk is exposure\n";
    assert!(all.stdout.ends_with(end), "{}", all.stdout);
}

#[test]
fn advice_to_fetch_fits_the_name() {
    let project = repository();
    let advice = |name: &str| {
        let run = project.run(&["diff", "tiny", "--base", name]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
        let told = format!("error: git knows no revision `{name}`; ");
        run.stderr.strip_prefix(&told).unwrap().trim_end().to_owned()
    };
    let ancestors = "in a shallow clone `git fetch --unshallow` brings the commits before those that it has";
    for name in ["HEAD^1", "HEAD~3", "main@{upstream}"] {
        assert_eq!(advice(name), ancestors);
    }
    assert_eq!(
        advice("origin/main"),
        "before the branch was fetched, `git fetch --depth 1 origin main:refs/remotes/origin/main` brings it"
    );
    assert!(advice("0123abc").contains("one by its whole id"));
    assert!(advice("release").contains("`git fetch --depth 1 origin release` brings it as `FETCH_HEAD`"));
}

#[test]
fn in_a_shallow_clone_the_advice_brings_the_base() {
    let project = repository();
    git(&project.at("."), &["checkout", "--quiet", "-b", "feature"]);
    project.write("environments/tiny.yaml", more_nodes());
    git(
        &project.at("."),
        &["commit", "--quiet", "--all", "--message", "more"],
    );
    let clone = tempfile::tempdir().unwrap();
    let origin = format!("file://{}", project.at(".").display());
    git(
        clone.path(),
        &[
            "clone", "--quiet", "--depth", "1", "--branch", "feature", &origin, "here",
        ],
    );
    let here = clone.path().join("here");
    let diff = |base: &str| wait(start(&here, &["diff", "tiny", "--base", base]));
    assert_eq!(told(&diff("origin/main")), (Some(1), ""));
    git(
        &here,
        &[
            "fetch",
            "--quiet",
            "--depth",
            "1",
            "origin",
            "main:refs/remotes/origin/main",
        ],
    );
    assert_eq!(told(&diff("origin/main")), (Some(0), MORE_NODES));
    git(&here, &["fetch", "--quiet", "--depth", "1", "origin", "main"]);
    assert_eq!(told(&diff("FETCH_HEAD")), (Some(0), MORE_NODES));
    assert_eq!(told(&diff("HEAD^1")), (Some(1), ""));
    git(&here, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(told(&diff("HEAD^1")), (Some(0), MORE_NODES));
}

/// As where two environments are one file, or `extends` leads to a link.
#[test]
#[cfg(unix)]
fn a_link_is_followed_at_the_base_too() {
    let project = repository();
    let folder = project.at(".");
    git(&folder, &["mv", "environments/tiny.yaml", "tiny.yaml"]);
    let link =
        |target: &str| std::os::unix::fs::symlink(target, project.at("environments/tiny.yaml")).unwrap();
    link("../tiny.yaml");
    project.commit();
    project.write("tiny.yaml", more_nodes());
    assert_eq!(told(&project.run(&["diff", "tiny"])), (Some(0), MORE_NODES));
    let outside = Project::with(&sound());
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    link(outside.at("environments/tiny.yaml").to_str().unwrap());
    project.commit();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    project.write("environments/tiny.yaml", sound());
    let run = project.run(&["diff", "tiny"]);
    let expected = "error: `environments/tiny.yaml` at HEAD cannot be read: it is a link that leads out of the repository\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), expected));
}

/// `HEAD~1` is another commit for who reads the comment and types what it says.
#[test]
fn a_comment_without_room_names_the_commit() {
    let project = repository();
    for number in 0..700 {
        project.write(&format!("out/tiny/{number:0>120}.txt"), "of a former version\n");
    }
    project.commit();
    let commit = std::fs::read_to_string(project.at(".git/refs/heads/main")).unwrap();
    let folder = project.at(".");
    git(
        &folder,
        &["commit", "--quiet", "--allow-empty", "--message", "second"],
    );
    let comment = project
        .run(&["diff", "tiny", "--base", "HEAD~1", "-o", "markdown"])
        .stdout;
    let last = comment.lines().last().unwrap_or_default();
    let named = last
        .split("--base ")
        .nth(1)
        .and_then(|rest| rest.split('`').next());
    assert_eq!(named, Some(commit.trim()), "{last}");
}
