//! `check --fix`: mends what needs no decision in the files themselves, shows the difference and asks first.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

use super::ask::{ask, is_yes};
use super::environments::{HELD_AGAINST, Project};
use super::output::{self, Context};
use crate::catalog::Catalogue;
use crate::check::starred_lines;
use crate::diag::{Diagnostic, FieldPath, Fix, Origins, Severity};
use crate::out::{Disk, Replacement, replace_files};
use crate::parallel::in_parallel;
use crate::source::documents::{Documents, ReadFault};
use crate::source::{UNKNOWN_FIELD, UNREADABLE, mend};

/// Mends the files of environments. When this returns, all is written or nothing.
pub(super) fn run(
    project: &Project<'_>,
    names: &[String],
    yes: bool,
    catalogue: &Catalogue,
    context: &Context,
) -> anyhow::Result<()> {
    let mut bench = Bench {
        project,
        catalogue,
        context,
        desk: Desk {
            below: &project.disk,
            texts: BTreeMap::new(),
        },
        known: Found::new(),
    };
    // What one is held against may be mended behind it.
    while names.iter().fold(false, |mended, name| bench.mend(name) | mended) {}
    let changed: Vec<(&PathBuf, &Text)> = bench.desk.texts.iter().collect();
    if changed.is_empty() {
        output::tell("nothing that could be mended without a decision");
        return Ok(());
    }
    for (path, text) in &changed {
        let name = path.display().to_string();
        output::tell(&shown(&name, &text.old, &text.new));
    }
    let agreed = || ask("write these changes? [y/N]").is_some_and(|answer| is_yes(&answer));
    if !(yes || agreed()) {
        output::tell("nothing is written; `--yes` writes without asking");
        return Ok(());
    }
    let paths: Vec<PathBuf> = changed.iter().map(|(path, _)| project.root.join(path)).collect();
    let replacements: Vec<Replacement> = changed
        .iter()
        .zip(&paths)
        .map(|((_, text), path)| Replacement {
            path,
            old: &text.old,
            new: &text.new,
        })
        .collect();
    replace_files(&replacements).map_err(|(path, error)| {
        anyhow::anyhow!("cannot write {}: {error}; nothing is written", path.display())
    })?;
    for (path, _) in &changed {
        output::tell(&format!("mended {}", path.display()));
    }
    Ok(())
}

/// What becomes of a file. The lines of a mend and around it may hold secrets, and none of them is shown.
fn shown(name: &str, old: &str, new: &str) -> String {
    let [before, after] = starred_both(old, new);
    let starred = TextDiff::from_lines(&before, &after);
    let diff = TextDiff::from_lines(old, new);
    let mut shown = format!("--- {name}\n+++ {name}\n");
    for hunk in diff.unified_diff().iter_hunks() {
        shown += &format!("{}\n", hunk.header());
        for change in hunk.iter_changes() {
            let line = match change.tag() {
                ChangeTag::Insert => change.new_index().and_then(|at| starred.new_slice(at)),
                ChangeTag::Delete | ChangeTag::Equal => {
                    change.old_index().and_then(|at| starred.old_slice(at))
                }
            };
            let line = line.unwrap_or_default();
            shown += &format!("{}{}\n", change.tag(), line.trim_end_matches(['\r', '\n']));
        }
    }
    shown
}

/// Both texts of a mend with stars for what either hides: a name may say only in one of them that its value is secret.
fn starred_both(old: &str, new: &str) -> [String; 2] {
    let [mut before, mut after] = [old, new].map(|text| starred_lines(text).into_bytes());
    let changes = capture_diff_slices(Algorithm::Myers, old.as_bytes(), new.as_bytes());
    let is_same = |change: &&DiffOp| matches!(change, DiffOp::Equal { .. });
    for same in changes.iter().filter(is_same) {
        for (one, other) in before[same.old_range()]
            .iter_mut()
            .zip(&mut after[same.new_range()])
        {
            if *one == b'*' || *other == b'*' {
                (*one, *other) = (b'*', b'*');
            }
        }
    }
    for changed in changes.iter().filter(|change| !is_same(change)) {
        show_key(&mut before, old, changed.old_range());
        show_key(&mut after, new, changed.new_range());
    }
    [before, after].map(|text| String::from_utf8_lossy(&text).into_owned())
}

/// Shows the key that a mend changes with its `:`, also where all around it is hidden.
fn show_key(shown: &mut [u8], text: &str, changed: Range<usize>) {
    let is_of_key = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let (before, behind) = (&text.as_bytes()[..changed.start], &text.as_bytes()[changed.end..]);
    let start = changed.start - before.iter().rev().take_while(is_of_key).count();
    let end = changed.end + behind.iter().take_while(is_of_key).count();
    let key = &text.as_bytes()[start..end];
    if text.as_bytes().get(end) == Some(&b':') && key.iter().all(|byte| is_of_key(&byte)) {
        shown[start..=end].copy_from_slice(&text.as_bytes()[start..=end]);
    }
}

/// What is found in an environment, and which files it was read from: a file may be part of several.
struct Looked {
    findings: Vec<Diagnostic>,
    origins: Origins,
    files: BTreeSet<PathBuf>,
}

/// The same without the texts.
struct Known {
    findings: Vec<Diagnostic>,
    /// Its own file and those that it extends.
    parts: BTreeSet<PathBuf>,
    /// Those, and what it is held against.
    files: BTreeSet<PathBuf>,
}

/// What is known of many, by name.
type Found = BTreeMap<String, Known>;

/// Where fixes are tried before anything is written.
struct Bench<'a> {
    project: &'a Project<'a>,
    catalogue: &'a Catalogue,
    context: &'a Context<'a>,
    desk: Desk<'a>,
    /// What is found in every environment with the fixes so far; empty until the first is tried.
    known: Found,
}

