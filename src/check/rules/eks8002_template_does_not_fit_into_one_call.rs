//! EKS8002: a template that cannot be piped, because a call of CloudFormation takes less.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let most = subject.catalogue.limits().template_bytes.inline;
    let size = subject.template_file().minified().map(str::len);
    let Some(size) = size.filter(|size| *size > most) else {
        return Vec::new();
    };
    vec![
        Finding::at(
            at!(nodeGroups),
            format!("the template has {size} bytes on one line, a call of CloudFormation takes {most}"),
        )
        .help(
            "name a bucket that the template goes through, to `apply` as `--bucket`, to the commands of the plan and of the \
             runbook in the variable `TEMPLATE_BUCKET`; or split the environment",
        ),
    ]
}
