//! eksight: one typed model of an EKS environment, checked as a whole and rendered to everything that deploys it.

pub mod apply;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cost;
pub mod diff;
pub mod live;
pub mod out;
mod parallel;
pub mod tools;

pub use eksight_catalog as catalog;
pub use eksight_check as check;
pub use eksight_diag as diag;
pub use eksight_emit as emit;
pub use eksight_model as model;
pub use eksight_promql as promql;
pub use eksight_resolve as resolve;
pub use eksight_source as source;
