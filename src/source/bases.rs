//! Documents that others extend, parsed once: a fleet reads its base for every member.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::tree::Node;
use crate::diag::SourceId;

/// What documents were parsed into. They stay as they were first read.
#[derive(Debug, Clone, Default)]
pub struct Bases(Arc<Mutex<BTreeMap<Key, Base>>>);

/// A document, and the number that it has among the files of an environment: places in its tree tell that.
type Key = (PathBuf, SourceId);

/// A document without a fault.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) text: Arc<str>,
    pub(super) tree: Arc<Node>,
}

impl Bases {
    pub(super) fn get(&self, path: &Path, source: SourceId) -> Option<Base> {
        let bases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bases.get(&(path.to_owned(), source)).cloned()
    }

    pub(super) fn keep(&self, path: &Path, source: SourceId, text: Arc<str>, tree: &Node) {
        let base = Base {
            text,
            tree: Arc::new(tree.clone()),
        };
        let mut bases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bases.insert((path.to_owned(), source), base);
    }
}

#[cfg(test)]
mod tests {
    use super::Bases;
    use crate::{Documents, ReadFault, load};
    use std::cell::RefCell;
    use std::path::{Path, PathBuf};

    /// Files with one base, and which of them were read.
    struct Files {
        base: &'static str,
        read: RefCell<Vec<String>>,
        bases: Bases,
    }

    impl Documents for Files {
        fn read(&self, path: &Path) -> Result<String, ReadFault> {
            let path = path.display().to_string();
            self.read.borrow_mut().push(path.clone());
            Ok(match path.as_str() {
                "base.yaml" => self.base.to_owned(),
                _ => format!("extends: base.yaml\nname: {path}\n"),
            })
        }

        fn list(&self, _: &Path) -> Result<Vec<PathBuf>, ReadFault> {
            Err(ReadFault::NotFound)
        }

        fn bases(&self) -> Option<&Bases> {
            Some(&self.bases)
        }
    }

    /// What is told of two members in turn, and which files were read for it.
    fn told(base: &'static str) -> ([Vec<String>; 2], Vec<String>) {
        let files = Files {
            base,
            read: RefCell::default(),
            bases: Bases::default(),
        };
        let told = ["a.yaml", "b.yaml"].map(|member| {
            let refused = load(&files, Path::new(member)).expect_err("no environment");
            let faults = refused.faults.iter();
            let place = |fault: &crate::diag::Diagnostic| {
                let span = fault.span.as_ref().expect("a place");
                let file = &refused.origins.file(span.source).name;
                format!("{file}:{}: {}", span.line, fault.message)
            };
            faults.filter(|fault| fault.span.is_some()).map(place).collect()
        });
        (told, files.read.into_inner())
    }

    #[test]
    fn a_base_is_read_once_and_its_faults_are_told_of_each_member() {
        let (told, read) = told("apiVersion: eksight/v1\nclster: {}\n");
        assert_eq!(read, ["a.yaml", "base.yaml", "b.yaml"]);
        let of_b: Vec<String> = told[0]
            .iter()
            .map(|fault| fault.replace("a.yaml", "b.yaml"))
            .collect();
        assert_eq!(of_b, told[1]);
        assert_eq!(
            told[0],
            [
                "a.yaml:1: `account` is missing here",
                "a.yaml:2: `name` is not a field here",
                "base.yaml:2: `clster` is not a field here",
            ]
        );
    }

    #[test]
    fn a_base_with_a_fault_of_its_own_is_read_again() {
        let (told, read) = told("apiVersion: eksight/v1\ncluster: {}\ncluster: {}\n");
        assert_eq!(read, ["a.yaml", "base.yaml", "b.yaml", "base.yaml"]);
        for told in told {
            assert!(
                told.contains(&"base.yaml:3: `cluster` stands twice in this map".to_owned()),
                "{told:?}"
            );
        }
    }
}
