//! Why nobody could tell, or do.

use std::fmt;
use std::time::Duration;

use super::{Kind, Refusal};
use crate::tools::ToolError;

/// Why nobody could tell, or do. It is told as a [`Refusal`].
#[derive(Debug)]
pub enum Fault {
    /// The program could not be started.
    Tool(ToolError),
    /// A program complained.
    Said {
        /// Its first words.
        command: String,
        /// What it wrote to stderr.
        said: String,
        /// What that means.
        kind: Kind,
    },
    /// A program gave no answer in time.
    TooLate {
        /// Its first words.
        command: String,
        /// The time that it had.
        after: Duration,
    },
    /// Something took longer than it may.
    Slow {
        /// What is still so.
        what: String,
        /// The time that it had.
        after: Duration,
    },
    /// An answer is not as the program's documentation has it.
    Answer {
        /// Its first words.
        command: String,
        /// What does not fit.
        reason: String,
    },
    /// Somebody wants to stop.
    Stopped,
    /// The state of the world forbids it.
    Refused(Refusal),
}

impl std::error::Error for Fault {}

impl From<ToolError> for Fault {
    fn from(error: ToolError) -> Self {
        Self::Tool(error)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal().fmt(f)
    }
}

impl Fault {
    /// A refusal.
    #[must_use]
    pub fn refused(state: impl Into<String>, why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(state, why, mend))
    }

    /// An answer that cannot be read.
    #[must_use]
    pub(super) fn answer(command: impl Into<String>, error: &serde_json::Error) -> Self {
        Self::Answer {
            command: command.into(),
            reason: match error.is_data() {
                true => without_values(&error.to_string()),
                false => format!(
                    "it is not JSON from line {}, column {}",
                    error.line(),
                    error.column()
                ),
            },
        }
    }

    /// What was found, why it matters, and what mends it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Tool(error) => not_started(error),
            Self::Said { command, said, kind } => complained(command, said, *kind),
            Self::TooLate { command, after } => Refusal::new(
                format!(
                    "`{command}` gave no answer within {} s and was ended",
                    after.as_secs_f32()
                ),
                "what it had begun may go on, and nobody knows yet what becomes of it",
                "run the same command again: it looks first, and goes on from what it finds",
            ),
            Self::Slow { what, after } => Refusal::new(
                format!(
                    "{what}, and that for longer than it may take ({} s)",
                    after.as_secs_f32()
                ),
                "what comes after it needs it",
                "run the same command again: it goes on waiting, and `--timeout` gives it longer",
            ),
            Self::Answer { command, reason } => Refusal::new(
                format!("the answer of `{command}` is not as its documentation says: {reason}"),
                "what cannot be read cannot be compared, and nothing is done on a guess",
                format!(
                    "run the same command again; where it says the same, install another version of `{}`",
                    command.split(' ').next().unwrap_or(command)
                ),
            ),
            Self::Stopped => Refusal::new(
                "stopped",
                "somebody wanted it to",
                "run the same command again: it goes on from what it finds",
            ),
            Self::Refused(refusal) => refusal.clone(),
        }
    }

    /// Whether it may have worked nevertheless, or works in a moment.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Said { kind, .. } => *kind == Kind::Passing,
            Self::TooLate { .. } | Self::Answer { .. } => true,
            _ => false,
        }
    }

    /// Whether whoever asks may not.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(
            self,
            Self::Said {
                kind: Kind::Denied,
                ..
            }
        )
    }

    /// Whether this answer alone cannot be had, and others may be asked for: whoever asks may not ask this, the program says
    /// no for a reason of its own, or it says what nobody can read.
    #[must_use]
    pub fn is_of_one_look(&self) -> bool {
        matches!(
            self,
            Self::Answer { .. }
                | Self::Said {
                    kind: Kind::Denied | Kind::Lasting,
                    ..
                }
        )
    }

    /// The program that is not there, where that is why.
    pub(super) fn missing_program(&self) -> Option<&str> {
        match self {
            Self::Tool(ToolError::Missing { program }) => Some(program),
            _ => None,
        }
    }

    /// Whether the cluster was not reached at all, or takes nobody in: no other question would be answered.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        match self {
            Self::TooLate { .. } => true,
            Self::Said { said, kind, .. } => {
                matches!(kind, Kind::Passing | Kind::Credentials) || is_out_of_reach(said)
            }
            _ => false,
        }
    }

    /// Its first words of the program, for who tells it beside other things.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        let refusal = self.refusal();
        let mut lines = refusal.state().lines();
        let first = lines.next().unwrap_or_default();
        // The first line names the program, those behind it are its words.
        lines.next().unwrap_or(first).to_owned()
    }

    /// Whether what was asked about is not there.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(
            self,
            Self::Said {
                kind: Kind::Absent,
                ..
            }
        )
    }
}

/// What serde says of data that does not fit, without the data.
fn without_values(words: &str) -> String {
    match words.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("something else stands there than {wanted}"),
        None => words.to_owned(),
    }
}

/// A program that is not there, or does not start.
fn not_started(error: &ToolError) -> Refusal {
    let why = "eksight drives the programs that you trust, and brings none of its own";
    match error {
        ToolError::Missing { program } => Refusal::new(
            error.to_string(),
            why,
            format!("install `{program}`, or put its folder into `PATH`, then run the same command"),
        ),
        ToolError::Start { program, source } => Refusal::new(
            format!("{error}: {source}"),
            why,
            format!("see to it that `{program} --version` works, then run the same command"),
        ),
        ToolError::Failed { .. } => Refusal::new(
            error.to_string(),
            "what it was to tell is needed, and it told nothing",
            "mend what it names, then run the same command",
        ),
    }
}

