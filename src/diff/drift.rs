//! What is generated differs and no setting says why: another eksight or catalogue, or an edit of `out/` by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::documents;
use super::{Difference, Effect, Risk, effects, hidden};
use crate::catalog::Catalogue;
use crate::diag::secrets::HIDDEN;
use crate::emit::{Artifact, plan};

/// A file that differs for another reason than the environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Drifted {
    /// Path below `out/<environment>/`.
    pub path: String,
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
    /// What differs in it, with its risk; nothing where its comments alone differ.
    pub effects: Vec<Effect>,
    /// How many places besides differ so that a setting makes them what they were: nothing comes of them.
    pub taken_over: usize,
    /// Whether it was not what its name says, such as YAML that somebody has broken: what it did cannot be told then.
    pub unreadable: bool,
}

impl Drifted {
    /// The worst that comes of it. What nobody can tell counts as the worst there is.
    #[must_use]
    pub fn worst(&self) -> Risk {
        match self.unreadable {
            true => Risk::Refused,
            false => Risk::worst(&self.effects),
        }
    }
}

impl Difference {
    /// Adds what no setting causes. Where a setting writes what the base's file has already, as somebody has edited it
    /// before, nothing comes of either.
    #[must_use]
    pub fn and(mut self, mut drifted: Vec<Drifted>) -> Self {
        for file in &mut drifted {
            let (back, stays): (Vec<Effect>, Vec<Effect>) = std::mem::take(&mut file.effects)
                .into_iter()
                .partition(|effect| self.effects.iter().any(|setting| takes_back(setting, effect)));
            file.effects = stays;
            file.taken_over = back.len();
            let lists = self.causes.iter_mut().map(|cause| &mut cause.effects);
            for list in lists.chain([&mut self.effects]) {
                list.retain(|setting| !back.iter().any(|effect| takes_back(setting, effect)));
            }
        }
        self.drifted = drifted;
        self
    }
}

/// Whether one effect makes of a place what it was before the other. What is hidden may be anything.
fn takes_back(one: &Effect, other: &Effect) -> bool {
    let place = |effect: &Effect| {
        (
            effect.artefact.clone(),
            effect.object.clone(),
            effect.path.clone(),
        )
    };
    let is_hidden = |effect: &Effect| {
        let values = [&effect.old, &effect.new].into_iter().flatten();
        values.into_iter().any(|value| value.to_string().contains(HIDDEN))
    };
    (&one.old, &one.new) == (&other.new, &other.old) && place(one) == place(other) && !is_hidden(one)
}

/// The files whose text at the base is not what the base's environment gives now; none where nothing was committed, since
/// that tells nothing. Secrets are hidden.
#[must_use]
pub fn drifted(
    committed: &BTreeMap<String, String>,
    rendered: &[Artifact],
    catalogue: &Catalogue,
) -> Vec<Drifted> {
    drifted_by(committed, rendered, |before| {
        effects::effects(before, rendered, catalogue)
    })
}

/// An environment whose base is known by these files alone.
#[must_use]
pub fn compare_files(
    committed: &BTreeMap<String, String>,
    rendered: &[Artifact],
    catalogue: &Catalogue,
) -> Difference {
    let plan = committed
        .get(plan::PATH)
        .and_then(|text| read(plan::PATH, text, None));
    let difference = Difference {
        made: plan.and_then(|plan| effects::made(&[plan], rendered, catalogue)),
        ..Difference::default()
    };
    difference.and(drifted(committed, rendered, catalogue))
}

