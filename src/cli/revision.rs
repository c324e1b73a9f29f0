//! The project at another revision, read through git without touching the working tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::source::documents::{Documents, ReadFault, text_of};
use crate::tools::{self, Dialogue, Said, ToolError};

/// What git holds: `git cat-file --batch`, started once, since a start takes longer than any answer.
pub(super) struct Objects {
    root: String,
    git: Dialogue,
}

/// The project's files at a revision.
pub(super) struct Revision {
    objects: Objects,
    /// The commit, so that a branch that moves meanwhile changes nothing.
    commit: String,
    name: String,
}

impl Objects {
    /// Starts git, which is ready by the time that it is asked.
    pub(super) fn start(root: &Path) -> anyhow::Result<Self> {
        let root = root
            .to_str()
            .context("the project's folder has a name that is not UTF-8")?
            .to_owned();
        // A link leads to the file that it leads to in the working tree too.
        let git = Dialogue::start("git", &["-C", &root, "cat-file", "--batch", "--follow-symlinks"])?;
        Ok(Self { root, git })
    }

    /// What git has under a name. Nothing where that is no line, which is how git is asked.
    fn get(&self, name: &str) -> Result<Option<Said>, ToolError> {
        if name.contains('\n') {
            return Ok(None);
        }
        // `<id> <type> <size>`, the bytes, a line break; only what is there has a size.
        let size = |head: &str| {
            head.rsplit(' ')
                .next()
                .and_then(|size| size.parse::<usize>().ok())
        };
        self.git
            .ask(name, |head| size(head).map_or(0, |size| size + 1))
            .map(Some)
    }
}

