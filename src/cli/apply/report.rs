//! What people and programs see of a run: lines, a tree that changes on a terminal, or an event a line.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::super::ask::{ask, is_yes};
use super::super::format::Format;
use super::super::{code, output};
use super::World;
use super::end::End;
use super::tree::Tree;
use crate::apply::{Event, Listener, Outcome};
use crate::live::{Fault, Refusal};

/// What a step came to, and how long it took.
struct Row {
    step: String,
    end: End,
    seconds: u64,
}

/// Tells a run.
pub(in super::super) struct Report {
    format: Format,
    /// Whether nobody is to be asked.
    yes: bool,
    /// Whether what is told is what was asked for, and so data.
    is_data: bool,
    /// Whether stdout took all that it was given.
    is_written: Cell<bool>,
    asking: Arc<AtomicBool>,
    now: fn() -> u64,
    began: Cell<u64>,
    step_began: Cell<u64>,
    steps: Cell<usize>,
    progress: Rc<RefCell<output::Progress>>,
    tree: RefCell<Tree>,
    rows: RefCell<Vec<Row>>,
}

#[derive(Serialize)]
struct Timed<'a> {
    at: u64,
    #[serde(flatten)]
    event: &'a Event<'a>,
}

impl Report {
    /// On the part of the terminal that the process says its own words on.
    pub(in super::super) fn new(format: Format, yes: bool, now: fn() -> u64, world: &World) -> Self {
        Self {
            format,
            yes,
            is_data: false,
            is_written: Cell::new(true),
            asking: world.asking(),
            now,
            began: Cell::new(now()),
            step_began: Cell::new(now()),
            steps: Cell::new(0),
            progress: world.progress(),
            tree: RefCell::default(),
            rows: RefCell::default(),
        }
    }

    /// The same, where what is told is what was asked for: it goes to stdout.
    pub(in super::super) fn of_a_look(format: Format, now: fn() -> u64, world: &World) -> Self {
        Self {
            is_data: true,
            ..Self::new(format, false, now, world)
        }
    }

    fn row(&self, step: &str, end: End) -> u64 {
        let seconds = (self.now)().saturating_sub(self.step_began.get());
        self.rows.borrow_mut().push(Row {
            step: step.to_owned(),
            end,
            seconds,
        });
        seconds
    }

    /// A line for good, and beneath it what changes.
    fn say(&self, line: &str) {
        match self.is_data {
            true => {
                self.progress.borrow_mut().clear();
                self.data(&format!("{line}\n"));
            }
            false => self.progress.borrow_mut().done(line),
        }
        self.show();
    }

    /// What stdout does not take is told once, at the end: until then what is on its way is finished.
    fn data(&self, text: &str) {
        if let Err(error) = output::data(text)
            && self.is_written.replace(false)
        {
            let told = output::refused(unwritten(&error));
            self.progress.borrow_mut().say(&told);
        }
    }

    /// Why nothing is done; programs hear it too.
    pub(in super::super) fn refuse(&self, refusal: &Refusal) {
        output::refuse(refusal);
        if self.format == Format::Json {
            let reason = refusal.to_string();
            self.tell(&Event::Refused { reason: &reason });
        }
    }

    /// Why a run does not go on; that somebody has stopped it is told at its end.
    pub(in super::super) fn refuse_for(&self, fault: &Fault) {
        if !matches!(fault, Fault::Stopped) {
            self.refuse(&fault.refusal());
        }
    }

    /// People have not agreed, and know it; programs hear why nothing is done.
    pub(in super::super) fn disagreed(&self, fault: Fault) -> Fault {
        let reason = fault.to_string();
        self.tell(&Event::Refused { reason: &reason });
        fault
    }

    /// How a run that ended with this code ends: not well, where not all could be told.
    pub(in super::super) fn code(&self, code: u8) -> u8 {
        match code {
            code::DONE if !self.is_written.get() => code::FAILURE,
            code => code,
        }
    }

    /// What people answer; Ctrl-C ends the program meanwhile. `None` where nobody can be asked.
    pub(in super::super) fn ask(&self, question: &str) -> Option<String> {
        self.progress.borrow_mut().clear();
        self.asking.store(true, Ordering::Relaxed);
        let answer = ask(question);
        self.asking.store(false, Ordering::Relaxed);
        answer
    }

    fn show(&self) {
        self.progress.borrow_mut().show(&self.tree.borrow().lines());
    }

