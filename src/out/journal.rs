//! The journal of an environment: `.eksight/<environment>/journal.jsonl`, one line an entry, and the lock of the run that
//! writes it. What the entries say is not ours.

#![expect(
    clippy::disallowed_methods,
    reason = "the journal is written here and nowhere else"
)]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{OutError, disk};

/// The folder of journals and of kubeconfig files, in the project's root.
const FOLDER: &str = ".eksight";
const JOURNAL: &str = "journal.jsonl";
const LOCK: &str = "lock";
const KUBECONFIG: &str = "kubeconfig";

/// A journal, held by this run alone until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    file: File,
    /// How far the file reaches with whole lines, where a run was killed while it wrote one.
    whole: Option<u64>,
    /// Carries the lock.
    _lock: File,
}

/// Who holds a journal.
#[derive(Debug)]
pub enum Hold {
    /// This run.
    Mine(Journal),
    /// Another one, which called itself so.
    Theirs(String),
}

impl Journal {
    /// Takes hold of an environment's journal, creating it where needed, and leaves a name for others to read. The lock is
    /// the system's: it ends with its process, so none is ever stale.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn hold(root: &Path, environment: &str, holder: &str) -> Result<Hold, OutError> {
        let folder = root.join(FOLDER).join(environment);
        fs::create_dir_all(&folder).map_err(OutError::io("create", &folder))?;
        ignore(&root.join(FOLDER))?;
        for name in [LOCK, JOURNAL, KUBECONFIG] {
            require_file(&folder.join(name))?;
        }
        let path = folder.join(LOCK);
        let open = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let mut lock = open.map_err(OutError::io("open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut who = String::new();
                // Who it is helps, and is not needed.
                let _ = lock.read_to_string(&mut who);
                return Ok(Hold::Theirs(who.trim().to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(OutError::io("lock", &path)(error)),
        }
        lock.set_len(0)
            .and_then(|()| writeln!(lock, "{holder}"))
            .map_err(OutError::io("write", &path))?;
        let path = folder.join(JOURNAL);
        let open = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path);
        let mut file = open.map_err(OutError::io("open", &path))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(OutError::io("read", &path))?;
        let whole = whole(&text).len();
        Ok(Hold::Mine(Self {
            folder,
            file,
            whole: (whole < text.len()).then_some(whole as u64),
            _lock: lock,
        }))
    }

    /// Where the run keeps its way into the cluster.
    #[must_use]
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.join(KUBECONFIG)
    }

    /// The entries so far.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn lines(&self) -> Result<Vec<String>, OutError> {
        read(&self.folder.join(JOURNAL))
    }

    /// Adds an entry, and returns when it is on the disk. The part of a line that a killed run has left goes.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn add(&mut self, line: &str) -> Result<(), OutError> {
        let path = self.folder.join(JOURNAL);
        if let Some(whole) = self.whole {
            self.file.set_len(whole).map_err(OutError::io("write", &path))?;
            self.whole = None;
        }
        // In one call, so that a line is there or not.
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(OutError::io("write", &path))
    }
}

/// Where an environment's journal lies in a project.
#[must_use]
pub fn journal_path(environment: &str) -> PathBuf {
    Path::new(FOLDER).join(environment).join(JOURNAL)
}

/// The entries of an environment's journal, for who only looks; none where there is no journal.
///
/// # Errors
/// When they cannot be read.
pub fn read_journal(root: &Path, environment: &str) -> Result<Vec<String>, OutError> {
    let path = root.join(journal_path(environment));
    require_file(&path)?;
    read(&path)
}

/// Refuses what is neither a file nor absent, before it is opened.
fn require_file(path: &Path) -> Result<(), OutError> {
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OutError::io("read", path)(error)),
        Ok(found) if found.is_file() => return Ok(()),
        Ok(found) if found.is_dir() => "folder",
        Ok(found) => disk::kind(found.file_type()),
    };
    Err(OutError::Special {
        path: path.to_owned(),
        found,
    })
}

/// The lines that were written to their end. A run that is killed while it writes leaves a part of the last one.
fn whole(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte == b'\n');
    &text[..end.map_or(0, |end| end + 1)]
}

fn read(path: &Path) -> Result<Vec<String>, OutError> {
    match fs::read(path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(whole(&bytes));
            Ok(text.lines().map(str::to_owned).collect())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(OutError::io("read", path)(error)),
    }
}

/// Nothing in the folder is anybody's to commit: a tree would never be clean, and a kubeconfig file names a cluster.
fn ignore(folder: &Path) -> Result<(), OutError> {
    let path = folder.join(".gitignore");
    match path.exists() {
        true => Ok(()),
        false => fs::write(&path, "*\n").map_err(OutError::io("write", &path)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Hold, JOURNAL, Journal, read_journal};
    use std::fs;

    fn mine(root: &std::path::Path) -> Journal {
        match Journal::hold(root, "dev", "process 1").unwrap() {
            Hold::Mine(journal) => journal,
            Hold::Theirs(who) => panic!("held by {who}"),
        }
    }

    #[test]
    fn entries_stay_and_half_a_line_spoils_none() {
        let root = tempfile::tempdir().unwrap();
        mine(root.path()).add("{\"a\":1}").unwrap();
        let path = root.path().join(".eksight/dev").join(JOURNAL);
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("{\"b\":");
        fs::write(&path, &text).unwrap();
        let mut journal = mine(root.path());
        assert_eq!(journal.lines().unwrap(), ["{\"a\":1}"]);
        // Who does nothing leaves the file as it is.
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        journal.add("{\"c\":3}").unwrap();
        let lines = ["{\"a\":1}", "{\"c\":3}"];
        assert_eq!(journal.lines().unwrap(), lines);
        assert_eq!(read_journal(root.path(), "dev").unwrap(), lines);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            lines.map(|line| format!("{line}\n")).concat()
        );
        assert_eq!(
            fs::read_to_string(root.path().join(".eksight/.gitignore")).unwrap(),
            "*\n"
        );
    }

    #[test]
    fn a_second_run_is_told_who_holds_it_until_the_first_ends() {
        let root = tempfile::tempdir().unwrap();
        let first = mine(root.path());
        match Journal::hold(root.path(), "dev", "process 2").unwrap() {
            Hold::Theirs(who) => assert_eq!(who, "process 1"),
            Hold::Mine(_) => panic!("two runs hold one journal"),
        }
        drop(first);
        mine(root.path());
    }
}
