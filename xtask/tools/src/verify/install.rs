//! Where packages of `verify` and `bench peers` are installed, and how: each version in a folder of its own below
//! `target/verify`.

use super::must;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Held while something is installed: two lanes may want the same package.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Where everything lies that is installed.
pub(crate) fn folder() -> PathBuf {
    crate::root().join("target/verify")
}

/// The folder of a version of a package, filled when it is not there: under another name, so that an installation
/// that was interrupted is never used.
pub(crate) fn install(
    package: &str,
    version: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let _alone = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let name = format!("{package}-{version}");
    let (done, partial) = (folder().join(&name), folder().join(format!("{name}.partial")));
    if done.exists() {
        return Ok(done);
    }
    crate::say(&format!("installing {package} {version} below target/verify"));
    if partial.exists() {
        fs::remove_dir_all(&partial).with_context(|| format!("removing {}", partial.display()))?;
    }
    fs::create_dir_all(&partial).with_context(|| format!("making {}", partial.display()))?;
    fill(&partial)?;
    fs::rename(&partial, &done).with_context(|| format!("renaming {}", partial.display()))?;
    Ok(done)
}

/// Programs of Debian packages, which are unpacked below `target/verify` and not installed. The version is the one that
/// the distribution has.
pub(super) fn debian(package: &'static str) -> Result<PathBuf> {
    install(package, "debian", |folder| {
        let download = || {
            must(
                Command::new("apt-get")
                    .args(["--quiet=2", "download", package])
                    .current_dir(folder),
            )
        };
        // The lists of packages may be old or missing; only root can renew them.
        download()
            .or_else(|_| {
                must(Command::new("apt-get").args(["--quiet=2", "update"]))?;
                download()
            })
            .with_context(|| {
                format!(
                    "cannot download the Debian package `{package}`; `cargo xtask verify` needs apt-get, and the first \
                     time a mirror that it can reach"
                )
            })?;
        for archive in fs::read_dir(folder).context("listing what was downloaded")? {
            must(
                Command::new("dpkg-deb")
                    .arg("--extract")
                    .arg(archive?.path())
                    .arg(folder),
            )?;
        }
        Ok(())
    })
}

pub(super) fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip
}

pub(super) fn cannot_install(requirement: &str) -> String {
    format!(
        "cannot install the Python package `{requirement}`: that needs python3 with venv and pip, and the first time a \
         package registry that pip can reach; go online, or name one in PIP_INDEX_URL, and run the command again"
    )
}

/// A virtual environment with one package and what that one needs: two packages may want different versions.
pub(super) fn virtual_environment(package: &str, version: &str) -> Result<PathBuf> {
    let requirement = format!("{package}=={version}");
    install(package, version, |venv| {
        must(Command::new("python3").args(["-m", "venv"]).arg(venv))
            .and_then(|_| must(pip(&venv.join("bin/python")).args(["install", &requirement])))
            .map(drop)
            .with_context(|| cannot_install(&requirement))
    })
}
