//! What every step needs: the programs, how long things may take, and who hears of it.

use std::time::Duration;

use super::event::{Event, Listener};
use super::journal::History;
use super::run::Selection;
use crate::live::{Fault, Place, Programs, Versions};

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// An operation of the stack, or of eksctl.
    pub stack: Duration,
    /// A Helm release.
    pub release: Duration,
    /// Anything else that is waited for.
    pub other: Duration,
}

impl Limits {
    /// The default: AWS's own waiters give a stack an hour; a release pulls images; a finalizer waits for a load balancer.
    pub const DEFAULT: Self = Self {
        stack: Duration::from_secs(3600),
        release: Duration::from_secs(600),
        other: Duration::from_secs(600),
    };

    /// One limit for everything.
    #[must_use]
    pub const fn all(limit: Duration) -> Self {
        Self {
            stack: limit,
            release: limit,
            other: limit,
        }
    }
}

/// What people can ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Look, and change nothing.
    pub dry_run: bool,
    /// Take fields over that another field manager has set.
    pub force_conflicts: bool,
    /// The bucket for a template that is too large for a call.
    pub bucket: Option<String>,
    /// The role with which CloudFormation acts.
    pub role_arn: Option<String>,
    /// Whether nothing was asked for but the look behind an application, which then has to see something.
    pub proves: bool,
    /// The steps that were asked for.
    pub selection: Selection,
    /// All else as it was asked for, ` --retain-volumes`: whoever runs the command again asks for it again.
    pub also: String,
}

/// A run's means.
pub struct Engine<'a> {
    /// The programs.
    pub programs: Programs<'a>,
    /// Their versions.
    pub versions: Versions,
    /// Where the environment lives.
    pub place: Place,
    /// How long things may take.
    pub limits: Limits,
    /// What was asked for.
    pub options: Options,
    /// What earlier runs did.
    pub history: History,
    /// Who hears of it.
    pub listener: &'a dyn Listener,
}

impl Engine<'_> {
    pub(super) fn note(&self, step: &str, text: &str) {
        self.listener.tell(&Event::Note { step, text });
    }

    /// A command as it reaches the environment's cluster, whatever cluster the shell of whoever runs it is at.
    pub(super) fn in_cluster(&self, command: &str) -> String {
        format!(
            "KUBECONFIG=.eksight/{}/kubeconfig {command}",
            self.place.environment
        )
    }

    /// The same teardown again.
    pub(super) fn teardown_again(&self) -> String {
        self.teardown(&self.options.selection.options())
    }

    /// A teardown of other steps that asks for the same otherwise.
    pub(super) fn teardown(&self, steps: &str) -> String {
        format!(
            "cargo xtask teardown {}{steps}{}",
            self.place.environment, self.options.also
        )
    }

    /// The same application again from a step on: of no other steps than were asked for.
    pub(super) fn again(&self, step: &str) -> String {
        let asked = &self.options.selection;
        let steps = match asked.only.is_empty() {
            true => format!(" --from {step}"),
            false => asked.options(),
        };
        format!(
            "cargo xtask apply {}{steps}{}",
            self.place.environment, self.options.also
        )
    }
}

/// Pauses that grow, until the time is up. Throttling is then never ours to cause: the AWS CLI's own waiters were slowed
/// down for it (aws/aws-cli issues 5286 and 2948).
pub(super) struct Pauses {
    next: Duration,
    spent: Duration,
    most: Duration,
}

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(15);

impl Pauses {
    pub(super) const fn within(most: Duration) -> Self {
        Self {
            next: SHORTEST,
            spent: Duration::ZERO,
            most,
        }
    }

    /// Lets time pass; the text says what is waited for, as what is still so.
    pub(super) fn pause(
        &mut self,
        programs: &Programs<'_>,
        still: impl FnOnce() -> String,
    ) -> Result<(), Fault> {
        if self.spent >= self.most {
            return Err(Fault::Slow {
                what: still(),
                after: self.most,
            });
        }
        programs.pause(self.next)?;
        self.spent += self.next;
        self.next = (self.next * 3 / 2).min(LONGEST);
        Ok(())
    }
}
