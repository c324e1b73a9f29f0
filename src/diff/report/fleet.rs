//! Many environments at once: one entry for each change, with all environments that have it.

mod json;
mod markdown;

use std::collections::BTreeMap;

use serde_json::Value;

use super::alike::nameless_effects;
pub use super::gone::Gone;
use super::variants::{Each, environments, push_variants, risk_in_markdown};
use super::{Presence, ending, gone, more, text, totals};
use crate::cost::Delta;
use crate::diag::listed::listed;
use crate::diag::visible;
use crate::{Cause, Costs, Difference, Drifted, Effect, FieldChange, Risk};

/// An environment of the fleet, and what changes in it.
#[derive(Debug)]
pub struct Member {
    /// The environment.
    pub name: String,
    /// On which sides it is.
    pub presence: Presence,
    /// What the base calls it, where that is another name.
    pub earlier_name: Option<String>,
    /// The difference.
    pub difference: Difference,
    /// What it costs.
    pub costs: Costs,
}

impl Member {
    fn is_new(&self) -> bool {
        self.presence == Presence::New
    }

    /// Whether it is not what the base has under its name.
    #[must_use]
    pub fn is_another(&self) -> bool {
        self.is_new() || self.earlier_name.is_some()
    }

    /// The worst that no setting causes.
    fn drift_risk(&self) -> Risk {
        let worst = self.difference.drifted.iter().map(Drifted::worst);
        worst.max().unwrap_or(Risk::None)
    }
}

/// Where files differ that no setting tells of.
const BY_FILES: [Presence; 2] = [Presence::Both, Presence::Files];

/// What is reported.
#[derive(Debug)]
pub struct Fleet<'a> {
    /// What it is compared with.
    pub base: &'a str,
    /// Its name in other clones.
    pub base_elsewhere: &'a str,
    /// Every environment that was compared, by name.
    pub members: &'a [Member],
    /// Environments that the base has and nobody else.
    pub gone: &'a [Gone],
    /// Environments that have errors here or at the base, so that nothing is known of what changes in them.
    pub refused: &'a [String],
}

/// One change of a setting, in all environments that have it.
struct Group<'a> {
    field: &'a FieldChange,
    in_them: Vec<(&'a str, &'a Cause)>,
    costs: Vec<&'a Delta>,
}

impl<'a> Group<'a> {
    fn worst(&self) -> Risk {
        self.risks().into_values().max().unwrap_or(Risk::None)
    }

    fn names(&self) -> Vec<&'a str> {
        self.in_them.iter().map(|(name, _)| *name).collect()
    }

    fn push_text(&self, text: &mut String, colour: bool) {
        let names = self.names();
        text.push_str(&text::heading(self.field, colour));
        text.push_str(&format!(
            "    {}: {}\n",
            environments(names.len()),
            listed(&names)
        ));
        let each = self.in_them.iter();
        push_variants(text, each.map(|(name, cause)| told(name, &cause.effects, colour)));
        let cost = self.cost();
        if !cost.is_nothing() {
            text.push_str(&format!("    monthly cost, of all of them: {}\n", more(&cost)));
        }
    }

    fn risk_in_markdown(&self) -> String {
        risk_in_markdown(&self.risks())
    }

    /// What it costs in all of them together.
    fn cost(&self) -> Delta {
        self.costs.iter().copied().sum()
    }

    /// The worst that it does in each environment.
    fn risks(&self) -> BTreeMap<&'a str, Risk> {
        let risks = self.in_them.iter().map(|(name, cause)| (*name, worst(cause)));
        risks.collect()
    }
}

/// What a change does in one environment.
fn told<'a>(name: &'a str, effects: &[Effect], colour: bool) -> Each<'a> {
    let text = |effects: &[Effect]| {
        let mut text = String::new();
        text::push_effects(&mut text, effects, colour);
        text
    };
    Each {
        name,
        shown: text(effects),
        nameless: text(&nameless_effects(effects, name)),
        worst: Risk::worst(effects),
    }
}

fn worst(cause: &Cause) -> Risk {
    Risk::worst(&cause.effects)
}

