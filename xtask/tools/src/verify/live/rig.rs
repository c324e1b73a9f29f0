//! What an environment is applied to here: an emulator of AWS and a stand-in for its cluster, with the real programs before
//! them. Everything listens on 127.0.0.1 alone.

use super::aws_cli::AwsCli;
use super::canary::Canaries;
use super::crds;
use super::end::{self, End};
use crate::verify::environment::Environment;
use crate::verify::rig::Emulator;
use crate::verify::tools::Program;
use anyhow::{Context, Result, ensure};
use eksight_rigs::cluster::{Cluster, Snapshot};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The nodes that every cluster has from its beginning.
const NODES: [&str; 3] = ["node-1", "node-2", "node-3"];

/// What stands in for curl: every page answers, and has the right certificate.
const PAGES: &str = "#!/bin/sh\nprintf 200\n";

/// What stands in for the page of Prometheus that tells of its scrape targets.
const TARGETS: &str =
    r#"{"status":"success","data":{"activeTargets":[{"scrapePool":"stand-in","health":"up"}]}}"#;

/// The programs that eksight drives.
pub(super) struct Programs<'a> {
    pub(super) aws: &'a AwsCli,
    pub(super) helm: &'a Program,
    pub(super) kubectl: &'a Program,
}

/// A place to apply an environment to.
pub(super) struct Rig<'a> {
    pub(super) environment: &'a Environment,
    pub(super) folder: PathBuf,
    pub(super) project: &'a Path,
    /// What the AWS CLI takes for AWS.
    pub(super) aws_port: u16,
    /// Where PATH leads.
    pub(super) bin: PathBuf,
    account: String,
    region: String,
    stack: String,
    emulator: Emulator,
    cluster: Cluster,
    canaries: &'a Canaries,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stacks {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    stack_name: String,
    stack_status: String,
    #[serde(default)]
    outputs: Vec<StackOutput>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StackOutput {
    output_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    stack_resource_summaries: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    logical_resource_id: String,
    resource_type: String,
}

impl<'a> Rig<'a> {
    /// Starts everything, with nothing in it.
    pub(super) fn start(
        environment: &'a Environment,
        programs: &Programs<'_>,
        emulator: &Program,
        project: &'a Path,
        folder: PathBuf,
        canaries: &'a Canaries,
    ) -> Result<Self> {
        let model = environment.model()?;
        programs_in(&folder, programs)?;
        let cluster = Cluster::start(environment.kubernetes()?, &NODES).context("starting a cluster")?;
        let prometheus =
            "/api/v1/namespaces/monitoring/services/prometheus-operated:9090/proxy/api/v1/targets";
        cluster.show(prometheus, TARGETS);
        let emulator = Emulator::start(emulator, &folder, Some(&cluster.url()))?;
        let rig = Self {
            environment,
            aws_port: emulator.ready.port,
            bin: folder.join("programs"),
            project,
            account: model.account.id.to_string(),
            region: model.cluster.region.to_string(),
            stack: model.cluster.name.to_string(),
            emulator,
            cluster,
            folder,
            canaries,
        };
        rig.begin()?;
        Ok(rig)
    }

    /// Nothing is there any more, except what people bring before they apply: the secrets.
    pub(super) fn clear(&self) -> Result<()> {
        self.emulator.reset()?;
        self.cluster.reset(&NODES);
        self.begin()
    }

    /// What is there before anybody applies: the secrets, and what the emulator makes when EC2 is first asked.
    fn begin(&self) -> Result<()> {
        self.aws(&["ec2", "describe-vpcs"])?;
        self.canaries.plant(self)
    }

    /// Keeps all that there is, until something else is kept.
    pub(super) fn keep(&self) -> Result<Snapshot> {
        self.emulator.keep()?;
        Ok(self.cluster.snapshot())
    }

    /// Brings back what was kept.
    pub(super) fn restore(&self, kept: &Snapshot) -> Result<()> {
        self.emulator.restore()?;
        self.cluster.restore(kept);
        Ok(())
    }

    /// An object that is there before anything is applied.
    pub(super) fn add(&self, object: &serde_json::Value) {
        self.cluster.add(object);
    }

    /// A line as a person types it into a shell, in the project's folder. It must end well, and is told without secrets.
    pub(super) fn shell(&self, line: &str) -> Result<()> {
        let mut command = Command::new("/bin/sh");
        self.surround(command.args(["-c", line]).current_dir(self.project));
        // The AWS CLI that waits for calls has looked up where kubectl's file is when it started.
        command.env("KUBECONFIG", self.folder.join("home/.kube/config"));
        let output = command.output().context("starting a shell")?;
        let said = String::from_utf8_lossy(&output.stderr);
        self.canaries
            .must_not_be_in(line, &(String::from_utf8_lossy(&output.stdout) + &*said))?;
        ensure!(output.status.success(), "`{line}`: {}", said.trim());
        Ok(())
    }

    /// The AWS CLI itself, whose calls are not counted.
    pub(super) fn aws(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(self.folder.join("programs/aws"));
        self.surround(command.args(arguments));
        command.output().context("starting the AWS CLI")
    }

