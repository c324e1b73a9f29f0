//! A call of a program that may hang and may be stopped: with a limit, in a process group of its own, and both of its
//! streams kept however it ends.

use std::ffi::OsString;
use std::io::{Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::process::{Signal, end};
use super::{ToolError, not_started};

/// How often a call looks whether somebody wants to stop.
const TICK: Duration = Duration::from_millis(50);
/// A program that has closed its streams ends in a moment: the first look is after so long, each later one after twice that.
const SHORTEST: Duration = Duration::from_millis(1);
/// How long a program that was asked to end may take for it.
const GRACE: Duration = Duration::from_secs(15);
/// How long streams may stay open behind the end of their program, because somebody whom it has started holds them: what it
/// wrote itself is read by then.
const DRAIN: Duration = Duration::from_secs(1);

/// A call.
#[derive(Debug)]
pub struct Call<'a> {
    /// The program, found in `PATH`.
    pub program: &'a str,
    /// Its arguments, one by one; no shell reads them.
    pub arguments: &'a [String],
    /// What it reads.
    pub input: &'a [u8],
    /// Variables beside those of this process.
    pub variables: &'a [(&'a str, OsString)],
    /// Variables of the surroundings that it does not see.
    pub hidden: &'a [&'a str],
    /// How long it may take.
    pub most: Duration,
}

