//! The report of many environments for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::gone;
use super::Fleet;
use crate::Risk;
use crate::cost::json;
use crate::diag::visible;

impl Fleet<'_> {
    /// The difference as one object.
    #[must_use]
    pub fn json(&self) -> String {
        let report = Report {
            format_version: 1,
            base: self.base,
            environments: self.members.len(),
            worst_risk: self.worst().word(),
            monthly_cost: (&self.total(false)).into(),
            changes: self
                .groups()
                .iter()
                .map(|group| Change {
                    field: group.field.path.to_string(),
                    old: group.field.old.as_ref(),
                    new: group.field.new.as_ref(),
                    worst_risk: group.worst().word(),
                    monthly_cost: (&group.cost()).into(),
                    environments: group.names(),
                    risks: words(group.risks()),
                })
                .collect(),
            new_environments: self.new_names(),
            new_risks: words(self.new_risks()),
            gone_environments: self.gone_names(),
            gone_monthly_cost: (&self.total(true)).into(),
            gone_risks: words(gone::risks(self.gone)),
            renamed_environments: self.renamed(),
            refused_environments: self.refused_names(),
            not_from_environment: self.drifted().map(|member| member.name.as_str()).collect(),
            not_from_environment_risks: words(Self::drift_risks(self.drifted())),
        };
        let tree = serde_json::to_value(report).expect("bug in eksight: a report is plain data");
        visible::lines(&format!("{tree:#}\n"))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    format_version: u32,
    base: &'a str,
    environments: usize,
    worst_risk: &'static str,
    monthly_cost: json::Change,
    changes: Vec<Change<'a>>,
    new_environments: Vec<&'a str>,
    new_risks: BTreeMap<&'a str, &'static str>,
    gone_environments: Vec<&'a str>,
    /// Beside `monthly_cost`: what is gone or archived costs no more, once it is torn down.
    gone_monthly_cost: json::Change,
    gone_risks: BTreeMap<&'a str, &'static str>,
    /// By the name of today.
    renamed_environments: BTreeMap<&'a str, &'a str>,
    refused_environments: Vec<&'a str>,
    not_from_environment: Vec<&'a str>,
    not_from_environment_risks: BTreeMap<&'a str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    field: String,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    worst_risk: &'static str,
    monthly_cost: json::Change,
    environments: Vec<&'a str>,
    risks: BTreeMap<&'a str, &'static str>,
}

fn words(risks: BTreeMap<&str, Risk>) -> BTreeMap<&str, &'static str> {
    risks
        .into_iter()
        .map(|(name, risk)| (name, risk.word()))
        .collect()
}
