//! `check --fix`: mends what needs no decision in the files themselves, shows the difference and asks first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use similar::TextDiff;

use super::environments::Project;
use super::output::{self, Context};
use crate::catalog::Catalogue;
use crate::diag::{Diagnostic, Severity};
use crate::source::documents::{Documents, ReadFault};
use crate::source::mend;

/// Mends the files of environments. Returns when all is written, or nothing.
pub(super) fn run(
    project: &Project<'_>,
    names: &[String],
    yes: bool,
    catalogue: &Catalogue,
    context: &Context,
) -> anyhow::Result<()> {
    let mut desk = Desk {
        below: project.documents(),
        texts: BTreeMap::new(),
    };
    for name in names {
        mend_environment(project, name, &mut desk, catalogue, context);
    }
    let changed = desk.changed();
    if changed.is_empty() {
        output::tell("nothing that could be mended without a decision");
        return Ok(());
    }
    for (path, old, new) in &changed {
        let name = path.display().to_string();
        let diff = TextDiff::from_lines(old.as_str(), *new);
        output::tell(&diff.unified_diff().header(&name, &name).to_string());
    }
    if !(yes || confirmed()?) {
        output::tell("nothing is written; `--yes` writes without asking");
        return Ok(());
    }
    for (path, old, new) in &changed {
        crate::out::replace_file(&project.root.join(path), old, new)
            .with_context(|| format!("cannot write {}", path.display()))?;
        output::tell(&format!("mended {}", path.display()));
    }
    Ok(())
}

/// One fix after the other, each kept only when it takes its finding away and brings no new error.
fn mend_environment(
    project: &Project<'_>,
    name: &str,
    desk: &mut Desk<'_>,
    catalogue: &Catalogue,
    context: &Context,
) {
    let mut tried = BTreeSet::new();
    let (mut findings, mut origins) = project.findings_in(desk, name, catalogue, context);
    loop {
        let next = findings.iter().find_map(|finding| {
            let mended = mend::mend(finding, &origins)?;
            let file = origins.file(mended.source).name.clone();
            let attempt = (finding.code, finding.path.to_string(), file.clone());
            (file.ends_with(".yaml") && !tried.contains(&attempt))
                .then(|| (finding.clone(), attempt, file, mended.text))
        });
        let Some((finding, attempt, file, text)) = next else {
            return;
        };
        let path = PathBuf::from(file);
        let before = desk.texts.insert(path.clone(), text);
        let (after, origins_after) = project.findings_in(desk, name, catalogue, context);
        if is_better(&finding, &findings, &after) {
            (findings, origins) = (after, origins_after);
        } else {
            match before {
                Some(text) => desk.texts.insert(path, text),
                None => desk.texts.remove(&path),
            };
        }
        tried.insert(attempt);
    }
}

/// Whether the finding is gone and no error has come. Behind reading faults there may be findings that nobody could see.
fn is_better(mended: &Diagnostic, before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let same = |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.path == other.path;
    let is_new_error = |finding: &&Diagnostic| {
        finding.severity == Severity::Error && !before.iter().any(|known| same(known, finding))
    };
    let reads = |findings: &[Diagnostic]| findings.iter().all(|finding| finding.code.0 >= 1000);
    let gone = !after.iter().any(|finding| same(finding, mended));
    gone && (after.iter().all(|finding| !is_new_error(&finding)) || !reads(before) && reads(after))
}

/// Whether the person at the terminal says yes. Without a terminal nobody is asked.
fn confirmed() -> anyhow::Result<bool> {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    if in_ci || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    output::tell("write these changes? [y/N]");
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .context("cannot read the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The project's files with the changes that are not written yet.
struct Desk<'a> {
    below: &'a dyn Documents,
    texts: BTreeMap<PathBuf, String>,
}

impl Desk<'_> {
    /// Path, old and new text of each file that differs.
    fn changed(&self) -> Vec<(&PathBuf, String, &str)> {
        let changed = self.texts.iter().filter_map(|(path, new)| {
            let old = self.below.read(path).ok()?;
            (old != *new).then_some((path, old, new.as_str()))
        });
        changed.collect()
    }
}

impl Documents for Desk<'_> {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.below.read(path),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        self.below.list(folder)
    }
}
