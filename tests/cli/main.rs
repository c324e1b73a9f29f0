//! The built binary in small projects of its own: exit codes, texts, and what is left on the disk.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "these tests start the binary and prepare files; tables are long, and helpers may fail like tests"
)]

mod apply;
mod catalog;
mod check;
mod cost;
mod deletion;
mod delivery;
mod diff;
mod docs;
mod env;
mod exceptions;
mod faults;
mod fix;
mod images;
mod live;
mod new;
mod overlay;
mod project;
mod queries;
mod release;
mod render;
mod secrets;
mod selection;
mod show;
mod teardown;
mod timings;
mod trace;
mod workflow;
