//! A difference as text for people, as a comment in a review, and as JSON.

mod alike;
pub mod fleet;
mod gone;
pub mod json;
pub mod markdown;
pub mod matrix;
mod summary;
pub mod text;
mod variants;

pub use gone::Recovery;
pub use summary::Summary;

use serde_json::Value;

use super::{Action, Costs, Difference, Drifted, Effect, Risk, Together};
use crate::cost::text::amount;
use crate::cost::{Delta, Range};
use crate::diag::visible;
use crate::emit::{plan, runbook};

/// What is reported.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The environment.
    pub name: &'a str,
    /// What it is compared with, in words: `HEAD`, `the environment dev`.
    pub base: &'a str,
    /// The command that shows all of it, for a report that has no room: `cargo xtask diff prod --base main`.
    pub command: &'a str,
    /// Where there is such an environment.
    pub presence: Presence,
    /// What the base calls it, where that is another name.
    pub earlier_name: Option<&'a str>,
    /// What the teardown of one that is gone needs.
    pub recovery: &'a Recovery,
    /// The difference.
    pub difference: &'a Difference,
    /// What it costs.
    pub costs: &'a Costs,
}

/// On which sides of a comparison the environment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// On both.
    Both,
    /// The base does not have it.
    New,
    /// The base alone has it.
    Gone,
    /// What runs, which no setting tells of.
    Live,
    /// On both, of which the base has the files of `out/` alone: an environment in Rust.
    Files,
    /// The base alone has it, and of it the files of `out/` alone.
    GoneFiles,
}

/// What stands above files that differ for another reason than a setting.
fn not_of_settings(presence: Presence) -> &'static str {
    match presence {
        Presence::Files => {
            "In `out/`, since what Rust said at the base is known by its files alone (by the environment, another eksight or \
             catalogue, or an edit by hand)"
        }
        Presence::GoneFiles => "In `out/` of the base, which cannot be read",
        _ => "Not from the environment (another eksight or catalogue, or an edit of `out/` by hand)",
    }
}

impl Subject<'_> {
    /// What there is to say before the changes, where there is an environment on one side only: its effects say the rest.
    fn heading(&self) -> Option<String> {
        let Self { name, base, .. } = self;
        match self.presence {
            Presence::Both | Presence::Files => None,
            Presence::Live if self.difference.causes.is_empty() => None,
            Presence::Live => Some(format!("{name} against {base}")),
            Presence::New => Some(format!("{name} is new against {base}")),
            Presence::Gone | Presence::GoneFiles => Some(gone::heading(self)),
        }
    }

    /// What several settings cost together, and which.
    fn together(&self) -> Option<(Range, Vec<String>)> {
        let Together { amount, causes } = self.costs.together.as_ref()?;
        let fields = causes
            .iter()
            .map(|at| self.difference.causes[*at].field.path.to_string());
        Some((*amount, fields.collect()))
    }

    /// Why nothing is said of cost where something may change it.
    fn cost_unknown(&self) -> Option<&'static str> {
        self.costs
            .unknown
            .then_some("Monthly cost: unknown, since the base has of an environment in Rust what it was rendered to alone")
    }

    /// What there is to say of the total, in words and as the change.
    fn monthly_cost(&self) -> Option<(&'static str, &Delta)> {
        let title = match self.costs.once_torn_down {
            true => "Monthly cost, once it is torn down",
            false => "Monthly cost",
        };
        let total = &self.costs.total;
        (!self.costs.unknown && !total.is_nothing()).then_some((title, total))
    }
}

/// The end of a summary.
fn ending(risk: Risk) -> String {
    match risk {
        Risk::None => String::new(),
        risk => format!("; the worst risk is {}", risk.word()),
    }
}

/// Whether an effect is about something that exists in AWS or in the cluster. A step of the plan is where its risk shows:
/// another version of a chart.
fn shows(effect: &Effect) -> bool {
    effect.reason.is_some()
        || !matches!(effect.artefact.as_str(), plan::PATH | runbook::PATH)
            && !effect.artefact.starts_with("drills/")
            && !is_of_kustomize(effect)
            && !is_left(effect)
}

/// Whether it is about a file that kustomize reads and nobody applies: it has a kind, and no name as each object has.
fn is_of_kustomize(effect: &Effect) -> bool {
    effect.kind == "Kustomization" && effect.object == effect.kind
}

/// Whether it is about an object of an engine that goes in git alone: nothing prunes it.
fn is_left(effect: &Effect) -> bool {
    let whole = effect.path.is_empty() && effect.action() == Action::Remove;
    whole && effect.artefact.starts_with("delivery/")
}

/// Characters of a value that are shown at most.
const MOST: usize = 100;

fn one_line(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    visible::line(&text.replace('\n', "⏎"))
}

