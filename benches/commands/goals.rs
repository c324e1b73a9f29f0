//! The figures beside the goals that they are to meet.

use std::fs;

use crate::diff;
use crate::project::{EKSIGHT, Project};
use crate::rounds::{CASES, Case, Measured};

/// Median, least and greatest of some figures.
pub(crate) struct Spread {
    pub(crate) median: f64,
    least: f64,
    pub(crate) greatest: f64,
}

impl Spread {
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.collect();
        sorted.sort_by(f64::total_cmp);
        Self {
            median: sorted[sorted.len() / 2],
            least: sorted[0],
            greatest: sorted[sorted.len() - 1],
        }
    }
}

impl Measured {
    fn milliseconds(&self, case: Case) -> Spread {
        Spread::of(self.rounds.iter().map(|round| seconds(round, case) * 1e3))
    }

    /// How many times longer one case takes than another in the same round.
    fn ratio(&self, case: Case, other: Case) -> Spread {
        Spread::of(
            self.rounds
                .iter()
                .map(|round| seconds(round, case) / seconds(round, other)),
        )
    }
}

fn seconds(round: &[std::time::Duration; CASES.len()], case: Case) -> f64 {
    let at = CASES.iter().position(|each| *each == case).unwrap();
    round[at].as_secs_f64()
}

/// Prints the table and the goals.
pub(crate) fn print(project: &Project, measured: &Measured) {
    println!(
        "{} rounds, by turns; ratios are pairs of one round: median (least to greatest)\n",
        measured.rounds.len()
    );
    println!("{:30}{:>10}  {:24}of `--version`", "", "ms", "of the floor");
    for case in CASES {
        println!(
            "{:30}{:>10.2}  {:24}{}",
            case.name(),
            measured.milliseconds(case).median,
            ratio(&measured.ratio(case, Case::Floor)),
            ratio(&measured.ratio(case, Case::Version)),
        );
    }
    println!("\ngoals");
    let render = measured.ratio(Case::Render, Case::Floor);
    goal(
        "G1 render takes at most 3 times the floor",
        &ratio(&render),
        render.median <= 3.0,
    );
    let again = measured.ratio(Case::Unchanged, Case::Only);
    goal(
        "G6 render with nothing changed, at most 2.5 times `--only`",
        &ratio(&again),
        again.median <= 2.5,
    );
    let touched = if measured.touched { "some" } else { "none" };
    goal("… and it touches no file", touched, !measured.touched);
    let check = measured.milliseconds(Case::Check);
    goal(
        "G8 check takes at most 10 ms",
        &format!(
            "{:.2} ms ({:.2} to {:.2})",
            check.median, check.least, check.greatest
        ),
        check.median <= 10.0,
    );
    let all = measured.milliseconds(Case::CheckAll);
    goal(
        "check of every shipped environment takes at most 50 ms",
        &format!("{:.2} ms ({:.2} to {:.2})", all.median, all.least, all.greatest),
        all.median <= 50.0,
    );
    let diff = measured.milliseconds(Case::Diff);
    goal(
        "G9 an edit is on the screen as a difference in at most 150 ms",
        &format!(
            "{:.2} ms ({:.2} to {:.2})",
            diff.median, diff.least, diff.greatest
        ),
        diff.median <= 150.0,
    );
    sizes(project, measured);
    println!(
        "  not measured here: the parts of G1, G2, G3, G8 and G9 beside CDK, jrsonnet and cfn-lint, which are no programs of \
         this repository; `cargo xtask bench peers` installs and measures them"
    );
}

/// Prints the goals of a diff by cause.
pub(crate) fn print_diff(rounds: &[diff::Round]) {
    let per_setting = Spread::of(rounds.iter().map(|round| round.per_setting.as_secs_f64() * 1e3));
    goal(
        "a diff takes at most 3 ms for each changed setting, in process",
        &format!(
            "{:.2} ms ({:.2} to {:.2})",
            per_setting.median, per_setting.least, per_setting.greatest
        ),
        per_setting.median <= 3.0,
    );
    let of_render = |round: &diff::Round| round.per_setting.as_secs_f64() / round.render.as_secs_f64();
    let of_render = Spread::of(rounds.iter().map(of_render));
    goal(
        "… which is at most 2.5 renders",
        &ratio(&of_render),
        of_render.median <= 2.5,
    );
}

fn sizes(project: &Project, measured: &Measured) {
    let megabytes = fs::metadata(EKSIGHT).unwrap().len() as f64 / 1e6;
    goal(
        "the release binary has at most 10 MB",
        &format!("{megabytes:.1} MB"),
        megabytes <= 10.0,
    );
    let peaks = [
        (format!("render {}", project.environment), 16.0, measured.peak_kib),
        ("check --all".to_owned(), 50.0, measured.check_peak_kib),
    ];
    for (what, most, peak_kib) in peaks {
        match peak_kib.map(|kib| kib as f64 / 1024.0) {
            Some(mebibytes) => goal(
                &format!("{what} peaks at {most} MiB at most"),
                &format!("{mebibytes:.1} MiB"),
                mebibytes <= most,
            ),
            None => println!("  not measured: the peak memory of {what}, which only Linux tells here"),
        }
    }
}

pub(crate) fn ratio(spread: &Spread) -> String {
    format!(
        "{:.2} ({:.2} to {:.2})",
        spread.median, spread.least, spread.greatest
    )
}

pub(crate) fn goal(what: &str, figure: &str, met: bool) {
    println!("  {:9}{what}: {figure}", if met { "met" } else { "NOT MET" });
}
