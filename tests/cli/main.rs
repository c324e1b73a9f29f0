//! The built binary in small projects of its own: exit codes, texts, and what is left on the disk.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "these tests start the binary and prepare files; their helpers may fail like them"
)]

mod apply;
mod catalog;
mod check;
mod cost;
mod deletion;
mod delivery;
mod diff;
mod env;
mod faults;
mod fix;
mod images;
mod live;
mod new;
mod project;
mod queries;
mod release;
mod render;
mod show;
mod teardown;
mod timings;
mod trace;
mod workflow;
