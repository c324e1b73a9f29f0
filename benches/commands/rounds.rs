//! Timing by turns: each round runs every case once, so that a noisy minute meets all of them alike.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::project::{self, Project};
use crate::usage;

/// A command that is measured: wall time from just before its start to just after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// The floor program.
    Floor,
    /// `cp -r` of the rendered folder.
    Copy,
    /// `render` into an empty `out/`.
    Render,
    /// `render` with nothing to change.
    Unchanged,
    /// `render --only`: renders all, writes nothing.
    Only,
    /// `check`.
    Check,
    /// `check --all`.
    CheckAll,
    /// `diff` of a working tree with one line changed.
    Diff,
    /// `--version`: a cold start.
    Version,
}

/// In the order of a round: `Copy` and `Unchanged` need what `Render` has just written.
pub(crate) const CASES: [Case; 9] = [
    Case::Floor,
    Case::Render,
    Case::Unchanged,
    Case::Copy,
    Case::Only,
    Case::Check,
    Case::CheckAll,
    Case::Diff,
    Case::Version,
];

impl Case {
    /// As it stands in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor program",
            Self::Copy => "cp -r out/prod",
            Self::Render => "render prod, out/ empty",
            Self::Unchanged => "render prod, nothing changed",
            Self::Only => "render prod --only plan",
            Self::Check => "check prod",
            Self::CheckAll => "check --all",
            Self::Diff => "diff prod, one line changed",
            Self::Version => "--version",
        }
    }

    /// Prepares the folder, which is not timed, and gives the command.
    fn command(self, project: &Project) -> Command {
        let environment = project.environment.as_str();
        match self {
            Self::Floor => {
                project.remove("floor");
                project.floor(1)
            }
            Self::Copy => {
                project.remove("copy");
                project.command("cp", &["-r", &format!("out/{environment}"), "copy"])
            }
            Self::Render => {
                project.remove("out");
                project.eksight(&["render", environment])
            }
            Self::Unchanged => project.eksight(&["render", environment]),
            Self::Only => project.eksight(&["render", environment, "--only", "plan"]),
            Self::Check => project.eksight(&["check", environment]),
            Self::CheckAll => project.eksight(&["check", "--all"]),
            Self::Diff => project.eksight(&["diff", environment, "--base", "changed"]),
            Self::Version => project.eksight(&["--version"]),
        }
    }
}

/// What was measured.
pub(crate) struct Measured {
    /// One row a round, in the order of [`CASES`].
    pub(crate) rounds: Vec<[Duration; CASES.len()]>,
    /// Whether `Unchanged` ever touched a file.
    pub(crate) touched: bool,
    /// The peak memory of a `render` into an empty `out/`, where the system tells it.
    pub(crate) peak_kib: Option<u64>,
    /// The peak memory of a `check --all`.
    pub(crate) check_peak_kib: Option<u64>,
}

/// Runs the rounds, after one that does not count.
pub(crate) fn run(project: &Project, rounds: usize) -> Measured {
    let mut touched = false;
    let mut round = || {
        CASES.map(|case| {
            let command = case.command(project);
            let before = (case == Case::Unchanged).then(|| project.rendered());
            let started = Instant::now();
            project::run(command);
            let elapsed = started.elapsed();
            touched |= before.is_some_and(|before| before != project.rendered());
            elapsed
        })
    };
    project.commit_with_a_line_changed();
    round();
    let rounds = (0..rounds.max(1)).map(|_| round()).collect();
    let check_peak_kib = peak_of(project, &["check", "--all"]);
    project.remove("out");
    Measured {
        rounds,
        touched,
        peak_kib: peak_of(project, &["render", &project.environment]),
        check_peak_kib,
    }
}

fn peak_of(project: &Project, arguments: &[&str]) -> Option<u64> {
    usage::of(&project.eksight(arguments)).peak_kib
}
