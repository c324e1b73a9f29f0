//! Which environments a command is about.

use crate::project::{Project, sound};

/// Three environments, and a base that a pattern does not stand for.
fn three() -> Project {
    let project = Project::with(&sound());
    project.write(
        "environments/all of us.yaml",
        "apiVersion: eksight/v1\nkind: Base\n",
    );
    let named = |name: &str| sound().replace("name: tiny", &format!("name: {name}"));
    project.write("environments/big-1.yaml", named("big-1"));
    project.write("environments/big-2.yaml", named("big-2"));
    project
}

#[test]
fn a_pattern_stands_for_each_environment_that_it_fits() {
    let project = three();
    for (arguments, told) in [
        (vec!["check", "big-*"], "2 environments, no findings\n"),
        (vec!["check", "*"], "3 environments, no findings\n"),
        (
            vec!["check", "*i*", "tiny", "big-1"],
            "3 environments, no findings\n",
        ),
        (vec!["check", "*y"], "tiny: no findings\n"),
        (vec!["check", "tiny", "tiny"], "tiny: no findings\n"),
    ] {
        let run = project.run(&arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), told), "{arguments:?}");
    }
    let run = project.run(&["cost", "--all"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let run = project.run(&["env", "table", "tiny", "big-*"]);
    let table = "\
FIELD         tiny  big-1  big-2
cluster.name  tiny  big-1  big-2
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), table),
        "{}",
        run.stderr
    );
    // A sum of a set, be it of one.
    let run = project.run(&["cost", "tin*"]);
    let head = " Name                        By usage  Prices     Monthly Cost\n\n tiny ";
    assert!(run.stdout.starts_with(head), "{}{}", run.stderr, run.stdout);
    let run = project.run(&["render", "*-2"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let written = ["big-1", "big-2", "tiny"].map(|name| project.at(&format!("out/{name}")).is_dir());
    assert_eq!(written, [false, true, false]);
}

#[test]
fn a_pattern_that_no_environment_fits_is_refused() {
    let run = three().run(&["check", "tiny", "large-*"]);
    let told = "error: no environment is called like `large-*`; there are `big-1`, `big-2`, `tiny`\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(64), told));
}

#[test]
fn a_command_for_one_environment_takes_no_pattern() {
    let project = three();
    for arguments in [
        vec!["show", "t*"],
        vec!["plan", "t*"],
        vec!["diff", "t*"],
        vec!["trace", "cluster.name", "t*"],
    ] {
        let run = project.run(&arguments);
        let told = "error: `t*` is a pattern, and one environment is asked for here\n";
        assert_eq!((run.code, run.stderr.as_str()), (Some(64), told), "{arguments:?}");
    }
}
