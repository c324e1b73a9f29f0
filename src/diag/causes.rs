//! Findings of many environments: what is the same in several of them is told once.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::listed;
use super::{Code, Diagnostic, FieldPath, Origins, text};

/// What a finding says, wherever that is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    code: Code,
    path: FieldPath,
    texts: Vec<String>,
    /// The how manieth it is that says so in its environment: of a file that nobody can read, two may say the same.
    time: usize,
}

impl Cause {
    /// What belongs to it in a shared file is told with it, and has no note of its own: another such place is another cause.
    fn of(finding: &Diagnostic, origins: &Origins) -> Self {
        let related = finding.related.iter().map(|other| {
            let shared = other
                .span
                .as_ref()
                .filter(|span| origins.is_extended(span.source));
            let place = shared.map(|span| text::line_and_column(span, origins));
            format!("{}: {} {}", other.path, other.label, place.unwrap_or_default())
        });
        let texts = [finding.message.clone()].into_iter().chain(finding.help.clone());
        Self {
            code: finding.code,
            path: finding.path.clone(),
            texts: texts
                .chain(finding.notes.iter().cloned())
                .chain(related)
                .collect(),
            time: 0,
        }
    }
}

/// A finding: of which part of what was taken up of its environment, and the how manieth in that.
pub(crate) type Position = (usize, usize);

/// Where something is found, by environment.
type Places = BTreeMap<usize, (Position, Option<String>)>;

/// What was taken up of an environment at once, and its files.
pub type Whole = (Vec<Diagnostic>, Origins);

/// Findings by cause. Environments are numbered, in the order in which they are told, and come in any.
#[derive(Debug, Default)]
pub struct Causes {
    found: BTreeMap<Cause, Places>,
    /// How many parts were taken up of each environment.
    parts: BTreeMap<usize, usize>,
    /// The parts of which something is shown; of the others the places are enough.
    shown: BTreeMap<(usize, usize), Whole>,
}

/// What the same environments have, and no others.
#[derive(Debug)]
pub struct Shared {
    /// The environments.
    pub environments: Vec<usize>,
    /// What is found in all of them, as the first has it, and a note about the other places.
    pub findings: Vec<(Position, Option<String>)>,
}

impl Causes {
    /// Takes up what is found in an environment, after what was taken up of it before.
    pub fn add(&mut self, environment: usize, findings: Vec<Diagnostic>, origins: Origins) {
        let mut is_shown = false;
        let parts = self.parts.entry(environment).or_default();
        let part = *parts;
        *parts += 1;
        for (position, finding) in findings.iter().enumerate() {
            let mut cause = Cause::of(finding, &origins);
            let has = |cause: &Cause| {
                let places = self.found.get(cause);
                places.is_some_and(|places| places.contains_key(&environment))
            };
            while has(&cause) {
                cause.time += 1;
            }
            let places = self.found.entry(cause).or_default();
            is_shown |= places.keys().all(|other| environment < *other);
            places.insert(environment, ((part, position), text::place(finding, &origins)));
        }
        if is_shown {
            self.shown.insert((environment, part), (findings, origins));
        }
    }

    /// Everything that is found, in the order of the first environment that has it; and the parts of those, by environment.
    #[must_use]
    pub fn shared(self) -> (Vec<Shared>, BTreeMap<(usize, usize), Whole>) {
        let mut found: Vec<Places> = self.found.into_values().collect();
        found.sort_by_cached_key(first);
        let mut all: Vec<Shared> = Vec::new();
        for places in found {
            let Some((_, position)) = first(&places) else {
                continue;
            };
            let finding = (position, elsewhere(&places));
            let environments: Vec<usize> = places.into_keys().collect();
            match all.iter_mut().find(|shared| shared.environments == environments) {
                Some(shared) => shared.findings.push(finding),
                None => all.push(Shared {
                    environments,
                    findings: vec![finding],
                }),
            }
        }
        (all, self.shown)
    }
}

/// The first environment, and which of its findings it is.
fn first(places: &Places) -> Option<(usize, Position)> {
    let (environment, (position, _)) = places.first_key_value()?;
    Some((*environment, *position))
}

/// The places in other environments, where these are others.
fn elsewhere(places: &Places) -> Option<String> {
    let mut known = BTreeSet::new();
    let all = places.values().filter_map(|(_, place)| place.as_deref());
    let all: Vec<&str> = all.filter(|place| known.insert(*place)).collect();
    let others = all.get(1..).filter(|others| !others.is_empty())?;
    Some(format!("the same at {}", listed(others)))
}

#[cfg(test)]
mod tests {
    use super::{Causes, Position};
    use crate::{Code, Diagnostic, FieldPath, Origins, SourceId, Span, sample};

    /// An environment whose own file, or else the one that all extend, has these words in its lines, all of them wrong.
    fn add(causes: &mut Causes, environment: usize, file: &str, lines: &[(usize, &str)]) {
        let mut origins = Origins::default();
        let source = origins.add_file(sample::file(file, None));
        let finding = |(line, word): &(usize, &str)| {
            let path = FieldPath::root().field("tags").key(word);
            let span = Span {
                source,
                line: *line,
                column: 3,
                bytes: 0..0,
            };
            Diagnostic::error(Code(1), path, format!("`{word}` is wrong")).at(span)
        };
        causes.add(environment, lines.iter().map(finding).collect(), origins);
    }

