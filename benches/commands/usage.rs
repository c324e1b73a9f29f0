//! What a command takes: time, CPU time and memory, asked of a process that has this one child only, since the system keeps
//! no figures of a single child, but one of all.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// From just before its start to just after its end.
    pub(crate) wall: Duration,
    /// In the program and for it in the system; Linux only.
    pub(crate) cpu: Option<Duration>,
    /// Resident memory at most; Linux only. It counts what was the parent's at the start, some MiB.
    pub(crate) peak_kib: Option<u64>,
}

/// Runs a command in a process of its own.
pub(crate) fn of(command: &Command) -> Usage {
    let mut asked = Command::new(std::env::current_exe().unwrap());
    asked
        .arg("usage")
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        asked.current_dir(folder);
    }
    let output = asked
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{command:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut numbers = text.split_whitespace().map(|number| number.parse::<u64>().ok());
    let mut next = || numbers.next().flatten();
    Usage {
        wall: Duration::from_micros(next().unwrap()),
        cpu: next().map(Duration::from_micros),
        peak_kib: next(),
    }
}

/// Runs a program, and prints microseconds, microseconds of CPU and KiB.
pub(crate) fn print(program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    crate::project::run(command);
    println!("{} {}", started.elapsed().as_micros(), of_children());
}

#[cfg(target_os = "linux")]
fn of_children() -> String {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    format!(
        "{} {}",
        micros(usage.user_time()) + micros(usage.system_time()),
        usage.max_rss()
    )
}

#[cfg(not(target_os = "linux"))]
fn of_children() -> String {
    "- -".to_owned()
}
