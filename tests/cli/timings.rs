//! `--timings`: told on stderr when asked for, on every way out, and never a figure that a test could rely on.

use crate::project::{Project, TINY, sound};

/// Stages and environments of the table in a text, without the figures.
fn table(stderr: &str) -> Vec<&str> {
    let lines = stderr.lines().skip_while(|line| !line.starts_with("ms "));
    lines
        .map(|line| line.split_whitespace().next().unwrap())
        .collect()
}

#[test]
fn render_and_check_tell_each_environment_and_the_sum() {
    let project = Project::with(&sound());
    for arguments in [["--timings", "render", "tiny"], ["check", "tiny", "--timings"]] {
        let run = project.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
        assert_eq!(table(&run.stderr), ["ms", "tiny", "all", "the"], "{}", run.stderr);
    }
}

#[test]
fn a_refused_environment_has_timings_too() {
    let run = Project::with(TINY).run(&["render", "tiny", "--timings"]);
    assert_eq!(run.code, Some(3));
    assert_eq!(table(&run.stderr), ["ms", "tiny", "all", "the"]);
}

#[test]
fn nobody_who_did_not_ask_is_told() {
    let run = Project::with(&sound()).run(&["render", "tiny"]);
    assert_eq!(table(&run.stderr), [] as [&str; 0]);
}
