//! Amazon Resource Names, one type for each kind of thing they name.

use super::{ParseError, text_type};

/// The parts of an ARN: `arn:partition:service:region:account:resource`.
struct Parts<'a> {
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    account: &'a str,
    resource: &'a str,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let mut rest = text.splitn(6, ':');
    let (arn, partition) = (rest.next()?, rest.next()?);
    let parts = Parts {
        partition,
        service: rest.next()?,
        region: rest.next()?,
        account: rest.next()?,
        resource: rest.next()?,
    };
    let account_ok = parts.account == "aws"
        || parts.account.len() == 12 && parts.account.bytes().all(|b| b.is_ascii_digit());
    (arn == "arn" && partition.starts_with("aws") && account_ok && !parts.resource.is_empty())
        .then_some(parts)
}

fn check(text: &str, service: &str, prefixes: &[&str], what: &str, example: &str) -> Result<(), ParseError> {
    let fits = parts(text).is_some_and(|arn| {
        arn.service == service
            && prefixes
                .iter()
                .any(|prefix| arn.resource.starts_with(prefix) && arn.resource.len() > prefix.len())
    });
    if fits {
        return Ok(());
    }
    Err(refused(text, what, example))
}

fn refused(text: &str, what: &str, example: &str) -> ParseError {
    ParseError::new(
        format!("`{text}` is not the ARN of {what}"),
        format!("it looks like `{example}`"),
    )
}

text_type!(
    /// The ARN of a certificate in AWS Certificate Manager.
    CertificateArn,
    |text| check(text, "acm", &["certificate/"], "an ACM certificate",
        "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000000"),
    pattern = "^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$",
    example = "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000000"
);

impl CertificateArn {
    /// The region the certificate lies in. A load balancer uses certificates of its own region only.
    #[must_use]
    pub fn region(&self) -> &str {
        parts(self).map_or("", |arn| arn.region)
    }

    /// The account the certificate lies in.
    #[must_use]
    pub fn account(&self) -> &str {
        parts(self).map_or("", |arn| arn.account)
    }
}

text_type!(
    /// The ARN of a customer managed KMS key.
    KeyArn,
    |text| check(text, "kms", &["key/"], "a KMS key",
        "arn:aws:kms:ap-northeast-2:111122223333:key/00000000-0000-4000-8000-000000000000"),
    pattern = "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$",
    example = "arn:aws:kms:ap-northeast-2:111122223333:key/00000000-0000-4000-8000-000000000000"
);

impl KeyArn {
    /// The region the key lies in. A cluster uses keys of its own region only.
    #[must_use]
    pub fn region(&self) -> &str {
        parts(self).map_or("", |arn| arn.region)
    }

    /// The account the key lies in.
    #[must_use]
    pub fn account(&self) -> &str {
        parts(self).map_or("", |arn| arn.account)
    }
}

text_type!(
    /// The ARN of an IAM policy, AWS managed or your own.
    PolicyArn,
    |text| check(text, "iam", &["policy/"], "an IAM policy", "arn:aws:iam::111122223333:policy/boundary"),
    pattern = "^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$",
    example = "arn:aws:iam::111122223333:policy/boundary"
);

impl PolicyArn {
    /// The account the policy lies in; `aws` for one of AWS's own.
    #[must_use]
    pub fn account(&self) -> &str {
        parts(self).map_or("", |arn| arn.account)
    }
}

text_type!(
    /// The ARN of an IAM role or user.
    PrincipalArn,
    |text| check(text, "iam", &["role/", "user/"], "an IAM role or user", "arn:aws:iam::111122223333:role/platform"),
    pattern = "^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$",
    example = "arn:aws:iam::111122223333:role/platform"
);

text_type!(
    /// The ARN of a topic of SNS.
    TopicArn, check_topic, pattern = "^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$",
    example = "arn:aws:sns:ap-northeast-2:111122223333:alarms"
);

/// A standard topic, whose name has no dot: a FIFO one takes from neither CloudWatch nor Budgets. A subscription's ARN goes on
/// behind the topic's. Source: SNS API reference, CreateTopic, Name, as of 2026-11.
fn check_topic(text: &str) -> Result<(), ParseError> {
    let named = |name: &str| {
        let bytes = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        name.len() <= 256 && name.bytes().all(bytes)
    };
    if parts(text).is_some_and(|arn| arn.service == "sns" && named(arn.resource)) {
        return Ok(());
    }
    Err(refused(
        text,
        "a standard topic of SNS",
        "arn:aws:sns:ap-northeast-2:111122223333:alarms",
    ))
}

impl TopicArn {
    /// The region the topic lies in. An alarm tells topics of its own region only.
    #[must_use]
    pub fn region(&self) -> &str {
        parts(self).map_or("", |arn| arn.region)
    }

    /// The account the topic lies in. A budget tells topics of its own account only.
    #[must_use]
    pub fn account(&self) -> &str {
        parts(self).map_or("", |arn| arn.account)
    }
}

macro_rules! partition {
    ($($arn:ident),*) => {
        $(impl $arn {
            /// The set of regions that share accounts: `aws`, `aws-cn`, `aws-us-gov`.
            #[must_use]
            pub fn partition(&self) -> &str {
                parts(self).map_or("", |arn| arn.partition)
            }
        })*
    };
}

partition!(CertificateArn, KeyArn, PolicyArn, PrincipalArn, TopicArn);
