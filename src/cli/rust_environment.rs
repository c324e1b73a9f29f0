//! An environment that is a program: its name, and the function that writes it.

use std::fmt;
use std::panic::{self, AssertUnwindSafe, Location};
use std::path::Path;

use crate::diag::{Diagnostic, FieldPath, Origins, SourceFile, Span};
use crate::model::Environment;
use crate::source::documents::Documents;
use crate::source::{self, Draft, Loaded, Refused, UNREADABLE};

/// An environment that a program has written in Rust: one function for each, or one for a whole table.
///
/// ```
/// use eksight::cli::RustEnvironment;
/// use eksight::model::{Cluster, Environment};
/// use eksight::source::Drafted as _;
///
/// let regions = [("apne2", "ap-northeast-2"), ("euc1", "eu-central-1")];
/// let fleet: Vec<RustEnvironment> = regions
///     .into_iter()
///     .map(|(short, region)| {
///         let name = format!("orders-{short}");
///         let cluster = name.clone();
///         RustEnvironment::new(name, move || {
///             Environment::draft().cluster(Cluster::draft().name(&cluster).region(region))
///         })
///     })
///     .collect();
/// assert_eq!(fleet[1].name(), "orders-euc1");
/// ```
pub struct RustEnvironment {
    name: String,
    place: &'static Location<'static>,
    draft: Box<dyn Fn() -> Draft<Environment> + Send + Sync>,
}

impl RustEnvironment {
    /// An environment with a name, as a file's stem would be: `render <name>` writes `out/<name>/`. A function writes it,
    /// or a closure that knows a row of a table.
    #[must_use]
    #[track_caller]
    pub fn new(
        name: impl Into<String>,
        draft: impl Fn() -> Draft<Environment> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            place: Location::caller(),
            draft: Box::new(draft),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line of the program that made it: `xtask/src/main.rs:24`.
    pub(super) fn line(&self) -> String {
        format!("{}:{}", self.place.file().replace('\\', "/"), self.place.line())
    }

    /// The environment as the program writes it, or the fault where the program panics over it. What it said and where has
    /// been printed by then.
    pub(super) fn load(&self, documents: &dyn Documents) -> Result<Loaded, Box<Refused>> {
        // Nothing that the function may have left half done is looked at again.
        match panic::catch_unwind(AssertUnwindSafe(|| self.draft())) {
            Ok(draft) => source::load_draft(documents, draft),
            Err(_) => Err(Box::new(self.panicked(documents))),
        }
    }

    fn panicked(&self, documents: &dyn Documents) -> Refused {
        let mut origins = Origins::default();
        let name = self.place.file().replace('\\', "/");
        let text = documents.read(Path::new(&name)).ok().map(Into::into);
        let source = origins.add_file(SourceFile { name, text });
        let message = format!("the program panicked when it wrote `{}`", self.name);
        let mut fault = Diagnostic::error(UNREADABLE, FieldPath::root(), message)
            .help("mend the function of the environment; its line and what it said stand above");
        fault.span = Some(Span {
            source,
            line: self.place.line() as usize,
            column: self.place.column() as usize,
            bytes: 0..0,
        });
        Refused {
            faults: vec![fault],
            origins,
            readable: None,
        }
    }

    /// The environment, written anew.
    #[must_use]
    pub fn draft(&self) -> Draft<Environment> {
        (self.draft)()
    }
}

impl fmt::Debug for RustEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RustEnvironment")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
