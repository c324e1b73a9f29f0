//! What differs in several environments, once for all in which it reads the same.

use std::collections::BTreeMap;

use crate::Risk;
use crate::diag::listed::{MOST_LISTED, listed};
use crate::diag::visible;

/// Environments in which the same differs.
struct Variant<'a> {
    /// What, as people read it.
    effects: String,
    worst: Risk,
    names: Vec<&'a str>,
}

/// Writes what differs in each environment, the worst first.
pub(super) fn push_variants<'a>(text: &mut String, each: impl Iterator<Item = (&'a str, String, Risk)>) {
    let variants = variants(each);
    if let [variant] = variants.as_slice() {
        if let [first, _, ..] = variant.names.as_slice() {
            text.push_str(&format!("    in `{}`, as in the others:\n", visible::line(first)));
        }
        text.push_str(&variant.effects);
        return;
    }
    let (shown, others) = variants.split_at(variants.len().min(MOST_LISTED));
    for Variant { effects, names, .. } in shown {
        text.push_str(&format!("    in {}:\n{effects}", listed(names)));
    }
    if !others.is_empty() {
        let names = others.iter().flat_map(|variant| variant.names.iter().copied());
        text.push_str(&format!(
            "    and otherwise in {}; `diff <environment>` shows it\n",
            listed(&names.collect::<Vec<_>>())
        ));
    }
}

fn variants<'a>(each: impl Iterator<Item = (&'a str, String, Risk)>) -> Vec<Variant<'a>> {
    let mut variants: Vec<Variant> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (name, effects, worst) in each {
        let at = *known.entry(effects).or_insert_with_key(|effects| {
            variants.push(Variant {
                effects: effects.clone(),
                worst,
                names: Vec::new(),
            });
            variants.len() - 1
        });
        variants[at].names.push(name);
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