impl Bench<'_> {
    fn look(&self, name: &str) -> Looked {
        let (project, catalogue, context) = (self.project, self.catalogue, self.context);
        let reader = Reader {
            desk: &self.desk,
            files: RefCell::default(),
        };
        let (findings, origins) = project.see(&reader, name, catalogue, context, |seen| {
            (seen.findings, seen.origins)
        });
        Looked {
            findings,
            origins,
            files: reader.files.into_inner(),
        }
    }

    fn look_at(&self, names: Vec<String>) -> Found {
        let found = in_parallel(&names, self.context.jobs, |name| {
            let Looked {
                findings,
                origins,
                files,
            } = self.look(name);
            let parts = origins.files().iter().map(|file| PathBuf::from(&file.name));
            Known {
                findings,
                parts: parts.collect(),
                files,
            }
        });
        names.into_iter().zip(found).collect()
    }

    /// One fix after the other, each kept only when it takes its finding away and brings no new error to any environment.
    /// From the last finding on, so that the places of the others stay.
    /// Gives whether there was one.
    fn mend(&mut self, name: &str) -> bool {
        let (mut tried, mut mended_any) = (BTreeSet::new(), false);
        loop {
            let Looked {
                findings, origins, ..
            } = self.look(name);
            let next = findings.into_iter().rev().find_map(|finding| {
                let mended = mend::mend(&finding, &origins)?;
                let file = origins.file(mended.source).name.clone();
                let attempt = (finding.code, finding.path.to_string(), mended.before.clone());
                let is_new = file.ends_with(".yaml") && tried.insert(attempt);
                is_new.then_some((finding, PathBuf::from(file), mended))
            });
            let Some((finding, path, mended)) = next else {
                return mended_any;
            };
            if self.known.is_empty() {
                self.known = self.look_at(self.project.names());
            }
            let kept = self.desk.texts.get(&path).cloned();
            let old = kept.as_ref().map_or(mended.before, |text| text.old.clone());
            self.desk.texts.insert(
                path.clone(),
                Text {
                    old,
                    new: mended.text,
                },
            );
            let readers = self.known.iter().filter(|(_, known)| known.files.contains(&path));
            let after = self.look_at(readers.map(|(name, _)| name.clone()).collect());
            if is_better(name, (&finding, &path), &self.known, &after) {
                self.known.extend(after);
                mended_any = true;
                continue;
            }
            match kept {
                Some(text) => self.desk.texts.insert(path, text),
                None => self.desk.texts.remove(&path),
            };
        }
    }
}

/// Whether the finding is gone and no error has come, here or elsewhere. Behind reading faults there may be findings that
/// nobody could see. Another environment of the file must have had the finding: in one that is sound, the same words may be
/// meant, and another rule than those for errors may say so.
fn is_better(name: &str, (mended, path): (&Diagnostic, &Path), before: &Found, after: &Found) -> bool {
    let same = |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.path == other.path;
    let has = |findings: &[Diagnostic]| findings.iter().any(|finding| same(finding, mended));
    let reads = |findings: &[Diagnostic]| {
        let mut findings = findings.iter();
        findings.all(|finding| finding.code.0 >= 1000 || is_of_another(finding))
    };
    let section = named_anew(mended);
    let was_hidden = |finding: &Diagnostic| {
        let below = section.as_ref().and_then(|section| finding.path.below(section));
        let is_below = below.is_some_and(|below| !below.segments().is_empty());
        finding.code.0 < 1000 && is_below || is_of_another(finding)
    };
    let is_sound = |(other, after): (&String, &Known)| {
        let Some(before) = before.get(other) else {
            return false;
        };
        let is_new_error = |finding: &Diagnostic| {
            let is_known = before.findings.iter().any(|known| same(known, finding));
            finding.severity == Severity::Error && !is_known && !was_hidden(finding)
        };
        let was_read = reads(&before.findings);
        let is_meant = other != name && before.parts.contains(path) && was_read && !has(&before.findings);
        let brings_one = after.findings.iter().any(is_new_error);
        !is_meant && !brings_one || !was_read && reads(&after.findings)
    };
    let gone = after.get(name).is_none_or(|known| !has(&known.findings));
    gone && after.iter().all(is_sound)
}

/// Whether it says that the environment which this one is held against cannot be read: no mend of this one brings that.
fn is_of_another(finding: &Diagnostic) -> bool {
    finding.code == UNREADABLE && finding.path == FieldPath::root().field(HELD_AGAINST)
}

/// The section that a misspelt one becomes: nobody could read what stands in it before.
fn named_anew(mended: &Diagnostic) -> Option<FieldPath> {
    match &mended.fix {
        Some(Fix::Replace { to, .. }) if mended.code == UNKNOWN_FIELD => {
            Some(mended.path.parent()?.field(to))
        }
        _ => None,
    }
}

/// A file as it was read, and as it is to be.
#[derive(Clone)]
struct Text {
    old: String,
    new: String,
}

/// The project's files with the changes that are not written yet.
struct Desk<'a> {
    below: &'a Disk,
    texts: BTreeMap<PathBuf, Text>,
}

impl Documents for Desk<'_> {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        match self.texts.get(path) {
            Some(text) => Ok(text.new.clone()),
            None => self.below.read(path),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        self.below.list(folder)
    }
}

/// Remembers what is read for one environment.
struct Reader<'a> {
    desk: &'a Desk<'a>,
    files: RefCell<BTreeSet<PathBuf>>,
}

impl Documents for Reader<'_> {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        self.files.borrow_mut().insert(path.to_owned());
        self.desk.read(path)
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        self.desk.list(folder)
    }
}
