//! Which resource types we write.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Below it, each type is a struct with `const TYPE`.
const RESOURCES: &str = "src/emit/cloudformation/resources";

const DEFINITION: &str = "const TYPE: &'static str = \"";

/// The types that the emitters' typed layer defines: read from its sources, so that none can be forgotten.
pub(super) fn defined() -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    collect(&crate::root().join(RESOURCES), &mut found)?;
    ensure!(!found.is_empty(), "{RESOURCES} defines no resource type");
    Ok(found)
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let names = text
            .split(DEFINITION)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        found.extend(names.map(str::to_owned));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::defined;

    #[test]
    fn types_are_read_from_the_sources() {
        let types = defined().unwrap();
        assert!(types.contains("AWS::EKS::Cluster"));
        assert!(types.contains("AWS::EC2::VPC"));
        assert!(types.iter().all(|name| name.starts_with("AWS::")));
    }
}
