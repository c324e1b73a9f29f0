//! EKS3023: one secret text, or one whole Secret, that two fields take for different things.

use crate::model::Secret;
use crate::resolve::SecretField;
use crate::{Finding, Subject, fields};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let texts = subject.resolved.secret_uses.iter().filter_map(|used| {
        let text = text(environment.secrets.get(used.secret)?, used.field)?;
        Some((used, meaning(used.field), text))
    });
    let texts: Vec<_> = texts.collect();
    let mut found = Vec::new();
    for (index, (used, meaning, text)) in texts.iter().enumerate() {
        let mut before = texts[..index].iter();
        let Some((first, other, _)) = before.find(|(_, other, same)| same == text && other != meaning) else {
            continue;
        };
        let what = if text[2].is_empty() { "Secret" } else { "text" };
        let message = format!("this is {meaning}, and the same {what} is {other}");
        found.push(
            Finding::at(fields::secret(used.field), message)
                .related(fields::secret(first.field), "as which it is read here")
                .help("name another secret, or another key of it, in one of the two"),
        );
    }
    found
}

/// The one text of a secret that a field reads, or the whole Secret with an empty key. EKS3001 speaks of one that lacks a
/// key, EKS3021 of one whose key is not read.
fn text<'a>(secret: &'a Secret, field: SecretField<'_>) -> Option<[&'a str; 3]> {
    match secret {
        Secret::Kubernetes(secret) => {
            let key = secret.key.as_deref();
            let fits = match key {
                Some(_) => field.own_keys().is_none(),
                None => !field.is_one_key(),
            };
            fits.then(|| [&*secret.namespace, &*secret.name, key.unwrap_or_default()])
        }
        // EKS3022 speaks of one that is an object.
        Secret::ExternalSecret(_) if field.own_keys().is_some() => None,
        Secret::ExternalSecret(secret) => {
            // Outside the cluster there is no namespace.
            Some([
                "",
                &secret.remote_key,
                secret.property.as_deref().unwrap_or_default(),
            ])
        }
    }
}

/// What a field takes its text for.
fn meaning(field: SecretField<'_>) -> &'static str {
    match field {
        SecretField::GrafanaAdmin => "a user with a password",
        SecretField::OidcClient => "the secret of a login's client",
        // Some services take both forms at one address.
        SecretField::Webhook(_) | SecretField::WebhookUrl(_) => "the URL of a webhook",
        SecretField::RoutingKey(_) => "a key of PagerDuty",
        SecretField::RemoteUser(_) => "the name of a user",
        SecretField::RemotePassword(_) => "a password",
        SecretField::KwatchConfig => "the configuration of kwatch",
        SecretField::BotToken => "a bot token of Slack",
        SecretField::AppToken => "an app token of Slack",
    }
}
