//! A call of a program that may hang and may be stopped: with a limit, in a process group of its own, and both of its
//! streams kept however it ends.

use std::ffi::OsString;
use std::io::{Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{ToolError, not_started};

/// How often a call looks whether somebody wants to stop.
const TICK: Duration = Duration::from_millis(50);
/// How long a program that was asked to end may take for it.
const GRACE: Duration = Duration::from_secs(15);

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
    let fail = |source| ToolError::Start {
        program: call.program.to_owned(),
        source,
    };
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (done, is_done) = channel();
    let read = |from: Option<Box<dyn Read + Send>>, done: std::sync::mpsc::Sender<()>| {
        move || {
            let mut bytes = Vec::new();
            // What was written before the end is all that there is.
            let _ = from.map(|mut from| from.read_to_end(&mut bytes));
            let _ = done.send(());
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    let from = |stream: Option<_>| stream.map(|it| Box::new(it) as Box<dyn Read + Send>);
    thread::scope(|scope| {
        let input = call.input;
        // A program that stops reading says why itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let out = scope.spawn(read(from(stdout.map(Either::Out)), done.clone()));
        let err = scope.spawn(read(from(stderr.map(Either::Err)), done));
        let mut cut = None;
        let mut waited = Duration::ZERO;
        let mut open = 2;
        while open > 0 {
            match is_done.recv_timeout(TICK) {
                Ok(()) => open -= 1,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => waited += TICK,
            }
            let late = waited >= call.most;
            if cut.is_none() && (late || stop.now()) {
                cut = Some(if late { Ended::TooLate } else { Ended::Stopped });
                end(&mut child, "INT");
                waited = Duration::ZERO;
            } else if cut.is_some() && waited >= GRACE.min(call.most) {
                end(&mut child, "KILL");
                waited = Duration::ZERO;
            }
        }
        let status = child.wait().map_err(fail)?;
        let text = |reader: thread::ScopedJoinHandle<'_, String>| {
            reader.join().expect("bug in eksight: a panic while reading")
        };
        Ok(Answer {
            ended: cut.unwrap_or_else(|| status.code().map_or(Ended::Signal, Ended::Code)),
            stdout: text(out),
            stderr: text(err),
        })
    })
}

/// One of a child's streams.
enum Either {
    Out(std::process::ChildStdout),
    Err(std::process::ChildStderr),
}

impl Read for Either {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Out(stream) => stream.read(buffer),
            Self::Err(stream) => stream.read(buffer),
        }
    }
}

/// Sends a signal to the program and to all that it has started.
fn end(child: &mut Child, signal: &str) {
    if cfg!(unix) {
        #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
        let sent = Command::new("kill")
            .args(["-s", signal, "--", &format!("-{}", child.id())])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if sent.is_ok_and(|sent| sent.success()) {
            return;
        }
    }
    // One that has ended meanwhile is no fault.
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

    use super::{Call, Stop, call};
    use std::ffi::OsString;
    use std::time::Duration;

    struct Never;

    impl Stop for Never {
        fn now(&self) -> bool {
            false
        }

        fn started(&self, _: &Call<'_>, _: u32) {}
    }

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
                most: Duration::from_secs(60),
            };
            call(&asked, &Never).unwrap().stdout
        };
        assert_eq!(said(&[("GIVEN", "it".into())], &[]), "seen it\n");
        assert_eq!(said(&[], &["CARGO_MANIFEST_DIR"]), "none\n");
    }
}
