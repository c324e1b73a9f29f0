//! A program that answers one question after the other, so that it is started once for all of them.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::{ToolError, failed, not_started};

/// A program that reads a question from each line of its stdin. It ends with this value.
#[derive(Debug)]
pub struct Dialogue {
    /// The program and its first words, enough to know it again.
    command: String,
    /// One question at a time, whichever thread has it.
    running: Mutex<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    /// Nothing once it is to end.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What a program said to a question: a line, and the bytes that it announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The line, without its end.
    pub head: String,
    /// What came behind it.
    pub body: Vec<u8>,
}

impl Dialogue {
    /// Starts a program.
    ///
    /// # Errors
    /// When it is missing or cannot be started.
    pub fn start<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> Result<Self, ToolError> {
        #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| not_started(program, source))?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            unreachable!("bug in eksight: stdin and stdout of a program are pipes");
        };
        Ok(Self {
            command: super::named(program, arguments),
            running: Mutex::new(Running {
                child,
                questions: Some(questions),
                answers: BufReader::new(answers),
            }),
        })
    }

    /// Asks a question, which is one line. `length` tells from the answer's line how many bytes follow it.
    ///
    /// # Errors
    /// When the program has ended, with what it wrote to stderr.
    pub fn ask(&self, question: &str, length: impl Fn(&str) -> usize) -> Result<Said, ToolError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.answer(question, length) {
            Ok(said) => Ok(said),
            // Whatever the pipe says, the program knows better.
            Err(error) => Err(running.last_words(&self.command, &error)),
        }
    }
}

impl Running {
    fn answer(&mut self, question: &str, length: impl Fn(&str) -> usize) -> io::Result<Said> {
        let Some(questions) = &mut self.questions else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        questions.write_all(format!("{question}\n").as_bytes())?;
        let mut head = Vec::new();
        self.answers.read_until(b'\n', &mut head)?;
        if head.pop() != Some(b'\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut body = vec![0; length(&head)];
        self.answers.read_exact(&mut body)?;
        Ok(Said { head, body })
    }

    fn last_words(&mut self, command: &str, error: &io::Error) -> ToolError {
        let status = self.end();
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            // What is no text says nothing.
            let _ = stderr.read_to_string(&mut said);
        }
        let otherwise = status.map_or_else(|_| error.to_string(), |status| status.to_string());
        failed(command.to_owned(), &said, &otherwise)
    }

    fn end(&mut self) -> io::Result<std::process::ExitStatus> {
        self.questions = None;
        self.child.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has answered all that it was asked.
        let _ = self.end();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Dialogue, Said};

    #[test]
    fn questions_are_answered_one_after_the_other() {
        let script = "while read -r question; do printf '%s 4\\nab\\nc' \"$question\"; done";
        let dialogue = Dialogue::start("sh", &["-c", script]).unwrap();
        for question in ["first", "second one"] {
            let said = dialogue.ask(question, |head| head.rsplit(' ').next().unwrap().parse().unwrap());
            let expected = Said {
                head: format!("{question} 4"),
                body: b"ab\nc".to_vec(),
            };
            assert_eq!(said.unwrap(), expected);
        }
    }

    #[test]
    fn one_that_has_ended_is_quoted() {
        let ended = Dialogue::start("sh", &["-c", "read -r _; echo no such thing >&2; exit 3"]).unwrap();
        for _ in 0..2 {
            let error = ended.ask("what?", |_| 0).unwrap_err().to_string();
            assert!(error.starts_with("`sh -c read"), "{error}");
        }
        let silent = Dialogue::start("false", &[] as &[&str]).unwrap();
        let error = silent.ask("what?", |_| 0).unwrap_err().to_string();
        assert_eq!(error, "`false` failed:\nexit status: 1");
    }

    #[test]
    fn an_answer_that_breaks_off_is_none() {
        let dialogue = Dialogue::start("echo", &["half 100"]).unwrap();
        let error = dialogue.ask("what?", |_| 100).unwrap_err().to_string();
        assert_eq!(error, "`echo half 100` failed:\nexit status: 0");
        assert!(Dialogue::start("no-such-program-here", &[] as &[&str]).is_err());
    }
}
