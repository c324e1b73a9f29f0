//! ARNs of what stands in no template, or under a name that is known before: in the stack's partition and account.

use crate::cloudformation::kind::{ResourceArn, Text};
use crate::cloudformation::{Pseudo, Sub, Value};

/// Of the stack's region and account.
pub(super) fn of_account(service: &str, resource: &str) -> Value<ResourceArn> {
    build(
        service,
        &Pseudo::Region.value(),
        &Pseudo::AccountId.value(),
        resource,
    )
}

/// Of the stack's account, in a region that need not be the stack's.
pub(super) fn in_region(service: &str, region: &str, resource: &str) -> Value<ResourceArn> {
    build(
        service,
        &Value::literal(region),
        &Pseudo::AccountId.value(),
        resource,
    )
}

/// Of the stack's region, in whichever account: what others share, such as subnets.
pub(super) fn of_any_account(service: &str, resource: &str) -> Value<ResourceArn> {
    build(service, &Pseudo::Region.value(), &Value::literal("*"), resource)
}

/// Of the stack's region, without an account: what AWS owns, such as images.
pub(super) fn of_region(service: &str, resource: &str) -> Value<ResourceArn> {
    build(service, &Pseudo::Region.value(), &Value::literal(""), resource)
}

/// Of the stack's account, without a region: IAM.
pub(super) fn of_iam(resource: &str) -> Value<ResourceArn> {
    build("iam", &Value::literal(""), &Pseudo::AccountId.value(), resource)
}

fn build(service: &str, region: &Value<Text>, account: &Value<Text>, resource: &str) -> Value<ResourceArn> {
    Sub::new()
        .text("arn:")
        .value(&Pseudo::Partition.value())
        .text(format!(":{service}:"))
        .value(region)
        .text(":")
        .value(account)
        .text(format!(":{resource}"))
        .build()
}
