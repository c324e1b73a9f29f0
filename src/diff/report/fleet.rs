//! Many environments at once: one entry for each change, with all environments that have it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{change, text};
use crate::{Cause, Difference, FieldChange, Risk};

/// Names that are written out at most; the others are counted.
const MOST_NAMES: usize = 10;

/// An environment of the fleet, and what changes in it.
#[derive(Debug)]
pub struct Member {
    /// The environment.
    pub name: String,
    /// Whether the base has no such environment.
    pub is_new: bool,
    /// The difference.
    pub difference: Difference,
    /// How many files of `out/` at the base its environment does not give any more.
    pub drifted: usize,
}

/// What is reported.
#[derive(Debug)]
pub struct Fleet<'a> {
    /// What it is compared with.
    pub base: &'a str,
    /// Every environment that was compared, by name.
    pub members: &'a [Member],
    /// Environments that the base has and nobody else.
    pub gone: &'a [String],
}

/// One change of a setting, in all environments that have it.
struct Group<'a> {
    field: &'a FieldChange,
    /// The environments, the first of which stands for all.
    in_them: Vec<(&'a str, &'a Cause)>,
}

impl Group<'_> {
    fn worst(&self) -> Risk {
        let effects = self.in_them.iter().flat_map(|(_, cause)| &cause.effects);
        effects.map(|effect| effect.risk).max().unwrap_or(Risk::None)
    }
}

impl Fleet<'_> {
    /// The changes, those of most environments first.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: BTreeMap<[String; 3], usize> = BTreeMap::new();
        for member in self.members.iter().filter(|member| !member.is_new) {
            for cause in &member.difference.causes {
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
                    });
                    groups.len() - 1
                });
                groups[at].in_them.push((&member.name, cause));
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.in_them.len()));
        groups
    }

    fn new_names(&self) -> Vec<&str> {
        let new = self.members.iter().filter(|member| member.is_new);
        new.map(|member| member.name.as_str()).collect()
    }

    fn drifted(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.drifted > 0)
    }

    /// Whether anything changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        let changed = |member: &Member| !member.difference.causes.is_empty() || member.drifted > 0;
        !self.gone.is_empty() || self.members.iter().any(changed)
    }

    /// The worst that happens in any of them.
    #[must_use]
    pub fn worst(&self) -> Risk {
        let risks = self.members.iter().map(|member| member.difference.worst());
        risks.max().unwrap_or(Risk::None)
    }

    fn summary(&self) -> String {
        let changed = self
            .members
            .iter()
            .filter(|member| !member.difference.causes.is_empty());
        let worst = match self.worst() {
            Risk::None => String::new(),
            risk => format!("; the worst risk is {}", risk.word()),
        };
        format!(
            "{} of {} change{worst}",
            changed.count(),
            environments(self.members.len())
        )
    }

    /// For people at a terminal; with `stat` the last line only.
    #[must_use]
    pub fn text(&self, stat: bool, colour: bool) -> String {
        let mut text = String::new();
        if !stat {
            for group in self.groups() {
                let (first, cause) = group.in_them[0];
                let names: Vec<&str> = group.in_them.iter().map(|(name, _)| *name).collect();
                text.push_str(&text::heading(group.field, colour));
                text.push_str(&format!(
                    "    {}: {}\n",
                    environments(names.len()),
                    listed(&names)
                ));
                if names.len() > 1 {
                    text.push_str(&format!("    in `{first}`, as in the others:\n"));
                }
                text::push_effects(&mut text, &cause.effects, colour);
                text.push('\n');
            }
            let new = self.new_names();
            if !new.is_empty() {
                let count = environments(new.len());
                text.push_str(&format!(
                    "+ {count} new against {}: {}\n\n",
                    self.base,
                    listed(&new)
                ));
            }
            if !self.gone.is_empty() {
                let gone: Vec<&str> = self.gone.iter().map(String::as_str).collect();
                let count = environments(gone.len());
                text.push_str(&format!(
                    "- {count} gone since {}: {}\n\n",
                    self.base,
                    listed(&gone)
                ));
            }
            let drifted: Vec<&str> = self.drifted().map(|member| member.name.as_str()).collect();
            if !drifted.is_empty() {
                text.push_str(&format!(
                    "Not from the environment (another eksight or catalogue, or an edit of out/ by hand): {}\n\n",
                    listed(&drifted)
                ));
            }
        }
        format!("{text}{}\n", self.summary())
    }

    /// A comment for a review.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}\n\nAgainst `{}`.\n", self.summary(), self.base);
        for group in self.groups() {
            let names: Vec<&str> = group.in_them.iter().map(|(name, _)| *name).collect();
            let risk = match group.worst() {
                Risk::None => String::new(),
                risk => format!(" (**{}**)", risk.word()),
            };
            let what = change(group.field.old.as_ref(), group.field.new.as_ref()).replace('`', "'");
            text.push_str(&format!(
                "\n- {}: `{}`: `{what}`{risk}\n  {}\n",
                environments(names.len()),
                group.field.path,
                listed(&names)
            ));
        }
        let gone: Vec<&str> = self.gone.iter().map(String::as_str).collect();
        for (what, names) in [("new", self.new_names()), ("gone", gone)] {
            if !names.is_empty() {
                text.push_str(&format!(
                    "\n- {} {what}: {}\n",
                    environments(names.len()),
                    listed(&names)
                ));
            }
        }
        text
    }

    /// The difference as one object.
    #[must_use]
    pub fn json(&self) -> String {
        let report = Report {
            format_version: 1,
            base: self.base,
            environments: self.members.len(),
            worst_risk: self.worst().word(),
            changes: self
                .groups()
                .iter()
                .map(|group| Change {
                    field: group.field.path.to_string(),
                    old: group.field.old.as_ref(),
                    new: group.field.new.as_ref(),
                    worst_risk: group.worst().word(),
                    environments: group.in_them.iter().map(|(name, _)| *name).collect(),
                })
                .collect(),
            new_environments: self.new_names(),
            gone_environments: self.gone,
            not_from_environment: self.drifted().map(|member| member.name.as_str()).collect(),
        };
        let tree = serde_json::to_value(report).expect("bug in eksight: a report is plain data");
        format!("{tree:#}\n")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    format_version: u32,
    base: &'a str,
    environments: usize,
    worst_risk: &'static str,
    changes: Vec<Change<'a>>,
    new_environments: Vec<&'a str>,
    gone_environments: &'a [String],
    not_from_environment: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    field: String,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    worst_risk: &'static str,
    environments: Vec<&'a str>,
}

fn environments(count: usize) -> String {
    match count {
        1 => "1 environment".to_owned(),
        count => format!("{count} environments"),
    }
}

fn listed(names: &[&str]) -> String {
    let shown = names[..names.len().min(MOST_NAMES)].join(", ");
    match names.len() - names.len().min(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
