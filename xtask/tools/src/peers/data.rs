//! What is compared: an environment's template, values and manifests as trees, and what in them is the environment's own.

use anyhow::{Context, Result};
use eksight_testing::long_form;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where the template lies in an environment's folder.
pub(super) const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

/// The folders that peers write too. eksight writes plan, runbook, drills and queries on top.
const FOLDERS: [&str; 3] = ["cloudformation", "helm", "manifests"];

/// The documents of each file, by its path in the environment's folder.
pub(super) type Files = BTreeMap<String, Vec<Value>>;

/// What the source of a peer reads for each environment.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Parameters {
    /// The environment's name.
    pub(super) id: String,
    /// The cluster's name.
    pub(super) name: String,
    /// The ranges of the VPC and of its subnets, in the order of the template.
    pub(super) ranges: Vec<String>,
}

impl Parameters {
    pub(super) fn of(id: &str, name: &str, template: &Value) -> Self {
        let resources = template["Resources"].as_object();
        let ranges = resources.into_iter().flat_map(|resources| resources.values());
        let ranges = ranges.filter_map(|resource| resource["Properties"]["CidrBlock"].as_str());
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            ranges: ranges.map(str::to_owned).collect(),
        }
    }
}

/// The files in an environment's folder, whoever has written them.
pub(super) fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for below in FOLDERS {
        collect(folder, below, &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, below: &str, files: &mut Files) -> Result<()> {
    let path = folder.join(below);
    let reading = || format!("reading {}", path.display());
    if path.is_file() {
        let text = fs::read_to_string(&path).with_context(reading)?;
        files.insert(below.to_owned(), documents(&text).with_context(reading)?);
        return Ok(());
    }
    for entry in fs::read_dir(&path).with_context(reading)? {
        let name = entry.with_context(reading)?.file_name();
        collect(folder, &format!("{below}/{}", name.to_string_lossy()), files)?;
    }
    Ok(())
}

fn documents(text: &str) -> Result<Vec<Value>> {
    yaml_serde::Deserializer::from_str(text)
        .map(|document| Ok(long_form(yaml_serde::Value::deserialize(document)?)))
        .collect()
}

/// The one template among the files.
pub(super) fn template(files: &Files) -> Result<&Value> {
    let template = files.get(TEMPLATE).and_then(|documents| documents.first());
    template.with_context(|| format!("there is no {TEMPLATE}"))
}

#[cfg(test)]
mod tests {
    use super::Parameters;
    use serde_json::json;

    #[test]
    fn ranges_are_those_of_the_template() {
        let template = json!({ "Resources": {
            "Vpc": { "Properties": { "CidrBlock": "10.0.0.0/18" } },
            "Role": { "Type": "AWS::IAM::Role" },
            "Subnet": { "Properties": { "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.0.32.0/24" } },
        } });
        let parameters = Parameters::of("e0000", "prod-0000", &template);
        assert_eq!(parameters.ranges, ["10.0.0.0/18", "10.0.32.0/24"]);
    }
}
