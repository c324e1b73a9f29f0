//! A run against a live environment: the guard, the journal and its lock, and an end that everybody understands.

use std::path::{Path, PathBuf};

use super::super::{code, output};
use super::{CALL, Report, World};
use crate::apply::{Engine, Entry, History, Limits, Options};
use crate::live::{self, Fault, Guarded, Place, Programs, Refusal};
use crate::out::{Hold, Journal, OutError, Scratch, journal_path, read_journal};

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
        let looks = self.looks;
        let held = match looks {
            true => self.look(),
            false => self.hold(),
        };
        let held = match held {
            Ok(held) => held,
            Err(refusal) => {
                self.report.refuse(&refusal);
                return Ok(code::FAILURE);
            }
        };
        let programs = Programs {
            region: self.place.region.clone(),
            kubeconfig: held.kubeconfig,
            most: CALL.min(self.limits.other),
            patience: self.limits.other,
            surroundings: self.world,
        };
        let report = self.report;
        let ended = self.guarded(programs, held.history, act);
        report.close();
        Ok(match ended {
            Ok(()) => report.code(code::DONE),
            Err(Fault::Stopped) => {
                output::tell(match looks {
                    true => "stopped; nothing was changed",
                    false => "stopped; the same command goes on from here",
                });
                code::INTERRUPTED
            }
            Err(_) => code::FAILURE,
        })
    }

    /// Takes the environment's lock, so that nobody else changes it.
    fn hold(&self) -> Result<Held, Refusal> {
        let name = &self.place.environment;
        let holder = format!("{} {name}, process {}", self.command, std::process::id());
        match Journal::hold(self.root, name, &holder).map_err(|error| self.unwritten(error))? {
            Hold::Mine(journal) => {
                let lines = journal.lines().map_err(|error| self.unwritten(error))?;
                let held = Held {
                    history: self.history(&lines)?,
                    kubeconfig: journal.kubeconfig(),
                    _scratch: None,
                };
                self.world.keep(journal);
                Ok(held)
            }
            Hold::Theirs(who) => Err(Refusal::new(
                match who.trim() {
                    "" => format!("another run holds `{name}`"),
                    who => format!("another run holds `{name}`: {who}"),
                },
                "two at once would undo each other's work",
                "wait for it to end, and run the same command again; the lock goes with its process",
            )),
        }
    }

    /// Who only looks is in nobody's way and nobody in its: it takes no lock, writes nothing down, and its way into the
    /// cluster is a file of its own.
    fn look(&self) -> Result<Held, Refusal> {
        let name = &self.place.environment;
        let scratch = Scratch::new().map_err(|error| {
            Refusal::new(
                format!(
                    "there is no folder for files that go with this run: {:#}",
                    anyhow::Error::from(error)
                ),
                "the way into the cluster is written to one, and to nobody else's file",
                "export TMPDIR=FOLDER, one that you may write to and that has room, then run the same command",
            )
        })?;
        let lines = read_journal(self.root, name).map_err(|error| self.unwritten(error))?;
        Ok(Held {
            history: self.history(&lines)?,
            kubeconfig: scratch.path().join("kubeconfig"),
            _scratch: Some(scratch),
        })
    }

    fn history(&self, lines: &[String]) -> Result<History, Refusal> {
        let file = journal_path(&self.place.environment).display().to_string();
        History::read(&file, lines, &self.place)
    }

    /// The journal cannot be read or written.
    fn unwritten(&self, error: OutError) -> Refusal {
        let mend = match &error {
            OutError::Special { path, .. } => {
                let path = path.display();
                format!("mv {path} {path}.old, then run the same command: it makes a file there")
            }
            _ => format!(
                "make room, give yourself the right to .eksight/{}, or move away what stands there in its place, then run the same \
                 command",
                self.place.environment
            ),
        };
        Refusal::new(
            format!("{:#}", anyhow::Error::from(error)),
            "without lock and journal two runs could undo each other's work, and nobody could tell what is half done",
            mend,
        )
    }

    fn guarded(
        self,
        programs: Programs<'_>,
        history: History,
        act: impl FnOnce(&Engine<'_>, &Guarded) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let seen = || {
            // Who only looks may look from anywhere.
            if !self.looks {
                live::committed(&self.place, self.root)?;
            }
            let seen = live::guard(&programs, &self.place, self.looks)?;
            Ok((seen, live::versions(&programs)?))
        };
        let tell = |fault: &Fault| self.report.refuse_for(fault);
        let (guarded, versions) = seen().inspect_err(tell)?;
        if !self.looks {
            if !history.is_begun() {
                self.world.write(&Entry::of(&self.place)).inspect_err(tell)?;
            }
            let run = Entry::Run {
                at: output::now(),
                command: self.command.to_owned(),
                process: std::process::id(),
            };
            self.world.write(&run).inspect_err(tell)?;
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
