//! Where things run: region, availability zone, EC2 instance type.

use super::{ParseError, lower_alphanumeric_or, text_type};

text_type!(
    /// An AWS region, such as `ap-northeast-2`.
    Region, check_region, pattern = "^[a-z]{2,4}(-[a-z]+)+-[0-9]$", example = "ap-northeast-2"
);

impl Region {
    /// The set of regions that share accounts, the second part of each ARN. Source: AWS General Reference, ARNs, and the
    /// AWS SDKs' partitions.json (`regionRegex`), as of 2026-11.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        const OTHERS: [(&str, &str); 7] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-iso-", "aws-iso"),
            ("us-isob-", "aws-iso-b"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-isof-", "aws-iso-f"),
            ("eusc-", "aws-eusc"),
        ];
        let other = OTHERS.iter().find(|(start, _)| self.starts_with(start));
        other.map_or("aws", |(_, partition)| partition)
    }
}

fn check_region(text: &str) -> Result<(), ParseError> {
    let parts: Vec<&str> = text.split('-').collect();
    let (Some(last), true) = (parts.last(), parts.len() >= 3) else {
        return Err(not_a_region(text));
    };
    let words = &parts[..parts.len() - 1];
    let well_formed = last.len() == 1
        && last.chars().all(|c| c.is_ascii_digit())
        && words
            .iter()
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
    if well_formed {
        Ok(())
    } else {
        Err(not_a_region(text))
    }
}

fn not_a_region(text: &str) -> ParseError {
    ParseError::new(
        format!("`{text}` is not an AWS region"),
        "write it as AWS does, such as `ap-northeast-2`",
    )
}

text_type!(
    /// An availability zone by name (`ap-northeast-2a`) or by id (`apne2-az1`).
    ///
    /// Names mean different zones in different accounts in eight old regions; ids never do. Templates carry ids.
    ZoneRef, check_zone, pattern = "^([a-z]{2,4}(-[a-z]+)+-[0-9][a-z]|[a-z]{2,4}[0-9]-az[0-9]+)$", example = "ap-northeast-2a"
);

impl ZoneRef {
    /// Whether this is a zone id rather than a name.
    #[must_use]
    pub fn is_id(&self) -> bool {
        looks_like_zone_id(self)
    }
}

fn looks_like_zone_id(text: &str) -> bool {
    let Some((prefix, number)) = text.split_once("-az") else {
        return false;
    };
    !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
        && prefix.ends_with(|c: char| c.is_ascii_digit())
        && lower_alphanumeric_or(prefix, &[])
}

fn check_zone(text: &str) -> Result<(), ParseError> {
    let is_name = text.ends_with(|c: char| c.is_ascii_lowercase())
        && text.len() > 1
        && check_region(&text[..text.len() - 1]).is_ok();
    if is_name || looks_like_zone_id(text) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an availability zone"),
        "write a zone name such as `ap-northeast-2a` or a zone id such as `apne2-az1`",
    ))
}

text_type!(
    /// An EC2 instance type, such as `m7i.xlarge`.
    InstanceType, check_instance_type, pattern = "^[a-z0-9-]+\\.[a-z0-9-]+$", example = "m7i.xlarge"
);

text_type!(
    /// A family of EC2 instance types, such as `m7i`.
    InstanceFamily, check_instance_family, pattern = "^[a-z0-9-]+$", example = "m7i"
);

fn check_instance_family(text: &str) -> Result<(), ParseError> {
    part_of_type(
        text,
        "an instance family",
        "write what stands before the dot, such as `m7i`",
    )
}

text_type!(
    /// A size of EC2 instance types, such as `large`.
    InstanceSize, check_instance_size, pattern = "^[a-z0-9-]+$", example = "large"
);

fn check_instance_size(text: &str) -> Result<(), ParseError> {
    part_of_type(
        text,
        "an instance size",
        "write what stands behind the dot, such as `large`",
    )
}

fn part_of_type(text: &str, what: &str, help: &str) -> Result<(), ParseError> {
    if !text.is_empty() && lower_alphanumeric_or(text, &['-']) {
        return Ok(());
    }
    Err(ParseError::new(format!("`{text}` is not {what}"), help))
}

impl InstanceType {
    /// The family: `m7i` of `m7i.xlarge`.
    #[must_use]
    pub fn family(&self) -> &str {
        self.split_once('.').map_or(self, |(family, _)| family)
    }
}

fn check_instance_type(text: &str) -> Result<(), ParseError> {
    match text.split_once('.') {
        Some((family, size))
            if !family.is_empty()
                && !size.is_empty()
                && lower_alphanumeric_or(family, &['-'])
                && lower_alphanumeric_or(size, &['-']) =>
        {
            Ok(())
        }
        _ => Err(ParseError::new(
            format!("`{text}` is not an EC2 instance type"),
            "write family and size with a dot between, such as `m7i.xlarge`",
        )),
    }
}