    /// What is told: the environments, and each message with its file, its line and its note.
    fn told(causes: Causes) -> Vec<(Vec<usize>, Vec<String>)> {
        let (shared, wholes) = causes.shared();
        let told = shared.into_iter().map(|shared| {
            let one = |((part, position), note): &(Position, Option<String>)| {
                let (findings, origins) = &wholes[&(shared.environments[0], *part)];
                let file = &origins.file(SourceId(0)).name;
                let finding = &findings[*position];
                let line = finding.span.as_ref().map_or(0, |span| span.line);
                let message = format!("{file}:{line}: {}", finding.message);
                [message]
                    .into_iter()
                    .chain(note.clone())
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            let texts = shared.findings.iter().map(one).collect();
            (shared.environments, texts)
        });
        told.collect()
    }

    fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn what_stands_in_a_shared_file_is_told_once_whoever_came_first() {
        let mut causes = Causes::default();
        for environment in [2, 0, 1] {
            add(&mut causes, environment, "base", &[(7, "a"), (3, "b")]);
        }
        let both = texts(["base:7: `a` is wrong", "base:3: `b` is wrong"]);
        assert_eq!(told(causes), [(vec![0, 1, 2], both)]);
    }

    #[test]
    fn the_same_in_files_of_their_own_is_shown_in_the_first_and_names_the_other_places() {
        let mut causes = Causes::default();
        add(&mut causes, 1, "two", &[(9, "a")]);
        add(&mut causes, 0, "one", &[(7, "a")]);
        add(&mut causes, 2, "three", &[(9, "a")]);
        let first = texts(["one:7: `a` is wrong; the same at two:9:3, three:9:3"]);
        assert_eq!(told(causes), [(vec![0, 1, 2], first)]);
    }

    #[test]
    fn what_other_environments_have_stands_by_itself_in_their_order() {
        let mut causes = Causes::default();
        add(&mut causes, 1, "two", &[(1, "c"), (2, "all")]);
        add(&mut causes, 0, "one", &[(2, "all"), (5, "own")]);
        let expected = [
            (vec![0, 1], texts(["one:2: `all` is wrong; the same at two:2:3"])),
            (vec![0], texts(["one:5: `own` is wrong"])),
            (vec![1], texts(["two:1: `c` is wrong"])),
        ];
        assert_eq!(told(causes), expected);
    }

    #[test]
    fn two_of_one_environment_that_say_the_same_are_both_told() {
        let mut causes = Causes::default();
        add(&mut causes, 0, "one", &[(1, "a"), (2, "a")]);
        add(&mut causes, 1, "two", &[(4, "a")]);
        let expected = [
            (vec![0, 1], texts(["one:1: `a` is wrong; the same at two:4:3"])),
            (vec![0], texts(["one:2: `a` is wrong"])),
        ];
        assert_eq!(told(causes), expected);
    }

    #[test]
    fn what_is_found_in_an_environment_later_stands_behind_the_rest_of_it() {
        let mut causes = Causes::default();
        add(&mut causes, 0, "one", &[(9, "a"), (8, "b")]);
        add(&mut causes, 1, "two", &[(4, "a")]);
        add(&mut causes, 0, "one", &[(1, "c")]);
        add(&mut causes, 1, "two", &[(1, "c")]);
        let both = [
            "one:9: `a` is wrong; the same at two:4:3",
            "one:1: `c` is wrong; the same at two:1:3",
        ];
        let expected = [
            (vec![0, 1], texts(both)),
            (vec![0], texts(["one:8: `b` is wrong"])),
        ];
        assert_eq!(told(causes), expected);
    }

    /// As a version that two tiers set, each for its own environments, which an add-on of the base does not go with.
    #[test]
    fn what_belongs_to_it_in_another_shared_file_is_another_cause() {
        let mut causes = Causes::default();
        for (environment, tier) in ["dev", "prod", "dev"].into_iter().enumerate() {
            let mut origins = Origins::default();
            let files = ["own", "base", tier].map(|name| origins.add_file(sample::file(name, None)));
            origins.end_of_extended();
            let span = |source| Span {
                source,
                line: 7,
                column: 3,
                bytes: 0..0,
            };
            let finding = Diagnostic::error(Code(1), FieldPath::root(), "too new").at(span(files[1]));
            let related = sample::related(FieldPath::root(), Some(span(files[2])), "the cluster");
            let finding = Diagnostic {
                related: vec![related],
                ..finding
            };
            causes.add(environment, vec![finding], origins);
        }
        let (shared, _) = causes.shared();
        let environments: Vec<_> = shared.into_iter().map(|shared| shared.environments).collect();
        assert_eq!(environments, [vec![0, 2], vec![1]]);
    }

    #[test]
    fn of_many_places_the_first_are_named_and_the_others_counted() {
        let mut causes = Causes::default();
        for environment in 0..13 {
            add(&mut causes, environment, &format!("e{environment}"), &[(1, "a")]);
        }
        let places: Vec<String> = (1..=10)
            .map(|environment| format!("e{environment}:1:3"))
            .collect();
        let first = format!("e0:1: `a` is wrong; the same at {} and 2 more", places.join(", "));
        assert_eq!(told(causes), [((0..13).collect(), vec![first])]);
    }
}
