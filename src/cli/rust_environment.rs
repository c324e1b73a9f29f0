//! An environment that is a program: its name, and the function that writes it.

mod said;

use std::fmt;
use std::panic::Location;
use std::path::Path;

use crate::diag::{Diagnostic, FieldPath, Origins, Related, SourceFile, Span};
use crate::model::Environment;
use crate::source::documents::Documents;
use crate::source::{self, Draft, Loaded, Refused, UNREADABLE};
use said::{Said, listen};

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

    /// The environment as the program writes it, or the fault where the program panics over it.
    pub(super) fn load(&self, documents: &dyn Documents) -> Result<Loaded, Box<Refused>> {
        match listen(|| self.draft()) {
            Ok(draft) => source::load_draft(documents, draft),
            Err(said) => Err(Box::new(self.panicked(&said, documents))),
        }
    }

    /// The fault, at the line that panicked where that is of the program, or else at the line that made the environment.
    fn panicked(&self, said: &Said, documents: &dyn Documents) -> Refused {
        let mut origins = Origins::default();
        let name = &self.name;
        let message = format!("the program panicked when it wrote `{name}`: {}", said.message);
        let own = self.place;
        let made = (own.file().replace('\\', "/"), own.line(), own.column());
        let made = span(&mut origins, documents, &made);
        let mut fault = Diagnostic::error(UNREADABLE, FieldPath::root(), message)
            .help("mend the function that writes the environment");
        match &said.place {
            Some(place) if Path::new(&place.0).is_relative() => {
                fault.span = Some(span(&mut origins, documents, place));
                fault.related.push(Related {
                    path: FieldPath::root(),
                    span: Some(made),
                    label: format!("`{name}` is made here"),
                });
            }
            elsewhere => {
                fault.span = Some(made);
                let at = elsewhere
                    .iter()
                    .map(|(file, line, _)| format!("it panicked at {file}:{line}"));
                fault.notes.extend(at);
            }
        }
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

/// A place in a source file, which an installed program may run without.
fn span(origins: &mut Origins, documents: &dyn Documents, (name, line, column): &(String, u32, u32)) -> Span {
    let text = documents.read(Path::new(name)).ok();
    let source = origins.add_file(SourceFile {
        name: name.clone(),
        text: text.map(Into::into),
    });
    Span {
        source,
        line: *line as usize,
        column: *column as usize,
        bytes: 0..0,
    }
}

impl fmt::Debug for RustEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RustEnvironment")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
