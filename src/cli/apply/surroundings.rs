//! What a run needs of this process: Ctrl-C, the time, and the journal that it holds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use signal_hook::flag::{register, register_conditional_shutdown};

use super::super::code;
use super::super::output::{self, Progress};
use crate::apply::Entry;
use crate::live::{Fault, Surroundings};
use crate::out::Journal;
use crate::tools::{Call, Ended, Stop};

/// How often a pause looks whether somebody wants to stop.
const TICK: Duration = Duration::from_millis(50);

/// The first Ctrl-C lets what has begun come to its end, the second ends it.
pub(in super::super) struct World {
    signals: [Arc<AtomicBool>; 2],
    /// Whether somebody is asked something: then a signal ends the program.
    asking: Arc<AtomicBool>,
    interrupts: Cell<u8>,
    journal: RefCell<Option<Journal>>,
    /// What changes on the terminal, so that nothing is said in its midst.
    progress: Rc<RefCell<Progress>>,
}

impl World {
    /// From here on Ctrl-C is a wish.
    pub(in super::super) fn new() -> anyhow::Result<Self> {
        let world = Self {
            signals: Default::default(),
            asking: Arc::default(),
            interrupts: Cell::new(0),
            journal: RefCell::new(None),
            progress: Rc::new(RefCell::new(Progress::new())),
        };
        // Whoever ends a job in a pipeline wants what Ctrl-C wants.
        let signals = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
        for (signal, flag) in signals.into_iter().zip(&world.signals) {
            let asking = Arc::clone(&world.asking);
            register_conditional_shutdown(signal, code::INTERRUPTED.into(), asking)
                .and_then(|_| register(signal, Arc::clone(flag)))
                .context("cannot listen to signals")?;
        }
        Ok(world)
    }

    pub(super) fn asking(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asking)
    }

    pub(super) fn progress(&self) -> Rc<RefCell<Progress>> {
        Rc::clone(&self.progress)
    }

    pub(in super::super) fn keep(&self, journal: Journal) {
        *self.journal.borrow_mut() = Some(journal);
    }

    /// Writes an entry down; where there is no journal, nothing is to be remembered.
    pub(in super::super) fn write(&self, entry: &Entry) -> Result<(), Fault> {
        let line = serde_json::to_string(entry).expect("bug in eksight: an entry is not JSON");
        match self.journal.borrow_mut().as_mut() {
            None => Ok(()),
            Some(journal) => journal.add(&line).map_err(|error| {
                Fault::refused(
                    format!("the journal cannot be written: {:#}", anyhow::Error::from(error)),
                    "without it the next run could not tell what is half done",
                    "make room, or give yourself the right to .eksight, then run the same command again",
                )
            }),
        }
    }

    fn interrupts(&self) -> u8 {
        for signal in &self.signals {
            if !signal.swap(false, Ordering::Relaxed) {
                continue;
            }
            let count = self.interrupts.get().saturating_add(1);
            self.interrupts.set(count);
            if count == 1 {
                let mut progress = self.progress.borrow_mut();
                progress.say(
                    "stopping: the call that is on its way comes to its end, and nothing else begins; Ctrl-C again ends it too",
                );
            }
        }
        self.interrupts.get()
    }
}

impl Stop for World {
    fn now(&self) -> bool {
        self.interrupts() > 1
    }

    /// Helm may outlive a run that is killed; the next one has to know.
    fn started(&self, call: &Call<'_>, id: u32) {
        if changes_a_release(call) {
            let entry = Entry::Program {
                at: output::now(),
                name: call.program.to_owned(),
                process: id,
            };
            // The step's end cannot be written either then, and says so.
            let _ = self.write(&entry);
        }
    }

    /// One that came to an end of its own has left no lock.
    fn ended(&self, call: &Call<'_>, id: u32, how: Ended) {
        if changes_a_release(call) && matches!(how, Ended::Code(_)) {
            let _ = self.write(&Entry::ProgramEnd { process: id });
        }
    }

    fn killed(&self, call: &Call<'_>) {
        let words = call.arguments.iter().take(2).map(String::as_str);
        let words: Vec<&str> = std::iter::once(call.program).chain(words).collect();
        let mut progress = self.progress.borrow_mut();
        progress.say(&format!(
            "`{}` was asked to end, has not, and is killed: what it had begun may be half done",
            words.join(" ")
        ));
    }
}

fn changes_a_release(call: &Call<'_>) -> bool {
    let first = call.arguments.first().map(String::as_str);
    call.program == "helm" && matches!(first, Some("upgrade" | "rollback" | "uninstall"))
}

impl Surroundings for World {
    fn pause(&self, how_long: Duration) -> bool {
        let mut left = how_long;
        while !left.is_zero() {
            if self.is_stopping() {
                return false;
            }
            let part = left.min(TICK);
            thread::sleep(part);
            left -= part;
        }
        !self.is_stopping()
    }

    fn is_stopping(&self) -> bool {
        self.interrupts() > 0
    }

    fn asked_again(&self, text: &str) {
        self.progress.borrow_mut().say(text);
    }
}
