//! Timing by turns: each round runs every case once, so that a noisy minute meets all of them alike.

use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// eksight, rendering into an empty `out/`.
    Render,
    /// eksight, checking an environment.
    Check,
    /// eksight, showing a change of one line.
    Diff,
    /// The same through `cargo xtask`.
    XtaskDiff,
    /// CDK without validation.
    Cdk,
    /// CDK as it comes.
    CdkValidated,
    /// `cdk diff --template` with one property changed.
    CdkDiff,
    /// jrsonnet, writing YAML files.
    Jrsonnet,
    /// cfn-lint.
    CfnLint,
}

impl Subject {
    /// As it stands in tables and goals.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Render => "eksight render",
            Self::Check => "eksight check",
            Self::Diff => "eksight diff",
            Self::XtaskDiff => "cargo xtask diff",
            Self::Cdk => "CDK L1 without validation",
            Self::CdkValidated => "CDK L1 as it comes",
            Self::CdkDiff => "cdk diff --template",
            Self::Jrsonnet => "jrsonnet to YAML files",
            Self::CfnLint => "cfn-lint",
        }
    }
}

/// A command that is measured: wall time from just before its start to just after its end.
pub(super) struct Case {
    pub(super) command: Command,
    makes: Option<PathBuf>,
}

impl Case {
    pub(super) fn of(mut command: Command) -> Self {
        command.stdin(Stdio::null());
        Self { command, makes: None }
    }

    /// A folder that it makes, removed before each turn.
    pub(super) fn makes(mut self, folder: PathBuf) -> Self {
        self.makes = Some(folder);
        self
    }

    /// Removes what an earlier turn has made; this is not timed.
    fn prepare(&self) -> Result<()> {
        match &self.makes {
            Some(folder) if folder.exists() => {
                fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))
            }
            _ => Ok(()),
        }
    }

    /// The first turn, which fills caches and does not count; a fault with the end of what the program said.
    pub(super) fn try_out(&mut self) -> Result<Result<(), String>> {
        self.prepare()?;
        let output = match self.command.output() {
            Ok(output) if output.status.success() => return Ok(Ok(())),
            Ok(output) => output,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let said = if output.stderr.is_empty() {
            output.stdout
        } else {
            output.stderr
        };
        let said = String::from_utf8_lossy(&said);
        let last = said.lines().rfind(|line| !line.trim().is_empty());
        Ok(Err(format!("{}: {}", output.status, last.unwrap_or_default())))
    }

    fn seconds(&mut self) -> Result<f64> {
        self.prepare()?;
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let status = self.command.status();
        let seconds = started.elapsed().as_secs_f64();
        let status = status.with_context(|| format!("starting {:?}", self.command))?;
        anyhow::ensure!(status.success(), "{:?}: {status}", self.command);
        Ok(seconds)
    }
}

/// What takes turns, and what cannot.
#[derive(Default)]
pub(super) struct Turns {
    cases: Vec<(Subject, Case)>,
    missing: Vec<(Subject, String)>,
}

/// Seconds of each round by subject, in the order of the turns.
pub(super) struct Measured {
    pub(super) seconds: Vec<(Subject, Vec<f64>)>,
    /// Why a subject has none.
    pub(super) missing: Vec<(Subject, String)>,
}

impl Turns {
    pub(super) fn add(&mut self, subject: Subject, case: Case) {
        self.cases.push((subject, case));
    }

    /// Names what cannot take its turn, and why.
    pub(super) fn lack(&mut self, subject: Subject, reason: String) {
        self.missing.push((subject, reason));
    }

    pub(super) fn add_or_lack(&mut self, subject: Subject, case: Result<Case, String>) {
        match case {
            Ok(case) => self.add(subject, case),
            Err(reason) => self.lack(subject, reason),
        }
    }

    /// Runs the rounds. What fails in the first turn takes no other.
    pub(super) fn take(mut self, rounds: usize) -> Result<Measured> {
        let mut cases = Vec::new();
        for (subject, mut case) in self.cases {
            match case.try_out()? {
                Ok(()) => cases.push((subject, case)),
                Err(reason) => self.missing.push((subject, reason)),
            }
        }
        let mut seconds: Vec<(Subject, Vec<f64>)> =
            cases.iter().map(|(subject, _)| (*subject, Vec::new())).collect();
        for _ in 0..rounds {
            for ((_, case), (_, seconds)) in cases.iter_mut().zip(&mut seconds) {
                seconds.push(case.seconds()?);
            }
        }
        Ok(Measured {
            seconds,
            missing: self.missing,
        })
    }
}

impl Measured {
    /// The seconds of a subject, or why there are none.
    pub(super) fn of(&self, subject: Subject) -> Result<&[f64], String> {
        if let Some((_, seconds)) = self.seconds.iter().find(|(each, _)| *each == subject) {
            return Ok(seconds);
        }
        let missing = self.missing.iter().find(|(each, _)| *each == subject);
        Err(missing.map_or_else(
            || format!("{} took no turn", subject.name()),
            |(subject, reason)| format!("{}: {reason}", subject.name()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Subject, Turns};
    use std::process::Command;

    #[test]
    fn what_fails_in_the_first_turn_takes_no_other() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Case::of(command)
        };
        let mut turns = Turns::default();
        turns.add(Subject::Check, shell("exit 0"));
        turns.add(
            Subject::CfnLint,
            shell("echo E3001; echo two findings >&2; exit 3"),
        );
        turns.add(Subject::Cdk, Case::of(Command::new("/nowhere/node")));
        turns.lack(Subject::Jrsonnet, "cannot build it".to_owned());
        let measured = turns.take(2).unwrap();
        assert_eq!(measured.of(Subject::Check).map(<[f64]>::len), Ok(2));
        let reason = |subject| measured.of(subject).unwrap_err();
        assert_eq!(reason(Subject::CfnLint), "cfn-lint: exit status: 3: two findings");
        assert!(reason(Subject::Cdk).starts_with("CDK L1 without validation: No such file"));
        assert_eq!(
            reason(Subject::Jrsonnet),
            "jrsonnet to YAML files: cannot build it"
        );
        assert_eq!(reason(Subject::Diff), "eksight diff took no turn");
    }
}
