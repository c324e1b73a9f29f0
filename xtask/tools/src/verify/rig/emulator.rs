//! The emulator of AWS: one process for all stacks, which ends when its handle is dropped.

use crate::verify::tools::Program;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// A running emulator.
pub(in crate::verify) struct Emulator {
    child: Child,
    pub(in crate::verify) ready: Ready,
    faults: PathBuf,
}

/// What it says when it accepts connections.
#[derive(Deserialize)]
pub(in crate::verify) struct Ready {
    pub(in crate::verify) port: u16,
    /// The types of the resources that nothing is behind.
    pub(super) inert: BTreeSet<String>,
}

impl Emulator {
    /// Starts it, with a folder for its files, and the address that each cluster's API server is to have.
    pub(in crate::verify) fn start(program: &Program, folder: &Path, cluster: Option<&str>) -> Result<Self> {
        let faults = folder.join("faults");
        fs::create_dir_all(&faults).with_context(|| format!("making {}", faults.display()))?;
        let path = folder.join("emulator.log");
        let log = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        let mut child = program
            .command()
            .arg(&faults)
            .args(cluster)
            .env("TMPDIR", folder)
            // Its end is the sign to stop, also when this process is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", program.name))?;
        let line = child.stdout.take().map(|stdout| {
            let mut line = String::new();
            BufReader::new(stdout).read_line(&mut line).map(|_| line)
        });
        let line = line.and_then(Result::ok).unwrap_or_default();
        match serde_json::from_str(&line) {
            Ok(ready) => Ok(Self { child, ready, faults }),
            Err(_) => {
                end(&mut child);
                let log = fs::read_to_string(&path).unwrap_or_default();
                bail!("{} does not start:\n{log}", program.name)
            }
        }
    }

    /// Forgets everything.
    pub(in crate::verify) fn reset(&self) -> Result<()> {
        ask(self.ready.port, "POST", "/_ministack/reset").map(drop)
    }

    /// Keeps all that there is, in the place of what was kept before.
    pub(in crate::verify) fn keep(&self) -> Result<()> {
        ask(self.ready.port, "POST", "/state/keep").map(drop)
    }

    /// Brings back what was kept.
    pub(in crate::verify) fn restore(&self) -> Result<()> {
        self.reset()?;
        ask(self.ready.port, "POST", "/state/restore").map(drop)
    }

    /// The names of all that there is, in every account.
    pub(in crate::verify) fn state(&self) -> Result<BTreeSet<String>> {
        let names = ask(self.ready.port, "GET", "/state")?;
        serde_json::from_str(&names).with_context(|| format!("reading the state of the emulator: {names}"))
    }

    /// Creating a resource fails in an account until this is dropped.
    pub(super) fn fail_creation(&self, account: &str, logical_id: &str) -> Result<Fault> {
        let path = self.faults.join(account);
        fs::write(&path, logical_id).with_context(|| format!("writing {}", path.display()))?;
        Ok(Fault(path))
    }
}

/// Asks for something without a body, and gives that of the answer.
fn ask(port: u16, method: &str, path: &str) -> Result<String> {
    let asking = || format!("asking http://127.0.0.1:{port}{path}");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).with_context(asking)?;
    let request = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(request.as_bytes()).with_context(asking)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).with_context(asking)?;
    ensure!(
        answer.split(' ').nth(1) == Some("200"),
        "{} answers {answer}",
        asking()
    );
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(body.to_owned())
}

impl Drop for Emulator {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A process that has ended by itself is no fault here; waiting leaves no zombie.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// An injected fault.
pub(super) struct Fault(PathBuf);

impl Drop for Fault {
    fn drop(&mut self) {
        // If it stays, the next creation fails and says so.
        let _ = fs::remove_file(&self.0);
    }
}
