//! Many environments at once: one entry for each change, with all environments that have it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub use super::gone::Gone;
use super::markdown::Page;
use super::variants::{environments, push_variants, risk_in_markdown};
use super::{Presence, change, code, ending, gone, text};
use crate::diag::listed::listed;
use crate::diag::visible;
use crate::{Cause, Difference, Drifted, FieldChange, Risk};

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
        let each = self.in_them.iter().map(|(name, cause)| {
            let mut effects = String::new();
            text::push_effects(&mut effects, &cause.effects, colour);
            (*name, effects, worst(cause))
        });
        push_variants(text, each);
    }

    fn risk_in_markdown(&self) -> String {
        risk_in_markdown(&self.risks())
    }

    /// The worst that it does in each environment.
    fn risks(&self) -> BTreeMap<&'a str, Risk> {
        let risks = self.in_them.iter().map(|(name, cause)| (*name, worst(cause)));
        risks.collect()
    }
}

fn worst(cause: &Cause) -> Risk {
    Risk::worst(&cause.effects)
}

impl Fleet<'_> {
    /// The changes, those of most environments first.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: BTreeMap<[String; 3], usize> = BTreeMap::new();
        for member in self.members.iter().filter(|member| !member.is_new()) {
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
        let new = self.members.iter().filter(|member| member.is_new());
        new.map(|member| member.name.as_str()).collect()
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
            if *sign == "-" {
                gone::push(&mut text, self.gone, self.base, colour);
            }
            text.push('\n');
        }
        for presence in BY_FILES {
            self.push_drifted(&mut text, presence, colour);
        }
        text + &summary
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
            let mut files = String::new();
            text::push_drifted(&mut files, &member.difference.drifted, colour);
            (member.name.as_str(), files, member.drift_risk())
        });
        push_variants(text, each);
        text.push('\n');
    }

    /// A comment for a review.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        page.push_part(&format!("### {}\n\nAgainst `{}`.\n", self.summary(), self.base));
        let renamed = self.renamed_names();
        let renamed = renamed.iter().map(String::as_str).collect();
        let lists = [
            ("new", self.new_names()),
            ("gone", self.gone_names()),
            ("renamed", renamed),
            ("refused, so not compared", self.refused_names()),
        ];
        for (what, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
            let count = environments(names.len());
            page.push_part(&format!("\n- {count} {what}: {}\n", listed(names)));
        }
        for gone in self.gone {
            page.push_part(&format!("\n- {}\n", gone.markdown(self.base)));
        }
        for presence in BY_FILES {
            let drifted = Self::drift_risks(self.drifted_on(presence));
            if drifted.is_empty() {
                continue;
            }
            let by = match presence {
                Presence::Files => "changed in `out/`, in Rust or by another eksight or catalogue",
                _ => "changed by another eksight or catalogue, or by hand in `out/`",
            };
            let names: Vec<&str> = drifted.keys().copied().collect();
            page.push_part(&format!(
                "\n- {} {by}{}: {}\n",
                environments(names.len()),
                risk_in_markdown(&drifted),
                listed(&names)
            ));
        }
        for group in self.groups() {
            let names = group.names();
            page.push_part(&format!(
                "\n- {}: {}: {}{}\n  {}\n",
                environments(names.len()),
                code(&group.field.path.to_string()),
                code(&change(group.field.old.as_ref(), group.field.new.as_ref())),
                group.risk_in_markdown(),
                listed(&names)
            ));
        }
        if page.left_out > 0 {
            page.text.push_str(&format!(
                "\n{} more do not fit here: {} shows all.\n",
                page.left_out,
                code(&format!("cargo xtask diff --all --base {}", self.base_elsewhere))
            ));
        }
        page.text
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
                    environments: group.names(),
                    risks: words(group.risks()),
                })
                .collect(),
            new_environments: self.new_names(),
            gone_environments: self.gone_names(),
            gone_risks: words(gone::risks(self.gone)),
            renamed_environments: self.renamed(),
            refused_environments: self.refused_names(),
            not_from_environment: self.drifted().map(|member| member.name.as_str()).collect(),
            not_from_environment_risks: words(Self::drift_risks(self.drifted())),
        };
        let tree = serde_json::to_value(report).expect("bug in eksight: a report is plain data");
        visible::lines(&format!("{tree:#}\n"))
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
    gone_environments: Vec<&'a str>,
    gone_risks: BTreeMap<&'a str, &'static str>,
    /// By the name of today.
    renamed_environments: BTreeMap<&'a str, &'a str>,
    refused_environments: Vec<&'a str>,
    not_from_environment: Vec<&'a str>,
    not_from_environment_risks: BTreeMap<&'a str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    field: String,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    worst_risk: &'static str,
    environments: Vec<&'a str>,
    risks: BTreeMap<&'a str, &'static str>,
}

fn words(risks: BTreeMap<&str, Risk>) -> BTreeMap<&str, &'static str> {
    risks
        .into_iter()
        .map(|(name, risk)| (name, risk.word()))
        .collect()
}
