//! The figures beside the goals that they are to meet.

use super::print as line;
use super::turns::{Measured, Subject};

/// One command takes at most so much of the time of another in the same round.
pub(super) struct Goal {
    name: &'static str,
    ours: Subject,
    theirs: Subject,
    most: f64,
}

const fn goal(name: &'static str, ours: Subject, theirs: Subject, most: f64) -> Goal {
    Goal {
        name,
        ours,
        theirs,
        most,
    }
}

/// One environment, of programs that take milliseconds.
pub(super) const QUICK: [Goal; 1] = [goal("G2", Subject::Render, Subject::Jrsonnet, 1.0)];

/// One environment.
pub(super) const ONE: [Goal; 5] = [
    goal("G1", Subject::Render, Subject::Cdk, 1.0 / 30.0),
    goal("G1", Subject::Render, Subject::CdkValidated, 1.0 / 250.0),
    goal("G8", Subject::Check, Subject::CfnLint, 1.0 / 100.0),
    goal("G9", Subject::XtaskDiff, Subject::CdkDiff, 1.0 / 25.0),
    goal("G9", Subject::Diff, Subject::CdkDiff, 1.0 / 300.0),
];

/// A fleet.
pub(super) const FLEET: [Goal; 2] = [
    goal("G2", Subject::Render, Subject::Jrsonnet, 0.6),
    goal("G3", Subject::Render, Subject::Cdk, 1.0 / 10.0),
];

/// Prints the table and the goals.
pub(super) fn print(title: &str, measured: &Measured, goals: &[Goal]) {
    let rounds = measured.seconds.first().map_or(0, |(_, seconds)| seconds.len());
    line(&format!(
        "\n{title}: {rounds} rounds, by turns; ratios are pairs of one round: median (least to greatest)\n"
    ));
    for (subject, seconds) in &measured.seconds {
        let [median, least, greatest] = spread(seconds.iter().map(|seconds| seconds * 1e3));
        line(&format!(
            "  {:27}{median:>10.1} ms  ({least:.1} to {greatest:.1})",
            subject.name()
        ));
    }
    line("");
    for goal in goals {
        line(&format!("  {}", goal.verdict(measured)));
    }
}

impl Goal {
    fn verdict(&self, measured: &Measured) -> String {
        let what = format!(
            "{} {} takes at most {} of {}",
            self.name,
            self.ours.name(),
            fraction(self.most),
            self.theirs.name()
        );
        let (ours, theirs) = match (measured.of(self.ours), measured.of(self.theirs)) {
            (Ok(ours), Ok(theirs)) => (ours, theirs),
            (Err(reason), _) | (_, Err(reason)) => return format!("not measured: {what} ({reason})"),
        };
        let ratios = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
        let [median, least, greatest] = spread(ratios);
        format!(
            "{:9}{what}: {} ({} to {})",
            if median <= self.most { "met" } else { "NOT MET" },
            fraction(median),
            fraction(least),
            fraction(greatest)
        )
    }
}

/// Median, least and greatest.
fn spread(figures: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    [sorted[sorted.len() / 2], sorted[0], sorted[sorted.len() - 1]]
}

/// `1/51`, or `0.95` where that says more.
fn fraction(ratio: f64) -> String {
    if ratio <= 0.1 {
        format!("1/{:.0}", 1.0 / ratio)
    } else {
        format!("{ratio:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::{ONE, QUICK};
    use crate::peers::turns::{Measured, Subject};

    #[test]
    fn a_goal_is_met_by_the_median_of_pairs() {
        let measured = |cdk: [f64; 3]| Measured {
            seconds: vec![
                (Subject::Render, vec![0.01, 0.02, 0.01]),
                (Subject::Cdk, cdk.to_vec()),
            ],
            missing: vec![(Subject::Jrsonnet, "cannot install `jrsonnet`".to_owned())],
        };
        assert_eq!(
            ONE[0].verdict(&measured([0.5, 0.4, 0.31])),
            "met      G1 eksight render takes at most 1/30 of CDK L1 without validation: 1/31 (1/50 to 1/20)"
        );
        assert_eq!(
            ONE[0].verdict(&measured([0.02, 0.1, 0.29])),
            "NOT MET  G1 eksight render takes at most 1/30 of CDK L1 without validation: 0.20 (1/29 to 0.50)"
        );
        assert_eq!(
            QUICK[0].verdict(&measured([1.0; 3])),
            "not measured: G2 eksight render takes at most 1.00 of jrsonnet to YAML files (jrsonnet to YAML files: \
             cannot install `jrsonnet`)"
        );
    }
}
