//! A Python package that extracts are made from: fetched at a pinned version and digest, and unpacked.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::process::Command;

/// Unpacking only: what the data mean is decided in Rust.
const UNPACK: &str = r#"
import gzip, hashlib, json, sys, zipfile
path, *prefixes = sys.argv[1:]
wheel = zipfile.ZipFile(path)
names = [n for n in wheel.namelist() if n.startswith(tuple(prefixes))]
text = lambda n, b: (gzip.decompress(b) if n.endswith(".gz") else b).decode()
json.dump({
    "sha256": hashlib.sha256(open(path, "rb").read()).hexdigest(),
    "built": max(("%04d-%02d" % wheel.getinfo(n).date_time[:2] for n in names), default=""),
    "files": {n: text(n, wheel.read(n)) for n in names},
}, sys.stdout, separators=(",", ":"))
"#;

/// A package at a version, and the digest of its wheel. To take a newer one, change the version, run the command, and
/// copy the digest from its complaint after comparing it with the registry's.
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) sha256: &'static str,
}

/// What was asked for.
#[derive(Deserialize)]
pub(super) struct Unpacked {
    sha256: String,
    /// Year and month the package was built: its data are of that month at the latest.
    pub(super) built: String,
    /// Path in the package -> text, decompressed.
    pub(super) files: BTreeMap<String, String>,
}

impl Package {
    /// The files whose paths begin with one of `prefixes`. Downloads the wheel when it is not there yet.
    pub(super) fn unpack(&self, prefixes: &[&str]) -> Result<Unpacked> {
        let folder = crate::root().join("target/catalog");
        let file = format!(
            "{}-{}-py3-none-any.whl",
            self.name.replace('-', "_"),
            self.version
        );
        let path = folder.join(file);
        if !path.exists() {
            let requirement = format!("{}=={}", self.name, self.version);
            let mut pip = Command::new("python3");
            pip.args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
            ]);
            python(pip.arg("--dest").arg(folder).arg(requirement))?;
        }
        let mut unpack = Command::new("python3");
        let text = python(unpack.args(["-c", UNPACK]).arg(&path).args(prefixes))?;
        let unpacked: Unpacked = serde_json::from_slice(&text).context("reading the unpacked package")?;
        ensure!(
            unpacked.sha256 == self.sha256,
            "{} has digest {}, not the pinned one",
            path.display(),
            unpacked.sha256
        );
        ensure!(
            !unpacked.files.is_empty(),
            "{} has none of {prefixes:?}",
            path.display()
        );
        Ok(unpacked)
    }
}

fn python(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().context("starting python3")?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}
