//! Programs that serve on a port of 127.0.0.1, and what they answer.

use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than a busy machine needs to start a server or to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, which ends when its handle is dropped.
pub(super) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it and waits until it listens. What it says is in `log` in its folder.
    pub(super) fn start(name: &str, command: &Command, port: u16, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let log = folder.join("log");
        let writing = || format!("writing {}", log.display());
        let file = File::create(&log).with_context(writing)?;
        let child = ends_with_us(command)
            .stdin(Stdio::null())
            .stdout(file.try_clone().with_context(writing)?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("starting {name}; setpriv is in Debian's package util-linux"))?;
        let mut process = Self { child, log };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = process
                .child
                .try_wait()
                .context("asking whether it runs")?
                .is_some();
            if ended || began.elapsed() > PATIENCE {
                bail!("{name} does not serve on port {port}:\n{}", process.said());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(process)
    }

    /// All that it has said.
    pub(super) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended by itself is no fault here; waiting leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same command, which the kernel kills when the thread that starts it ends, however that ends.
fn ends_with_us(command: &Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped
        .args(["--pdeathsig", "KILL"])
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        wrapped.envs(value.map(|value| (name, value)));
    }
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    wrapped
}

/// A port that nobody listens on.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr().context("looking for a free port")?.port())
}

/// The body of a page on this machine.
pub(super) fn get(port: u16, path: &str) -> Result<String> {
    let asking = || format!("asking http://127.0.0.1:{port}{path}");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).with_context(asking)?;
    stream.set_read_timeout(Some(PATIENCE)).with_context(asking)?;
    // Version 1.0 has no answers in pieces, and ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).with_context(asking)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).with_context(asking)?;
    let (head, body) = answer.split_once("\r\n\r\n").with_context(asking)?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    ensure!(status == "200", "{} answers {status}: {body}", asking());
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Process, free_port, get};
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpListener};
    use std::process::Command;
    use std::thread;

    #[test]
    fn an_answer_is_its_body() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = thread::spawn(move || {
            for answer in [
                "HTTP/1.0 200 OK\r\nA: b\r\n\r\nup 1\n",
                "HTTP/1.0 404 Not Found\r\n\r\n?",
            ] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        assert_eq!(get(port, "/metrics").unwrap(), "up 1\n");
        let fault = get(port, "/x").unwrap_err().to_string();
        assert_eq!(fault, format!("asking http://127.0.0.1:{port}/x answers 404: ?"));
        serving.join().unwrap();
    }

    #[test]
    fn a_program_that_ends_is_told_with_its_words() {
        let folder = std::env::temp_dir().join(format!("eksight-process-{}", std::process::id()));
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo no such file >&2"]).current_dir("/");
        let fault = Process::start("x", &command, free_port().unwrap(), &folder);
        let told = fault.err().unwrap().to_string();
        assert!(told.ends_with("\nno such file\n"), "{told}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
