//! An environment that is a program: its name, and the function that writes it.

use std::fmt;

use crate::model::Environment;
use crate::source::Draft;

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
    draft: Box<dyn Fn() -> Draft<Environment> + Send + Sync>,
}

impl RustEnvironment {
    /// An environment with a name, as a file's stem would be: `render <name>` writes `out/<name>/`. A function writes it,
    /// or a closure that knows a row of a table.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        draft: impl Fn() -> Draft<Environment> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            draft: Box::new(draft),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
