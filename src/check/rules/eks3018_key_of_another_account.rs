//! EKS3018: a key of another account for Kubernetes Secrets, which only its own policy can open to the cluster.

use crate::{Finding, Subject, at};
use crate::model::SecretsEncryption;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(SecretsEncryption::KeyArn(arn)) = &environment.cluster.secrets_encryption else {
        return Vec::new();
    };
    let id = environment.account.id.as_str();
    if arn.account() == id {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(cluster.secretsEncryption.keyArn),
            format!(
                "the key belongs to account `{}`, whose policy must let the cluster in, and nothing here can see that",
                arn.account()
            ),
        )
        .related(at!(account.id), "the cluster's account")
        .help(format!(
            "have its policy grant `kms:DescribeKey`, `kms:CreateGrant`, `kms:Encrypt` and `kms:Decrypt` to account \
             `{id}`; or use a key of that account, or `createKey: true`"
        ))
        .note("a cluster cannot be given another key later, and without this one it is lost"),
    ]
}
