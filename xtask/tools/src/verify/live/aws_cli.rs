//! The AWS CLI, loaded once for all calls: importing its modules is most of what a call costs.

use crate::verify::tools::Program;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

/// A running server, which ends when this is dropped. See tests/rigs/aws_cli.py.
pub(super) struct AwsCli {
    child: Child,
    script: String,
}

impl AwsCli {
    /// Starts it, with a folder for its files.
    pub(super) fn start(program: &Program, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let socket = folder.join("aws.sock");
        let path = folder.join("aws.log");
        let log = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        let mut child = program
            .command()
            .arg("serve")
            .arg(&socket)
            // Its end is the sign to stop, also when this process is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", program.name))?;
        let mut line = String::new();
        let read = child.stdout.take().map(BufReader::new);
        let read = read.map(|mut stdout| stdout.read_line(&mut line));
        let started = Self {
            child,
            script: script(program, &socket),
        };
        if !matches!(read, Some(Ok(_))) || line.trim() != "ready" {
            let said = fs::read_to_string(&path).unwrap_or_default();
            bail!("{} does not start:\n{said}", program.name);
        }
        Ok(started)
    }

    /// A script that is a call, with its own arguments.
    pub(super) fn as_script(&self) -> &str {
        &self.script
    }
}

impl Drop for AwsCli {
    fn drop(&mut self) {
        // One that has ended by itself is no fault here; waiting leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A call needs nothing but the standard library: without more the interpreter starts faster.
fn script(program: &Program, socket: &Path) -> String {
    program.as_script_with("-I -S", &format!("run '{}'", socket.display()))
}
