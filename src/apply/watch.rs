//! What somebody at a terminal sees while a program waits for pods: those of its namespace, as they become ready.

use std::cell::Cell;
use std::time::Duration;

use super::engine::Engine;
use super::event::Event;
use crate::live::{self, Fault};

/// Pods are looked at each time after so many looks at the program, some two seconds.
const EVERY: u32 = 40;

/// A call that waits for pods.
pub(super) struct Waiting<'a> {
    pub(super) step: &'a str,
    pub(super) program: &'a str,
    pub(super) arguments: &'a [&'a str],
    pub(super) input: &'a str,
    pub(super) most: Duration,
}

/// Tells a program to do something that waits for pods of a namespace. Where nobody watches, nothing more is asked.
pub(super) fn tell(engine: &Engine<'_>, namespace: &str, waiting: &Waiting<'_>) -> Result<String, Fault> {
    let Waiting {
        step,
        program,
        arguments,
        input,
        most,
    } = *waiting;
    let programs = &engine.programs;
    if !engine.listener.is_live() {
        return programs.tell(program, arguments, input, most);
    }
    let looks = Cell::new(0_u32);
    let look = || {
        looks.set(looks.get().wrapping_add(1));
        // What cannot be told now is told the next time; the program's own end is what counts.
        if looks.get().is_multiple_of(EVERY)
            && let Ok(pods) = live::pods(programs, namespace)
        {
            engine.listener.tell(&Event::Pods { step, pods: &pods });
        }
    };
    programs.tell_while(program, arguments, input, most, &look)
}
