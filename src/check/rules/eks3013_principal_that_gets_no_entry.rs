//! EKS3013: an access entry for a principal that EKS refuses.

use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let access = &subject.environment().cluster.access;
    let mut found = Vec::new();
    for (name, entry) in access {
        let arn = entry.principal_arn.as_str();
        if let Some((problem, help)) = refusal(arn) {
            found.push(
                Finding::at(
                    at!(cluster.access[name].principalArn),
                    format!("`{arn}` {problem}"),
                )
                .help(help),
            );
        }
    }
    found
}

/// Why EKS refuses an ARN, and what to write.
fn refusal(arn: &str) -> Option<(&'static str, Help)> {
    if arn.contains(":role/aws-service-role/") {
        return Some((
            "is a service-linked role, and EKS makes entries for those by itself or not at all",
            Help::take_out("remove it; name a role that people or pipelines assume"),
        ));
    }
    if arn.contains(['*', '?']) {
        return Some((
            "is a pattern, and an entry is for one role or user",
            "write the whole ARN: `aws iam list-roles --path-prefix /aws-reserved/sso.amazonaws.com/` shows those of \
             Identity Center"
.into(),
        ));
    }
    // Roles of Identity Center have a path, which is a part of their ARN. The console's list leaves it out.
    arn.contains(":role/AWSReservedSSO_").then_some((
        "lacks the path that roles of Identity Center have",
        "write `…:role/aws-reserved/sso.amazonaws.com/<region>/AWSReservedSSO_…`, without the region where Identity \
         Center is in us-east-1: `aws iam get-role` prints it"
.into(),
    ))
}
