//! EKS3019: a path for roles that IAM keeps for AWS.

use crate::{Finding, Subject, at};

/// Source: IAM user guide, service-linked roles and roles of Identity Center.
const KEPT: [&str; 2] = ["/aws-service-role/", "/aws-reserved/"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(path) = &subject.environment().account.role_path else {
        return Vec::new();
    };
    if !KEPT.iter().any(|kept| path.starts_with(kept)) {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(account.rolePath),
            format!("`{path}` is a path of AWS's own, and IAM makes no other roles there"),
        )
        .help("choose a path of yours, such as `/platform/`"),
    ]
}
