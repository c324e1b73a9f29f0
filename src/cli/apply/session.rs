//! A run against a live environment: the guard, the journal and its lock, and an end that everybody understands.

use std::path::{Path, PathBuf};

use super::super::{code, output};
use super::{CALL, Report, World};
use crate::apply::{Engine, Entry, History, Limits, Options};
use crate::live::{self, Fault, Guarded, Place, Programs};
use crate::out::{Hold, Journal, Scratch, read_journal};

/// A run.
pub(in super::super) struct Session<'a> {
    pub(in super::super) command: &'a str,
    pub(in super::super) place: Place,
    pub(in super::super) root: &'a Path,
    pub(in super::super) world: &'a World,
    pub(in super::super) report: &'a Report,
    pub(in super::super) limits: Limits,
    /// Whether nothing is changed: then there is no lock, and nothing is written down.
    pub(in super::super) looks: bool,
    pub(in super::super) options: Options,
}

/// What a run remembers, and where its way into the cluster is written down.
struct Held {
    history: History,
    kubeconfig: PathBuf,
    /// Of who only looks; gone with it.
    _scratch: Option<Scratch>,
}

impl Session<'_> {
    pub(in super::super) fn run(
        self,
        act: impl FnOnce(&Engine<'_>, &Guarded) -> Result<(), Fault>,
    ) -> anyhow::Result<u8> {
        let name = self.place.environment.clone();
        let (command, looks) = (self.command, self.looks);
        let held = match looks {
            true => self.look()?,
            false => match self.hold()? {
                Some(held) => held,
                None => return Ok(code::FAILURE),
            },
        };
        let programs = Programs {
            region: self.place.region.clone(),
            kubeconfig: held.kubeconfig,
            most: CALL.min(self.limits.other),
            surroundings: self.world,
        };
        let report = self.report;
        let ended = self.guarded(programs, held.history, act);
        report.close();
        Ok(match ended {
            Ok(()) => code::DONE,
            Err(Fault::Stopped) => {
                output::tell(&match looks {
                    true => "stopped; nothing was changed".to_owned(),
                    false => format!("stopped; `cargo xtask {command} {name}` goes on from here"),
                });
                code::INTERRUPTED
            }
            Err(_) => code::FAILURE,
        })
    }

    /// Takes the environment's lock, so that nobody else changes it; nothing where somebody does.
    fn hold(&self) -> anyhow::Result<Option<Held>> {
        let name = &self.place.environment;
        let holder = format!("{} {name}, process {}", self.command, std::process::id());
        match Journal::hold(self.root, name, &holder)? {
            Hold::Mine(journal) => {
                let held = Held {
                    history: History::read(&journal.lines()?),
                    kubeconfig: journal.folder().join("kubeconfig"),
                    _scratch: None,
                };
                self.world.keep(journal);
                Ok(Some(held))
            }
            Hold::Theirs(who) => {
                output::tell(&format!(
                    "error: another run holds `{name}`: {who}\n  why: two at once would undo each other's work\n  mend: wait \
                     for it to end, and run the same command again; the lock goes with its process"
                ));
                Ok(None)
            }
        }
    }

    /// Who only looks is in nobody's way and nobody in its: it takes no lock, writes nothing down, and its way into the
    /// cluster is a file of its own.
    fn look(&self) -> anyhow::Result<Held> {
        let scratch = Scratch::new()?;
        Ok(Held {
            history: History::read(&read_journal(self.root, &self.place.environment)?),
            kubeconfig: scratch.path().join("kubeconfig"),
            _scratch: Some(scratch),
        })
    }

    fn guarded(
        self,
        programs: Programs<'_>,
        history: History,
        act: impl FnOnce(&Engine<'_>, &Guarded) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let told = |fault: Fault| {
            if !matches!(fault, Fault::Stopped) {
                output::tell(&format!("error: {fault}"));
            }
            fault
        };
        let seen = || {
            // Who only looks may look from anywhere.
            if !self.looks {
                live::committed(&self.place, self.root)?;
            }
            let seen = live::guard(&programs, &self.place)?;
            Ok((seen, live::versions(&programs)?))
        };
        let (guarded, versions) = seen().map_err(told)?;
        if !self.looks {
            self.world.write(&Entry::Run {
                at: output::now(),
                command: self.command.to_owned(),
                process: std::process::id(),
            })?;
        }
        let engine = Engine {
            programs,
            versions,
            place: self.place,
            limits: self.limits,
            options: self.options,
            history,
            listener: self.report,
        };
        act(&engine, &guarded)
    }
}
