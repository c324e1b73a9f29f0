//! The AWS CLI as one account of the emulator. Nothing of the user's configuration reaches it.

use super::planned::Planned;
use crate::verify::tools::Program;
use crate::verify::{environment, must, output_with_input};
use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The AWS CLI with an account, a region and an endpoint.
pub(super) struct Aws<'a> {
    pub(super) program: &'a Program,
    pub(super) port: u16,
    /// The emulator keeps accounts apart by access keys of twelve digits, so that environments of one stack name do
    /// not meet.
    pub(super) account: String,
    pub(super) region: String,
    /// An empty folder.
    pub(super) home: PathBuf,
    pub(super) calls: Cell<usize>,
}

impl Aws<'_> {
    fn command(&self, arguments: &[impl AsRef<str>]) -> Command {
        self.calls.set(self.calls.get() + 1);
        let mut command = self.program.command();
        command.args(arguments.iter().map(AsRef::as_ref));
        command
            .env("HOME", &self.home)
            .env("KUBECONFIG", self.kubeconfig())
            .env("AWS_CONFIG_FILE", self.home.join("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.home.join("credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ACCESS_KEY_ID", &self.account)
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_DEFAULT_REGION", &self.region)
            .env("AWS_DEFAULT_OUTPUT", "json")
            // The emulator answers at once: a fault is to be seen, not to be tried again.
            .env("AWS_MAX_ATTEMPTS", "1");
        command
    }

    /// Where `aws eks update-kubeconfig` writes.
    pub(super) fn kubeconfig(&self) -> PathBuf {
        self.home.join(format!("kubeconfig-{}", self.account))
    }

    /// A command of the plan, in a project's folder.
    pub(super) fn run_planned(&self, planned: &Planned, project: &Path) -> Result<()> {
        let mut input = String::new();
        if let Some(arguments) = &planned.input {
            let mut cargo_xtask = environment::own_command()?;
            let printed = must(cargo_xtask.args(arguments).current_dir(project))?;
            input =
                String::from_utf8(printed.stdout).context("what is piped into the AWS CLI is no UTF-8")?;
        }
        let mut aws = self.command(&planned.arguments);
        let output = output_with_input(aws.current_dir(project), &input)?;
        succeeded(&planned.arguments, &output)
    }

    /// A command that must succeed.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<()> {
        succeeded(arguments, &self.output(arguments)?)
    }

    /// A command that must succeed, and its answer.
    pub(super) fn ask<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T> {
        let output = self.output(arguments)?;
        succeeded(arguments, &output)?;
        serde_json::from_slice(&output.stdout).with_context(|| {
            let printed = String::from_utf8_lossy(&output.stdout);
            format!(
                "`aws {}` answered something unknown:\n{printed}",
                arguments.join(" ")
            )
        })
    }

    /// What a command prints, or `None` where the CLI complains with these words.
    pub(super) fn ask_unless(&self, complaint: &str, arguments: &[&str]) -> Result<Option<Vec<u8>>> {
        let output = self.output(arguments)?;
        if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains(complaint) {
            return Ok(None);
        }
        succeeded(arguments, &output)?;
        Ok(Some(output.stdout))
    }

    fn output(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments).output().context("starting the AWS CLI")
    }
}

fn succeeded(arguments: &[impl AsRef<str>], output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
    let advice = if complaint.contains("Unrecognized resource types") {
        "; a type that the emulator lacks needs a line in tests/rigs/aws_emulator.py"
    } else {
        ""
    };
    bail!("`aws {}`: {}{advice}", arguments.join(" "), complaint.trim())
}
