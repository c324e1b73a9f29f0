//! Findings as people see them: what several environments have in common is told once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::output::{self, Context};
use crate::check::redacted;
use crate::diag::listed::listed;
use crate::diag::{Causes, Diagnostic, Origins, Severity, Whole, text};

/// What is found in environments that are looked at together, by as many threads as there are.
pub(super) struct Findings<'c> {
    /// The environments, in the order in which their findings are told.
    names: &'c [String],
    context: &'c Context<'c>,
    taken: Mutex<Taken>,
}

/// What was taken up so far.
#[derive(Default)]
struct Taken {
    causes: Causes,
    refused: BTreeSet<usize>,
}

/// What came of all of them.
pub(super) struct Told<'c> {
    names: &'c [String],
    refused: BTreeSet<usize>,
    /// Whether nothing was found.
    pub(super) is_silent: bool,
}

impl<'c> Findings<'c> {
    pub(super) fn of(names: &'c [String], context: &'c Context) -> Self {
        Self {
            names,
            context,
            taken: Mutex::default(),
        }
    }

    /// Takes up what is found in one of the environments.
    pub(super) fn add(&self, name: &str, findings: Vec<Diagnostic>, origins: Origins) {
        if findings.is_empty() {
            return;
        }
        let position = self.names.iter().position(|other| other == name);
        let position = position.expect("bug in eksight: findings of an environment that nobody looks at");
        // A thread that panicked ends the whole run, whatever it left here.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if self.context.refuses(&findings) {
            taken.refused.insert(position);
        }
        taken.causes.add(position, findings, origins);
    }

    /// Tells all of them.
    pub(super) fn tell(self) -> Told<'c> {
        let Taken { causes, refused } = self.taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (shared, firsts) = causes.shared();
        // What is a secret in one finding may stand in another one of the same environment.
        let redacted = |(findings, origins): Whole| {
            let (findings, origins) = redacted(&findings, &origins);
            (findings, Arc::new(origins))
        };
        let firsts = firsts.into_iter().map(|(part, whole)| (part, redacted(whole)));
        let firsts: BTreeMap<_, (Vec<Diagnostic>, Arc<Origins>)> = firsts.collect();
        for shared in &shared {
            let whose = listed_of(self.names, &shared.environments);
            let told = shared.findings.iter().map(|((part, position), elsewhere)| {
                let (findings, origins) = &firsts[&(shared.environments[0], *part)];
                let mut finding = findings[*position].clone();
                finding.notes.extend(elsewhere.clone());
                (finding, Arc::clone(origins))
            });
            output::tell(&shown(&whose, &told.collect::<Vec<_>>(), self.context.colour));
        }
        Told {
            names: self.names,
            refused,
            is_silent: shared.is_empty(),
        }
    }
}

impl Told<'_> {
    /// Says which of many are refused, and gives whether one is.
    pub(super) fn tell_refused(&self) -> bool {
        let verb = match self.refused.len() {
            0 => return false,
            1 => "is",
            _ => "are",
        };
        if self.names.len() > 1 {
            output::tell(&format!(
                "error: {} of {} environments {verb} refused: {}",
                self.refused.len(),
                self.names.len(),
                listed_of(self.names, &self.refused)
            ));
        }
        true
    }
}

/// The names at these positions.
fn listed_of<'p>(names: &[String], positions: impl IntoIterator<Item = &'p usize>) -> String {
    let names: Vec<&str> = positions.into_iter().map(|at| names[*at].as_str()).collect();
    listed(&names)
}

/// Shows what is found in one place, with a summary in the last line.
pub(super) fn show(name: &str, findings: &[Diagnostic], origins: &Origins, colour: bool) {
    if findings.is_empty() {
        return;
    }
    let (findings, origins) = redacted(findings, origins);
    let origins = Arc::new(origins);
    let findings = findings
        .into_iter()
        .map(|finding| (finding, Arc::clone(&origins)));
    output::tell(&shown(name, &findings.collect::<Vec<_>>(), colour));
}

/// The pictures of findings, and how many there are of each severity.
fn shown(whose: &str, findings: &[(Diagnostic, Arc<Origins>)], colour: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (finding, origins) in findings {
        let picture = text::render(finding, origins, colour);
        lines.push(format!("{}\n", picture.trim_end_matches('\n')));
    }
    let count = |severity| {
        let of_it = findings
            .iter()
            .filter(|(finding, _)| finding.severity == severity);
        of_it.count()
    };
    let parts: Vec<String> = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .filter_map(|(severity, one, many)| match count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    })
    .collect();
    let summary = match parts.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => parts.concat(),
    };
    lines.push(format!("{whose}: {summary}"));
    lines.join("\n")
}
