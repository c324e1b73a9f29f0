//! Asking programs: what reads is asked again while a fault may pass, and so is an idempotent change: an apply, a merge patch,
//! a deletion by name or id, a call with a token. Any other change is asked once. Whoever asked for a change looks at the
//! state that came of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::kind::Kind;
use super::words::readable;
use crate::tools::{self, Call, Ended, Stop};

/// What a run needs of the world beside programs.
pub trait Surroundings: Stop {
    /// Lets time pass; `false` when somebody wants to stop.
    fn pause(&self, how_long: Duration) -> bool;
    /// Whether somebody wants to stop: what has begun is finished, nothing else begins.
    fn is_stopping(&self) -> bool;
    /// Hears that a question is asked again, and why.
    fn asked_again(&self, text: &str);
}

/// How often a question is asked before its fault counts.
const ATTEMPTS: u32 = 6;
/// The pause after the first fault; each one is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The programs, with the place that they are asked about.
pub struct Programs<'a> {
    /// The region of every call.
    pub region: String,
    /// The file that kubectl and Helm read, ours alone.
    pub kubeconfig: PathBuf,
    /// How long a call may take that does not wait for anything.
    pub most: Duration,
    /// How long calls that give no answer may take together before one of them counts.
    pub patience: Duration,
    /// Time, and the wish to stop.
    pub surroundings: &'a dyn Surroundings,
}

impl Programs<'_> {
    /// Asks the AWS CLI something that changes nothing.
    ///
    /// # Errors
    /// When there is no answer after several attempts, or the answer is that it cannot be told.
    pub fn ask_aws<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, Fault> {
        let arguments = self.aws_arguments(arguments);
        self.patiently(|| json(&self.once("aws", &arguments, b"", self.most)?, "aws", &arguments))
    }

    /// Tells the AWS CLI to change something; the text is what it reads.
    ///
    /// # Errors
    /// When it complains. Whether anything has changed is for the caller to look at.
    pub fn tell_aws(&self, arguments: &[&str], input: &str) -> Result<String, Fault> {
        self.once("aws", &self.aws_arguments(arguments), input.as_bytes(), self.most)
    }

    /// Asks kubectl something that changes nothing.
    ///
    /// # Errors
    /// As [`Self::ask_aws`].
    pub fn ask_kubectl<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, Fault> {
        let arguments = owned(arguments);
        self.patiently(|| {
            json(
                &self.once("kubectl", &arguments, b"", self.most)?,
                "kubectl",
                &arguments,
            )
        })
    }

    /// Asks Helm something that changes nothing.
    ///
    /// # Errors
    /// As [`Self::ask_aws`].
    pub fn ask_helm(&self, arguments: &[&str]) -> Result<String, Fault> {
        let arguments = owned(arguments);
        self.patiently(|| self.once("helm", &arguments, b"", self.most))
    }

    /// Tells a program to change something, with a text to read and a time to do it in.
    ///
    /// # Errors
    /// As [`Self::tell_aws`].
    pub fn tell(
        &self,
        program: &str,
        arguments: &[&str],
        input: &str,
        most: Duration,
    ) -> Result<String, Fault> {
        self.once(program, &owned(arguments), input.as_bytes(), most)
    }

    /// The same, with a look at something else while the program works, at every look whether it has ended. That takes
    /// none of the program's time.
    ///
    /// # Errors
    /// As [`Self::tell_aws`].
    pub fn tell_while(
        &self,
        program: &str,
        arguments: &[&str],
        input: &str,
        most: Duration,
        look: &dyn Fn(),
    ) -> Result<String, Fault> {
        let watched = Watched {
            stop: self.surroundings,
            look,
        };
        self.once_beside(program, &owned(arguments), input.as_bytes(), most, &watched)
    }

    /// Asks again while the fault may pass: what reads, or a change that changes nothing more when it is asked for twice.
    ///
    /// # Errors
    /// The last fault.
    pub fn patiently<T>(&self, mut ask: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
        let mut pause = FIRST_PAUSE;
        let mut waited = Duration::ZERO;
        for next in 2..=ATTEMPTS {
            match ask() {
                Err(fault) if fault.may_pass() => {
                    if let Fault::TooLate { after, .. } = fault {
                        waited += after;
                        if waited >= self.patience {
                            return Err(fault);
                        }
                    }
                    self.pause(pause)?;
                    // The first line names the call, the next one is its words.
                    let why = fault
                        .refusal()
                        .state()
                        .lines()
                        .take(2)
                        .collect::<Vec<_>>()
                        .join(" ");
                    self.surroundings
                        .asked_again(&format!("asked again ({next} of {ATTEMPTS}): {why}"));
                }
                other => return other,
            }
            pause *= 2;
        }
        ask()
    }

    /// The same programs for a look at what has come to its end, and for clearing up behind it: also where somebody wants to
    /// stop meanwhile. A second wish ends it.
    pub fn finishing<T>(&self, look: impl FnOnce(&Programs<'_>) -> T) -> T {
        look(&Programs {
            region: self.region.clone(),
            kubeconfig: self.kubeconfig.clone(),
            most: self.most,
            patience: self.patience,
            surroundings: &Patient(self.surroundings),
        })
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// When somebody wants to stop.
    pub fn pause(&self, how_long: Duration) -> Result<(), Fault> {
        match self.surroundings.pause(how_long) {
            true => Ok(()),
            false => Err(Fault::Stopped),
        }
    }

    /// How a program ends, whatever its code: for those whose code is an answer.
    pub(super) fn coded(
        &self,
        program: &str,
        arguments: &[&str],
        input: &str,
        most: Duration,
    ) -> Result<(i32, String, String), Fault> {
        let arguments = owned(arguments);
        let answer = self.call(program, &arguments, input.as_bytes(), most, self.surroundings)?;
        match answer.ended {
            Ended::Code(code) => Ok((code, answer.stdout, answer.stderr)),
            Ended::Signal => Err(said(program, &arguments, "a signal ended it", Kind::Passing)),
            Ended::TooLate => Err(Fault::TooLate {
                command: first_words(program, &arguments),
                after: most,
            }),
            Ended::Stopped => Err(Fault::Stopped),
        }
    }

    fn once(
        &self,
        program: &str,
        arguments: &[String],
        input: &[u8],
        most: Duration,
    ) -> Result<String, Fault> {
        self.once_beside(program, arguments, input, most, self.surroundings)
    }

    fn once_beside(
        &self,
        program: &str,
        arguments: &[String],
        input: &[u8],
        most: Duration,
        stop: &dyn Stop,
    ) -> Result<String, Fault> {
        let answer = self.call(program, arguments, input, most, stop)?;
        match answer.ended {
            Ended::Code(0) => Ok(answer.stdout),
            Ended::Code(code) => {
                let words = answer.stderr.trim();
                match words.is_empty() {
                    true => Err(said(
                        program,
                        arguments,
                        &format!("it ended with {code}, and said nothing"),
                        Kind::Passing,
                    )),
                    false => Err(said(program, arguments, words, Kind::of(words))),
                }
            }
            Ended::Signal => Err(said(program, arguments, "a signal ended it", Kind::Passing)),
            Ended::TooLate => Err(Fault::TooLate {
                command: first_words(program, arguments),
                after: most,
            }),
            Ended::Stopped => Err(Fault::Stopped),
        }
    }

    fn call(
        &self,
        program: &str,
        arguments: &[String],
        input: &[u8],
        most: Duration,
        stop: &dyn Stop,
    ) -> Result<tools::Answer, Fault> {
        if self.surroundings.is_stopping() {
            return Err(Fault::Stopped);
        }
        let variables = [
            ("KUBECONFIG", OsString::from(&self.kubeconfig)),
            // A pager would wait for somebody who reads.
            ("AWS_PAGER", OsString::new()),
            ("AWS_CLI_AUTO_PROMPT", OsString::from("off")),
        ];
        let call = Call {
            program,
            arguments,
            input,
            variables: &variables,
            hidden: &HIDDEN,
            most,
        };
        Ok(tools::call(&call, stop)?)
    }

    fn aws_arguments(&self, arguments: &[&str]) -> Vec<String> {
        let common = ["--region", &self.region, "--output", "json"];
        owned(&[arguments, &common].concat())
    }
}

/// Variables that would lead Helm to another cluster than the one that was looked at, or to another namespace (Helm
/// documentation, Helm: environment variables), or let kubectl tell a difference in other words, or none (Kubernetes
/// documentation, kubectl diff: `KUBECTL_EXTERNAL_DIFF`). As of 2026-11.
const HIDDEN: [&str; 10] = [
    "HELM_KUBEAPISERVER",
    "HELM_KUBEASGROUPS",
    "HELM_KUBEASUSER",
    "HELM_KUBECAFILE",
    "HELM_KUBECONTEXT",
    "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
    "HELM_KUBETLS_SERVER_NAME",
    "HELM_KUBETOKEN",
    "HELM_NAMESPACE",
    "KUBECTL_EXTERNAL_DIFF",
];

/// Stops as others stop, and looks at something each time it is asked.
struct Watched<'a> {
    stop: &'a dyn Surroundings,
    look: &'a dyn Fn(),
}

