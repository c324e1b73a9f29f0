//! Stand-ins for what eksight talks to, for `cargo xtask verify apply`. They listen on 127.0.0.1 alone.
#![allow(
    clippy::disallowed_methods,
    reason = "test code that serves on a port and reads what programs of a rig have written"
)]

pub mod cluster;
pub mod files;
pub mod http;
pub mod proxy;
