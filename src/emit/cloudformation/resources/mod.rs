//! The resource types of the template by service: their properties, and what a handle to each gives.
#![allow(
    missing_docs,
    reason = "a field or variant is CloudFormation's of the same name, documented by AWS"
)]

pub mod acm;
pub mod budgets;
pub mod cloudwatch;
pub mod ec2;
pub mod efs;
pub mod eks;
pub mod events;
pub mod iam;
pub mod kms;
pub mod logs;
pub mod sns;
pub mod sqs;

#[cfg(test)]
pub(super) mod testing;
