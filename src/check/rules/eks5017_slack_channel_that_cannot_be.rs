//! EKS5017: a text that no Slack channel can be called.

use crate::{Finding, Subject, at};
use crate::model::Receiver;

/// Source: Slack API documentation, conversations.create, as of 2026-11.
const LONGEST: usize = 80;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerting = &subject.environment().alerting;
    let receivers = alerting.receivers.iter().filter_map(|(name, receiver)| {
        let Receiver::Slack(slack) = receiver else {
            return None;
        };
        let fault = fault(slack.channel.strip_prefix('#').unwrap_or(&slack.channel))?;
        Some((at!(alerting.receivers[name].slack.channel), &slack.channel, fault))
    });
    let botkube = alerting.botkube.iter().filter_map(|botkube| {
        let fault = match botkube.channel.strip_prefix('#') {
            Some(_) => "botkube puts the `#` before it by itself",
            None => fault(&botkube.channel)?,
        };
        Some((at!(alerting.botkube.channel), &botkube.channel, fault))
    });
    receivers
        .chain(botkube)
        .map(|(at, channel, fault)| {
            Finding::at(at, format!("no Slack channel is called `{channel}`: {fault}"))
                .help("write the name as Slack shows it, or the channel's id")
        })
        .collect()
}

/// What is wrong with the name of a channel, given without `#`.
fn fault(name: &str) -> Option<&'static str> {
    let is_id = name.len() >= 9
        && name.starts_with(['C', 'D', 'G'])
        && name.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    // An address is a webhook, which EKS3004 finds.
    if is_id || name.contains("://") {
        return None;
    }
    if name.starts_with("@here") || name.starts_with("@channel") {
        return Some("it is a mention, not a channel");
    }
    if name.chars().any(char::is_whitespace) {
        return Some("it has a blank");
    }
    if name.chars().any(char::is_uppercase) {
        return Some("it has an upper-case letter");
    }
    (name.chars().count() > LONGEST).then_some("it has more than 80 characters")
}
