//! What people are shown of a teardown before they agree to it.

use serde::Serialize;

use super::super::plan;
use crate::apply::Keep;
use crate::emit::teardown::{self, Action, Step};

/// What is done, and what becomes of the ledger by it.
#[derive(Serialize)]
pub(super) struct Shown {
    /// The steps that are done, and what they take away.
    #[serde(flatten)]
    goes: teardown::Teardown,
    /// What they would take away if nobody had asked to keep it.
    stays: Vec<Stays>,
}

/// Something that is kept.
#[derive(Serialize)]
struct Stays {
    #[serde(flatten)]
    entry: teardown::Entry,
    why: &'static str,
}

impl Shown {
    pub(super) fn of(mut part: teardown::Teardown, keep: Keep) -> Self {
        let ledger = std::mem::take(&mut part.ledger);
        let mut stays = Vec::new();
        for entry in ledger {
            match keep.why_it_stays(entry.trace) {
                Some(why) => stays.push(Stays { entry, why }),
                None => part.ledger.push(entry),
            }
        }
        Self {
            goes: part.keeping(keep.volumes, keep.logs),
            stays,
        }
    }
}

/// What is done, what goes by it, what stays, and what is left out.
pub(super) fn text(name: &str, planned: &teardown::Teardown, shown: &Shown) -> String {
    let Shown { goes: shown, stays } = shown;
    let stays: Vec<String> = stays
        .iter()
        .map(|Stays { entry, why }| {
            format!(
                "  {} {}\n      {why}; costs {}\n",
                entry.kind, entry.name, entry.cost
            )
        })
        .collect();
    let stays = match stays.is_empty() {
        true => String::new(),
        false => format!(
            "\nWhat stays, as it is asked for, and what it costs:\n{}",
            stays.concat()
        ),
    };
    let is_done = |step: &Step| shown.steps.iter().any(|done| done.id == step.id);
    let does = |step: &&Step| step.action != Action::Nothing && !is_done(step);
    let out = planned.steps.iter().filter(does);
    let out: Vec<String> = out
        .map(|step| format!("  {:18}  though {}\n", step.id.name(), step.why))
        .collect();
    let out = match out.is_empty() {
        true => String::new(),
        false => format!("\nLeft out, with what they take away:\n{}", out.concat()),
    };
    let ledger = match shown.ledger.is_empty() {
        true => String::new(),
        false => format!(
            "\nWhat goes, and what it costs while it stays:\n{}\n",
            plan::ledger_text(shown)
        ),
    };
    format!(
        "Tear {name} down, in this order:\n{}\n{out}{ledger}{stays}",
        plan::steps_text(shown)
    )
}
