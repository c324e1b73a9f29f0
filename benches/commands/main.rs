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
mod floor;
mod goals;
mod project;
mod rounds;
mod trees;

use project::Project;

/// Rounds when no `--rounds N` is given: enough for the median to settle within a few per cent.
const ROUNDS: usize = 51;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        // The bench starts itself in these two ways.
        ["floor", trees, target] => floor::run(trees.as_ref(), target.as_ref()),
        ["peak", program, rest @ ..] => println!("{}", rounds::peak_kib_of(program, rest)),
        // `cargo bench` adds `--bench`.
        ["--rounds", rounds, ..] => compare(rounds.parse().expect("`--rounds` wants a number")),
        _ => compare(ROUNDS),
    }
}

fn compare(rounds: usize) {
    let project = Project::new("prod");
    let measured = rounds::run(&project, rounds);
    goals::print(&project, &measured);
    goals::print_diff(&diff::run(rounds));
}
