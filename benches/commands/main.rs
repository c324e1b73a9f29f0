//! `cargo bench`: how long whole commands take beside a floor program, as ratios. Nothing fails for being slow: only
//! ratios of runs that took turns count, and a busy machine moves even those.
#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers that starts programs, times them and prints; where it fails it may panic"
)]

mod diff;
mod disk;
mod fleet;
mod floor;
mod goals;
mod project;
mod rounds;
mod trees;
mod usage;
mod writer;

use project::Project;

/// Rounds when no `--rounds N` is given: enough for the median to settle within a few per cent.
const ROUNDS: usize = 51;

/// Rounds of fleets: a round of a thousand environments takes many seconds.
const FLEET_ROUNDS: usize = 5;

/// The most environments when no `--largest N` is given.
const LARGEST: usize = 1000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        // The bench starts itself in these two ways.
        ["floor", trees, target, environments] => {
            floor::run(trees.as_ref(), target.as_ref(), environments.parse().unwrap());
        }
        ["usage", program, rest @ ..] => usage::print(program, rest),
        _ => compare(&arguments),
    }
}

fn compare(arguments: &[&str]) {
    let number = |flag: &str| {
        let at = arguments.iter().position(|argument| *argument == flag)?;
        let number = arguments
            .get(at + 1)
            .and_then(|number| number.parse::<usize>().ok());
        Some(
            number
                .filter(|number| *number > 0)
                .unwrap_or_else(|| panic!("`{flag}` wants a number")),
        )
    };
    let project = Project::new("prod");
    let rounds = number("--rounds");
    let measured = rounds::run(&project, rounds.unwrap_or(ROUNDS));
    goals::print(&project, &measured);
    goals::print_diff(&diff::run(rounds.unwrap_or(ROUNDS)));
    writer::compare(&project.trees(), rounds.unwrap_or(ROUNDS));
    disk::compare(rounds.unwrap_or(FLEET_ROUNDS).min(FLEET_ROUNDS));
    fleet::compare(
        rounds.unwrap_or(FLEET_ROUNDS).min(FLEET_ROUNDS),
        number("--largest").unwrap_or(LARGEST),
    );
}
