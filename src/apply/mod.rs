//! How a live environment gets to what `out/` says, and back to nothing. Every step looks first, acts, and looks again:
//! what a program's exit code says is never what counts. See `live` for how is looked.
//!
//! The journal is a help, not the truth: it tells which half-done work was ours.

mod change_set;
mod checks;
mod drift;
mod engine;
mod event;
mod failure;
#[cfg(test)]
mod fixture;
mod journal;
mod objects;
mod ownership;
mod release;
mod run;
mod stack;
mod step;
mod teardown;
mod watch;

use eksight_emit as emit;
use eksight_live as live;

pub use checks::{Seen, see};
pub use drift::beside_the_stack;
pub use engine::{Engine, Limits, Options};
pub use event::{Event, Listener, Outcome};
pub use journal::{Entry, History, digest};
pub use ownership::owned;
pub use run::{Input, Selection, run, units};
pub use teardown::{Keep, Teardown, deletable, nothing_of_others, settle};
