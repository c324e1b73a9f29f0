//! EKS3006: a tag that one of the services refuses on which it ends up.

use crate::{Finding, Subject, at};

/// Characters of a key, characters of a value. Source: IAM API reference, Tag, as of 2026-11.
const MOST: (usize, usize) = (128, 256);

/// Tags of the environment: 50 fit on a resource, and `Name`, those of Karpenter and those of EKS come on top.
const MOST_TAGS: usize = 40;

/// Beginnings that a key must not have, and whose they are. Source: Karpenter 1.14, CRD ec2nodeclasses, `spec.tags`.
const TAKEN: [(&str, &str); 4] = [
    (
        "kubernetes.io/cluster",
        "controllers find a cluster's resources by `kubernetes.io/cluster…`",
    ),
    ("karpenter.sh/", "Karpenter keeps `karpenter.sh/…` for itself"),
    (
        "karpenter.k8s.aws/",
        "Karpenter keeps `karpenter.k8s.aws/…` for itself",
    ),
    ("eks:eks-cluster-name", "Karpenter sets it on its machines"),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let tags = &subject.environment().tags;
    let mut found = Vec::new();
    if tags.len() > MOST_TAGS {
        let message = format!("{} tags, and there is room for {MOST_TAGS}", tags.len());
        found.push(Finding::at(at!(tags), message).help(
            "AWS takes 50 on a resource, and each gets some of its own: remove those that nobody reads",
        ));
    }
    for (index, (key, value)) in tags.iter().enumerate() {
        let finding = |(message, help): (String, String)| Finding::at(at!(tags[key]), message).help(help);
        let fault = of_key(key).map(|told| finding(told).of_name());
        let fault = fault.or_else(|| of_value(key, value).map(finding));
        let same = tags.keys().take(index).find(|other| folded(other) == folded(key));
        let twice = same.map(|other| {
            Finding::at(
                at!(tags[key]),
                format!("`{other}` and `{key}` are one key to IAM"),
            )
            .of_name()
            .related(at!(tags[other]), "the other")
            .help("keep one of them: IAM does not tell upper from lower case in keys")
        });
        found.extend(fault.into_iter().chain(twice));
    }
    found
}

fn folded(key: &str) -> String {
    key.to_lowercase()
}

/// What is wrong with a key, and what to do.
fn of_key(key: &str) -> Option<(String, String)> {
    let choose = || "choose another key".to_owned();
    let length = key.chars().count();
    if length == 0 {
        return Some(("a tag without a key".to_owned(), "write a key".to_owned()));
    }
    if length > MOST.0 {
        let message = format!("a key of {length} characters, and AWS takes {}", MOST.0);
        return Some((message, "shorten it".to_owned()));
    }
    if folded(key).starts_with("aws:") {
        return Some((
            format!("`{key}` begins with `aws:`, which AWS keeps for itself"),
            choose(),
        ));
    }
    let taken = TAKEN.iter().find(|(beginning, _)| key.starts_with(beginning));
    if let Some((_, reason)) = taken {
        return Some((format!("the key `{key}` is taken: {reason}"), choose()));
    }
    stranger(key).map(|stranger| {
        (
            format!("the key `{key}` holds {stranger}, which IAM refuses"),
            alphabet(),
        )
    })
}

/// What is wrong with a value, and what to do.
fn of_value(key: &str, value: &str) -> Option<(String, String)> {
    let length = value.chars().count();
    if length == 0 {
        // Add-ons and OIDC providers want a character. Source: CloudFormation schema AWS::EKS::Addon, as of 2026-11.
        let message = format!("the tag `{key}` has no value, which EKS refuses on add-ons");
        return Some((message, "write a value, such as `true`".to_owned()));
    }
    if length > MOST.1 {
        let message = format!(
            "the tag `{key}` has a value of {length} characters, and AWS takes {}",
            MOST.1
        );
        return Some((message, "shorten it".to_owned()));
    }
    stranger(value).map(|stranger| {
        (
            format!("the value of `{key}` holds {stranger}, which IAM refuses"),
            alphabet(),
        )
    })
}

fn alphabet() -> String {
    "use letters, digits and spaces of any script, and `_.:/=+-@`".to_owned()
}

/// The first character that is outside IAM's alphabet, the smallest of all services.
fn stranger(text: &str) -> Option<String> {
    let known = |character: char| {
        character.is_alphanumeric()
            || character.is_whitespace() && !character.is_control()
            || "_.:/=+-@".contains(character)
    };
    let stranger = text.chars().find(|character| !known(*character))?;
    Some(if stranger.is_control() {
        format!("`{}`", stranger.escape_default())
    } else {
        format!("`{stranger}`")
    })
}
