//! The Python package with the extracts' facts.

use super::super::package::Package;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// moto collects the output of the EC2 API once a month and ships it as test data.
pub(super) const PACKAGE: Package = Package {
    name: "moto",
    version: "5.2.5",
    sha256: "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528",
};

pub(super) const INSTANCE_TYPES: &str = "moto/ec2/resources/instance_types.json.gz";
pub(super) const OFFERINGS: &str = "moto/ec2/resources/instance_type_offerings/availability-zone-id/";

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
    /// Reads the two kinds of file.
    pub(super) fn open() -> Result<Self> {
        let mut unpacked = PACKAGE.unpack(&[INSTANCE_TYPES, OFFERINGS])?;
        let types = unpacked
            .files
            .remove(INSTANCE_TYPES)
            .context("the package has no instance types")?;
        let offerings = unpacked
            .files
            .into_iter()
            .map(|(path, rows)| Ok((region_of(&path)?, serde_json::from_str(&rows)?)));
        Ok(Self {
            as_of: unpacked.built,
            instance_types: serde_json::from_str(&types)?,
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
