//! What environments are read from: files on disk, texts in memory, a revision of git. How text becomes a model is not
//! here, and neither is the disk (`out::Disk`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use super::bases::Bases;
use super::load::SAME_EVERYWHERE;

/// The largest document that is read, in bytes. The largest environment we know of has some tens of kilobytes;
/// the limit keeps a mistaken path (a log, an archive) from being taken in whole.
pub const MAX_BYTES: usize = 1 << 20;

/// A set of named texts. Paths are relative to the project.
pub trait Documents {
    /// The text of one document.
    ///
    /// # Errors
    /// When there is no such document, or it is not a text that an environment can be read from.
    fn read(&self, path: &Path) -> Result<String, ReadFault>;

    /// The documents that lie directly in a folder, sorted.
    ///
    /// # Errors
    /// When there is no such folder, or it may not be listed.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault>;

    /// Where it is kept what those documents say that others extend; nothing where they may change meanwhile.
    fn bases(&self) -> Option<&Bases> {
        None
    }
}

/// Why a document cannot be read. The message is a clause about the path, for "cannot read `environments/a.yaml`: …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// Nothing is there.
    #[error("it does not exist")]
    NotFound,
    /// A symbolic link that leads to nothing.
    #[error("it is a link to a file that does not exist")]
    LinkToNothing,
    /// A folder is there.
    #[error("it is a directory")]
    Directory,
    /// Something is there that may never end or never answer; it was not opened.
    #[error("it is a {0}, not a regular file")]
    NotRegular(&'static str),
    /// Symbolic links that lead to each other.
    #[error("its symbolic links lead in a circle")]
    LinkLoop,
    /// A symbolic link that leads to a file of this machine alone.
    #[error("it is a link that leads out of the project, and {SAME_EVERYWHERE}")]
    Outside,
    /// The operating system refuses.
    #[error("permission denied")]
    Denied,
    /// The first byte that is not UTF-8 text.
    #[error("it is not UTF-8 text: line {line} has an invalid byte (offset {offset})")]
    NotUtf8 {
        /// Offset in bytes, from 0.
        offset: usize,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// Text as some editors and shells of Windows save it.
    #[error("it is UTF-16 text, and UTF-8 is read: save it as UTF-8")]
    Utf16,
    /// More than [`MAX_BYTES`].
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// Anything else, in the operating system's words.
    #[error("{0}")]
    Other(String),
}

/// The text that these bytes are.
///
/// # Errors
/// When they are more than [`MAX_BYTES`] or not UTF-8.
pub fn text_of(bytes: Vec<u8>) -> Result<String, ReadFault> {
    text_within(bytes, MAX_BYTES)
}

/// The text that these bytes are, with a limit of its own for what is no document of the project.
///
/// # Errors
/// When they are more than `limit` or not UTF-8.
pub fn text_within(bytes: Vec<u8>, limit: usize) -> Result<String, ReadFault> {
    if bytes.len() > limit {
        return Err(ReadFault::TooLarge);
    }
    if is_utf16(&bytes) {
        return Err(ReadFault::Utf16);
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..offset]);
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
        ReadFault::NotUtf8 { offset, line, column }
    })
}

/// Whether bytes begin as UTF-16 does: with its mark, or with two ASCII characters in four bytes.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] => *a != 0 && *b != 0,
        _ => false,
    }
}

/// Texts in memory: rule pages and tests.
#[derive(Debug, Clone, Default)]
pub struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    /// Adds a document, or replaces it.
    pub fn insert(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.0.insert(path.into(), text.into());
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.0
            .keys()
            .any(|document| document != path && document.starts_with(path))
    }
}

impl<P: Into<PathBuf>, T: Into<String>> FromIterator<(P, T)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(documents: I) -> Self {
        Self(
            documents
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        )
    }
}

impl Documents for Memory {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        match self.0.get(path) {
            Some(text) if text.len() > MAX_BYTES => Err(ReadFault::TooLarge),
            Some(text) => Ok(text.clone()),
            None if self.is_folder(path) => Err(ReadFault::Directory),
            None => Err(ReadFault::NotFound),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        if !self.is_folder(folder) {
            return Err(ReadFault::NotFound);
        }
        Ok(self
            .0
            .keys()
            .filter(|document| document.parent() == Some(folder))
            .cloned()
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Documents, MAX_BYTES, Memory, ReadFault, text_of};
    use std::path::{Path, PathBuf};

    #[test]
    fn memory_answers_like_a_disk() {
        let mut documents: Memory = [("environments/a.yaml", "a"), ("environments/old/b.yaml", "b")]
            .into_iter()
            .collect();
        documents.insert("environments/a.yaml", "new");
        documents.insert("large", "x".repeat(MAX_BYTES + 1));
        let read = |path: &str| documents.read(Path::new(path));
        assert_eq!(read("environments/a.yaml"), Ok("new".to_owned()));
        assert_eq!(read("environments/old"), Err(ReadFault::Directory));
        assert_eq!(read("environments/o"), Err(ReadFault::NotFound));
        assert_eq!(read("large"), Err(ReadFault::TooLarge));
        assert_eq!(
            documents.list(Path::new("environments")),
            Ok(vec![PathBuf::from("environments/a.yaml")])
        );
        assert_eq!(
            documents.list(Path::new("environments/a.yaml")),
            Err(ReadFault::NotFound)
        );
    }

    #[test]
    fn the_first_wrong_byte_is_named() {
        let fault = text_of(b"a: 1\nb: \xea\xb0\n".to_vec()).unwrap_err();
        assert_eq!(
            fault,
            ReadFault::NotUtf8 {
                offset: 8,
                line: 2,
                column: 4
            }
        );
        assert_eq!(
            fault.to_string(),
            "it is not UTF-8 text: line 2 has an invalid byte (offset 8)"
        );
    }

    #[test]
    fn utf16_is_told_by_its_name() {
        for text in [&b"\xff\xfea\0:\0"[..], b"\xfe\xff\0a\0:", b"a\0:\0", b"\0a\0:"] {
            assert_eq!(text_of(text.to_vec()), Err(ReadFault::Utf16));
        }
        for text in ["", "a", "a: 1"] {
            assert_eq!(text_of(text.into()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        assert_eq!(
            text_of(vec![b'x'; MAX_BYTES]).map(|text| text.len()),
            Ok(MAX_BYTES)
        );
        assert_eq!(text_of(vec![b'x'; MAX_BYTES + 1]), Err(ReadFault::TooLarge));
    }
}