impl Fleet<'_> {
    /// The changes, the worst first, and of those the one of most environments.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: BTreeMap<[String; 3], usize> = BTreeMap::new();
        for member in self.members.iter().filter(|member| !member.is_new()) {
            for (cause, cost) in member.difference.causes.iter().zip(&member.costs.by_cause) {
                let text = |value: Option<&Value>| value.map_or_else(String::new, Value::to_string);
                let field = &cause.field;
                let key = [
                    field.path.to_string(),
                    text(field.old.as_ref()),
                    text(field.new.as_ref()),
                ];
                let at = *known.entry(key).or_insert_with(|| {
                    groups.push(Group {
                        field,
                        in_them: Vec::new(),
                        costs: Vec::new(),
                    });
                    groups.len() - 1
                });
                groups[at].in_them.push((&member.name, cause));
                groups[at].costs.push(cost);
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse((group.worst(), group.in_them.len())));
        groups
    }

    fn new_members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.is_new())
    }

    fn new_names(&self) -> Vec<&str> {
        self.new_members().map(|member| member.name.as_str()).collect()
    }

    /// The worst that comes with each new one.
    fn new_risks(&self) -> BTreeMap<&str, Risk> {
        let new = self.new_members();
        new.map(|member| (member.name.as_str(), member.difference.worst()))
            .collect()
    }

    /// Those of another name at the base, with that name.
    fn renamed(&self) -> BTreeMap<&str, &str> {
        let renamed = self
            .members
            .iter()
            .filter_map(|member| Some((member.name.as_str(), member.earlier_name.as_deref()?)));
        renamed.collect()
    }

    fn renamed_names(&self) -> Vec<String> {
        let renamed = self.renamed().into_iter();
        renamed
            .map(|(name, earlier)| format!("{name} (was {earlier})"))
            .collect()
    }

    /// The worst that no setting causes, in each of these environments.
    fn drift_risks<'m>(members: impl Iterator<Item = &'m Member>) -> BTreeMap<&'m str, Risk> {
        let risks = members.map(|member| (member.name.as_str(), member.drift_risk()));
        risks.collect()
    }

    fn drifted_on(&self, presence: Presence) -> impl Iterator<Item = &Member> {
        self.drifted().filter(move |member| member.presence == presence)
    }

    fn drifted(&self) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(|member| !member.difference.drifted.is_empty())
    }

    /// Whether anything changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        let changes = |member: &Member| member.earlier_name.is_some() || !member.difference.is_empty();
        !self.gone.is_empty() || self.members.iter().any(changes)
    }

    /// The worst that happens in any of them.
    #[must_use]
    pub fn worst(&self) -> Risk {
        let members = self.members.iter().map(|member| member.difference.worst());
        let gone = self.gone.iter().map(Gone::worst);
        members.chain(gone).max().unwrap_or(Risk::None)
    }

    /// What each environment's difference costs, of those that are gone too.
    fn costs(&self) -> impl Iterator<Item = &Costs> {
        let members = self.members.iter().map(|member| &member.costs);
        members.chain(self.gone.iter().map(|gone| &gone.costs))
    }

    /// What changes in a month: at once, or once what is gone or archived is torn down.
    fn total(&self, once_torn_down: bool) -> Delta {
        self.total_of(|costs| costs.once_torn_down == once_torn_down)
    }

    fn total_of(&self, counts: impl Fn(&Costs) -> bool) -> Delta {
        let costs = self.costs().filter(|costs| counts(costs));
        costs.map(|costs| &costs.total).sum()
    }

    /// What changes in a month, and of which nobody knows it.
    fn monthly_cost(&self) -> String {
        let is_archived = |member: &Member| member.costs.once_torn_down;
        let ended = match (self.gone.is_empty(), self.members.iter().any(is_archived)) {
            (false, true) => ", once what is gone or archived is torn down",
            (true, _) => ", once what is archived is torn down",
            (false, false) => ", once what is gone is torn down",
        };
        let mut text = String::new();
        for (once_torn_down, when) in [(false, ""), (true, ended)] {
            let total = self.total_of(|costs| costs.once_torn_down == once_torn_down && !costs.unknown);
            if !total.is_nothing() {
                let (more, totals) = (more(&total), totals(&total));
                text.push_str(&format!("Monthly cost{when}: {more} ({totals})\n"));
            }
        }
        let unknown = self.costs().filter(|costs| costs.unknown).count();
        if unknown > 0 {
            text.push_str(&format!(
                "Monthly cost of {} in Rust: unknown, since the base has what they were rendered to alone\n",
                environments(unknown)
            ));
        }
        text
    }

    fn gone_names(&self) -> Vec<&str> {
        self.gone.iter().map(|gone| gone.name.as_str()).collect()
    }

    fn refused_names(&self) -> Vec<&str> {
        self.refused.iter().map(String::as_str).collect()
    }

    fn summary(&self) -> String {
        let changed = self.members.iter().filter(|member| !member.difference.is_empty());
        let one_sided = [
            ("new", self.new_names().len()),
            ("gone", self.gone.len()),
            ("renamed", self.renamed().len()),
            ("refused", self.refused.len()),
        ];
        let one_sided = one_sided.into_iter().filter(|(_, count)| *count > 0);
        let one_sided: String = one_sided
            .map(|(word, count)| format!(", {count} {word}"))
            .collect();
        format!(
            "{} of {} change{one_sided}{}",
            changed.count(),
            environments(self.members.len()),
            ending(self.worst())
        )
    }

    /// For people at a terminal; with `stat` the last line only.
    #[must_use]
    pub fn text(&self, stat: bool, colour: bool) -> String {
        let summary = self.summary() + "\n";
        if stat {
            return summary;
        }
        let mut text = String::new();
        for group in self.groups() {
            group.push_text(&mut text, colour);
            text.push('\n');
        }
        let (new, gone, base) = (self.new_names(), self.gone_names(), visible::line(self.base));
        let renamed = self.renamed_names();
        let renamed = renamed.iter().map(String::as_str).collect();
        let one_sided = [
            ("+", "new against", new),
            ("-", "gone since", gone),
            ("~", "renamed since", renamed),
            ("!", "refused, so not compared with", self.refused_names()),
        ];
        for (sign, what, names) in one_sided.iter().filter(|(_, _, names)| !names.is_empty()) {
            let count = environments(names.len());
            text.push_str(&format!("{sign} {count} {what} {base}: {}\n", listed(names)));
            match *sign {
                "+" => self.push_risks_of_new(&mut text, colour),
                "-" => gone::push(&mut text, self.gone, self.base, colour),
                _ => {}
            }
            text.push('\n');
        }
        for presence in BY_FILES {
            self.push_drifted(&mut text, presence, colour);
        }
        text + &self.monthly_cost() + &summary
    }

    /// What comes with a new environment that has a risk, such as an endpoint that everybody reaches.
    fn push_risks_of_new(&self, text: &mut String, colour: bool) {
        let each = self.new_members().filter_map(|member| {
            let effects = member
                .difference
                .all_effects()
                .filter(|effect| effect.risk != Risk::None);
            let effects: Vec<Effect> = effects.cloned().collect();
            (!effects.is_empty()).then(|| told(&member.name, &effects, colour))
        });
        let each: Vec<Each> = each.collect();
        if !each.is_empty() {
            push_variants(text, each.into_iter());
        }
    }

    fn push_drifted(&self, text: &mut String, presence: Presence, colour: bool) {
        let drifted: Vec<&Member> = self.drifted_on(presence).collect();
        if drifted.is_empty() {
            return;
        }
        let names: Vec<&str> = drifted.iter().map(|member| member.name.as_str()).collect();
        text.push_str(&format!(
            "{}: {}\n",
            text::not_from_the_environment(presence),
            listed(&names)
        ));
        let each = drifted.iter().map(|member| {
            let text = |drifted: &[Drifted]| {
                let mut text = String::new();
                text::push_drifted(&mut text, drifted, colour);
                text
            };
            let nameless = member.difference.drifted.iter().cloned().map(|mut file| {
                file.effects = nameless_effects(&file.effects, &member.name);
                file
            });
            Each {
                name: &member.name,
                shown: text(&member.difference.drifted),
                nameless: text(&nameless.collect::<Vec<_>>()),
                worst: member.drift_risk(),
            }
        });
        push_variants(text, each);
        text.push('\n');
    }
}
