//! One file of imported facts, as it lies in the project's `catalog/`: its name, its text and how two of them merge.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ChartValues, Dated};
use crate::{InstanceType, VersionLife};

/// One file of imported facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Document {
    /// Instance type -> ids of the zones that offer it.
    Offerings(Facts<Vec<String>>),
    /// Zone name -> zone id.
    Zones(Facts<String>),
    /// Instance type -> what it has.
    InstanceTypes(Facts<InstanceType>),
    /// Kubernetes version -> its dates.
    KubernetesVersions(Facts<VersionLife>),
    /// `<add-on>/<Kubernetes version>` -> versions of the add-on.
    AddOns(Facts<Vec<String>>),
    /// The default values of a chart.
    ChartValues(ChartValues),
}

/// Facts of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts<T> {
    /// The region that they are about, where they are about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The account whose zone names they tell, where that differs between accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The command whose answer they are.
    pub source: String,
    /// The facts by the day of their import.
    pub as_of: Dated<T>,
}

/// Why a text is not a file of imported facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DocumentError {
    /// What is wrong with it.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// How deep a file is written with one entry a line: kind, its fields, days, facts.
const OPEN_LEVELS: usize = 4;

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is not JSON, or not of the form that [`Self::text`] writes.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let document: Self = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line().max(1), error.column().max(1));
            let message = error.to_string();
            // The place is told by ourselves.
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            DocumentError {
                message,
                line,
                column,
            }
        })?;
        document.complete()
    }

    /// What the form alone does not say: required fields of a kind, names that can stand in a file's name.
    fn complete(mut self) -> Result<Self, DocumentError> {
        let fault = |message: &str| DocumentError {
            message: message.to_owned(),
            line: 1,
            column: 1,
        };
        let region = match &self {
            Self::Offerings(Facts { region, .. }) | Self::Zones(Facts { region, .. }) => {
                Some(region.as_ref().ok_or_else(|| fault("`region` is missing"))?)
            }
            _ => None,
        };
        let account = match &self {
            Self::Zones(Facts { account, .. }) => account.as_ref(),
            _ => None,
        };
        let chart = match &self {
            Self::ChartValues(values) => Some((&values.chart, &values.version)),
            _ => None,
        };
        let names = region
            .into_iter()
            .chain(account)
            .chain(chart.into_iter().flat_map(|(a, b)| [a, b]));
        for name in names {
            if !is_plain(name) {
                return Err(fault(&format!(
                    "`{name}` is not the name of a region, an account, a chart or a version"
                )));
            }
        }
        if let Self::InstanceTypes(facts) = &mut self {
            for (name, facts) in facts.as_of.iter_mut() {
                facts.name.clone_from(name);
            }
        }
        Ok(self)
    }

    /// Its name in `catalog/`: one file for what one answer is about.
    pub fn file_name(&self) -> String {
        let region = |facts: &Option<String>| facts.clone().unwrap_or_default();
        match self {
            Self::Offerings(facts) => format!("offerings.{}.json", region(&facts.region)),
            Self::Zones(facts) => match &facts.account {
                Some(account) => format!("zones.{}.{account}.json", region(&facts.region)),
                None => format!("zones.{}.json", region(&facts.region)),
            },
            Self::InstanceTypes(_) => "instance-types.json".to_owned(),
            Self::KubernetesVersions(_) => "kubernetes-versions.json".to_owned(),
            Self::AddOns(_) => "add-ons.json".to_owned(),
            Self::ChartValues(values) => format!("chart-values.{}.{}.json", values.chart, values.version),
        }
    }

    /// How to get an answer of its kind that is smaller, as a clause.
    pub fn fewer(&self) -> &'static str {
        match self {
            Self::Offerings(_) => "ask for fewer types: `--filters Name=instance-type,Values=m7i.*`",
            Self::Zones(_) => "ask for the zones of one region without `--all-availability-zones`",
            Self::InstanceTypes(_) => {
                "ask for fewer types: `--instance-types`, or `--filters Name=instance-type,Values=m7i.*`"
            }
            Self::KubernetesVersions(_) => "ask for fewer versions: `--cluster-versions`",
            Self::AddOns(_) => "ask for one add-on at a time: `--addon-name`",
            Self::ChartValues(_) => {
                "leave out of what `helm show values` has printed the keys that no `extraValues` name"
            }
        }
    }

    /// Its text: sorted, one fact a line.
    pub fn text(&self) -> String {
        let value = serde_json::to_value(self).expect("bug in eksight: facts are a plain tree");
        let mut text = String::new();
        write(&value, 0, &mut text);
        text.push('\n');
        text
    }

    /// Takes a newer answer about the same.
    pub fn merge(&mut self, newer: Self) {
        match (self, newer) {
            (Self::Offerings(old), Self::Offerings(new)) | (Self::AddOns(old), Self::AddOns(new)) => {
                old.merge(new);
            }
            (Self::Zones(old), Self::Zones(new)) => old.merge(new),
            (Self::InstanceTypes(old), Self::InstanceTypes(new)) => old.merge(new),
            (Self::KubernetesVersions(old), Self::KubernetesVersions(new)) => old.merge(new),
            // The values of a version of a chart come whole.
            (old, new) => *old = new,
        }
    }
}

impl<T> Facts<T> {
    fn merge(&mut self, newer: Self) {
        self.source = newer.source;
        self.as_of.merge(newer.as_of);
    }
}

/// Whether a name can be a part of a file's name.
pub(crate) fn is_plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(fits)
}

fn write(value: &Value, level: usize, text: &mut String) {
    match value {
        Value::Object(entries) if level < OPEN_LEVELS && !entries.is_empty() => {
            text.push_str("{\n");
            for (position, (key, value)) in entries.iter().enumerate() {
                if position > 0 {
                    text.push_str(",\n");
                }
                text.push_str(&"  ".repeat(level + 1));
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                write(value, level + 1, text);
            }
            text.push('\n');
            text.push_str(&"  ".repeat(level));
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    const TEXT: &str = r#"{
  "offerings": {
    "region": "ap-northeast-2",
    "source": "aws ec2 describe-instance-type-offerings",
    "asOf": {
      "2026-11-24": {
        "t3.large": ["apne2-az1","apne2-az2"],
        "t3a.large": ["apne2-az1"]
      }
    }
  }
}
"#;

    #[test]
    fn a_file_reads_and_writes_alike_and_is_called_by_what_it_is_about() {
        let document = Document::parse(TEXT).unwrap();
        assert_eq!(document.text(), TEXT);
        assert_eq!(document.file_name(), "offerings.ap-northeast-2.json");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let fault = |text: &str| {
            let error = Document::parse(text).unwrap_err();
            (error.message.clone(), error.line, error.column)
        };
        let (message, line, _) = fault(&TEXT.replace("2026-11-24", "2026-11-31"));
        assert_eq!(
            (message.as_str(), line),
            ("`2026-11-31` is not a date such as `2026-11-22`", 6)
        );
        assert_eq!(
            fault("{\n  \"pods\": {}\n}\n"),
            (
                "unknown variant `pods`, expected one of `offerings`, `zones`, `instanceTypes`, `kubernetesVersions`, \
                 `addOns`, `chartValues`"
                    .to_owned(),
                2,
                8
            )
        );
        assert_eq!(
            fault(&TEXT.replace("ap-northeast-2\"", "../x\"")).0,
            "`../x` is not the name of a region, an account, a chart or a version"
        );
        assert_eq!(
            fault(&TEXT.replace("    \"region\": \"ap-northeast-2\",\n", "")).0,
            "`region` is missing"
        );
    }
}
