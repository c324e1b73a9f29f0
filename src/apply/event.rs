//! What a run tells while it works: one type for terminals, for CI and for programs.

use serde::Serialize;

use crate::live::Pod;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event<'a> {
    /// A run begins.
    Begun {
        /// `apply`, `teardown`.
        command: &'a str,
        /// The environment.
        environment: &'a str,
        /// The steps that it will do.
        steps: Vec<&'a str>,
    },
    /// A step begins.
    Started {
        /// Which.
        step: &'a str,
    },
    /// Something that a step has to say.
    Note {
        /// Which.
        step: &'a str,
        /// It.
        text: &'a str,
    },
    /// What the stack does.
    Resource {
        /// The step.
        step: &'a str,
        /// The resource's name in the template.
        resource: &'a str,
        /// Its type.
        of: &'a str,
        /// Its state.
        status: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// The pods that a step waits for, where somebody watches.
    Pods {
        /// The step.
        step: &'a str,
        /// Those of its namespace.
        pods: &'a [Pod],
    },
    /// A step ended well.
    Done {
        /// Which.
        step: &'a str,
        /// How.
        outcome: &'a Outcome,
    },
    /// Somebody has stopped a step; the next run goes on with it.
    Stopped {
        /// Which.
        step: &'a str,
    },
    /// Nothing is done at all.
    Refused {
        /// Why.
        reason: &'a str,
    },
    /// A step did not.
    Failed {
        /// Which.
        step: &'a str,
        /// Why.
        reason: &'a str,
    },
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "what", rename_all = "camelCase")]
pub enum Outcome {
    /// It changed something.
    Changed(String),
    /// It found nothing to do, and why.
    Unchanged(String),
    /// In a dry run: what it would do.
    Would(String),
    /// In a dry run: why nobody can tell.
    Untold(String),
}

/// Who is told, and asked.
pub trait Listener {
    /// Hears of something.
    fn tell(&self, event: &Event<'_>);
    /// Whether somebody watches what changes while a step works.
    fn is_live(&self) -> bool;
    /// Whether to go on; the text says with what.
    fn agree(&self, question: &str) -> bool;
}