/// Who may stop a call.
pub trait Stop {
    /// Whether the program is to end now, without having finished.
    fn now(&self) -> bool;
    /// A program was started; its process id.
    fn started(&self, call: &Call<'_>, id: u32);
    /// A program did not end when it was asked to, and is killed.
    fn killed(&self, call: &Call<'_>);
    /// A program has ended.
    fn ended(&self, call: &Call<'_>, id: u32, how: Ended);
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub ended: Ended,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With this code.
    Code(i32),
    /// By a signal that we did not send.
    Signal,
    /// It took too long and was ended.
    TooLate,
    /// It was told to stop.
    Stopped,
}

/// Runs a program to its end, or to the end of its time.
///
/// # Errors
/// When it cannot be started. However it ends is an answer.
pub fn call(call: &Call<'_>, stop: &dyn Stop) -> Result<Answer, ToolError> {
    #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
    let mut command = Command::new(call.program);
    command
        .args(call.arguments)
        .envs(call.variables.iter().map(|(name, value)| (name, value)));
    for hidden in call.hidden {
        command.env_remove(hidden);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // The terminal's Ctrl-C is for this process alone: it decides what is finished first.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .spawn()
        .map_err(|source| not_started(call.program, source))?;
    stop.started(call, child.id());
    let (is_done, streams) = channel();
    if let Some(mut stdin) = child.stdin.take() {
        let input = call.input.to_owned();
        // A program that stops reading says why itself.
        thread::spawn(move || stdin.write_all(&input));
    }
    let stdout = keep(child.stdout.take(), is_done.clone());
    let stderr = keep(child.stderr.take(), is_done);
    let (status, cut) = await_end(&mut child, call, stop, &streams).map_err(|source| ToolError::Start {
        program: call.program.to_owned(),
        source,
    })?;
    let ended = cut.unwrap_or_else(|| status.code().map_or(Ended::Signal, Ended::Code));
    stop.ended(call, child.id(), ended);
    Ok(Answer {
        ended,
        stdout: text(&stdout),
        stderr: text(&stderr),
    })
}

/// What was read of a stream so far.
type Kept = Arc<Mutex<Vec<u8>>>;

/// Reads a stream to its end, and says then that it is done. The thread goes with the stream, which may outlive the call.
fn keep(stream: Option<impl Read + Send + 'static>, is_done: Sender<()>) -> Kept {
    let kept = Kept::default();
    let into = Arc::clone(&kept);
    thread::spawn(move || {
        let mut part = [0; 8192];
        // What was written before a fault is all that there is.
        if let Some(mut stream) = stream {
            while let Ok(count @ 1..) = stream.read(&mut part) {
                let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
                into.extend_from_slice(&part[..count]);
            }
        }
        let _ = is_done.send(());
    });
    kept
}

fn text(kept: &Kept) -> String {
    let bytes = kept.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Waits for the program's end, and by which of ours it ended. Its streams tell nothing of that: it may have closed them
/// early, and somebody whom it has started may hold them longer.
fn await_end(
    child: &mut Child,
    call: &Call<'_>,
    stop: &dyn Stop,
    streams: &Receiver<()>,
) -> std::io::Result<(ExitStatus, Option<Ended>)> {
    let mut cut = None;
    let mut waited = Duration::ZERO;
    let mut next = SHORTEST;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        match streams.recv_timeout(TICK) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => waited += TICK,
            // Both are closed.
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(next);
                waited += next;
                next = (next * 2).min(TICK);
            }
        }
        let late = waited >= call.most;
        if cut.is_none() && (late || stop.now()) {
            cut = Some(if late { Ended::TooLate } else { Ended::Stopped });
            end(child, Signal::Terminate);
            waited = Duration::ZERO;
        } else if cut.is_some() && waited >= GRACE.min(call.most) {
            stop.killed(call);
            end(child, Signal::Kill);
            waited = Duration::ZERO;
        }
    };
    let mut drained = Duration::ZERO;
    while drained < DRAIN {
        match streams.recv_timeout(TICK) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => drained += TICK,
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok((status, cut))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

    use super::{Answer, Call, Ended, Stop, call};
    use std::ffi::OsString;
    use std::time::Duration;

    /// Wants to stop, or not.
    struct Wish(bool);

    impl Stop for Wish {
        fn now(&self) -> bool {
            self.0
        }

        fn started(&self, _: &Call<'_>, _: u32) {}

        fn killed(&self, _: &Call<'_>) {}

        fn ended(&self, _: &Call<'_>, _: u32, _: Ended) {}
    }

    fn shell(script: &str, most: Duration, stop: &dyn Stop) -> Answer {
        let arguments = ["-c", script].map(str::to_owned);
        let asked = Call {
            program: "sh",
            arguments: &arguments,
            input: b"",
            variables: &[],
            hidden: &[],
            most,
        };
        call(&asked, stop).unwrap()
    }

    fn answer(ended: Ended, stdout: &str, stderr: &str) -> Answer {
        Answer {
            ended,
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        }
    }

    const LONG: Duration = Duration::from_secs(600);

    /// Holds the streams that it is given for as long as these tests run, in no group of ours.
    const APART: &str = "setsid sh -c \"while kill -0 $PPID; do sleep 0.1; done\"";

    #[test]
    fn a_program_sees_what_it_is_given_and_not_what_is_hidden() {
        let arguments = ["-c", "echo ${CARGO_MANIFEST_DIR:+seen} ${GIVEN-none}"].map(str::to_owned);
        let said = |variables: &[(&str, OsString)], hidden: &[&str]| {
            let asked = Call {
                program: "sh",
                arguments: &arguments,
                input: b"",
                variables,
                hidden,
                most: LONG,
            };
            call(&asked, &Wish(false)).unwrap().stdout
        };
        assert_eq!(said(&[("GIVEN", "it".into())], &[]), "seen it\n");
        assert_eq!(said(&[], &["CARGO_MANIFEST_DIR"]), "none\n");
    }

    #[test]
    fn a_call_ends_with_its_program_whoever_holds_its_streams() {
        let held = format!("echo said; echo why >&2; {APART} & exit 3");
        let held = shell(&held, LONG, &Wish(false));
        assert_eq!(held, answer(Ended::Code(3), "said\n", "why\n"));
    }

    #[test]
    fn a_program_that_closes_its_streams_has_its_time_and_no_more() {
        let closing = "echo said; exec >&- 2>&-; sleep 1000";
        let late = shell(closing, Duration::from_millis(100), &Wish(false));
        assert_eq!(late, answer(Ended::TooLate, "said\n", ""));
        let stopped = shell("exec >&- 2>&-; sleep 1000", LONG, &Wish(true));
        assert_eq!(stopped, answer(Ended::Stopped, "", ""));
        let ended = shell("exec >&- 2>&-; sleep 0.2; exit 4", LONG, &Wish(false));
        assert_eq!(ended, answer(Ended::Code(4), "", ""));
    }

    #[test]
    fn a_program_that_does_not_end_when_asked_is_killed() {
        let deaf = "trap '' TERM; while :; do sleep 0.1; done";
        let killed = shell(deaf, Duration::from_millis(100), &Wish(false));
        assert_eq!(killed, answer(Ended::TooLate, "", ""));
    }

    #[test]
    fn what_nobody_reads_holds_no_call_up() {
        let arguments = ["-c".to_owned(), format!("{APART} <&0 & exit 0")];
        let asked = Call {
            program: "sh",
            arguments: &arguments,
            input: &[b'a'; 1 << 20],
            variables: &[],
            hidden: &[],
            most: LONG,
        };
        assert_eq!(
            call(&asked, &Wish(false)).unwrap(),
            answer(Ended::Code(0), "", "")
        );
    }
}
