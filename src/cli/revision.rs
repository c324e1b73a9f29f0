//! The project at another revision, read through git without touching the working tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::source::documents::{Documents, ReadFault, text_of};
use crate::tools::{self, ToolError};

/// The project's files at a revision.
pub(super) struct Revision {
    root: String,
    /// The commit, so that a branch that moves meanwhile changes nothing.
    commit: String,
    name: String,
}

impl Revision {
    /// The revision of this name.
    pub(super) fn find(root: &Path, name: &str) -> anyhow::Result<Self> {
        let root = root
            .to_str()
            .context("the project's folder has a name that is not UTF-8")?
            .to_owned();
        // Tells a folder outside git from a revision that is not there.
        git(&root, &["rev-parse", "--git-dir"], "")?;
        let wanted = format!("{name}^{{commit}}");
        let commit = git(
            &root,
            &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted],
            "",
        );
        let Ok(commit) = commit else {
            bail!("git knows no revision `{name}`; {}", advice(name));
        };
        Ok(Self {
            root,
            commit: String::from_utf8_lossy(&commit).trim().to_owned(),
            name: name.to_owned(),
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
        let listed = git(
            &self.root,
            &["ls-tree", "-r", "-z", "--name-only", &self.commit, "--", &prefix],
            "",
        )?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        let asked: String = paths
            .iter()
            .map(|path| format!("{}:./{path}\n", self.commit))
            .collect();
        let answer = git(&self.root, &["cat-file", "--batch"], &asked)?;
        let mut rest = answer.as_slice();
        let mut files = BTreeMap::new();
        for path in paths {
            let (text, after) = batched(rest).with_context(|| format!("git did not give `{path}`"))?;
            files.insert(
                path.trim_start_matches(&prefix).to_owned(),
                String::from_utf8_lossy(text).into_owned(),
            );
            rest = after;
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

/// The next file of `git cat-file --batch`, and what follows: `<id> blob <size>`, the bytes, a line break.
fn batched(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let size: usize = head.split_once(" blob ")?.1.parse().ok()?;
    let body = answer.get(end + 1..)?;
    Some((body.get(..size)?, body.get(size + 1..)?))
}

impl Documents for Revision {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        let named = format!("{}:./{}\n", self.commit, path.display());
        // A link leads to the file that it leads to in the working tree too.
        match git(&self.root, &["cat-file", "--batch", "--follow-symlinks"], &named) {
            Ok(answer) if answer.starts_with(b"symlink ") => Err(ReadFault::Other(
                "it is a link that leads out of the repository".to_owned(),
            )),
            Ok(answer) => match batched(&answer) {
                Some((bytes, _)) => text_of(bytes.to_vec()),
                // The revision exists, so what is missing is the file.
                None => Err(ReadFault::NotFound),
            },
            Err(error) => Err(ReadFault::Other(error.to_string())),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        let prefix = format!("{}/", folder.display());
        let listed = git(
            &self.root,
            &["ls-tree", "-z", "--name-only", &self.commit, "--", &prefix],
            "",
        );
        let listed = listed.map_err(|error| ReadFault::Other(error.to_string()))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let paths = listed.split('\0').filter(|path| !path.is_empty());
        Ok(paths.map(PathBuf::from).collect())
    }
}

fn git(root: &str, arguments: &[&str], input: &str) -> Result<Vec<u8>, ToolError> {
    tools::run_with_input("git", &[&["-C", root], arguments].concat(), input)
}
