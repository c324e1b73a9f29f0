//! eksight: one typed model of an EKS environment, checked as a whole and rendered to everything that deploys it.

#[cfg(feature = "cli")]
pub mod cli;
pub mod out;

#[cfg(feature = "cli")]
use eksight_parallel as parallel;

pub use eksight_apply as apply;
pub use eksight_catalog as catalog;
pub use eksight_check as check;
pub use eksight_cost as cost;
pub use eksight_diag as diag;
pub use eksight_diff as diff;
pub use eksight_emit as emit;
pub use eksight_live as live;
pub use eksight_model as model;
pub use eksight_promql as promql;
pub use eksight_resolve as resolve;
pub use eksight_source as source;
pub use eksight_tools as tools;
