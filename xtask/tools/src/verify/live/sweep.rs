//! What becomes of a run of which one call goes wrong: the next run must come to the same end as an undisturbed one.

use super::canary::Canaries;
use super::end::End;
use super::faults::Faults;
use super::life::{Figures, searched, succeeded};
use super::point::{self, Point, Points, Way};
use anyhow::{Context, Result, ensure};

/// How long a call may hang.
const PATIENCE: &str = "20s";

/// Lets calls of the environment's run go wrong, one in each run.
pub(super) fn sweep(rig: &Faults<'_>, canaries: &Canaries, points: Points) -> Result<Figures> {
    let apply = ["apply", rig.rig().environment.name(), "--yes"];
    rig.clear()?;
    succeeded(rig, canaries, &apply)?;
    let (calls, requests) = (rig.calls()?, rig.requests());
    let expected = rig.rig().end()?;
    let all = point::all(calls.len(), requests);
    let all_points = all.len();
    let chosen = points.of(all);
    for (done, point) in chosen.iter().enumerate() {
        let what = match point.way {
            Way::Request(_) => format!("request {} of {requests} to AWS", point.at),
            _ => format!("call {} of {}: {}", point.at, calls.len(), calls[point.at - 1]),
        };
        resumed(rig, canaries, *point, &expected)
            .with_context(|| format!("{done} points were resumed, then {}, {what}", point.way.name()))?;
    }
    Ok(Figures {
        objects: chosen.len() * expected.names().count(),
        points: chosen.len(),
        all_points,
        searched: 4 * chosen.len(),
        ..Figures::default()
    })
}

/// A run with one call that goes wrong, and the run after it.
fn resumed(rig: &Faults<'_>, canaries: &Canaries, point: Point, expected: &End) -> Result<()> {
    let name = rig.rig().environment.name();
    rig.clear()?;
    rig.fail(point)?;
    let mut arguments = vec!["apply", name, "--yes"];
    if point.way == Way::Hang {
        arguments.extend(["--timeout", PATIENCE]);
    }
    let disturbed = rig.eksight(&arguments)?.output().context("starting eksight")?;
    searched(canaries, &arguments, &disturbed)?;
    let told = String::from_utf8_lossy(&disturbed.stderr).into_owned();
    ensure!(rig.heal()?, "the call was not made; it said:\n{told}");
    match disturbed.status.code() {
        // What says that it is done must be done.
        Some(0) => rig
            .rig()
            .end()?
            .must_be(expected)
            .context("a run that ended well")?,
        Some(1) => ensure!(told.contains("error: "), "it failed without a word:\n{told}"),
        None => ensure!(point.way == Way::Kill, "a signal ended it:\n{told}"),
        code => ensure!(false, "it ended with {code:?}:\n{told}"),
    }
    succeeded(rig, canaries, &["apply", name, "--yes"]).context("the run after it")?;
    rig.rig().end()?.must_be(expected)?;
    rig.must_keep_secrets(canaries).map(drop)
}