impl Revision {
    /// The revision of this name.
    pub(super) fn find(objects: Objects, name: &str) -> anyhow::Result<Self> {
        let found = match objects.get(&format!("{name}^{{commit}}")) {
            Ok(found) => found,
            // Git gives up at some expressions, such as those over what is upstream, and at a folder outside git.
            Err(_) => match git(&objects.root, &["rev-parse", "--git-dir"]) {
                Ok(_) => None,
                Err(ToolError::Failed { .. }) if is_outside_git(&objects.root) => bail!(
                    "the project is in no git repository, so that there is no commit to compare with; `git init`, `git add -A` \
                     and `git commit` make one, and what changes after it is shown"
                ),
                Err(error) => return Err(error.into()),
            },
        };
        let Some((commit, _)) = found.as_ref().and_then(|said| said.head.split_once(" commit ")) else {
            if begins_at_head(name)
                && git(&objects.root, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err()
            {
                bail!(
                    "the branch has no commit yet to compare with; `git add -A` and `git commit` make one, and what changes \
                     after it is shown"
                );
            }
            bail!("git knows no revision `{name}`; {}", advice(name));
        };
        let commit = commit.to_owned();
        Ok(Self {
            objects,
            commit,
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
        let mut files = BTreeMap::new();
        if let Some(tree) = self.objects.get(&format!("{}:./{folder}", self.commit))? {
            self.collect(&tree, "", &mut files)?;
        }
        Ok(files)
    }

    /// Adds the texts of a tree; `prefix` is its path with a `/`.
    fn collect(&self, tree: &Said, prefix: &str, files: &mut BTreeMap<String, String>) -> anyhow::Result<()> {
        for (name, id) in entries(tree) {
            let path = format!("{prefix}{name}");
            let said = self.objects.get(&id)?;
            match said.filter(|said| is_of(said, "tree") || is_of(said, "blob")) {
                Some(tree) if is_of(&tree, "tree") => self.collect(&tree, &format!("{path}/"), files)?,
                Some(file) => {
                    let text = String::from_utf8_lossy(bytes(&file)).into_owned();
                    files.insert(path, text);
                }
                None => bail!("git did not give `{path}`"),
            }
        }
        Ok(())
    }
}

/// Names and ids of what lies in a tree; nothing where it is none. Each entry is `<mode> <name>`, a NUL, and the bytes of
/// an id that is as long as the tree's own. Source: Pro Git, Git Internals, Git Objects; git's
/// `Documentation/technical/hash-function-transition` for SHA-256; tried with git 2.47.3 in repositories of both.
fn entries(tree: &Said) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let id = tree.head.split(' ').next().filter(|_| is_of(tree, "tree"));
    let length = id.map_or(0, |id| id.len() / 2);
    let mut rest = bytes(tree);
    while let (true, Some(end)) = (length > 0, rest.iter().position(|byte| *byte == 0)) {
        let (about, behind) = (&rest[..end], &rest[end + 1..]);
        let Some((id, next)) = behind.split_at_checked(length) else {
            break;
        };
        let about = String::from_utf8_lossy(about);
        let (_, name) = about.split_once(' ').unwrap_or(("", &about));
        let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
        found.push((name.to_owned(), id));
        rest = next;
    }
    found
}

/// Whether no folder from here upwards is a repository, or a worktree of one, and nobody names one elsewhere. Git says the same of
/// one that it does not trust in other words, which are in the language of its user.
fn is_outside_git(root: &str) -> bool {
    let mut folders = Path::new(root).ancestors();
    std::env::var_os("GIT_DIR").is_none() && !folders.any(|folder| folder.join(".git").exists())
}

/// Whether a name is one relative to another, or to what this clone has done.
fn is_expression(name: &str) -> bool {
    name.contains(['^', '~', '@', ':', ' '])
}

/// Whether a name is that of the last commit, or leads from there to another one; `@` is short for it.
fn begins_at_head(name: &str) -> bool {
    let first = name.split(['^', '~', '@']).next();
    first.is_some_and(|first| first == "HEAD" || first.is_empty())
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

/// Whether git gave an object of this type.
fn is_of(said: &Said, kind: &str) -> bool {
    said.head.split(' ').nth(1) == Some(kind)
}

/// The bytes of an object, without the line break that git sets behind it.
fn bytes(said: &Said) -> &[u8] {
    said.body.split_last().map_or(&[], |(_, bytes)| bytes)
}

impl Documents for Revision {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        let name = format!("{}:./{}", self.commit, path.display());
        match self.objects.get(&name) {
            Ok(Some(said)) if said.head.starts_with("symlink ") => Err(ReadFault::Other(
                "it is a link that leads out of the repository".to_owned(),
            )),
            // The revision exists, so what is missing is the file.
            Ok(said) => {
                let file = said
                    .filter(|said| is_of(said, "blob"))
                    .ok_or(ReadFault::NotFound)?;
                text_of(bytes(&file).to_vec())
            }
            Err(error) => Err(ReadFault::Other(error.to_string())),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        let prefix = format!("{}/", folder.display());
        let listed = git(
            &self.objects.root,
            &["ls-tree", "-z", "--name-only", &self.commit, "--", &prefix],
        );
        let listed = listed.map_err(|error| ReadFault::Other(error.to_string()))?;
        let paths = listed.split('\0').filter(|path| !path.is_empty());
        Ok(paths.map(PathBuf::from).collect())
    }
}

/// The last commit that has a file which the working tree has no more; `None` where git knows of none.
pub(super) fn last_with(root: &Path, file: &Path) -> Option<String> {
    let (root, file) = (root.to_str()?, file.to_str()?);
    let there = git(root, &["ls-tree", "--name-only", "HEAD", "--", file]).ok()?;
    if !there.is_empty() {
        return Some("HEAD".to_owned());
    }
    let deleted = ["log", "-1", "--format=%h", "--diff-filter=D", "--", file];
    let deleted = git(root, &deleted).ok()?;
    Some(format!("{}~1", deleted.lines().next()?))
}

fn git(root: &str, arguments: &[&str]) -> Result<String, ToolError> {
    tools::run("git", &[&["-C", root], arguments].concat())
}

#[cfg(test)]
mod tests {
    use super::entries;
    use crate::tools::Said;

    /// A tree with ids of so many bytes.
    fn tree(length: u8) -> Said {
        let (low, high): (Vec<u8>, Vec<u8>) = ((0..length).collect(), (100..100 + length).collect());
        let body = [b"100644 a b.yaml\0", &low[..], b"40000 helm\0", &high[..], b"\n"].concat();
        let head = format!("{} tree {}", "0f".repeat(length.into()), body.len() - 1);
        Said { head, body }
    }

    #[test]
    fn entries_have_ids_as_long_as_that_of_their_tree() {
        for length in [20, 32] {
            let found = entries(&tree(length));
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["a b.yaml", "helm"]);
            assert!(found[0].1.starts_with("00010203") && found[1].1.starts_with("64656667"));
            assert!(found.iter().all(|(_, id)| id.len() == 2 * usize::from(length)));
        }
    }

    #[test]
    fn what_is_no_tree_has_no_entries() {
        for head in ["", "prod:./out missing", "0f0f blob 4", "tree 4"] {
            let said = Said {
                head: head.to_owned(),
                body: tree(20).body,
            };
            assert_eq!(entries(&said), [], "{head}");
        }
    }
}
