//! ARNs of what stands in no template, or under a name that is known before: in the stack's partition and account.

use crate::emit::cloudformation::kind::{ResourceArn, Text};
use crate::emit::cloudformation::{Pseudo, Sub, Value};

/// Of the stack's region and account.
pub(super) fn of_account(service: &str, resource: &str) -> Value<ResourceArn> {
    build(service, true, true, resource)
}

/// Of the stack's region, without an account: what AWS owns, such as images.
pub(super) fn of_region(service: &str, resource: &str) -> Value<ResourceArn> {
    build(service, true, false, resource)
}

/// Of the stack's account, without a region: IAM.
pub(super) fn of_iam(resource: &str) -> Value<ResourceArn> {
    build("iam", false, true, resource)
}

fn build(service: &str, region: bool, account: bool, resource: &str) -> Value<ResourceArn> {
    let when = |wanted, pseudo: Pseudo| -> Value<Text> {
        if wanted {
            pseudo.value()
        } else {
            Value::literal("")
        }
    };
    Sub::new()
        .text("arn:")
        .value(&Pseudo::Partition.value())
        .text(format!(":{service}:"))
        .value(&when(region, Pseudo::Region))
        .text(":")
        .value(&when(account, Pseudo::AccountId))
        .text(format!(":{resource}"))
        .build()
}
