//! What to tell people: diagnostics, the places they point at, and how they are printed.

mod causes;
mod diagnostic;
mod fix;
pub mod github;
mod help;
pub mod json;
pub mod listed;
mod origin;
mod path;
mod place;
#[cfg(test)]
mod sample;
pub mod sarif;
pub mod secrets;
pub mod shell;
mod short;
pub mod text;
pub mod visible;

pub use causes::{Causes, Whole};
pub use diagnostic::{Code, Diagnostic, Related, Severity};
pub use fix::Fix;
pub use help::Help;
pub use origin::{Origin, Origins, SourceFile, SourceId, Span};
pub use path::{FieldPath, Segment, steps};
pub use short::short;
