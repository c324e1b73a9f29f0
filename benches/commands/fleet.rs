//! Fleets of one to a thousand environments: how time and memory grow, beside `cp -r` of the result and the floor program
//! over the same files, by turns.

use std::fs;
use std::process::Command;

use eksight_testing::fleet::member;

use crate::goals::{Spread, goal, ratio};
use crate::project::{Project, run};
use crate::usage::{self, Usage};

/// How many environments, from the least.
const SIZES: [usize; 4] = [1, 10, 100, 1000];

/// What is measured at each size, in this order: `Copy`, `Check` and `Diff` need what the renders have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Floor,
    RenderOne,
    RenderTwo,
    Unchanged,
    Copy,
    Check,
    Diff,
}

const CASES: [Case; 7] = [
    Case::Floor,
    Case::RenderOne,
    Case::RenderTwo,
    Case::Unchanged,
    Case::Copy,
    Case::Check,
    Case::Diff,
];

impl Case {
    fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor program",
            Self::RenderOne => "render --all --jobs 1",
            Self::RenderTwo => "render --all --jobs 2",
            Self::Unchanged => "… with nothing changed",
            Self::Copy => "cp -r out",
            Self::Check => "check --all --jobs 1",
            Self::Diff => "diff --all --jobs 1",
        }
    }

    fn command(self, project: &Project, size: usize) -> Command {
        let eksight = |arguments: &[&str]| project.eksight(arguments);
        match self {
            Self::Floor => {
                project.remove("floor");
                project.floor(size)
            }
            Self::RenderOne => {
                project.remove("out");
                eksight(&["render", "--all", "--jobs", "1"])
            }
            Self::RenderTwo => {
                project.remove("out");
                eksight(&["render", "--all", "--jobs", "2"])
            }
            Self::Unchanged => eksight(&["render", "--all", "--jobs", "1"]),
            Self::Copy => {
                project.remove("copy");
                project.command("cp", &["-r", "out", "copy"])
            }
            Self::Check => eksight(&["check", "--all", "--jobs", "1"]),
            Self::Diff => eksight(&["diff", "--all", "--jobs", "1"]),
        }
    }
}

/// The samples of a size: one row a round.
struct Measured {
    size: usize,
    rounds: Vec<[Usage; CASES.len()]>,
}

impl Measured {
    fn figures(&self, case: Case, of: impl Fn(&Usage) -> f64) -> Spread {
        let at = CASES.iter().position(|each| *each == case).unwrap();
        Spread::of(self.rounds.iter().map(|round| of(&round[at])))
    }

    fn wall(&self, case: Case) -> Spread {
        self.figures(case, |usage| usage.wall.as_secs_f64())
    }

    fn ratio(&self, case: Case, other: Case) -> Spread {
        let at = |wanted: Case| CASES.iter().position(|each| *each == wanted).unwrap();
        let pair = |round: &[Usage; CASES.len()]| {
            round[at(case)].wall.as_secs_f64() / round[at(other)].wall.as_secs_f64()
        };
        Spread::of(self.rounds.iter().map(pair))
    }
}

/// Measures every size up to the largest that is wanted, and prints table and goals.
pub(crate) fn compare(rounds: usize, largest: usize) {
    let sizes = SIZES.into_iter().filter(|size| *size <= largest);
    let measured: Vec<Measured> = sizes.map(|size| measure(size, rounds)).collect();
    println!(
        "\nfleets: {rounds} rounds, by turns; ms an environment, and ratios of one round: median (least to greatest)\n"
    );
    for case in CASES {
        print!("{:26}", case.name());
        for measured in &measured {
            let each = measured.wall(case).median * 1e3 / measured.size as f64;
            print!("{:>6}: {each:<8.2}", measured.size);
        }
        println!();
    }
    let (Some(first), Some(last)) = (measured.first(), measured.last()) else {
        return;
    };
    println!("\ngoals of fleets, at {} environments", last.size);
    for (what, case, other, most) in [
        (
            "G3 render on one thread takes at most 1.5 times `cp -r`",
            Case::RenderOne,
            Case::Copy,
            1.5,
        ),
        (
            "G3 render on two threads takes at most `cp -r`",
            Case::RenderTwo,
            Case::Copy,
            1.0,
        ),
        (
            "G3 render takes at most 2 times the floor",
            Case::RenderOne,
            Case::Floor,
            2.0,
        ),
    ] {
        let spread = last.ratio(case, other);
        goal(what, &ratio(&spread), spread.median <= most);
    }
    growth(&measured);
    peaks(first, last);
}

/// The slope of CPU time between the two largest sizes, on logarithmic scales.
fn growth(measured: &[Measured]) {
    let [.., before, last] = measured else { return };
    let cpu = |measured: &Measured| {
        let seconds = |usage: &Usage| usage.cpu.map_or(f64::NAN, |cpu| cpu.as_secs_f64());
        measured.figures(Case::RenderOne, seconds).median
    };
    let exponent = (cpu(last) / cpu(before)).ln() / (last.size as f64 / before.size as f64).ln();
    if exponent.is_nan() {
        println!("  not measured: how CPU time grows, which only Linux tells here");
        return;
    }
    let what = format!(
        "G4 CPU time grows from {} to {} by an exponent of at most 1.05",
        before.size, last.size
    );
    goal(&what, &format!("{exponent:.2}"), exponent <= 1.05);
}

fn peaks(first: &Measured, last: &Measured) {
    let peak = |measured: &Measured| {
        let mebibytes = |usage: &Usage| usage.peak_kib.map_or(f64::NAN, |kib| kib as f64 / 1024.0);
        measured.figures(Case::RenderOne, mebibytes).greatest
    };
    let (one, many) = (peak(first), peak(last));
    if one.is_nan() {
        println!("  not measured: peak memory, which only Linux tells here");
        return;
    }
    goal(
        "G4 render peaks at 32 MiB at most",
        &format!("{many:.1} MiB"),
        many <= 32.0,
    );
    let figure = format!("{:.2} times", many / one);
    goal(
        "G4 … and at 2 times its peak with one environment",
        &figure,
        many <= 2.0 * one,
    );
}

fn measure(size: usize, rounds: usize) -> Measured {
    let project = fleet(size, false);
    let round = || CASES.map(|case| usage::of(&case.command(&project, size)));
    round();
    Measured {
        size,
        rounds: (0..rounds).map(|_| round()).collect(),
    }
}

/// A project with so many environments like `prod`, each with its name and its range, committed with its `out/`.
pub(crate) fn fleet(size: usize, on_disk: bool) -> Project {
    let project = if on_disk {
        Project::on_disk("prod")
    } else {
        Project::new("prod")
    };
    let prod = fs::read_to_string(project.at("environments/prod.yaml")).unwrap();
    for stray in ["dev", "prod", "study", "study-2023"] {
        fs::remove_file(project.at(&format!("environments/{stray}.yaml"))).unwrap();
    }
    for number in 0..size {
        let path = project.at(&format!("environments/e{number:04}.yaml"));
        fs::write(path, member(&prod, number)).unwrap();
    }
    project.remove("out");
    run(project.eksight(&["render", "--all"]));
    project.commit("main");
    project
}
