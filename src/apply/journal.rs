//! Entries of the journal: which step began with what, and how it ended. Names and digests alone, never contents.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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
    use super::{Entry, History, Place, Refusal, digest};

    fn place(environment: &str) -> Place {
        Place {
            environment: environment.to_owned(),
            account: "111122223333".to_owned(),
            region: "ap-northeast-2".to_owned(),
            cluster: format!("{environment}-eks"),
            archived: false,
            guarded: false,
        }
    }

    fn read(entries: &[Entry]) -> Result<History, Refusal> {
        let lines = entries.iter().map(|entry| serde_json::to_string(entry).unwrap());
        History::read("a/journal.jsonl", &lines.collect::<Vec<_>>(), &place("dev"))
    }

    fn history(entries: &[Entry]) -> History {
        read(&[&[Entry::of(&place("dev"))], entries].concat()).unwrap()
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
    fn a_journal_counts_for_the_environment_that_it_names() {
        let state = |entries: &[Entry]| read(entries).unwrap_err().state().to_owned();
        assert_eq!(
            state(&[Entry::of(&place("prod")), start("a")]),
            "a/journal.jsonl:1: this journal is of `prod`, the cluster `prod-eks` in 111122223333, ap-northeast-2, and `dev` is the \
             cluster `dev-eks` in 111122223333, ap-northeast-2"
        );
        assert_eq!(
            state(&[start("a")]),
            "a/journal.jsonl:1: this journal does not say of which environment it is"
        );
        assert!(!read(&[]).unwrap().is_begun());
        assert!(history(&[]).is_begun());
    }

    #[test]
    fn what_is_no_entry_is_told_with_its_line_and_without_its_words() {
        let own = serde_json::to_string(&Entry::of(&place("dev"))).unwrap();
        for garbage in ["hunter2", "{\"entry\":\"secret\"}", "{}", ""] {
            let lines = [own.clone(), garbage.to_owned()];
            let refused = History::read("a/journal.jsonl", &lines, &place("dev")).unwrap_err();
            assert_eq!(
                refused.to_string(),
                "a/journal.jsonl:2: this line is no entry of a journal\n  why: what it says is half done would be taken back, and \
                 it may be somebody else's\n  mend: mv a/journal.jsonl a/journal.jsonl.old, then run the same command: without \
                 a journal it looks at everything itself, and leaves alone what is half done"
            );
        }
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
