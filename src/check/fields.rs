//! Fields of one kind, wherever in the environment they stand: pages, volumes, secrets. For rules.

use serde_json::{Map, Value};

use super::at;
use crate::diag::FieldPath;
use crate::model::value::{InstanceType, ResourceName};
use crate::model::{AmiFamily, Autoscaling, Environment, Expose, NodePool, Volume};
use crate::resolve::{ClaimField, ClaimedVolumes, PageField, Resolved, SecretField};

/// Every page that is published.
pub(super) fn exposed<'a>(resolved: &Resolved<'a>) -> Vec<(FieldPath, &'a Expose)> {
    let at = |field| match field {
        PageField::Prometheus => at!(monitoring.prometheus.expose),
        PageField::Grafana => at!(monitoring.grafana.expose),
        PageField::Nginx => at!(workloads.nginx.expose),
    };
    let pages = resolved.pages.iter();
    pages.map(|page| (at(page.field), page.expose)).collect()
}

/// Every instance type that is named: of the node groups, and of the bastion.
pub(super) fn instance_types(environment: &Environment) -> Vec<(FieldPath, &InstanceType)> {
    let of_groups = environment.node_groups.iter().flat_map(|(name, group)| {
        let kinds = group.instance_types.iter().enumerate();
        kinds.map(move |(index, kind)| (at!(nodeGroups[name].instanceTypes[#index]), kind))
    });
    let of_bastion = environment
        .bastion
        .iter()
        .map(|bastion| (at!(bastion.instanceType), &bastion.instance_type));
    of_groups.chain(of_bastion).collect()
}

/// The field that takes the chart's own alerts away, and its name; `None` where they are there.
pub(super) fn default_alerts_off(environment: &Environment) -> Option<(FieldPath, &'static str)> {
    let prometheus = environment.monitoring.prometheus.as_ref()?;
    match (prometheus.default_rules, prometheus.default_alerts) {
        (false, _) => Some((at!(monitoring.prometheus.defaultRules), "defaultRules")),
        (true, false) => Some((at!(monitoring.prometheus.defaultAlerts), "defaultAlerts")),
        (true, true) => None,
    }
}

/// Karpenter's pools.
pub(super) fn pools(environment: &Environment) -> Vec<(FieldPath, &NodePool)> {
    let Some(Autoscaling::Karpenter(karpenter)) = &environment.autoscaling else {
        return Vec::new();
    };
    let pools = karpenter.node_pools.iter();
    pools
        .map(|(name, pool)| (at!(autoscaling.karpenter.nodePools[name]), pool))
        .collect()
}

/// Those of Karpenter's pools that start machines.
pub(super) fn pools_at_work(environment: &Environment) -> Vec<(FieldPath, &NodePool)> {
    let mut pools = pools(environment);
    pools.retain(|(_, pool)| is_at_work(pool));
    pools
}

/// Whether a pool starts machines: a limit of no CPU is how one is switched off.
pub(super) fn is_at_work(pool: &NodePool) -> bool {
    pool.limits.cpu > 0
}

/// A volume that a machine starts with.
pub(super) struct MachineVolume<'a> {
    pub(super) at: FieldPath,
    pub(super) volume: &'a Volume,
    pub(super) image: Image,
}

/// The image on a machine's volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Image {
    /// Of an EKS node.
    Node(AmiFamily),
    /// Of a host that is no node: plain Amazon Linux 2023.
    Host,
}

/// Every volume that a machine starts with.
pub(super) fn machine_volumes(environment: &Environment) -> Vec<MachineVolume<'_>> {
    let groups = environment.node_groups.iter().map(|(name, group)| MachineVolume {
        at: at!(nodeGroups[name].volume),
        volume: &group.volume,
        image: Image::Node(group.ami_family),
    });
    // Pools run Amazon Linux 2023 only.
    let pools = pools(environment).into_iter().map(|(at, pool)| MachineVolume {
        at: at.field("volume"),
        volume: &pool.volume,
        image: Image::Node(AmiFamily::Al2023),
    });
    let bastion = environment.bastion.iter().map(|bastion| MachineVolume {
        at: at!(bastion.volume),
        volume: &bastion.volume,
        image: Image::Host,
    });
    groups.chain(pools).chain(bastion).collect()
}

/// Every field that makes a chart claim volumes; its fields `class` and `size` stand below.
pub(super) fn claims<'r, 'a>(resolved: &'r Resolved<'a>) -> Vec<(FieldPath, &'r ClaimedVolumes<'a>)> {
    let at = |field| match field {
        ClaimField::Prometheus => at!(monitoring.prometheus.volume),
        ClaimField::Alertmanager => at!(monitoring.alertmanager.volume),
        ClaimField::Kubecost => at!(cost.kubecost.volumes),
    };
    let claims = resolved.claims.iter();
    claims.map(|claim| (at(claim.field), claim)).collect()
}

/// Every receiver of alerts that is named, where it is.
pub(super) fn receivers(environment: &Environment) -> Vec<(FieldPath, &ResourceName)> {
    let routes = environment.alerting.routes.iter();
    let routes = routes.map(|(name, route)| (at!(alerting.routes[name].receiver), &route.receiver));
    let heartbeat = environment.alerting.heartbeat.iter();
    let heartbeat = heartbeat.map(|receiver| (at!(alerting.heartbeat), receiver));
    let grafana = environment.monitoring.grafana.as_ref();
    let grafana = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let grafana = grafana.map(|alerting| (at!(monitoring.grafana.alerting.receiver), &alerting.receiver));
    routes.chain(heartbeat).chain(grafana).collect()
}

/// Where a secret is named.
pub(super) fn secret(field: SecretField<'_>) -> FieldPath {
    match field {
        SecretField::GrafanaAdmin => at!(monitoring.grafana.admin),
        SecretField::OidcClient => at!(monitoring.grafana.login.oidc.clientSecret),
        SecretField::Webhook(receiver) => at!(alerting.receivers[receiver].slack.webhook),
        SecretField::RoutingKey(receiver) => at!(alerting.receivers[receiver].pagerduty.routingKey),
        SecretField::WebhookUrl(receiver) => at!(alerting.receivers[receiver].webhook.url),
        SecretField::RemoteUser(name) => at!(monitoring.prometheus.remoteWrite[name].auth.basicAuth.username),
        SecretField::RemotePassword(name) => {
            at!(monitoring.prometheus.remoteWrite[name].auth.basicAuth.password)
        }
        SecretField::KwatchConfig => at!(alerting.kwatch.config),
        SecretField::BotToken => at!(alerting.botkube.botToken),
        SecretField::AppToken => at!(alerting.botkube.appToken),
    }
}

/// A value of a chart or an add-on at a path with dots, and where it stands: below what `at` gives, which is asked only where
/// there is one, since most are not there.
pub(super) fn value_at<'v>(
    at: impl FnOnce() -> FieldPath,
    values: &'v Map<String, Value>,
    path: &str,
) -> Option<(FieldPath, &'v Value)> {
    let mut parts = path.split('.');
    let first = values.get(parts.next()?)?;
    let value = parts.try_fold(first, |value, part| value.get(part))?;
    Some((path.split('.').fold(at(), |at, part| at.key(part)), value))
}

/// Names in a row, as help texts have them.
pub(super) fn listed<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
