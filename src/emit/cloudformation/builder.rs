//! The template while it grows: its tags, and logical ids that no two names share.

use std::collections::BTreeSet;

use crate::cloudformation::{Handle, LogicalId, Resource, Tagging, Template};
use crate::left_over::label;
use crate::resolve::Resolved;

/// A template that grows.
pub(super) struct Builder<'r> {
    pub(super) template: Template,
    pub(super) resolved: &'r Resolved<'r>,
    pub(super) tagging: Tagging,
    taken: BTreeSet<String>,
}

impl<'r> Builder<'r> {
    pub(super) fn new(resolved: &'r Resolved<'r>, description: String) -> Self {
        let environment = resolved.environment;
        Self {
            template: Template::new(description),
            resolved,
            tagging: Tagging::new(&environment.tags),
            taken: BTreeSet::new(),
        }
    }

    /// Adds the one resource of this id.
    pub(super) fn add<R: Resource>(&mut self, id: &str, properties: R) -> Handle<R> {
        self.add_named(id, "", properties)
    }

    /// Adds a resource that has a name of the user's. Two names that are spelled alike as logical ids (`ng-1` and
    /// `ng1`) get a number.
    pub(super) fn add_named<R: Resource>(&mut self, kind: &str, name: &str, properties: R) -> Handle<R> {
        let stem = format!("{kind}{}", spell(name));
        let numbered = (2..).map(|number| format!("{stem}{number}"));
        let id = std::iter::once(stem.clone())
            .chain(numbered)
            .find(|id| !self.taken.contains(id))
            .expect("bug in eksight: the numbers ran out");
        self.taken.insert(id.clone());
        self.template.add(LogicalId::new(id), properties)
    }

    /// `<cluster>-<part>`: the `Name` tag of a part.
    pub(super) fn label(&self, part: &str) -> String {
        label(self.resolved.environment, part)
    }
}

/// A name as part of a logical id: words begin with a capital, everything but letters and digits goes. Cut where the
/// id would become too long.
fn spell(name: &str) -> String {
    const LONGEST: usize = 200;
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let mut id: String = words
        .flat_map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first
                .to_ascii_uppercase()
                .chars()
                .chain(rest.chars())
                .collect::<Vec<_>>()
        })
        .collect();
    id.truncate(LONGEST);
    id
}

#[cfg(test)]
mod tests {
    use super::spell;

    #[test]
    fn names_become_words() {
        assert_eq!(spell("apne2-az1"), "Apne2Az1");
        assert_eq!(spell("node_groupA"), "NodeGroupA");
        assert_eq!(spell("팀-ops"), "Ops");
        assert_eq!(spell(&"x".repeat(300)).len(), 200);
    }
}
