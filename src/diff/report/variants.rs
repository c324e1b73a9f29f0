//! What differs in several environments, once for all in which it reads the same.

use std::collections::BTreeMap;

use crate::Risk;
use crate::diag::listed::{MOST_LISTED, listed};
use crate::diag::visible;

/// What differs in one environment.
pub(super) struct Each<'a> {
    pub(super) name: &'a str,
    /// As people read it.
    pub(super) shown: String,
    /// The same without its own name: environments in which that is equal are told together.
    pub(super) nameless: String,
    pub(super) worst: Risk,
}

/// Environments in which the same differs.
struct Variant<'a> {
    /// What, as people read it of the first of them.
    shown: String,
    worst: Risk,
    names: Vec<&'a str>,
    /// Whether it reads otherwise in another one, by its own name.
    differs: bool,
}

/// Writes what differs in each environment, the worst first.
pub(super) fn push_variants<'a>(text: &mut String, each: impl Iterator<Item = Each<'a>>) {
    let variants = variants(each);
    if let [variant] = variants.as_slice() {
        if let [first, _, ..] = variant.names.as_slice() {
            let (first, own) = (visible::line(first), variant.own_names());
            text.push_str(&format!("    in `{first}`, as in the others{own}:\n"));
        }
        text.push_str(&variant.shown);
        return;
    }
    let (shown, others) = variants.split_at(variants.len().min(MOST_LISTED));
    for variant in shown {
        let (names, own) = (listed(&variant.names), variant.own_names());
        text.push_str(&format!("    in {names}{own}:\n{}", variant.shown));
    }
    if !others.is_empty() {
        let names = others.iter().flat_map(|variant| variant.names.iter().copied());
        text.push_str(&format!(
            "    and otherwise in {}; `diff <environment>` shows it\n",
            listed(&names.collect::<Vec<_>>())
        ));
    }
}

impl Variant<'_> {
    fn own_names(&self) -> &'static str {
        match self.differs {
            true => ", each by its own name",
            false => "",
        }
    }
}

fn variants<'a>(each: impl Iterator<Item = Each<'a>>) -> Vec<Variant<'a>> {
    let mut variants: Vec<Variant> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for one in each {
        // A name that is a word of ours, such as `one`, is taken out of the one text and not of the other.
        match known.get(&one.shown).or_else(|| known.get(&one.nameless)) {
            Some(at) => {
                let variant = &mut variants[*at];
                variant.differs |= variant.shown != one.shown;
                variant.names.push(one.name);
            }
            None => {
                known.insert(one.shown.clone(), variants.len());
                known.insert(one.nameless, variants.len());
                variants.push(Variant {
                    shown: one.shown,
                    worst: one.worst,
                    names: vec![one.name],
                    differs: false,
                });
            }
        }
    }
    variants.sort_by_key(|variant| std::cmp::Reverse(variant.worst));
    variants
}

/// The worst risk, and where it is: ` (**outage** in prod)`.
pub(super) fn risk_in_markdown(risks: &BTreeMap<&str, Risk>) -> String {
    let worst = risks.values().copied().max().unwrap_or(Risk::None);
    if worst == Risk::None {
        return String::new();
    }
    let at_risk = risks.iter().filter(|(_, risk)| **risk == worst);
    let at_risk: Vec<&str> = at_risk.map(|(name, _)| *name).collect();
    match at_risk.len() == risks.len() {
        true => format!(" (**{}**)", worst.word()),
        false => format!(" (**{}** in {})", worst.word(), listed(&at_risk)),
    }
}

pub(super) fn environments(count: usize) -> String {
    match count {
        1 => "1 environment".to_owned(),
        count => format!("{count} environments"),
    }
}
