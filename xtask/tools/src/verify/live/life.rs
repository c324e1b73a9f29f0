//! The life of an environment: from nothing to all that it says, nothing to do, two at once, and back to nothing.

use super::canary::Canaries;
use super::faults::Faults;
use crate::verify::must;
use anyhow::{Context, Result, bail, ensure};
use std::ops::AddAssign;
use std::process::{Command, Output, Stdio};

/// What was done, for whoever asks how much that was.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures {
    /// Environments that were applied and torn down.
    pub(super) lives: usize,
    /// How many of them were applied again, alone and twice at once, without a change.
    pub(super) again: usize,
    /// Objects and stacks that were compared.
    pub(super) objects: usize,
    /// Calls of programs in undisturbed runs.
    pub(super) calls: usize,
    /// Calls that went wrong, each in one way.
    pub(super) points: usize,
    /// Files, outputs and lists of arguments that were searched for secrets.
    pub(super) searched: usize,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.lives += other.lives;
        self.again += other.again;
        self.objects += other.objects;
        self.calls += other.calls;
        self.points += other.points;
        self.searched += other.searched;
    }
}

impl Figures {
    pub(super) fn told(&self) -> String {
        format!(
            "{} environments applied and torn down to nothing, {} of them applied again without a change, with {} calls; {} \
             points of failure resumed to the same end; {} objects compared; no secret in {} texts; pods, load balancers and \
             volumes are simulated",
            self.lives, self.again, self.calls, self.points, self.objects, self.searched
        )
    }
}

/// Lives it, with more runs of `apply` between the first and the teardown, or without.
pub(super) fn live(rig: &Faults<'_>, canaries: &Canaries, again: bool) -> Result<Figures> {
    let name = rig.rig().environment.name();
    let apply = ["apply", name, "--yes"];
    let before = rig.rig().state()?;
    succeeded(rig, canaries, &apply)?;
    let calls = rig.calls()?;
    let end = rig.rig().end()?;
    if again {
        let changes = rig.rig().changes()?;
        succeeded(rig, canaries, &apply)?;
        let after = rig.rig().changes()?;
        ensure!(
            after == changes,
            "a second apply changed something: {changes:?}, then {after:?}"
        );
        two_at_once(rig, canaries)?;
        rig.rig().end()?.must_be(&end).context("after two at once")?;
    }
    let searched = rig.must_keep_secrets(canaries)?;
    let confirmed = format!("--yes={name}");
    let made = rig.calls()?.len();
    succeeded(rig, canaries, &["teardown", name, &confirmed])?;
    rig.rig().must_be_as_before(&before)?;
    let torn_down = rig.calls()?.len() - made;
    Ok(Figures {
        lives: 1,
        again: usize::from(again),
        objects: end.names().count(),
        calls: calls.len() + torn_down,
        searched: searched + 4,
        ..Figures::default()
    })
}

/// A run that must end well, and tell no secret.
pub(super) fn succeeded(rig: &Faults<'_>, canaries: &Canaries, arguments: &[&str]) -> Result<Output> {
    let output = must(&mut rig.eksight(arguments)?)?;
    searched(canaries, arguments, &output)?;
    Ok(output)
}

/// What a run has told must be without secrets.
pub(super) fn searched(canaries: &Canaries, arguments: &[&str], output: &Output) -> Result<()> {
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    canaries.must_not_be_in(&format!("what `eksight {}` told", arguments.join(" ")), &told)
}

/// Two at once: one holds the environment, and the other says so or comes after it.
fn two_at_once(rig: &Faults<'_>, canaries: &Canaries) -> Result<()> {
    let name = rig.rig().environment.name();
    let arguments = ["apply", name, "--yes"];
    let start = |command: &mut Command| command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let first = start(&mut rig.eksight(&arguments)?).context("starting the first")?;
    let second = start(&mut rig.eksight(&arguments)?).context("starting the second")?;
    let mut well = 0;
    for child in [first, second] {
        let output = child.wait_with_output().context("waiting for one of two")?;
        searched(canaries, &arguments, &output)?;
        let told = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => well += 1,
            Some(1) if told.contains(&format!("another run holds `{name}`")) => {}
            code => bail!("one of two at once ended with {code:?}:\n{told}"),
        }
    }
    ensure!(well > 0, "of two at once none came to its end");
    Ok(())
}