/// The same, with what the files do told by who knows more of them.
pub(super) fn drifted_by(
    committed: &BTreeMap<String, String>,
    rendered: &[Artifact],
    effects: impl FnOnce(&[Artifact]) -> Vec<Effect>,
) -> Vec<Drifted> {
    if committed.is_empty() {
        return Vec::new();
    }
    let now: BTreeMap<&str, &Artifact> = rendered
        .iter()
        .map(|artifact| (artifact.path.as_str(), artifact))
        .collect();
    let paths: BTreeSet<&str> = now
        .keys()
        .copied()
        .chain(committed.keys().map(String::as_str))
        .collect();
    let differs = |path: &&str| committed.get(*path).map(String::as_str) != now.get(path).map(|it| it.text());
    let (other, same): (Vec<&str>, Vec<&str>) = paths.into_iter().partition(differs);
    if other.is_empty() {
        return Vec::new();
    }
    // Who judges what differs looks at the rest too.
    let mut before: Vec<Artifact> = same
        .iter()
        .filter_map(|path| now.get(path).copied().cloned())
        .collect();
    let mut found = Vec::new();
    for path in other {
        let (old, new) = (committed.get(path), now.get(path).copied());
        let as_it_was = old.map(|text| read(path, text, new));
        found.push(Drifted {
            unreadable: matches!(as_it_was, Some(None)),
            ..lines(
                path,
                old.map_or("", String::as_str),
                new.map_or("", Artifact::text),
            )
        });
        before.extend(as_it_was.flatten());
    }
    let mut effects = effects(&before);
    hidden::hide_written(&mut effects);
    for effect in effects {
        let file = found.iter_mut().find(|file| file.path == effect.artefact);
        if let Some(file) = file.filter(|file| !file.unreadable) {
            file.effects.push(effect);
        }
    }
    found
}

/// A committed file; `None` where its text is not of the language that its name says.
pub(super) fn read(path: &str, text: &str, rendered: Option<&Artifact>) -> Option<Artifact> {
    let has_documents = match rendered {
        Some(artifact) => !artifact.documents().is_empty(),
        None => path.ends_with(".yaml") || path.ends_with(".json"),
    };
    match has_documents {
        true => Some(Artifact::json(path, documents(text)?)),
        false => Some(Artifact::prose(path, text.to_owned())),
    }
}

fn lines(path: &str, old: &str, new: &str) -> Drifted {
    let (mut added, mut removed) = (0, 0);
    for change in similar::TextDiff::from_lines(old, new).iter_all_changes() {
        match change.tag() {
            similar::ChangeTag::Insert => added += 1,
            similar::ChangeTag::Delete => removed += 1,
            similar::ChangeTag::Equal => {}
        }
    }
    Drifted {
        path: path.to_owned(),
        added,
        removed,
        effects: Vec::new(),
        taken_over: 0,
        unreadable: false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::drifted;
    use crate::catalog::Catalogue;
    use crate::emit::Artifact;
    use crate::{Drifted, Risk};

    fn found(committed: &[(&str, &str)], rendered: &[Artifact]) -> Vec<Drifted> {
        let committed = committed
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        drifted(
            &committed.collect::<BTreeMap<_, _>>(),
            rendered,
            Catalogue::shipped(),
        )
    }

    const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

    fn subnet(cidr: &str) -> String {
        format!("Resources:\n  A:\n    Type: AWS::EC2::Subnet\n    Properties:\n      CidrBlock: {cidr}\n")
    }

    fn rendered(cidr: &str) -> Artifact {
        let tree =
            json!({"Resources": {"A": {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": cidr}}}});
        Artifact::json(TEMPLATE, vec![tree])
    }

    #[test]
    fn what_another_eksight_changes_has_its_risk() {
        let found = found(&[(TEMPLATE, &subnet("10.0.0.0/24"))], &[rendered("10.1.0.0/24")]);
        let [file] = found.as_slice() else {
            panic!("{found:?}")
        };
        let [effect] = file.effects.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((effect.object.as_str(), effect.risk), ("A", Risk::Replace));
        assert_eq!(effect.old, Some(json!("10.0.0.0/24")));
    }

    #[test]
    fn comments_and_what_cannot_be_read_have_lines_alone() {
        let commented = format!("# mine\n{}", subnet("10.1.0.0/24"));
        for (text, unreadable) in [(commented.as_str(), false), ("Resources: [\n", true)] {
            let found = found(&[(TEMPLATE, text)], &[rendered("10.1.0.0/24")]);
            let [file] = found.as_slice() else {
                panic!("{found:?}")
            };
            assert_eq!((file.effects.as_slice(), file.unreadable), (&[][..], unreadable));
            assert!(file.added + file.removed > 0, "{found:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_made_any_more_takes_its_objects_along() {
        let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";
        let found = found(&[("manifests/a.yaml", text)], &[]);
        let objects = found
            .iter()
            .flat_map(|file| &file.effects)
            .map(|effect| effect.object.as_str());
        assert_eq!(objects.collect::<Vec<_>>(), ["Namespace/a"]);
    }
}
