//! Which settings made a line: those that give it another text when they are another, and those without which it goes.

use similar::{DiffOp, TextDiff};

use super::super::fields;
use super::super::parts::Parts;
use super::probe::without;
use super::{Setting, Traced, settings};
use crate::diag::FieldPath;
use crate::emit::Artifact;
use crate::model::Environment;

/// What made a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The line as it is.
    pub text: String,
    /// Settings that stand in it.
    pub made_by: Vec<Setting>,
    /// Settings without which, or with another value of which, it would not be there.
    pub there_because_of: Vec<Setting>,
}

/// What another value does to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Changes,
    Removes,
}

/// What made a line, counted from 1, of an artefact; `None` where it has no such line.
#[must_use]
pub fn made(traced: &Traced, artifact: &Artifact, number: usize) -> Option<Line> {
    let text = artifact.text().lines().nth(number.checked_sub(1)?)?;
    let parts = Parts::with([artifact.path.as_str()]);
    let does = |environment: &Environment| {
        let rendered = traced.render_parts(environment, &parts);
        let after = rendered.iter().find(|other| other.path == artifact.path);
        after.map_or(Doing::Removes, |after| {
            doing(artifact.text(), after.text(), number)
        })
    };
    let (mut made_by, mut because) = (Vec::new(), Vec::new());
    for path in settings(&traced.tree) {
        let holds = fields::at_path(&traced.tree, &path)
            .is_some_and(|value| value.as_object().is_some_and(|map| !map.is_empty()));
        let probes = match holds {
            true => without(&traced.tree, &path).into_iter().collect(),
            false => traced.probes(&path, 1),
        };
        let doings: Vec<Doing> = probes.iter().map(|probe| does(&probe.environment)).collect();
        if doings.contains(&Doing::Changes) && !holds {
            made_by.push(path);
        } else if doings.contains(&Doing::Removes) {
            because.push(path);
        }
    }
    // What holds a setting that is told already says nothing more.
    let told = [made_by.as_slice(), because.as_slice()].concat();
    let holds_told = |path: &FieldPath| {
        told.iter()
            .any(|other| other != path && other.segments().starts_with(path.segments()))
    };
    because.retain(|path| !holds_told(path));
    let settings = |paths: Vec<FieldPath>| paths.iter().map(|path| Setting::of(&traced.tree, path)).collect();
    Some(Line {
        text: text.to_owned(),
        made_by: settings(made_by),
        there_because_of: settings(because),
    })
}

fn differences(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    TextDiff::from_slices(old, new).ops().to_vec()
}

/// The lines of a text, from 1, that another one has not.
pub(super) fn touched(old: &str, new: &str) -> Vec<usize> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines = Vec::new();
    for difference in differences(&old, &new) {
        if let DiffOp::Delete { .. } | DiffOp::Replace { .. } = difference {
            lines.extend(difference.old_range().map(|at| at + 1));
        }
    }
    lines
}

fn doing(old: &str, new: &str, number: usize) -> Doing {
    if old == new {
        return Doing::Nothing;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let at = number - 1;
    let here = differences(&old, &new)
        .into_iter()
        .find(|difference| difference.old_range().contains(&at));
    match here {
        Some(DiffOp::Delete { .. }) => Doing::Removes,
        Some(replace @ DiffOp::Replace { .. }) => match key(old[at]) {
            Some(key) if !new[replace.new_range()].iter().any(|line| line.starts_with(key)) => Doing::Removes,
            _ => Doing::Changes,
        },
        _ => Doing::Nothing,
    }
}

/// What stands before the value in a line of YAML, with its indentation.
fn key(line: &str) -> Option<&str> {
    let end = line
        .find(": ")
        .or_else(|| line.ends_with(':').then(|| line.len() - 1))?;
    Some(&line[..=end])
}
