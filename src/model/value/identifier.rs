//! Identifiers that AWS gives out: accounts, hosted zones, existing VPCs and subnets.

use super::{ParseError, text_type};

text_type!(
    /// An AWS account id: twelve digits. Quote it, or YAML drops leading zeros.
    AccountId, check_account, pattern = "^[0-9]{12}$", example = "111122223333"
);

fn check_account(text: &str) -> Result<(), ParseError> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an AWS account id"),
        "an account id has twelve digits, such as `111122223333`",
    ))
}

text_type!(
    /// The id of a Route 53 hosted zone, without `/hostedzone/`.
    HostedZoneId, check_hosted_zone, pattern = "^Z[0-9A-Z]{1,31}$", example = "Z0123456789EXAMPLE"
);

fn check_hosted_zone(text: &str) -> Result<(), ParseError> {
    if let Some(id) = text.strip_prefix("/hostedzone/") {
        return Err(ParseError::new(
            format!("`{text}` carries the `/hostedzone/` prefix of the AWS CLI"),
            format!("write `{id}`"),
        ));
    }
    let fits = text.starts_with('Z')
        && (2..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if fits {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a hosted zone id"),
        "it looks like `Z0123456789EXAMPLE`",
    ))
}

text_type!(
    /// The id of an existing VPC.
    VpcId, |text| check_hex_id(text, "vpc-", "a VPC"), pattern = "^vpc-[0-9a-f]{8,17}$", example = "vpc-0123456789abcdef0"
);

text_type!(
    /// The id of an existing subnet.
    SubnetId, |text| check_hex_id(text, "subnet-", "a subnet"), pattern = "^subnet-[0-9a-f]{8,17}$", example = "subnet-0123456789abcdef0"
);

fn check_hex_id(text: &str, prefix: &str, what: &str) -> Result<(), ParseError> {
    let fits = text.strip_prefix(prefix).is_some_and(|id| {
        (8..=17).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    });
    if fits {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not the id of {what}"),
        format!("it looks like `{prefix}0123456789abcdef0`"),
    ))
}
