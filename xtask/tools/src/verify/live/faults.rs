//! A rig in which one call of a program, or one request to AWS, goes wrong.

use super::canary::Canaries;
use super::point::{Point, Way};
use super::rig::{Rig, executable};
use crate::verify::environment;
use anyhow::{Context, Result};
use eksight_rigs::cluster::Snapshot;
use eksight_rigs::proxy::Proxy;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands in PATH before every program.
const SHIM: &str = "tests/rigs/shim.sh";

/// The programs of eksight that have one.
const PROGRAMS: [&str; 4] = ["aws", "curl", "helm", "kubectl"];

/// A rig through whose shims and proxy everything goes.
pub(super) struct Faults<'a> {
    rig: Rig<'a>,
    proxy: Proxy,
}

/// What was there at some time.
pub(super) struct Kept {
    cluster: Snapshot,
    /// What eksight wrote down, and where.
    files: Vec<(Vec<u8>, PathBuf)>,
}

impl<'a> Faults<'a> {
    /// Puts them before a rig.
    pub(super) fn before(mut rig: Rig<'a>) -> Result<Self> {
        let proxy = Proxy::start(rig.aws_port).context("starting a proxy")?;
        let bin = rig.folder.join("bin");
        fs::create_dir_all(&bin).with_context(|| format!("making {}", bin.display()))?;
        let shim = environment::read(SHIM)?;
        for name in PROGRAMS {
            executable(&bin.join(name), &shim)?;
        }
        rig.aws_port = proxy.port();
        rig.bin = bin;
        Ok(Self { rig, proxy })
    }

    /// The rig itself.
    pub(super) fn rig(&self) -> &Rig<'a> {
        &self.rig
    }

    /// Nothing is there any more, except what people bring before they apply: the secrets.
    pub(super) fn clear(&self) -> Result<()> {
        self.forget()?;
        self.rig.clear()?;
        self.proxy.heal();
        Ok(())
    }

    /// Removes what eksight and the shims have written.
    fn forget(&self) -> Result<()> {
        for file in ["calls", "fault", "met"] {
            remove(&self.rig.folder.join(file))?;
        }
        let journal = self.journal();
        if journal.exists() {
            fs::remove_dir_all(&journal).with_context(|| format!("removing {}", journal.display()))?;
        }
        Ok(())
    }

    /// Keeps all that there is: the cluster, the state of AWS, and what eksight wrote down.
    pub(super) fn keep(&self) -> Result<Kept> {
        let folder = self.journal();
        let mut files = Vec::new();
        if folder.exists() {
            let reading = || format!("reading {}", folder.display());
            for entry in fs::read_dir(&folder).with_context(reading)? {
                let path = entry.with_context(reading)?.path();
                files.push((fs::read(&path).with_context(reading)?, path));
            }
        }
        Ok(Kept {
            cluster: self.rig.keep()?,
            files,
        })
    }

    /// Brings back what was kept last. Nothing goes wrong, and calls and requests are counted from now on.
    pub(super) fn restore(&self, kept: &Kept) -> Result<()> {
        self.forget()?;
        self.rig.restore(&kept.cluster)?;
        let folder = self.journal();
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        for (bytes, path) in &kept.files {
            fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))?;
        }
        self.proxy.heal();
        Ok(())
    }

    /// The command `eksight` in the project.
    pub(super) fn eksight(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = environment::own_command()?;
        command.args(arguments).current_dir(self.rig.project);
        self.rig.surround(&mut command);
        Ok(command)
    }

    /// Lets a call or a request go wrong, once.
    pub(super) fn fail(&self, point: Point) -> Result<()> {
        if let Way::Request(way) = point.way {
            self.proxy.fail(point.at, way);
            return Ok(());
        }
        let path = self.rig.folder.join("fault");
        let text = format!("{} {}\n", point.at, point.way.name());
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Nothing goes wrong any more; says whether something did.
    pub(super) fn heal(&self) -> Result<bool> {
        remove(&self.rig.folder.join("fault"))?;
        let call = remove(&self.rig.folder.join("met"))?;
        Ok(self.proxy.heal() || call)
    }

    /// How many requests AWS has had since the rig was cleared or healed.
    pub(super) fn requests(&self) -> usize {
        self.proxy.requests()
    }

    /// The calls so far, with their arguments.
    pub(super) fn calls(&self) -> Result<Vec<String>> {
        let path = self.rig.folder.join("calls");
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Where eksight writes down what it does.
    pub(super) fn journal(&self) -> PathBuf {
        self.rig
            .project
            .join(".eksight")
            .join(self.rig.environment.name())
    }

    /// No secret may be in what was written down, or in an argument; says how many texts there were.
    pub(super) fn must_keep_secrets(&self, canaries: &Canaries) -> Result<usize> {
        canaries.must_not_be_in("the list of calls", &self.calls()?.join("\n"))?;
        Ok(1 + canaries.must_not_be_below(&self.journal())?)
    }
}

/// Removes a file; says whether it was there.
fn remove(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("removing {}", path.display())),
    }
}
