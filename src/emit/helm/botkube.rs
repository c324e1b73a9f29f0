//! Values of botkube. The tokens come from Secrets through the environment, never through values.

use indexmap::IndexMap;
use serde::Serialize;

use super::Switch;
use super::secret_key::ValueFrom;
use crate::model::{Botkube, BotkubeExecutors, Environment};
use crate::resolve::ResolvedRelease;
use crate::secrets;

/// Values of the chart.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    communications: Option<Communications>,
    #[serde(skip_serializing_if = "Option::is_none")]
    executors: Option<Executors>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extra_env: Vec<Variable>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    cluster_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Communications {
    default_group: Group,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    socket_slack: SocketSlack,
}

#[derive(Serialize)]
struct SocketSlack {
    enabled: bool,
    channels: Channels,
}

#[derive(Serialize)]
struct Channels {
    default: Channel,
}

#[derive(Serialize)]
struct Channel {
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Executors {
    k8s_default_tools: IndexMap<&'static str, Switch>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variable {
    name: &'static str,
    value_from: ValueFrom,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let Some(botkube) = &environment.alerting.botkube else {
        return Values::default();
    };
    let Botkube {
        channel,
        bot_token,
        app_token,
        executors,
    } = botkube;
    let variable = |name, token| {
        let place = secrets::place(environment, token, &release.namespace);
        Variable {
            name,
            value_from: ValueFrom::new(&place),
        }
    };
    Values {
        settings: Some(Settings {
            cluster_name: environment.cluster.name.to_string(),
        }),
        communications: Some(Communications {
            default_group: Group {
                socket_slack: SocketSlack {
                    enabled: true,
                    channels: Channels {
                        default: Channel {
                            name: channel.clone(),
                        },
                    },
                },
            },
        }),
        executors: Some(self::executors(*executors, release)),
        extra_env: vec![
            variable(
                "BOTKUBE_COMMUNICATIONS_DEFAULT-GROUP_SOCKET__SLACK_BOT__TOKEN",
                bot_token,
            ),
            variable(
                "BOTKUBE_COMMUNICATIONS_DEFAULT-GROUP_SOCKET__SLACK_APP__TOKEN",
                app_token,
            ),
        ],
    }
}

fn executors(BotkubeExecutors { kubectl, helm }: BotkubeExecutors, release: &ResolvedRelease) -> Executors {
    // The plugin moved to a repository of its own before 1.10 (botkube pull request 1390, 2024-02).
    let helm_plugin = if release.line() >= (1, 10) {
        "botkubeExtra/helm"
    } else {
        "botkube/helm"
    };
    Executors {
        k8s_default_tools: IndexMap::from([
            ("botkube/kubectl", Switch { enabled: kubectl }),
            (helm_plugin, Switch { enabled: helm }),
        ]),
    }
}
