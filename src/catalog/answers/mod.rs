//! Answers of the AWS CLI and of Helm, recognised by their shape and turned into files of facts. Where the texts come
//! from and where the files go is not here.

mod add_ons;
mod helm_scalar;
mod helm_values;
mod instance_types;
mod offerings;
mod versions;
mod zones;

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

use super::imported::is_plain;
use super::{Catalogue, Date, Document};

pub use helm_values::chart_values;

/// Why an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnswerError {
    /// What is wrong, as a clause about the file.
    pub message: String,
    /// Line and column, from 1, where one is known.
    pub place: Option<(usize, usize)>,
}

impl AnswerError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
        }
    }
}

/// The commands whose answers are read, and the key by which each is recognised.
pub const COMMANDS: [(&str, &str); 5] = [
    (
        "InstanceTypeOfferings",
        "aws ec2 describe-instance-type-offerings",
    ),
    ("AvailabilityZones", "aws ec2 describe-availability-zones"),
    ("InstanceTypes", "aws ec2 describe-instance-types"),
    ("clusterVersions", "aws eks describe-cluster-versions"),
    ("addons", "aws eks describe-addon-versions"),
];

/// What an answer does not say of itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The region that was asked, where the answer does not tell.
    pub region: Option<&'a str>,
    /// The account that was asked.
    pub account: Option<&'a str>,
    /// Day of the import.
    pub day: Date,
    /// What is known already.
    pub catalogue: &'a Catalogue,
}

/// Any answer. Fields that nobody needs are passed over.
#[derive(Deserialize)]
#[serde(expecting = "a map")]
struct Any {
    #[serde(rename = "InstanceTypeOfferings")]
    offerings: Option<Vec<offerings::Row>>,
    #[serde(rename = "AvailabilityZones")]
    zones: Option<Vec<zones::Row>>,
    #[serde(rename = "InstanceTypes")]
    instance_types: Option<Vec<instance_types::Row>>,
    #[serde(rename = "clusterVersions")]
    versions: Option<Vec<versions::Row>>,
    addons: Option<Vec<add_ons::Row>>,
    #[serde(rename = "PriceList")]
    prices: Option<IgnoredAny>,
    /// There is more to be asked for.
    #[serde(rename = "NextToken", alias = "nextToken")]
    next: Option<IgnoredAny>,
}

/// Answers that have been read. Several of one kind, such as pages, count as one.
#[derive(Debug, Default)]
pub struct Answers {
    offerings: Vec<offerings::Row>,
    zones: Vec<zones::Row>,
    instance_types: Vec<instance_types::Row>,
    versions: Vec<versions::Row>,
    add_ons: Vec<add_ons::Row>,
    /// The last answer said that another one follows.
    unfinished: bool,
}

impl Answers {
    /// Reads one text. It may hold several answers, one behind the other.
    ///
    /// # Errors
    /// When it is not JSON, or none of the answers that are known.
    pub fn read(&mut self, text: &str) -> Result<(), AnswerError> {
        let mut count = 0;
        for answer in serde_json::Deserializer::from_str(text).into_iter::<Any>() {
            self.take(answer.map_err(|error| unreadable(&error))?)?;
            count += 1;
        }
        match count {
            0 => Err(AnswerError::new("it is empty")),
            _ => Ok(()),
        }
    }

    fn take(&mut self, answer: Any) -> Result<(), AnswerError> {
        if answer.prices.is_some() {
            return Err(AnswerError::new(
                "it is an answer of `aws pricing get-products`, and prices are not used yet",
            ));
        }
        self.unfinished = answer.next.is_some();
        let counts = [
            append(&mut self.offerings, answer.offerings),
            append(&mut self.zones, answer.zones),
            append(&mut self.instance_types, answer.instance_types),
            append(&mut self.versions, answer.versions),
            append(&mut self.add_ons, answer.addons),
        ];
        match counts.into_iter().flatten().max() {
            None => Err(AnswerError::new(format!(
                "it is no answer that is known; known are those of {}",
                COMMANDS
                    .map(|(key, command)| format!("`{command}` (`{key}`)"))
                    .join(", ")
            ))),
            Some(0) => Err(AnswerError::new(
                "there is nothing in the answer; was another region meant, or another filter?",
            )),
            Some(_) => Ok(()),
        }
    }

    /// The files that hold what was read.
    ///
    /// # Errors
    /// When a fact cannot be placed: an unknown region, a zone name whose account is not known.
    pub fn documents(self, circumstances: Circumstances<'_>) -> Result<Vec<Document>, AnswerError> {
        if self.unfinished {
            return Err(AnswerError::new(
                "the answer goes on behind this page (`NextToken`); call the AWS CLI without `--max-items` and \
                 `--no-paginate`, or give the other pages too",
            ));
        }
        let zones = zones::by_region(self.zones)?;
        let mut documents = offerings::documents(self.offerings, &zones, circumstances)?;
        documents.extend(zones::documents(zones, circumstances)?);
        documents.extend(instance_types::document(self.instance_types, circumstances)?);
        documents.extend(versions::document(self.versions, circumstances.day)?);
        documents.extend(add_ons::document(self.add_ons, circumstances.day)?);
        Ok(documents)
    }
}

fn append<T>(all: &mut Vec<T>, some: Option<Vec<T>>) -> Option<usize> {
    let some = some?;
    let count = some.len();
    all.extend(some);
    Some(count)
}

fn unreadable(error: &serde_json::Error) -> AnswerError {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    let message = if error.is_data() {
        format!("it is not what the AWS CLI prints: {reason}")
    } else {
        format!(
            "it is not JSON: {reason}; call the AWS CLI with `--output json`, and give what `helm show values` has printed with \
             `--chart` and `--version`"
        )
    };
    AnswerError {
        message,
        place: Some((error.line().max(1), error.column().max(1))),
    }
}

/// The zones of a region that an answer names, by name.
type ZoneNames = BTreeMap<String, BTreeMap<String, String>>;

/// A name that becomes a part of a file's name.
fn require_plain(name: &str, what: &str) -> Result<(), AnswerError> {
    match is_plain(name) {
        true => Ok(()),
        false => Err(AnswerError::new(format!("`{name}` is not the name of {what}"))),
    }
}
