//! Processes by their numbers: how one is ended with all that it has started, and whether one is still there.

use std::process::Child;

/// Whether a process that was started earlier is still at work, by its number and its program's name: the number may be
/// somebody else's by now. Where nobody can tell the name, it is taken for that program.
#[must_use]
#[cfg(unix)]
pub fn is_running(process: u32, program: &str) -> bool {
    use nix::errno::Errno;
    use nix::sys::signal::kill;
    use nix::unistd::Pid;

    let number = i32::try_from(process).ok().filter(|number| *number > 0);
    // One of somebody else is there too, and only refuses to be asked.
    number.is_some_and(|number| kill(Pid::from_raw(number), None) != Err(Errno::ESRCH))
        && seen(process).is_none_or(|seen| seen.contains(program))
}

/// Nobody can tell.
#[must_use]
#[cfg(not(unix))]
pub fn is_running(_: u32, _: &str) -> bool {
    true
}

/// The name of a process; nothing of one that has ended and that nobody has waited for.
#[cfg(unix)]
fn seen(process: u32) -> Option<String> {
    let live = |state: &str, name: &str| match state.starts_with('Z') {
        true => String::new(),
        false => name.to_owned(),
    };
    // Source: proc_pid_stat(5): the name stands in brackets and may have some itself, and the state follows it.
    #[expect(
        clippy::disallowed_methods,
        reason = "no file: what the system tells of a process"
    )]
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    if let Ok(stat) = stat {
        let (before, state) = stat.rsplit_once(')')?;
        let (_, name) = before.split_once('(')?;
        return Some(live(state.trim_start(), name));
    }
    // Systems without that have the program.
    let asked = ["-p", &process.to_string(), "-o", "stat=", "-o", "comm="];
    let told = super::run("ps", &asked).ok()?;
    let (state, name) = told.trim().split_once(' ')?;
    Some(live(state, name))
}

/// How a program is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// To end by itself. No `SIGINT`, which what a script has started in the background ignores.
    Terminate,
    /// At once.
    Kill,
}

/// Sends a signal to the program and to all that it has started in its group.
#[cfg(unix)]
pub(super) fn end(child: &mut Child, signal: Signal) {
    use nix::sys::signal;
    use nix::unistd::Pid;

    let signal = match signal {
        Signal::Terminate => signal::SIGTERM,
        Signal::Kill => signal::SIGKILL,
    };
    let group = i32::try_from(child.id()).ok().map(Pid::from_raw);
    // One that has ended meanwhile is no fault.
    let _ = group.map(|group| signal::killpg(group, signal));
}

/// There is one way alone.
#[cfg(not(unix))]
pub(super) fn end(child: &mut Child, _: Signal) {
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::is_running;

    #[test]
    fn a_process_is_known_by_its_number_and_its_name() {
        let own = std::process::id();
        assert!(is_running(own, "eksight"));
        assert!(!is_running(own, "helm"));
    }

    #[test]
    fn one_that_has_ended_is_gone_also_before_somebody_waits_for_it() {
        #[expect(clippy::disallowed_methods, reason = "the door for child programs")]
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let process = child.id();
        while is_running(process, "") && super::seen(process).is_some_and(|name| !name.is_empty()) {
            std::thread::yield_now();
        }
        assert!(!is_running(process, "true"));
        child.wait().unwrap();
        assert!(!is_running(process, ""));
    }
}
