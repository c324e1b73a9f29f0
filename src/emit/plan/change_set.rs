//! The commands that make and change the stack.

use serde::Serialize;

use crate::artifact::Artifact;
use crate::cloudformation;
use crate::resolve::Resolved;

/// The commands that change a stack which is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// Makes the change set.
    pub create: String,
    /// Returns when the change set is there.
    pub wait: String,
    /// Shows what would change.
    pub describe: String,
    /// Changes it.
    pub execute: String,
    /// Returns when it is changed.
    pub complete: String,
}

/// Where the calls of CloudFormation find the template.
pub(super) struct Source {
    /// What stands before the call.
    before: String,
    option: String,
}

/// Makes a change set.
pub(super) fn create(resolved: &Resolved, source: &Source, of_set: &str, kind: &str) -> String {
    let Source { before, option } = source;
    let capability = cloudformation::capability(resolved);
    format!(
        "{before}aws cloudformation create-change-set {of_set} --change-set-type {kind} {option} \
         --capabilities {capability}"
    )
}

/// Changes a stack that is there.
pub(super) fn update(resolved: &Resolved, source: &Source) -> Update {
    let cluster = &resolved.environment.cluster;
    let (name, region) = (&cluster.name, &cluster.region);
    let of_set = format!("--region {region} --stack-name {name} --change-set-name {name}-update");
    Update {
        create: create(resolved, source, &of_set, "UPDATE"),
        wait: format!("aws cloudformation wait change-set-create-complete {of_set}"),
        describe: format!("aws cloudformation describe-change-set {of_set}"),
        execute: format!("aws cloudformation execute-change-set {of_set}"),
        complete: format!(
            "aws cloudformation wait stack-update-complete --region {region} --stack-name {name}"
        ),
    }
}

/// In the file; on one line of JSON where the file is larger than a call may be; and where that is too large as well, in
/// a bucket.
pub(super) fn source(resolved: &Resolved, artifacts: &[Artifact]) -> Source {
    let (environment, path) = (resolved.name, cloudformation::PATH);
    let most = resolved.template_bytes.inline;
    let template = artifacts
        .iter()
        .find(|artifact| artifact.path == path)
        .expect("bug in eksight: an environment without a template");
    if template.text().len() <= most {
        return Source {
            before: String::new(),
            option: format!("--template-body file://out/{environment}/{path}"),
        };
    }
    if template.minified().is_some_and(|line| line.len() <= most) {
        return Source {
            before: format!("cargo xtask render {environment} --only {path} --minify | "),
            option: "--template-body file:///dev/stdin".to_owned(),
        };
    }
    let region = &resolved.environment.cluster.region;
    let suffix = if region.to_string().starts_with("cn-") {
        ".cn"
    } else {
        ""
    };
    let key = format!("{environment}/eks-oneclick.yaml");
    Source {
        before: format!("aws s3 cp out/{environment}/{path} \"s3://${{{BUCKET}:?{WHICH}}}/{key}\" && "),
        option: format!("--template-url \"https://${BUCKET}.s3.{region}.amazonaws.com{suffix}/{key}\""),
    }
}

/// The variable of the shell that names the bucket.
const BUCKET: &str = "TEMPLATE_BUCKET";
/// What the shell says when nobody has set it.
const WHICH: &str = "a bucket in the region of the stack";

#[cfg(test)]
mod tests {
    use super::*;
    use crate as emit;
    use crate::catalog::Catalogue;
    use crate::resolve::resolve;
    use eksight::source::{Memory, load};
    use std::path::Path;

    #[test]
    fn a_template_too_large_for_a_call_goes_through_a_bucket() {
        let minimal = include_str!("../../../tests/environments/minimal.yaml");
        let group = "{ instanceTypes: [t3.xlarge], size: { min: 1, desired: 1, max: 2 } }";
        let groups: String = (0..40).map(|number| format!("  g{number}: {group}\n")).collect();
        let large = format!("extends: minimal.yaml\nnodeGroups:\n{groups}");
        let documents = Memory::from_iter([("minimal.yaml", minimal), ("large.yaml", large.as_str())]);
        let loaded = load(&documents, Path::new("large.yaml")).expect("a sound environment");
        let resolved = resolve(
            "large",
            &loaded.sources,
            &loaded.environment,
            Catalogue::shipped(),
        );
        let Source { before, option } = source(&resolved, &emit::render(&resolved));
        assert_eq!(
            before,
            "aws s3 cp out/large/cloudformation/eks-oneclick.yaml \
             \"s3://${TEMPLATE_BUCKET:?a bucket in the region of the stack}/large/eks-oneclick.yaml\" && "
        );
        assert_eq!(
            option,
            "--template-url \"https://$TEMPLATE_BUCKET.s3.ap-northeast-2.amazonaws.com/large/eks-oneclick.yaml\""
        );
    }
}
