//! What it means that an environment is archived by a change: eksight neither applies it nor tears it down any more.

use super::{Effect, Risk};
use crate::emit::plan;

/// Whether it is what `plan.json` says of the lifecycle.
pub(super) fn is_lifecycle(effect: &Effect) -> bool {
    effect.artefact == plan::PATH && effect.path == ["lifecycle"]
}

/// What becomes of what runs under a name of the base, and of another environment that is the same cluster.
pub(super) fn judged(name: &str, heir: Option<&str>) -> (Risk, String) {
    match heir {
        Some(heir) => (
            Risk::None,
            format!("what runs stays, and is `{heir}`, which is the same cluster"),
        ),
        None => (
            Risk::Outage,
            format!(
                "eksight neither applies nor tears down what is archived: what runs of it runs on, and bills, until somebody deletes \
                 it; `cargo xtask teardown {name}` before this change takes it away"
            ),
        ),
    }
}
