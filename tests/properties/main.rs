//! Properties of random environments, sound and broken. What makes them is the package `eksight-testing`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that starts the binary in a folder of its own; its helpers may fail like it"
)]

mod cases;
mod coverage;
mod damage;
mod delivery;
mod limits;
mod plan;
mod reading;
mod references;
mod soundness;
mod trust;
