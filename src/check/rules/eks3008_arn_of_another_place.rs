//! EKS3008: an ARN of another region, account or partition than the cluster's.

use crate::diag::FieldPath;
use crate::model::value::{Region, TopicArn};
use crate::model::{Certificate, Environment, SecretsEncryption};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = partitions(subject);
    found.extend(key(subject));
    found.extend(boundary(subject));
    found.extend(alarm(subject));
    found.extend(budget(subject));
    found
}

/// The key that encrypts Secrets, in another region. Keys of other accounts are shared by their policy.
fn key(subject: &Subject<'_>) -> Option<Finding> {
    let cluster = &subject.environment().cluster;
    let Some(SecretsEncryption::KeyArn(arn)) = &cluster.secrets_encryption else {
        return None;
    };
    let region = &cluster.region;
    (arn.region() != region.as_str()).then(|| {
        Finding::at(
            at!(cluster.secretsEncryption.keyArn),
            format!("the key lies in `{}`, the cluster in `{region}`", arn.region()),
        )
        .related(at!(cluster.region), "the cluster's region")
        .help(format!(
            "use a key of `{region}`: `aws kms list-aliases --region {region}`"
        ))
    })
}

/// A boundary of another account, which IAM does not find.
fn boundary(subject: &Subject<'_>) -> Option<Finding> {
    let account = &subject.environment().account;
    let arn = account.permissions_boundary.as_ref()?;
    let id = account.id.as_str();
    (arn.account() != id && arn.account() != "aws").then(|| {
        Finding::at(
            at!(account.permissionsBoundary),
            format!(
                "the policy belongs to account `{}`, the roles to `{id}`",
                arn.account()
            ),
        )
        .related(at!(account.id), "the account of the roles")
        .help(format!(
            "use a policy of account `{id}`, or one of AWS's own: `arn:aws:iam::aws:policy/…`"
        ))
    })
}

/// A topic of another region, which no alarm tells.
fn alarm(subject: &Subject<'_>) -> Option<Finding> {
    let environment = subject.environment();
    let topic = environment.alerting.certificate_expiry.as_ref()?.topic.as_ref()?;
    let region = &environment.cluster.region;
    (topic.region() != region.as_str()).then(|| {
        Finding::at(
            at!(alerting.certificateExpiry.topic),
            format!("the topic lies in `{}`, the alarm in `{region}`", topic.region()),
        )
        .related(at!(cluster.region), "the cluster's region")
        .help(format!(
            "use a topic of `{region}`: `aws sns list-topics --region {region}`"
        ))
    })
}

/// A topic of another account, which no budget tells.
fn budget(subject: &Subject<'_>) -> Option<Finding> {
    let environment = subject.environment();
    let topic = environment.cost.budget.as_ref()?.topic.as_ref()?;
    let id = &environment.account.id;
    (topic.account() != id.as_str()).then(|| {
        Finding::at(
            at!(cost.budget.topic),
            format!(
                "the topic belongs to account `{}`, the budget to `{id}`",
                topic.account()
            ),
        )
        .related(at!(account.id), "the budget's account")
        .help(format!("use a topic of account `{id}`, or `notify`"))
    })
}

/// The topics that the environment names, each with its place.
fn topics(environment: &Environment) -> impl Iterator<Item = (FieldPath, &TopicArn)> {
    let alarm = environment.alerting.certificate_expiry.as_ref();
    let alarm = alarm.and_then(|alarm| Some((at!(alerting.certificateExpiry.topic), alarm.topic.as_ref()?)));
    let budget = environment.cost.budget.as_ref();
    let budget = budget.and_then(|budget| Some((at!(cost.budget.topic), budget.topic.as_ref()?)));
    alarm.into_iter().chain(budget)
}

/// ARNs of another partition than the region's.
fn partitions(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let (cluster, region) = (&environment.cluster, &environment.cluster.region);
    let Some(wanted) = partition(subject, region) else {
        return Vec::new();
    };
    let mut written: Vec<(FieldPath, &str)> = Vec::new();
    if let Some(boundary) = &environment.account.permissions_boundary {
        written.push((at!(account.permissionsBoundary), boundary.partition()));
    }
    if let Some(SecretsEncryption::KeyArn(key)) = &cluster.secrets_encryption {
        written.push((at!(cluster.secretsEncryption.keyArn), key.partition()));
    }
    for (name, entry) in &cluster.access {
        written.push((
            at!(cluster.access[name].principalArn),
            entry.principal_arn.partition(),
        ));
    }
    if let Some(Certificate::Arn(arn)) = environment.ingress.as_ref().map(|ingress| &ingress.certificate) {
        written.push((at!(ingress.certificate.arn), arn.partition()));
    }
    for (at, topic) in topics(environment) {
        written.push((at, topic.partition()));
    }
    written
        .into_iter()
        .filter(|(_, partition)| *partition != wanted)
        .map(|(at, partition)| {
            Finding::at(
                at,
                format!("the ARN is of partition `{partition}`, `{region}` is of `{wanted}`"),
            )
            .related(at!(cluster.region), "the cluster's region")
            .help(format!(
                "write `arn:{wanted}:…`; accounts and their policies, keys and roles end at the partition"
            ))
        })
        .collect()
}

/// The partition of a region, where that is known.
fn partition(subject: &Subject<'_>, region: &Region) -> Option<&'static str> {
    // The catalogue has regions of `aws` only.
    match region.partition() {
        "aws" => subject.catalogue.region(region).map(|_| "aws"),
        other => Some(other),
    }
}
