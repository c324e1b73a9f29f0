//! An environment that the base alone has: what there is to do before its file goes, and what is lost with it.

use std::collections::BTreeMap;

use super::text::push_effects;
use super::variants::push_variants;
use super::{Presence, ending};
use crate::diag::visible;
use crate::{Action, Difference, Effect, Risk};

/// The environment, in a report of many.
#[derive(Debug)]
pub struct Gone {
    /// Its name.
    pub name: String,
    /// What the base has of it.
    pub presence: Presence,
    /// Whether another environment has its name now.
    pub is_taken: bool,
    /// All that goes once it is torn down.
    pub difference: Difference,
}

impl Gone {
    /// The worst that happens when it is torn down.
    pub(super) fn worst(&self) -> Risk {
        self.difference.worst()
    }

    /// What is to be done, and what ends with it or stays behind.
    fn text(&self, base: &str, colour: bool) -> String {
        let mut text = format!("    {}\n", visible::line(&self.heading(base)));
        let lost = self.difference.all_effects().filter(|effect| is_lost(effect));
        let lost: Vec<Effect> = lost.cloned().collect();
        if !lost.is_empty() {
            push_effects(&mut text, &lost, colour);
        }
        text
    }

    /// The same in a line of Markdown, without what is lost: the risk says what the worst of that is.
    pub(super) fn markdown(&self, base: &str) -> String {
        format!("{}{}", self.heading(base), ending(self.worst()))
    }

    fn heading(&self, base: &str) -> String {
        still_there(&self.name, base, self.presence, self.is_taken)
    }
}

/// Writes each of them, the worst first.
pub(super) fn push(text: &mut String, gone: &[Gone], base: &str, colour: bool) {
    let each = gone.iter();
    push_variants(
        text,
        each.map(|gone| (gone.name.as_str(), gone.text(base, colour), gone.worst())),
    );
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

/// That the end of its file ends nothing else, and what does.
pub(super) fn still_there(name: &str, base: &str, presence: Presence, is_taken: bool) -> String {
    let (place, file) = match presence {
        Presence::GoneFiles => (
            " in `out/`, and in Rust no more. That deletes",
            "its lines in Rust brought back first".to_owned(),
        ),
        _ if is_taken => (
            ", and another environment has its name now. That deletes",
            format!(
                "its file brought back first by a name that is free (`git show {base}:./environments/{name}.yaml > \
                 environments/NAME.yaml`)"
            ),
        ),
        _ => (
            " and no more. Its file going deletes",
            format!("its file brought back first (`git checkout {base} -- environments/{name}.yaml`)"),
        ),
    };
    format!(
        "{name} is there at {base}{place} nothing that runs: it runs and bills until somebody tears it down as the runbook says (`git \
         show {base}:./out/{name}/RUNBOOK.md`), {file}"
    )
}
