//! CloudFormation's own look for what somebody changed beside the stack.

use serde::Deserialize;

use super::words::words;
use super::{Fault, Programs};
use crate::diag::secrets::{HIDDEN, may_be_secret};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detection {
    stack_drift_detection_id: String,
}

/// How far a detection is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Progress {
    /// `DETECTION_IN_PROGRESS`, `DETECTION_COMPLETE`, `DETECTION_FAILED`.
    pub detection_status: String,
    /// Why it failed.
    #[serde(default, deserialize_with = "words")]
    pub detection_status_reason: String,
}

/// A resource that is not what the template says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Drifted {
    /// Its name in the template.
    pub logical_resource_id: String,
    /// Its type.
    #[serde(default)]
    pub resource_type: String,
    /// `MODIFIED`, `DELETED`.
    pub stack_resource_drift_status: String,
    /// What is different.
    #[serde(default)]
    pub property_differences: Vec<PropertyDifference>,
}

/// A property that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PropertyDifference {
    /// Where.
    pub property_path: String,
    /// What the template says.
    #[serde(default, deserialize_with = "words")]
    expected_value: String,
    /// What is there.
    #[serde(default, deserialize_with = "words")]
    actual_value: String,
}

impl PropertyDifference {
    /// Both values as people may read them, the template's first: nothing of a property whose name says that it is secret, nor
    /// of user data, in which nobody sees what it is.
    #[must_use]
    pub fn values(&self) -> [&str; 2] {
        let name = self.property_path.rsplit('/').next().unwrap_or_default();
        match name == "UserData" || may_be_secret(name) {
            true => [HIDDEN; 2],
            false => [&self.expected_value, &self.actual_value],
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Drifts {
    stack_resource_drifts: Vec<Drifted>,
}

/// Lets CloudFormation look, and gives the mark of that look.
///
/// # Errors
/// When it does not begin.
pub fn detect(programs: &Programs<'_>, stack: &str) -> Result<String, Fault> {
    let arguments = ["cloudformation", "detect-stack-drift", "--stack-name", stack];
    Ok(programs
        .ask_aws::<Detection>(&arguments)?
        .stack_drift_detection_id)
}

/// How far it is.
///
/// # Errors
/// When it cannot be told.
pub fn progress(programs: &Programs<'_>, detection: &str) -> Result<Progress, Fault> {
    programs.ask_aws(&[
        "cloudformation",
        "describe-stack-drift-detection-status",
        "--stack-drift-detection-id",
        detection,
    ])
}

/// The resources that are something else, or gone.
///
/// # Errors
/// When they cannot be told.
pub fn drifted(programs: &Programs<'_>, stack: &str) -> Result<Vec<Drifted>, Fault> {
    let arguments = [
        "cloudformation",
        "describe-stack-resource-drifts",
        "--stack-resource-drift-status-filters",
        "MODIFIED",
        "DELETED",
        "--stack-name",
        stack,
    ];
    Ok(programs.ask_aws::<Drifts>(&arguments)?.stack_resource_drifts)
}
