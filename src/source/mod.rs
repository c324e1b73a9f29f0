//! Where environments come from: YAML files with their overlays, read into the model with every place kept.

mod bases;
mod dashboards;
pub mod documents;
pub mod draft;
mod fault;
mod load;
pub mod mend;
mod overlay;
mod parse;
pub mod schema;
mod slip;
mod tree;
mod typed;

use eksight_diag as diag;
use eksight_model as model;

pub use documents::{Bases, Documents, Memory, ReadFault};
pub use draft::{Draft, Drafted};
pub use fault::{FACTS_MISNAMED, FACTS_UNREADABLE, FACTS_UNUSABLE, FAULTS, UNKNOWN_FIELD, UNREADABLE};
pub use load::{Loaded, Refused, is_base, load, load_draft};
pub use typed::of_tree;