impl Stop for Watched<'_> {
    fn now(&self) -> bool {
        (self.look)();
        self.stop.now()
    }

    fn started(&self, call: &Call<'_>, id: u32) {
        self.stop.started(call, id);
    }

    fn killed(&self, call: &Call<'_>) {
        self.stop.killed(call);
    }

    fn ended(&self, call: &Call<'_>, id: u32, how: Ended) {
        self.stop.ended(call, id, how);
    }
}

/// Goes on for somebody who wants to stop.
struct Patient<'a>(&'a dyn Surroundings);

impl Stop for Patient<'_> {
    fn now(&self) -> bool {
        self.0.now()
    }

    fn started(&self, call: &Call<'_>, id: u32) {
        self.0.started(call, id);
    }

    fn killed(&self, call: &Call<'_>) {
        self.0.killed(call);
    }

    fn ended(&self, call: &Call<'_>, id: u32, how: Ended) {
        self.0.ended(call, id, how);
    }
}

impl Surroundings for Patient<'_> {
    fn pause(&self, how_long: Duration) -> bool {
        std::thread::sleep(how_long);
        !self.now()
    }

    fn is_stopping(&self) -> bool {
        self.now()
    }

    fn asked_again(&self, text: &str) {
        self.0.asked_again(text);
    }
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|word| (*word).to_owned()).collect()
}

/// Enough to know a call again; what follows may be long.
fn first_words(program: &str, arguments: &[String]) -> String {
    let words = arguments.iter().take(2).map(String::as_str);
    std::iter::once(program)
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A complaint, without the secrets in it.
fn said(program: &str, arguments: &[String], words: &str, kind: Kind) -> Fault {
    Fault::Said {
        command: first_words(program, arguments),
        said: readable(words),
        kind,
    }
}

/// An answer in JSON.
fn json<T: DeserializeOwned>(text: &str, program: &str, arguments: &[String]) -> Result<T, Fault> {
    // Some answers are empty where there is nothing to tell.
    let text = if text.trim().is_empty() { "{}" } else { text };
    serde_json::from_str(text).map_err(|error| Fault::answer(first_words(program, arguments), &error))
}

#[cfg(test)]
mod tests;
