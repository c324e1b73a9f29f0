//! An environment that the base alone has: what there is to do before its file goes, and what is lost with it.

use std::collections::BTreeMap;

use super::alike::{nameless, nameless_effects};
use super::text::push_effects;
use super::variants::{Each, push_variants};
use super::{Presence, Subject, ending};
use crate::diag::shell::word;
use crate::diag::visible;
use crate::{Action, Costs, Difference, Effect, Risk};

/// What its teardown needs of the base.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Whether another environment has its name now.
    pub is_taken: bool,
    /// Whether the base has its runbook.
    pub has_runbook: bool,
    /// Whether it is one that nobody applies.
    pub is_archived: bool,
    /// What else it read at the base and is there no more: what it extends, is held against or shows.
    pub others: Vec<String>,
    /// Files of its settings that say something else now.
    pub changed: Vec<String>,
}

/// The environment, in a report of many.
#[derive(Debug)]
pub struct Gone {
    /// Its name.
    pub name: String,
    /// What the base has of it.
    pub presence: Presence,
    /// What has to come back.
    pub recovery: Recovery,
    /// All that goes once it is torn down.
    pub difference: Difference,
    /// What that costs no more.
    pub costs: Costs,
}

impl Gone {
    /// The worst that happens when it is torn down.
    pub(super) fn worst(&self) -> Risk {
        self.difference.worst()
    }

    /// What is to be done, and what ends with it or stays behind.
    fn told(&self, base: &str, colour: bool) -> Each<'_> {
        let is_lost = |effect: &&Effect| !self.recovery.is_archived && is_lost(effect);
        let lost = self.difference.all_effects().filter(is_lost);
        let lost: Vec<Effect> = lost.cloned().collect();
        let text = |heading: &str, lost: &[Effect]| {
            let mut text = format!("    {}\n", visible::line(heading));
            if !lost.is_empty() {
                push_effects(&mut text, lost, colour);
            }
            text
        };
        let heading = self.heading(base);
        Each {
            name: &self.name,
            shown: text(&heading, &lost),
            nameless: text(
                &nameless(&heading, &self.name),
                &nameless_effects(&lost, &self.name),
            ),
            worst: self.worst(),
        }
    }

    /// The same in a line of Markdown, without what is lost: the risk says what the worst of that is.
    pub(super) fn markdown(&self, base: &str) -> String {
        format!("{}{}", self.heading(base), ending(self.worst()))
    }

    fn heading(&self, base: &str) -> String {
        still_there(&self.name, base, self.presence, &self.recovery)
    }
}

/// Writes each of them, the worst first.
pub(super) fn push(text: &mut String, gone: &[Gone], base: &str, colour: bool) {
    push_variants(text, gone.iter().map(|gone| gone.told(base, colour)));
}

/// The worst that happens when each is torn down.
pub(super) fn risks(gone: &[Gone]) -> BTreeMap<&str, Risk> {
    let each = gone.iter();
    each.map(|gone| (gone.name.as_str(), gone.worst())).collect()
}

/// Whether a place is what somebody would miss, or what stays and bills: the cluster, data, and what the stack leaves.
fn is_lost(effect: &Effect) -> bool {
    let policy = effect.old.as_ref().and_then(|old| old["DeletionPolicy"].as_str());
    let whole = effect.path.is_empty() && effect.action() == Action::Remove;
    let is_kept = policy.is_some_and(|policy| policy.starts_with("Retain"));
    effect.risk == Risk::Data || whole && (is_kept || effect.kind == "AWS::EKS::Cluster")
}

/// What stands above what goes, in a report of it alone.
pub(super) fn heading(subject: &Subject) -> String {
    let Subject {
        name,
        base,
        presence,
        recovery,
        ..
    } = *subject;
    let still_there = still_there(name, base, presence, recovery);
    match recovery.is_archived {
        true => format!("{still_there}. It described this"),
        false => format!("{still_there}. This goes then"),
    }
}

/// That the end of its file ends nothing else, and what does.
fn still_there(name: &str, base: &str, presence: Presence, recovery: &Recovery) -> String {
    if recovery.is_archived {
        return format!(
            "{name} is there at {base} and no more. It is archived, which eksight neither applies nor tears down: that deletes nothing that runs"
        );
    }
    let (place, back) = back(name, base, presence, recovery);
    let runbook = match recovery.has_runbook {
        true => format!(
            " as the runbook says (`git show {}:./out/{name}/RUNBOOK.md`)",
            word(base)
        ),
        false => String::new(),
    };
    format!(
        "{name} is there at {base}{place} nothing that runs: it runs and bills until somebody tears it down{runbook}, {back}"
    )
}

/// Where it is and what goes there, and how its teardown gets what it reads.
fn back(name: &str, base: &str, presence: Presence, recovery: &Recovery) -> (&'static str, String) {
    let others: Vec<_> = recovery.others.iter().map(|file| word(file)).collect();
    let (others, base) = (others.join(" "), word(base));
    let place = match presence {
        Presence::GoneFiles => " in `out/`, and in Rust no more. That deletes",
        _ if recovery.is_taken => ", and another environment has its name now. That deletes",
        _ => " and no more. Its file going deletes",
    };
    let back = match (presence, others.as_str()) {
        (Presence::GoneFiles, _) => "its lines in Rust brought back first".to_owned(),
        _ if !recovery.changed.is_empty() => format!(
            "in a folder that has it as it was, since {} has changed (`git worktree add --detach ../{name} {base}`)",
            recovery.changed.join(", ")
        ),
        (_, others) if recovery.is_taken => {
            let others = match others {
                "" => String::new(),
                others => format!(", and what it reads by its own (`git checkout {base} -- {others}`)"),
            };
            format!(
                "its file brought back first by a name that is free (`git show {base}:./environments/{name}.yaml > \
                 environments/NAME.yaml`){others}"
            )
        }
        (_, "") => format!("its file brought back first (`git checkout {base} -- environments/{name}.yaml`)"),
        (_, others) => {
            format!(
                "its files brought back first (`git checkout {base} -- environments/{name}.yaml {others}`)"
            )
        }
    };
    (place, back)
}