    /// Nothing of the caller's environment reaches it.
    pub(super) fn surround(&self, command: &mut Command) {
        let path = format!("{}:/usr/bin:/bin", self.bin.display());
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.join("home"))
            .env("CI", "true")
            .env("AWS_CONFIG_FILE", self.folder.join("home/config"))
            .env(
                "AWS_SHARED_CREDENTIALS_FILE",
                self.folder.join("home/credentials"),
            )
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.aws_port))
            // The emulator knows an account by its access key.
            .env("AWS_ACCESS_KEY_ID", &self.account)
            .env("AWS_SECRET_ACCESS_KEY", self.canaries.key())
            .env("AWS_SESSION_TOKEN", self.canaries.token())
            .env("AWS_DEFAULT_REGION", &self.region)
            // The emulator answers at once: a fault is to be seen, not to be tried again.
            .env("AWS_MAX_ATTEMPTS", "1");
    }

    /// What is there now.
    pub(super) fn end(&self) -> Result<End> {
        let end = End::of_cluster(self.cluster.objects());
        let end = end.with("account", end::of_account(&self.state()?));
        let Some(stack) = self.stack()? else {
            return Ok(end);
        };
        ensure!(
            ["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(&stack.stack_status.as_str()),
            "the stack is in {}",
            stack.stack_status
        );
        let list = [
            "cloudformation",
            "list-stack-resources",
            "--stack-name",
            &self.stack,
        ];
        let listed: Resources =
            serde_json::from_slice(&self.aws(&list)?.stdout).context("listing resources")?;
        let resources: Vec<(String, String)> = listed
            .stack_resource_summaries
            .into_iter()
            .map(|resource| (resource.logical_resource_id, resource.resource_type))
            .collect();
        let outputs: Vec<String> = stack
            .outputs
            .into_iter()
            .map(|output| output.output_key)
            .collect();
        Ok(end.with("stack", end::of_stack(&resources, &outputs)))
    }

    /// How much has happened in the cluster and to the stack.
    pub(super) fn changes(&self) -> Result<(u64, usize)> {
        let events = self.aws(&[
            "cloudformation",
            "describe-stack-events",
            "--stack-name",
            &self.stack,
        ])?;
        let events = String::from_utf8_lossy(&events.stdout);
        Ok((self.cluster.version(), events.matches("\"EventId\"").count()))
    }

    /// All that there is in AWS.
    pub(super) fn state(&self) -> Result<BTreeSet<String>> {
        self.emulator.state()
    }

    /// Nothing may be in AWS that was not there before; in the cluster, nothing of what the ledger names.
    pub(super) fn must_be_as_before(&self, before: &BTreeSet<String>) -> Result<()> {
        let after = self.state()?;
        let mut left: Vec<&str> = after.difference(before).map(String::as_str).collect();
        let end = End::of_cluster(self.cluster.objects());
        let definitions = self.definitions()?;
        left.extend(
            end.names()
                .filter(|name| is_outside(name) || definitions.contains(*name)),
        );
        ensure!(left.is_empty(), "left behind:\n  {}", left.join("\n  "));
        let lost: Vec<&str> = before.difference(&after).map(String::as_str).collect();
        ensure!(
            lost.is_empty(),
            "gone, and nobody's to delete:\n  {}",
            lost.join("\n  ")
        );
        Ok(())
    }

    /// The definitions that steps of the plan apply, by their names among the objects.
    fn definitions(&self) -> Result<BTreeSet<String>> {
        let plan = self.environment.plan_in(self.project)?;
        let steps = plan.steps.iter().filter(|step| step.kind == "crds");
        // `helm show crds CHART …`
        let charts = steps.filter_map(|step| step.command.split(' ').nth(3)?.rsplit('/').next());
        let names = charts.flat_map(crds::of).map(|(name, _)| name);
        Ok(names
            .map(|name| format!("apiextensions.k8s.io/customresourcedefinitions//{name}"))
            .collect())
    }

    fn stack(&self) -> Result<Option<Stack>> {
        let output = self.aws(&["cloudformation", "describe-stacks"])?;
        let answer: Stacks = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("describing stacks: {}", String::from_utf8_lossy(&output.stderr)))?;
        let mut stacks = answer.stacks.into_iter();
        Ok(stacks.find(|stack| stack.stack_name == self.stack))
    }

    /// A secret of AWS Secrets Manager.
    pub(super) fn add_to_secrets_manager(&self, name: &str, value: &str) -> Result<()> {
        let value = json!({ "value": value }).to_string();
        let create = [
            "secretsmanager",
            "create-secret",
            "--name",
            name,
            "--secret-string",
            &value,
        ];
        let output = self.aws(&create)?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }
}

/// Whether the ledger names an object by itself: a volume, a load balancer, a machine, or a release. All others but some
/// definitions go with their cluster.
fn is_outside(name: &str) -> bool {
    [
        "/persistentvolumes/",
        "/persistentvolumeclaims/",
        "karpenter.sh/nodeclaims/",
        "networking.k8s.io/ingresses/",
        "release ",
    ]
    .iter()
    .any(|kind| name.starts_with(kind))
}

/// Puts the programs where PATH leads, and a `cargo` whose `cargo xtask …` is this program.
fn programs_in(folder: &Path, programs: &Programs<'_>) -> Result<()> {
    for name in ["programs", "home"] {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let own = std::env::current_exe().context("looking for the running program")?;
    let cargo = format!("#!/bin/sh\nshift\nexec '{}' \"$@\"\n", own.display());
    for (name, script) in [
        ("aws", programs.aws.as_script().to_owned()),
        ("cargo", cargo),
        ("curl", PAGES.to_owned()),
        ("helm", programs.helm.as_script()),
        ("kubectl", programs.kubectl.as_script()),
    ] {
        executable(&folder.join("programs").join(name), &script)?;
    }
    Ok(())
}

/// Writes a script that can be started.
pub(super) fn executable(path: &Path, text: &str) -> Result<()> {
    let writing = || format!("writing {}", path.display());
    fs::write(path, text).with_context(writing)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).with_context(writing)
}