/// A value in one line. Long ones are cut, with their size.
pub(super) fn short(value: &Value) -> String {
    cut(&one_line(value))
}

fn cut(one_line: &str) -> String {
    match one_line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}… ({} characters)", &one_line[..at], one_line.chars().count()),
        None => one_line.to_owned(),
    }
}

/// What was and what is.
fn change(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        // A reference to what is another one now is written as before.
        (Some(old), Some(new)) if old == new => short(new),
        (Some(old), Some(new)) => {
            let (old, new) = (one_line(old), one_line(new));
            // Where long texts differ is what people want to see of them.
            let same = old
                .chars()
                .zip(new.chars())
                .take_while(|(old, new)| old == new)
                .count();
            let long = old.chars().count().max(new.chars().count()) > MOST;
            let skip = if long { same.saturating_sub(MOST / 4) } else { 0 };
            let part = |text: &str| -> String {
                let rest: String = text.chars().skip(skip).collect();
                let lead = if skip > 0 { "…" } else { "" };
                format!("{lead}{}", cut(&rest))
            };
            format!("{} -> {}", part(&old), part(&new))
        }
        (None, Some(new)) => short(new),
        (Some(old), None) => short(old),
        (None, None) => String::new(),
    }
}

/// How much more a month costs: `+$45.99`, and whether that is all.
fn more(delta: &Delta) -> String {
    let amount = more_of(delta.amount);
    let nothing = delta.amount == Range::default();
    match (delta.beyond, nothing) {
        (false, _) => amount,
        (true, false) => format!("{amount}, and what depends on usage or has no price"),
        (true, true) => "changes with usage, or by what has no price".to_owned(),
    }
}

fn more_of(Range { low, high }: Range) -> String {
    // Where something goes, its high end is what most is saved by.
    let (low, high) = (low.min(high), low.max(high));
    match low == high {
        true => high.signed(),
        false => format!("{} to {}", low.signed(), high.signed()),
    }
}

/// What a month cost and costs, with the change in percent: `$743.00 -> $1,421.00, +91%`.
fn totals(delta: &Delta) -> String {
    let (past, now) = (delta.past.amount, delta.now.amount);
    let percent = (now.high - past.high).percent_of(past.high);
    let percent = percent.map_or_else(String::new, |percent| format!(", {percent:+}%"));
    let partial = match delta.past.partial || delta.now.partial {
        true => ", partial",
        false => "",
    };
    format!("{} -> {}{percent}{partial}", amount(past), amount(now))
}

/// A text as code in Markdown, outside of tables.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace('\n', " "))
}

/// A text as code in a table of Markdown.
fn code_cell(text: &str) -> String {
    cell(&code(text))
}

/// A text in a table of Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// How much of a file differs.
fn lines(file: &Drifted) -> String {
    let Drifted { added, removed, .. } = file;
    let unreadable = match file.unreadable {
        true => "; the base's cannot be read, so what it did is not known, and counts as the worst",
        false => "",
    };
    let taken_over = match file.taken_over {
        0 => String::new(),
        1 => "; a setting says so too in 1 place, of which nothing comes".to_owned(),
        places => format!("; settings say so too in {places} places, of which nothing comes"),
    };
    format!("+{added} -{removed} lines{taken_over}{unreadable}")
}

fn sign(action: Action) -> char {
    match action {
        Action::Add => '+',
        Action::Change => '~',
        Action::Remove => '-',
    }
}

/// The object and the place in it.
fn place(effect: &Effect) -> String {
    let object = match effect.kind.contains("::") {
        true => format!("{} ({})", effect.object, effect.kind),
        false => effect.object.clone(),
    };
    let path = effect.path.join(".");
    let parts = [object, path].into_iter().filter(|part| !part.is_empty());
    visible::line(&parts.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{code, code_cell, more};
    use crate::catalog::Money;
    use crate::cost::{Delta, Range, Total};

    #[test]
    fn a_bar_is_escaped_in_tables_alone() {
        assert_eq!(code("a|b`c\nd"), "`a|b'c d`");
        assert_eq!(code_cell("a|b`c\nd"), "`a\\|b'c d`");
    }

    #[test]
    fn a_range_begins_with_the_less() {
        let money = |text: &str| Money::parse(text).expect("an amount");
        let nothing = Total {
            amount: Range::default(),
            partial: false,
            by_usage: 0,
        };
        let delta = |low: &str, high: &str| Delta {
            past: nothing,
            now: nothing,
            amount: Range {
                low: money(low),
                high: money(high),
            },
            beyond: false,
        };
        let expected = "+$4,341.46 to +$5,168.40";
        assert_eq!(more(&delta("5168.40", "4341.46")), expected);
        assert_eq!(more(&delta("4341.46", "5168.40")), expected);
        assert_eq!(more(&delta("12", "12")), "+$12.00");
    }
}
