//! Entries of the journal: which step began with what, and how it ended. Names and digests alone, never contents.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Entry {
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
        /// Its name.
        name: String,
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

/// What the journal says about earlier runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct History {
    entries: Vec<Entry>,
}

impl History {
    /// Reads lines. One that a killed run left half written says nothing.
    #[must_use]
    pub fn read(lines: &[String]) -> Self {
        let entries: Vec<Entry> = lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let gone = entries
            .iter()
            .rposition(|entry| matches!(entry, Entry::Gone { .. }));
        Self {
            entries: entries[gone.map_or(0, |at| at + 1)..].to_vec(),
        }
    }

    /// Whether an earlier run began a step and did not end it well: what is half done there is ours.
    #[must_use]
    pub fn is_unfinished(&self, wanted: &str) -> bool {
        let last = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Start { step, .. } | Entry::Fail { step, .. } if step == wanted => Some(true),
            Entry::End { step, .. } if step == wanted => Some(false),
            _ => None,
        });
        last == Some(true)
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
            Entry::Program { name, process } if name == program => Some(*process),
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

/// SHA-256 of texts, in hexadecimal.
#[must_use]
pub fn digest(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
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
mod tests {
    use super::{Entry, History, digest};

    fn history(entries: &[Entry]) -> History {
        let lines: Vec<String> = entries
            .iter()
            .map(|entry| serde_json::to_string(entry).unwrap())
            .chain(["{\"entry\":\"sta".to_owned()])
            .collect();
        History::read(&lines)
    }

    fn start(step: &str) -> Entry {
        Entry::Start {
            at: 1,
            step: step.to_owned(),
            input: "a".to_owned(),
        }
    }

    fn end(step: &str) -> Entry {
        Entry::End {
            at: 2,
            step: step.to_owned(),
            changed: true,
            input: "a".to_owned(),
        }
    }

    #[test]
    fn what_began_and_did_not_end_is_ours() {
        let fail = Entry::Fail {
            at: 3,
            step: "b".to_owned(),
        };
        let found = history(&[start("a"), end("a"), start("b"), fail, start("c")]);
        assert_eq!(
            ["a", "b", "c", "d"].map(|step| found.is_unfinished(step)),
            [false, true, true, false]
        );
        assert_eq!(found.ended_with("a", "a"), Some(2));
        assert_eq!(found.ended_with("a", "b"), None);
        assert_eq!(found.ended_with("b", "a"), None);
    }

    #[test]
    fn a_teardown_makes_everything_history() {
        let found = history(&[start("a"), Entry::Gone { at: 9 }]);
        assert!(!found.is_unfinished("a"));
    }

    #[test]
    fn a_digest_is_sha_256() {
        // printf 'a\0b\0' | sha256sum
        assert_eq!(
            digest(&["a", "b"]),
            "8fb20ef63ced4145fc2e983ffe597d1dcff39154c3bf21f0fa9dde6a0c50fdc9"
        );
        assert_ne!(digest(&["ab"]), digest(&["a", "b"]));
    }
}
