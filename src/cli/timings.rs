//! `--timings`: where the time of a run goes, by environment and stage. No other file reads a stopwatch, and the
//! date, which findings depend on, is read in `output`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A stage of the pipeline as people wait for it; the position is its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Files to a typed environment.
    Read,
    /// What follows from it, and every rule.
    Check,
    /// Texts of all artefacts.
    Emit,
    /// What is different from what lies in `out/`.
    Compare,
    /// Files. The wait for the disk at the end is nobody's alone and counts as elsewhere.
    Write,
}

/// The columns, in the order of [`Stage`].
const HEADINGS: [&str; 5] = ["read", "check", "emit", "compare", "write"];

/// The time that each stage took for one environment.
type Row = [Duration; HEADINGS.len()];

/// The stopwatch of a run.
#[derive(Debug)]
pub(super) struct Timings {
    started: Instant,
    /// By name: environments are worked on at once.
    rows: Mutex<BTreeMap<String, Row>>,
}

impl Timings {
    /// Starts the stopwatch.
    pub(super) fn start() -> Self {
        Self {
            started: now(),
            rows: Mutex::default(),
        }
    }

    /// Does a stage's work for an environment and adds up how long it took.
    pub(super) fn measure<T>(&self, environment: &str, stage: Stage, work: impl FnOnce() -> T) -> T {
        let started = now();
        let done = work();
        let elapsed = started.elapsed();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.entry(environment.to_owned()).or_default()[stage as usize] += elapsed;
        done
    }

    /// The table so far, in milliseconds.
    pub(super) fn table(&self) -> String {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        table(&rows, self.started.elapsed())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads a stopwatch")]
fn now() -> Instant {
    Instant::now()
}

fn table(rows: &BTreeMap<String, Row>, run: Duration) -> String {
    let mut sums = Row::default();
    for row in rows.values() {
        for (sum, time) in sums.iter_mut().zip(row) {
            *sum += *time;
        }
    }
    let width = rows.keys().map(String::len).max().unwrap_or(0).max("all".len());
    let mut lines = vec![line("ms", width, &HEADINGS.map(str::to_owned), "total")];
    let rows = rows.iter().map(|(name, row)| (name.as_str(), row));
    lines.extend(rows.chain([("all", &sums)]).map(|(name, row)| {
        let total = milliseconds(row.iter().sum());
        line(name, width, &row.map(milliseconds), &total)
    }));
    lines.push(format!(
        "the run took {} ms, {} of it elsewhere",
        milliseconds(run),
        milliseconds(run.saturating_sub(sums.iter().sum()))
    ));
    lines.join("\n")
}

fn line(name: &str, width: usize, cells: &[String; HEADINGS.len()], total: &str) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>9}")).collect();
    format!("{name:width$}{cells}{total:>9}")
}

/// Two decimals: the clock and the machine give no more, and no stage that matters takes less.
fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, table};
    use std::time::Duration;

    #[test]
    fn environments_add_up_and_the_rest_is_elsewhere() {
        let row = |microseconds: [u64; 5]| microseconds.map(Duration::from_micros);
        let rows: BTreeMap<_, _> = [
            ("prod".to_owned(), row([500, 250, 1000, 0, 12_000])),
            ("study-2023".to_owned(), row([500, 250, 1000, 100, 0])),
        ]
        .into();
        assert_eq!(
            table(&rows, Duration::from_micros(17_000)),
            "ms             read    check     emit  compare    write    total\n\
             prod           0.50     0.25     1.00     0.00    12.00    13.75\n\
             study-2023     0.50     0.25     1.00     0.10     0.00     1.85\n\
             all            1.00     0.50     2.00     0.10    12.00    15.60\n\
             the run took 17.00 ms, 1.40 of it elsewhere"
        );
    }
}