/// Whether there is no way to an API server. The words are those of Go's resolver and of kubectl 1.36.3, as of 2026-11.
fn is_out_of_reach(said: &str) -> bool {
    ["no such host", "Unable to connect to the server"]
        .iter()
        .any(|words| said.contains(words))
}

/// What a program said, and what that means. The cluster knows others than AWS does.
fn complained(command: &str, said: &str, kind: Kind) -> Refusal {
    let in_aws = command.starts_with("aws ");
    let (why, mend) = match kind {
        Kind::Passing | Kind::Lasting if !in_aws && is_out_of_reach(said) => (
            "the API server of the cluster is not reached from here",
            "see to it that it is (its endpoint may be private, behind a VPN, or `cluster.endpoint.publicCidrs` leaves you out), then \
             run the same command: it goes on where it stopped",
        ),
        Kind::Credentials => (
            "the credentials have ended, or there are none; nothing is lost",
            match in_aws {
                true => {
                    "log in again (`aws sso login`, or what your account uses), and run the same command: it goes on where it \
                     stopped"
                }
                false => {
                    "log in again (`aws sso login`, or what your account uses), and run the same command; where \
                     `aws sts get-caller-identity` knows you, the cluster does not: add that principal under `cluster.access` \
                     of the environment"
                }
            },
        ),
        Kind::Passing => (
            "the service did not do what it was asked, and may in a moment; nothing is lost",
            "run the same command again: it goes on where it stopped",
        ),
        Kind::Denied => (
            "eksight has the rights of whoever asks, and no others",
            match in_aws {
                true => {
                    "allow the action that it names to the caller that `aws sts get-caller-identity` tells, in IAM, then run the \
                     same command"
                }
                false => {
                    "allow it to the principal that `aws sts get-caller-identity` tells, by its policy under `cluster.access` of \
                     the environment or by a binding, then run the same command"
                }
            },
        ),
        Kind::Absent => (
            "it is needed here, and is not there or has gone meanwhile",
            "run the same command again: it looks first, and makes what is missing where that is its to make",
        ),
        Kind::Lasting => (
            "these are the program's own words, and what needs its work waits until it can be done",
            "mend what it names, then run the same command: it goes on from what it finds",
        ),
    };
    Refusal::new(format!("`{command}` failed:\n{said}"), why, mend)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Kind};
    use crate::tools::ToolError;
    use std::time::Duration;

    /// One of every way to fail.
    fn faults() -> Vec<Fault> {
        let said = |command: &str, kind| Fault::Said {
            command: command.to_owned(),
            said: "no".to_owned(),
            kind,
        };
        let kinds = [
            Kind::Passing,
            Kind::Credentials,
            Kind::Denied,
            Kind::Absent,
            Kind::Lasting,
        ];
        let both =
            |kind| ["aws eks describe-cluster", "kubectl get nodes"].map(|command| said(command, kind));
        let program = || "helm".to_owned();
        let after = Duration::from_secs(2);
        let tools = [
            ToolError::Missing { program: program() },
            ToolError::Start {
                program: program(),
                source: std::io::Error::other("not executable"),
            },
            ToolError::Failed {
                command: program(),
                said: "no".to_owned(),
            },
        ];
        let mut faults: Vec<Fault> = kinds.into_iter().flat_map(both).collect();
        faults.extend(tools.map(Fault::Tool));
        faults.extend([
            Fault::TooLate {
                command: "helm list".to_owned(),
                after,
            },
            Fault::Slow {
                what: "it is still so".to_owned(),
                after,
            },
            Fault::Answer {
                command: "helm list".to_owned(),
                reason: "no JSON".to_owned(),
            },
            Fault::Stopped,
            Fault::refused("a state", "a reason", "a command"),
        ]);
        faults
    }

    #[test]
    fn every_fault_names_the_state_why_it_matters_and_what_mends_it() {
        for fault in faults() {
            let told = fault.to_string();
            let (state, rest) = told.split_once("\n  why: ").expect(&told);
            let (why, mend) = rest.split_once("\n  mend: ").expect(&told);
            for part in [state, why, mend] {
                assert!(!part.trim().is_empty() && !part.contains("  why: "), "{told}");
            }
        }
    }

    #[test]
    fn what_an_answer_has_in_the_wrong_place_is_not_told() {
        let error = serde_json::from_str::<u8>("\"hunter2, expected\"").unwrap_err();
        let Fault::Answer { reason, .. } = Fault::answer("aws eks", &error) else {
            panic!("{error}");
        };
        assert_eq!(reason, "something else stands there than u8 at line 1 column 19");
    }

    #[test]
    fn who_may_not_is_told_what_to_add_and_where() {
        let said = "Error from server (Forbidden): nodes is forbidden: User \"dev\" cannot list resource \"nodes\" in API group \
                    \"\" at the cluster scope";
        let fault = Fault::Said {
            command: "kubectl get".to_owned(),
            said: said.to_owned(),
            kind: Kind::of(said),
        };
        let told = format!(
            "`kubectl get` failed:\n{said}\n  why: eksight has the rights of whoever asks, and no others\n  mend: \
             allow it to the principal that `aws sts get-caller-identity` tells, by its policy under `cluster.access` of the \
             environment or by a binding, then run the same command"
        );
        assert_eq!(fault.to_string(), told);
    }
}
