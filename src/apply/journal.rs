//! Entries of the journal: which step began with what, and how it ended. Names and digests alone, never contents.

use std::fmt::Write as _;

use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};

use super::live::{Place, Refusal};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Entry {
    /// Whose the journal is: its first line.
    Of {
        /// The environment.
        environment: String,
        /// Its account.
        account: String,
        /// Its region.
        region: String,
        /// Its cluster, and its stack.
        cluster: String,
    },
    /// A run begins.
    Run {
        /// Seconds since 1970.
        at: u64,
        /// `apply`, `teardown`.
        command: String,
        /// Its process.
        process: u32,
    },
    /// A step begins.
    Start {
        /// Seconds since 1970.
        at: u64,
        /// Which.
        step: String,
        /// SHA-256 of what it is given.
        input: String,
    },
    /// A program was started for it.
    Program {
        /// Seconds since 1970.
        at: u64,
        /// Its name.
        name: String,
        /// Its process.
        process: u32,
    },
    /// It came to an end of its own.
    ProgramEnd {
        /// Its process.
        process: u32,
    },
    /// A step ended well.
    End {
        /// Seconds since 1970.
        at: u64,
        /// Which.
        step: String,
        /// Whether it changed anything.
        changed: bool,
        /// SHA-256 of what it was given.
        input: String,
    },
    /// A step did not.
    Fail {
        /// Seconds since 1970.
        at: u64,
        /// Which.
        step: String,
    },
    /// What the stack will keep when it goes.
    Keeps {
        /// Its type.
        of: String,
        /// Its id.
        id: String,
    },
    /// The environment is gone: what came before is history.
    Gone {
        /// Seconds since 1970.
        at: u64,
    },
}

impl Entry {
    /// The first line of an environment's journal.
    #[must_use]
    pub fn of(place: &Place) -> Self {
        Self::Of {
            environment: place.environment.clone(),
            account: place.account.clone(),
            region: place.region.clone(),
            cluster: place.cluster.clone(),
        }
    }

    /// When a program was started, and its process.
    const fn program(&self) -> Option<(u64, u32)> {
        match self {
            Self::Program { at, process, .. } => Some((*at, *process)),
            _ => None,
        }
    }

    /// Whether it tells the end of a process.
    fn ends(&self, wanted: u32) -> bool {
        matches!(self, Self::ProgramEnd { process } if *process == wanted)
    }
}

/// What the journal says about earlier runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct History {
    entries: Vec<Entry>,
    /// Whether there is a journal at all, and so its first line.
    is_begun: bool,
}

impl History {
    /// Reads the lines of an environment's journal; the file is for what is told of it.
    ///
    /// # Errors
    /// Where a line is no entry, or the journal is another environment's, or of nobody: what it calls half done, or kept,
    /// may be somebody else's.
    pub fn read(file: &str, lines: &[String], place: &Place) -> Result<Self, Refusal> {
        let mut entries = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let entry = serde_json::from_str::<Entry>(line);
            entries.push(entry.map_err(|_| misread(file, at + 1, "this line is no entry of a journal"))?);
        }
        let own = Entry::of(place);
        match entries.first() {
            None => {}
            Some(first) if *first == own => {}
            Some(Entry::Of {
                environment,
                account,
                region,
                cluster,
            }) => {
                let theirs = format!(
                    "this journal is of `{environment}`, the cluster `{cluster}` in {account}, {region}, and `{}` is the cluster \
                     `{}` in {}, {}",
                    place.environment, place.cluster, place.account, place.region
                );
                return Err(misread(file, 1, &theirs));
            }
            Some(_) => {
                return Err(misread(
                    file,
                    1,
                    "this journal does not say of which environment it is",
                ));
            }
        }
        let gone = entries
            .iter()
            .rposition(|entry| matches!(entry, Entry::Gone { .. }));
        Ok(Self {
            is_begun: !entries.is_empty(),
            entries: entries.split_off(gone.map_or(0, |at| at + 1)),
        })
    }

    /// Whether the journal has its first line.
    #[must_use]
    pub const fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Since when a step may be half done by a program of ours: one that was started and came to no end of its own, or
    /// nobody knows whether it was. One that ended has left nothing half done, also where the step failed: what is half done
    /// there is somebody else's.
    #[must_use]
    pub fn half_done_since(&self, wanted: &str) -> Option<u64> {
        let mut since = None;
        for attempt in self.attempts(wanted) {
            let open = |process: u32| !attempt.iter().any(|entry| entry.ends(process));
            let programs: Vec<(u64, u32)> = attempt.iter().filter_map(Entry::program).collect();
            let ended_well = attempt.iter().any(|entry| matches!(entry, Entry::End { .. }));
            match (programs.last(), attempt) {
                _ if ended_well => break,
                (Some((at, process)), _) if open(*process) => since = Some(*at),
                (Some(_), _) => break,
                // Killed before it could say whether it has started one.
                (None, [Entry::Start { at, .. }]) => since = Some(*at),
                (None, _) => {}
            }
            // What an attempt before had left was cleared up.
            if programs.len() > 1 {
                break;
            }
        }
        since
    }

    /// The entries of each attempt at a step, the newest first.
    fn attempts(&self, wanted: &str) -> impl Iterator<Item = &[Entry]> {
        let begins = |entry: &Entry| matches!(entry, Entry::Start { .. } | Entry::Run { .. });
        let starts = self.entries.iter().enumerate().rev();
        let starts =
            starts.filter(move |(_, entry)| matches!(entry, Entry::Start { step, .. } if step == wanted));
        starts.map(move |(at, _)| {
            let rest = &self.entries[at..];
            let end = rest
                .iter()
                .skip(1)
                .position(begins)
                .map_or(rest.len(), |next| next + 1);
            &rest[..end]
        })
    }

    /// When a step ended well with this input.
    #[must_use]
    pub fn ended_with(&self, wanted: &str, digest: &str) -> Option<u64> {
        let last = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::End { step, at, input, .. } if step == wanted => Some((*at, input)),
            _ => None,
        });
        last.filter(|(_, input)| *input == digest).map(|(at, _)| at)
    }

    /// The last process of a program that was started.
    #[must_use]
    pub fn last_process(&self, program: &str) -> Option<u32> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Program { name, process, .. } if name == program => Some(*process),
            _ => None,
        })
    }

    /// What the stack keeps, as type and id.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Keeps { of, id } => Some((of.as_str(), id.as_str())),
            _ => None,
        })
    }
}

/// A line that cannot be trusted. Its words are not told: nobody knows what they are.
fn misread(file: &str, line: usize, what: &str) -> Refusal {
    Refusal::new(
        format!("{file}:{line}: {what}"),
        "what it says is half done would be taken back, and it may be somebody else's",
        format!(
            "mv {file} {file}.old, then run the same command: without a journal it looks at everything itself, and leaves \
             alone what is half done"
        ),
    )
}

/// SHA-256 of texts, in hexadecimal.
#[must_use]
pub fn digest(texts: &[&str]) -> String {
    let mut hash = Hash::new();
    for text in texts {
        hash.update(text);
        // Two texts are not what they are together.
        hash.update([0]);
    }
    let mut written = String::new();
    for byte in hash.finalize() {
        let _ = write!(written, "{byte:02x}");
    }
    written
}

#[cfg(test)]
mod tests;
