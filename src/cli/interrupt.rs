//! Ctrl-C while something of ours runs elsewhere: the first one is a wish, the second one ends the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::code;

/// Whether somebody wants the program to end.
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on, Ctrl-C and a request to terminate are noted.
    pub(super) fn watch() -> anyhow::Result<Self> {
        let came = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: what comes while the flag is set ends the program, then the flag is set.
            flag::register_conditional_shutdown(signal, code::INTERRUPTED.into(), Arc::clone(&came))
                .and_then(|_| flag::register(signal, Arc::clone(&came)))
                .context("cannot watch for Ctrl-C")?;
        }
        Ok(Self(came))
    }

    /// Whether it has come.
    pub(super) fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
