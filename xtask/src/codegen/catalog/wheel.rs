//! The Python package the extracts are made from: fetched at a pinned version and digest, and unpacked.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

// moto collects the output of the EC2 API once a month and ships it as test data. To take newer data, change the
// version, run the command, and copy the digest from its complaint after comparing it with the registry's.
pub(super) const PACKAGE: &str = "moto";
pub(super) const VERSION: &str = "5.2.5";
const SHA256: &str = "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528";

pub(super) const INSTANCE_TYPES: &str = "moto/ec2/resources/instance_types.json.gz";
pub(super) const OFFERINGS: &str = "moto/ec2/resources/instance_type_offerings/availability-zone-id/";

/// Unpacking only: what the data mean is decided in Rust.
const UNPACK: &str = r#"
import gzip, hashlib, json, sys, zipfile
path, *prefixes = sys.argv[1:]
wheel = zipfile.ZipFile(path)
names = [n for n in wheel.namelist() if n.startswith(tuple(prefixes))]
json.dump({
    "sha256": hashlib.sha256(open(path, "rb").read()).hexdigest(),
    "built": max("%04d-%02d" % wheel.getinfo(n).date_time[:2] for n in names),
    "files": {n: json.loads(gzip.decompress(wheel.read(n))) for n in names},
}, sys.stdout, separators=(",", ":"))
"#;

/// The unpacked package.
pub(super) struct Wheel {
    /// Year and month the package was built: its data are of that month at the latest.
    pub(super) as_of: String,
    /// Instance type -> what DescribeInstanceTypes says about it.
    pub(super) instance_types: BTreeMap<String, Value>,
    /// Region -> rows of DescribeInstanceTypeOfferings by zone id.
    pub(super) offerings: BTreeMap<String, Vec<Value>>,
}

impl Wheel {
    /// Opens the wheel in `folder`, after downloading it when it is not there yet.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(format!("{PACKAGE}-{VERSION}-py3-none-any.whl"));
        if !path.exists() {
            let requirement = format!("{PACKAGE}=={VERSION}");
            let download = [
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
            ];
            python(
                Command::new("python3")
                    .args(download)
                    .arg("--dest")
                    .arg(folder)
                    .arg(requirement),
            )?;
        }
        let unpack = ["-c", UNPACK];
        let text = python(
            Command::new("python3")
                .args(unpack)
                .arg(&path)
                .args([INSTANCE_TYPES, OFFERINGS]),
        )?;
        let mut unpacked: Value = serde_json::from_slice(&text).context("reading the unpacked package")?;
        ensure!(
            unpacked["sha256"] == SHA256,
            "{} has digest {}, not the pinned one",
            path.display(),
            unpacked["sha256"]
        );
        let as_of = unpacked["built"]
            .as_str()
            .context("the package has no build date")?
            .to_owned();
        let mut files: BTreeMap<String, Value> = serde_json::from_value(unpacked["files"].take())?;
        let types = files
            .remove(INSTANCE_TYPES)
            .context("the package has no instance types")?;
        let offerings = files
            .into_iter()
            .map(|(path, rows)| Ok((region_of(&path)?, serde_json::from_value(rows)?)));
        Ok(Self {
            as_of,
            instance_types: serde_json::from_value(types)?,
            offerings: offerings.collect::<Result<_>>()?,
        })
    }
}

fn region_of(path: &str) -> Result<String> {
    let name = path
        .strip_prefix(OFFERINGS)
        .and_then(|name| name.strip_suffix(".json.gz"));
    Ok(name
        .with_context(|| format!("`{path}` is no offerings file"))?
        .to_owned())
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
