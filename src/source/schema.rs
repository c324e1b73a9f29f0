//! The JSON Schema of environment files, for editors: a committed file, and with the feature `schema` its generator.

/// The schema as it is committed.
pub const TEXT: &str = include_str!("../../schemas/environment.schema.json");

#[cfg(feature = "schema")]
mod generate;
#[cfg(feature = "schema")]
mod taken_away;
#[cfg(feature = "schema")]
mod unquoted;
#[cfg(feature = "schema")]
pub use generate::generate;