    fn text(&self, event: &Event<'_>) {
        let say = |line: &str| self.say(line);
        let is_live = self.progress.borrow().is_live();
        let place = || format!("[{}/{}]", self.rows.borrow().len() + 1, self.steps.get());
        match event {
            Event::Begun {
                command,
                environment,
                steps,
            } => say(&match steps.len() {
                1 => format!("{command} {environment}: one step"),
                count => format!("{command} {environment}: {count} steps"),
            }),
            Event::Started { step } => {
                let line = format!("{} {step}", place());
                match is_live {
                    true => {
                        self.tree.borrow_mut().begin(line);
                        self.show();
                    }
                    false => say(&line),
                }
            }
            Event::Resource { .. } | Event::Pods { .. } if is_live && self.tree.borrow_mut().take(event) => {
                self.show();
            }
            // Elsewhere nobody asks about them; and people were told.
            Event::Pods { .. } | Event::Refused { .. } => {}
            Event::Note { text, .. } => say(&format!("      {text}")),
            Event::Resource {
                resource,
                of,
                status,
                reason,
                ..
            } => {
                let reason = match reason.is_empty() {
                    true => String::new(),
                    false => format!(": {reason}"),
                };
                say(&format!("      {status} {resource} ({of}){reason}"));
            }
            Event::Done { step, outcome } => {
                self.tree.borrow_mut().end();
                let place = place();
                let end = End::of(outcome);
                let (Outcome::Changed(what)
                | Outcome::Unchanged(what)
                | Outcome::Would(what)
                | Outcome::Untold(what)) = outcome;
                let took = duration(self.row(step, end));
                say(&format!("{place} {step}: {}, {what} ({took})", end.word()));
            }
            Event::Stopped { step } => {
                self.tree.borrow_mut().end();
                let place = place();
                let took = duration(self.row(step, End::Stopped));
                say(&format!("{place} {step}: stopped ({took})"));
            }
            Event::Failed { step, reason } => {
                self.tree.borrow_mut().end();
                let place = place();
                let took = duration(self.row(step, End::Failed));
                say(&format!("{place} {step}: failed ({took})"));
                self.progress.borrow_mut().say(&output::refused(reason));
            }
        }
    }

    fn count(&self, end: End) -> usize {
        self.rows.borrow().iter().filter(|row| row.end == end).count()
    }

    /// Whether a dry run found something to do.
    pub(in super::super) fn found_something(&self) -> bool {
        self.count(End::Would) > 0
    }

    /// Whether a dry run could not tell something.
    pub(in super::super) fn leaves_untold(&self) -> bool {
        self.count(End::Untold) > 0
    }

    /// How many steps did what, and where the time went.
    pub(in super::super) fn close(&self) {
        if self.format == Format::Json {
            return;
        }
        let rows = self.rows.borrow();
        // What looks without steps has told what it saw.
        if rows.is_empty() {
            return;
        }
        let counts = End::ALL.map(|end| (self.count(end), end));
        let parts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, end)| format!("{count} {}", end.word()))
            .collect();
        let all = duration((self.now)().saturating_sub(self.began.get()));
        self.say(&format!("{} in {all}", parts.join(", ")));
        let mut slow: Vec<&Row> = rows.iter().filter(|row| row.seconds > 0).collect();
        slow.sort_by_key(|row| std::cmp::Reverse(row.seconds));
        let slow: Vec<String> = slow
            .iter()
            .take(5)
            .map(|row| format!("{} {}", row.step, duration(row.seconds)))
            .collect();
        if !slow.is_empty() {
            self.say(&format!("where the time went: {}", slow.join(", ")));
        }
    }
}

impl Listener for Report {
    fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Begun { steps, .. } => self.steps.set(steps.len()),
            Event::Started { .. } => self.step_began.set((self.now)()),
            Event::Done { step, outcome } if self.format == Format::Json => {
                self.row(step, End::of(outcome));
            }
            _ => {}
        }
        match self.format {
            Format::Text => self.text(event),
            Format::Json => {
                self.data(&line((self.now)(), event));
            }
        }
    }

    fn is_live(&self) -> bool {
        self.format == Format::Text && self.progress.borrow().is_live()
    }

    fn agree(&self, question: &str) -> bool {
        self.yes || self.ask(question).is_some_and(|answer| is_yes(&answer))
    }
}

/// Why nothing is done, where no run has begun; programs hear it too.
pub(in super::super) fn refuse(format: Format, refusal: &Refusal) {
    output::refuse(refusal);
    if format == Format::Json {
        let reason = refusal.to_string();
        let event = Event::Refused { reason: &reason };
        if let Err(error) = output::data(&line(output::now(), &event)) {
            output::refuse(&unwritten(&error));
        }
    }
}

/// An event on a line of its own.
fn line(at: u64, event: &Event<'_>) -> String {
    let line = serde_json::to_string(&Timed { at, event });
    line.expect("bug in eksight: an event is not JSON") + "\n"
}

/// Stdout did not take it.
fn unwritten(error: &anyhow::Error) -> Refusal {
    Refusal::new(
        format!("{error:#}"),
        "what was not written nobody can read",
        "make room where the output goes, or let it go elsewhere, then run the same command",
    )
}

fn duration(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m {seconds}s"),
    }
}
