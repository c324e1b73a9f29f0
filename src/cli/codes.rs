//! Every code that a finding can have, with its page: reading faults, rules and a team's own rules.

use crate::check::{FLEET_RULES, Page, RULES, Rule, UNUSED_EXCEPTION};
use crate::diag::sarif::Meaning;
use crate::diag::{Code, Severity};
use crate::source::FAULTS;

/// A code as `explain`, SARIF and the index of rules describe it.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// The number.
    pub code: Code,
    /// How bad a finding is.
    pub severity: Severity,
    /// What it means.
    pub page: Page,
}

impl Described {
    /// As SARIF lists it.
    pub(super) fn meaning(&self) -> Meaning<'_> {
        Meaning {
            code: self.code,
            severity: self.severity,
            title: self.page.title(),
            page: self.page.text(),
        }
    }
}

/// All codes in order, with a team's own rules.
#[must_use]
pub fn all(own: &[Rule]) -> Vec<Described> {
    let faults = FAULTS.iter().map(|(code, text)| Described {
        code: *code,
        severity: Severity::Error,
        page: Page(text),
    });
    let (code, text) = UNUSED_EXCEPTION;
    let unused = Described {
        code,
        severity: Severity::Warning,
        page: Page(text),
    };
    let mut all: Vec<_> = faults.chain(rules(own)).chain([unused]).collect();
    all.sort_by_key(|described| described.code);
    all
}

/// The rules about one environment, those over the fleet, and a team's own.
pub(super) fn rules(own: &[Rule]) -> impl Iterator<Item = Described> {
    let rules = RULES.iter().chain(own).map(|rule| Described {
        code: rule.code,
        severity: rule.severity,
        page: rule.page,
    });
    let fleet = FLEET_RULES.iter().map(|rule| Described {
        code: rule.code,
        severity: rule.severity,
        page: rule.page,
    });
    rules.chain(fleet)
}

/// A code that two of a team's own rules have.
pub(super) fn twice(own: &[Rule]) -> Option<Code> {
    let mut codes: Vec<Code> = own.iter().map(|rule| rule.code).collect();
    codes.sort();
    codes
        .windows(2)
        .find(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
}
