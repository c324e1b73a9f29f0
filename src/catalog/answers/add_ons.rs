//! `aws eks describe-addon-versions`: which versions of an add-on EKS installs on which version of Kubernetes.

use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::AnswerError;
use crate::{Date, Dated, Document, Facts};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "a map")]
pub(super) struct Row {
    addon_name: String,
    #[serde(default)]
    addon_versions: Vec<Version>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "a map")]
struct Version {
    addon_version: String,
    #[serde(default)]
    compatibilities: Vec<Compatibility>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "a map")]
struct Compatibility {
    cluster_version: String,
}

pub(super) fn document(rows: Vec<Row>, day: Date) -> Result<Option<Document>, AnswerError> {
    let asked = !rows.is_empty();
    let mut add_ons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        for version in row.addon_versions {
            for Compatibility { cluster_version } in version.compatibilities {
                let key = format!("{}/{cluster_version}", row.addon_name);
                add_ons
                    .entry(key)
                    .or_default()
                    .push(version.addon_version.clone());
            }
        }
    }
    for versions in add_ons.values_mut() {
        versions.sort_by_cached_key(|version| Reverse((numbers(version), version.clone())));
        versions.dedup();
    }
    if add_ons.is_empty() {
        let message = "no version of an add-on is in the answer, or none that says its Kubernetes versions";
        return if asked {
            Err(AnswerError::new(message))
        } else {
            Ok(None)
        };
    }
    Ok(Some(Document::AddOns(Facts {
        region: None,
        account: None,
        source: "aws eks describe-addon-versions".to_owned(),
        as_of: Dated::of_day(day, add_ons),
    })))
}

/// The numbers in a version: 1, 14, 3 and 11 in `v1.14.3-eksbuild.11`.
fn numbers(version: &str) -> Vec<u64> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}
