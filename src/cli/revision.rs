//! The project at another revision, read through git without touching the working tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::source::documents::{Documents, ReadFault, text_of};
use crate::tools::{self, Dialogue, Said, ToolError};

/// The project's files at a revision.
pub(super) struct Revision {
    root: String,
    /// The commit, so that a branch that moves meanwhile changes nothing.
    commit: String,
    name: String,
    /// Gives objects: `git cat-file --batch`, started once, since a start takes longer than any answer.
    objects: Dialogue,
}

impl Revision {
    /// The revision of this name.
    pub(super) fn find(root: &Path, name: &str) -> anyhow::Result<Self> {
        let root = root
            .to_str()
            .context("the project's folder has a name that is not UTF-8")?
            .to_owned();
        // A link leads to the file that it leads to in the working tree too.
        let objects = Dialogue::start("git", &["-C", &root, "cat-file", "--batch", "--follow-symlinks"])?;
        let found = match object(&objects, &format!("{name}^{{commit}}")) {
            Ok(found) => found,
            // Git gives up at some expressions, such as those over what is upstream, and at a folder outside git.
            Err(_) => git(&root, &["rev-parse", "--git-dir"]).map(|_| None)?,
        };
        let Some((commit, _)) = found.as_ref().and_then(|said| said.head.split_once(" commit ")) else {
            bail!("git knows no revision `{name}`; {}", advice(name));
        };
        let commit = commit.to_owned();
        Ok(Self {
            root,
            commit,
            name: name.to_owned(),
            objects,
        })
    }

    /// What names it in another clone too: an expression such as `HEAD^1` leads elsewhere there.
    pub(super) fn name_elsewhere(&self) -> &str {
        match is_expression(&self.name) {
            true => &self.commit,
            false => &self.name,
        }
    }

    /// The texts below a folder, by their path in it.
    pub(super) fn files(&self, folder: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let prefix = format!("{folder}/");
        let listed = git(&self.root, &["ls-tree", "-r", "-z", &self.commit, "--", &prefix])?;
        let mut files = BTreeMap::new();
        // `<mode> blob <id>`, a tab, the path.
        for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
            let (about, path) = entry.split_once('\t').unwrap_or(("", entry));
            let id = about.rsplit(' ').next().unwrap_or_default();
            let text = object(&self.objects, id)?.and_then(blob);
            let text = text.with_context(|| format!("git did not give `{path}`"))?;
            files.insert(
                path.trim_start_matches(&prefix).to_owned(),
                String::from_utf8_lossy(&text).into_owned(),
            );
        }
        Ok(files)
    }
}

/// Whether a name is one relative to another, or to what this clone has done.
fn is_expression(name: &str) -> bool {
    name.contains(['^', '~', '@', ':', ' '])
}

/// How a revision comes here that is not: servers give branches, tags and whole ids, and no expressions over them.
fn advice(name: &str) -> String {
    let is_id = name.len() >= 7 && name.chars().all(|c| c.is_ascii_hexdigit());
    if is_expression(name) {
        return "in a shallow clone `git fetch --unshallow` brings the commits before those that it has"
            .to_owned();
    }
    if is_id && name.len() < 40 {
        return format!(
            "in a shallow clone `git fetch --unshallow` brings every commit, or `git fetch --depth 1 origin <id>` one by its \
             whole id, of which `{name}` may be the beginning"
        );
    }
    match name.strip_prefix("origin/") {
        Some(branch) => format!(
            "before the branch was fetched, `git fetch --depth 1 origin {branch}:refs/remotes/{name}` brings it"
        ),
        None => format!(
            "in a shallow clone, or before the branch was fetched, `git fetch --depth 1 origin {name}` brings it as \
             `FETCH_HEAD`"
        ),
    }
}

/// What git has under a name. Nothing where that is no line, which is how git is asked.
fn object(objects: &Dialogue, name: &str) -> Result<Option<Said>, ToolError> {
    if name.contains('\n') {
        return Ok(None);
    }
    // `<id> <type> <size>`, the bytes, a line break; only what is there has a size.
    let size = |head: &str| {
        head.rsplit(' ')
            .next()
            .and_then(|size| size.parse::<usize>().ok())
    };
    objects
        .ask(name, |head| size(head).map_or(0, |size| size + 1))
        .map(Some)
}

/// The bytes of a file.
fn blob(said: Said) -> Option<Vec<u8>> {
    let mut bytes = said.body;
    said.head.contains(" blob ").then(|| {
        bytes.pop();
        bytes
    })
}

impl Documents for Revision {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        let name = format!("{}:./{}", self.commit, path.display());
        match object(&self.objects, &name) {
            Ok(Some(said)) if said.head.starts_with("symlink ") => Err(ReadFault::Other(
                "it is a link that leads out of the repository".to_owned(),
            )),
            // The revision exists, so what is missing is the file.
            Ok(said) => text_of(said.and_then(blob).ok_or(ReadFault::NotFound)?),
            Err(error) => Err(ReadFault::Other(error.to_string())),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        let prefix = format!("{}/", folder.display());
        let listed = git(
            &self.root,
            &["ls-tree", "-z", "--name-only", &self.commit, "--", &prefix],
        );
        let listed = listed.map_err(|error| ReadFault::Other(error.to_string()))?;
        let paths = listed.split('\0').filter(|path| !path.is_empty());
        Ok(paths.map(PathBuf::from).collect())
    }
}

/// The command that brings a file back which the working tree has no more, from the last commit that had it; `None` where
/// git knows of none.
pub(super) fn bring_back(root: &Path, file: &Path) -> Option<String> {
    let (root, file) = (root.to_str()?, file.to_str()?);
    let there = git(root, &["ls-tree", "--name-only", "HEAD", "--", file]).ok()?;
    let revision = match there.is_empty() {
        false => "HEAD".to_owned(),
        true => {
            let deleted = ["log", "-1", "--format=%h", "--diff-filter=D", "--", file];
            let deleted = git(root, &deleted).ok()?;
            let commit = deleted.lines().next()?;
            format!("{commit}~1")
        }
    };
    Some(format!("git checkout {revision} -- {file}"))
}

fn git(root: &str, arguments: &[&str]) -> Result<String, ToolError> {
    tools::run("git", &[&["-C", root], arguments].concat())
}
