//! The YAML writer alone, in this process: the trees of an environment as our YAML, as compact JSON and as the YAML of a
//! published writer, by turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::floor::{Content, Prepared};
use crate::goals::{Spread, goal, ratio};

/// Times that each writer writes all trees in a round, so that a round is longer than the clock is coarse.
const TIMES: usize = 20;

/// Prints the goals of the writer.
pub(crate) fn compare(prepared: &[Prepared], rounds: usize) {
    let trees: Vec<&Value> = prepared
        .iter()
        .filter_map(|file| match &file.content {
            Content::Yaml { documents, .. } => Some(documents),
            Content::Text(_) => None,
        })
        .flatten()
        .collect();
    let rounds: Vec<[Duration; 3]> = (0..=rounds)
        .map(|_| {
            [
                timed(|| prepared.iter().for_each(|file| drop(black_box(file.text())))),
                timed(|| {
                    for tree in &trees {
                        black_box(serde_json::to_string(tree).unwrap());
                    }
                }),
                timed(|| {
                    for tree in &trees {
                        black_box(yaml_serde::to_string(tree).unwrap());
                    }
                }),
            ]
        })
        // The first one does not count.
        .skip(1)
        .collect();
    let over = |other: usize| {
        let pairs = rounds
            .iter()
            .map(|round| round[0].as_secs_f64() / round[other].as_secs_f64());
        Spread::of(pairs)
    };
    for (what, other, most) in [
        ("G5 the YAML writer takes at most 2.5 times compact JSON", 1, 2.5),
        (
            "G5 … and at most a third of serde_yaml's successor over libyaml",
            2,
            1.0 / 3.0,
        ),
    ] {
        let spread = over(other);
        goal(what, &ratio(&spread), spread.median <= most);
    }
}

fn timed(work: impl Fn()) -> Duration {
    let started = Instant::now();
    for _ in 0..TIMES {
        work();
    }
    started.elapsed()
}
