//! Who reads which secret. Where a secret lies is in the model, where its reader runs in the releases.

use crate::model::value::{Release, ResourceName, SecretName};
use crate::model::{BasicAuth, Environment, GrafanaLogin, Receiver, RemoteWriteAuth};

/// A field that names a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretField<'a> {
    /// Grafana's administrator: user and password.
    GrafanaAdmin,
    /// The secret by which Grafana's login provider knows it.
    OidcClient,
    /// The webhook of a Slack receiver.
    Webhook(&'a ResourceName),
    /// The integration key of a PagerDuty receiver.
    RoutingKey(&'a ResourceName),
    /// The URL of a webhook receiver.
    WebhookUrl(&'a ResourceName),
    /// The user's name at a store of samples.
    RemoteUser(&'a ResourceName),
    /// The password at a store of samples.
    RemotePassword(&'a ResourceName),
    /// kwatch's whole configuration.
    KwatchConfig,
    /// botkube's bot token.
    BotToken,
    /// botkube's app token.
    AppToken,
}

impl SecretField<'_> {
    /// The keys that Grafana's chart is told to read.
    pub const GRAFANA_KEYS: [&'static str; 2] = ["admin-user", "admin-password"];

    /// The keys that the reader wants, where it does not take the one that the secret names.
    #[must_use]
    pub fn own_keys(self) -> Option<&'static [&'static str]> {
        match self {
            Self::GrafanaAdmin => Some(&Self::GRAFANA_KEYS),
            Self::OidcClient
            | Self::Webhook(_)
            | Self::RoutingKey(_)
            | Self::WebhookUrl(_)
            | Self::RemoteUser(_)
            | Self::RemotePassword(_)
            | Self::KwatchConfig
            | Self::BotToken
            | Self::AppToken => None,
        }
    }

    /// Whether one key of the secret is meant, which the secret must name.
    #[must_use]
    pub fn is_one_key(self) -> bool {
        match self {
            Self::OidcClient
            | Self::Webhook(_)
            | Self::RoutingKey(_)
            | Self::WebhookUrl(_)
            | Self::RemoteUser(_)
            | Self::RemotePassword(_)
            | Self::BotToken
            | Self::AppToken => true,
            Self::GrafanaAdmin | Self::KwatchConfig => false,
        }
    }
}

/// A secret that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretUse<'a> {
    /// Where it is named.
    pub field: SecretField<'a>,
    /// Its name, which `secrets` may lack.
    pub secret: &'a SecretName,
    /// The release whose pods read it; `None` where nobody does, and for kwatch, which runs where its secret lies.
    pub reader: Option<Release>,
}

/// Every use, in the order in which the values of charts have them.
pub(super) fn uses(environment: &Environment) -> Vec<SecretUse<'_>> {
    let Environment {
        alerting, monitoring, ..
    } = environment;
    let stack = Some(Release::KubePrometheusStack);
    // Alertmanager reads the secrets of all receivers, Grafana that of its own.
    let grafana = monitoring.grafana.as_ref();
    let of_grafana = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let reader = |receiver: &ResourceName| {
        let by_grafana = of_grafana.is_some_and(|alerting| alerting.receiver == *receiver);
        stack.filter(|_| by_grafana || monitoring.alertmanager.is_some())
    };
    let named = |field, secret, reader| SecretUse {
        field,
        secret,
        reader,
    };
    let stores = monitoring.prometheus.iter().flat_map(|it| &it.remote_write);
    let stores = stores.filter_map(|(name, store)| match store.auth.as_ref()? {
        RemoteWriteAuth::BasicAuth(BasicAuth { username, password }) => Some([
            named(SecretField::RemoteUser(name), username, stack),
            named(SecretField::RemotePassword(name), password, stack),
        ]),
        RemoteWriteAuth::Sigv4(_) => None,
    });
    let admin = monitoring.grafana.iter();
    let admin = admin.map(|grafana| named(SecretField::GrafanaAdmin, &grafana.admin, stack));
    let login = grafana.and_then(|grafana| grafana.login.as_ref());
    let login =
        login.map(|GrafanaLogin::Oidc(oidc)| named(SecretField::OidcClient, &oidc.client_secret, stack));
    let webhooks = alerting.receivers.iter().map(|(name, receiver)| match receiver {
        Receiver::Slack(slack) => named(SecretField::Webhook(name), &slack.webhook, reader(name)),
        Receiver::Pagerduty(pagerduty) => named(
            SecretField::RoutingKey(name),
            &pagerduty.routing_key,
            reader(name),
        ),
        Receiver::Webhook(webhook) => named(SecretField::WebhookUrl(name), &webhook.url, reader(name)),
    });
    let kwatch = alerting.kwatch.iter();
    let kwatch = kwatch.map(|kwatch| named(SecretField::KwatchConfig, &kwatch.config, None));
    let botkube = alerting.botkube.iter().flat_map(|botkube| {
        let reader = Some(Release::Botkube);
        [
            named(SecretField::BotToken, &botkube.bot_token, reader),
            named(SecretField::AppToken, &botkube.app_token, reader),
        ]
    });
    let stores = stores.flatten();
    stores
        .chain(admin)
        .chain(login)
        .chain(webhooks)
        .chain(kwatch)
        .chain(botkube)
        .collect()
}
