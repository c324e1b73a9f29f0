//! On a disk, whose own pace drifts: only pairs of one round count, and they are of many files at once.

use crate::fleet::fleet;
use crate::goals::{Spread, goal, ratio};
use crate::usage;

/// Enough files that the system writes some of them while the command runs.
const ENVIRONMENTS: usize = 100;

/// Prints the goals of writing.
pub(crate) fn compare(rounds: usize) {
    let project = fleet(ENVIRONMENTS, true);
    let seconds = |command| usage::of(&command).wall.as_secs_f64();
    let render = || seconds(project.eksight(&["render", "--all", "--jobs", "1"]));
    let pairs: Vec<[f64; 3]> = (0..rounds)
        .map(|_| {
            project.remove("floor");
            project.remove("out");
            let floor = seconds(project.floor(ENVIRONMENTS));
            [floor, render(), render()]
        })
        .collect();
    let again = Spread::of(pairs.iter().map(|[_, fresh, again]| again / fresh));
    let what =
        format!("G6 on disk, {ENVIRONMENTS} environments again take at most a quarter of a first render");
    goal(&what, &ratio(&again), again.median <= 0.25);
    let safe = Spread::of(pairs.iter().map(|[floor, fresh, _]| fresh / floor));
    let what = "G7 on disk, a safe render takes at most 1.5 times the floor, which writes plainly";
    goal(what, &ratio(&safe), safe.median <= 1.5);
}
