//! Whose the values are that eksight writes for a chart: a field's, eksight's own, or a default that gives way.

use serde_json::{Map, Value};

use super::{arguments, mirror};

use crate::model::value::Release;

/// Whose a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// It follows from this field of the environment.
    Field(&'static str),
    /// No field sets it, and another value would not work beside the rest; why.
    Fixed(&'static str),
    /// No field sets it, and `extraValues` may.
    Default,
    /// No field sets it, and a value of `extraValues` takes its place as a whole: its parts would not fit beside ours.
    Whole,
    /// A list or map of `extraValues` is added to them.
    Arguments,
}

use Owner::{Arguments, Default, Field, Fixed, Whole};

const CLUSTER: Owner = Field("cluster.name");
const ACCOUNT: Owner = Fixed("the role that the stack makes is bound to this service account");
const VOLUMES: Owner = Field("cost.kubecost.volumes.class");

/// By release, the first path that leads to a value names its owner.
const OWNERS: &[(Release, &[(&str, Owner)])] = &[
    (
        Release::AwsLoadBalancerController,
        &[
            ("clusterName", CLUSTER),
            ("region", Field("cluster.region")),
            ("vpcId", Field("network")),
            ("vpcTags", Field("network")),
            ("serviceAccount", ACCOUNT),
            ("replicaCount", Default),
            ("podDisruptionBudget", Whole),
            ("resources", Whole),
            ("enableServiceMutatorWebhook", Default),
            ("ingressClassParams.spec.loadBalancerAttributes", Arguments),
            ("defaultTags", Field("tags")),
        ],
    ),
    (
        Release::Karpenter,
        &[
            ("serviceAccount", ACCOUNT),
            ("replicas", Default),
            ("controller.resources", Whole),
            ("settings.clusterName", CLUSTER),
            (
                "settings.interruptionQueue",
                Fixed("it is the queue that the stack makes"),
            ),
            ("settings.isolatedVPC", Field("network.nat")),
            ("settings.enableZonalShift", Field("cluster.zonalShift")),
        ],
    ),
    (
        Release::ClusterAutoscaler,
        &[
            ("autoDiscovery.clusterName", CLUSTER),
            ("awsRegion", Field("cluster.region")),
            ("rbac.serviceAccount", ACCOUNT),
        ],
    ),
    (
        Release::ExternalSecrets,
        &[
            ("serviceAccount", ACCOUNT),
            ("replicaCount", Default),
            ("leaderElect", Default),
            ("processClusterExternalSecret", Default),
            ("processPushSecret", Default),
            ("processClusterPushSecret", Default),
            ("resources", Whole),
            ("webhook.resources", Whole),
            ("certController.resources", Whole),
        ],
    ),
    (
        Release::ExternalDns,
        &[
            (
                "provider",
                Fixed("the role of its pods allows Route 53 and nothing else"),
            ),
            ("domainFilters", Field("ingress.domain")),
            ("policy", Field("ingress.dns.policy")),
            (
                "registry",
                Fixed("text records keep records of others from being changed"),
            ),
            ("txtOwnerId", Field("ingress.dns.owner")),
            ("sources", Default),
            ("extraArgs", Arguments),
            ("resources", Whole),
            ("serviceAccount", ACCOUNT),
        ],
    ),
    (
        Release::KubePrometheusStack,
        &[
            (
                "prometheus.prometheusSpec.podMonitorSelectorNilUsesHelmValues",
                Field("monitoring.prometheus.selectAllMonitors"),
            ),
            (
                "prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues",
                Field("monitoring.prometheus.selectAllMonitors"),
            ),
            (
                "prometheus.prometheusSpec.retention",
                Field("monitoring.prometheus.retention"),
            ),
            (
                "prometheus.prometheusSpec.retentionSize",
                Field("monitoring.prometheus.retentionSize"),
            ),
            (
                "prometheus.prometheusSpec.scrapeInterval",
                Field("monitoring.prometheus.scrapeInterval"),
            ),
            (
                "prometheus.prometheusSpec.evaluationInterval",
                Field("monitoring.prometheus.evaluationInterval"),
            ),
            (
                "prometheus.prometheusSpec.externalUrl",
                Field("monitoring.prometheus.externalUrl"),
            ),
            (
                "prometheus.prometheusSpec.replicas",
                Field("monitoring.prometheus.replicas"),
            ),
            (
                "prometheus.prometheusSpec.resources.requests",
                Field("monitoring.prometheus.memoryRequest"),
            ),
            (
                "prometheus.prometheusSpec.resources.limits",
                Field("monitoring.prometheus.memoryLimit"),
            ),
            (
                "prometheus.prometheusSpec.storageSpec",
                Field("monitoring.prometheus.volume"),
            ),
            (
                "prometheus.prometheusSpec.remoteWrite",
                Field("monitoring.prometheus.remoteWrite"),
            ),
            ("prometheus.podDisruptionBudget.enabled", Default),
            ("prometheus.ingress", Field("monitoring.prometheus.expose")),
            (
                "prometheus.serviceAccount.annotations",
                Fixed(
                    "it names the role with which Prometheus writes to its stores; `identities` says how it gets it",
                ),
            ),
            ("prometheus", Field("monitoring.prometheus")),
            (
                "grafana.defaultDashboardsTimezone",
                Field("monitoring.grafana.timezone"),
            ),
            ("grafana.admin", Field("monitoring.grafana.admin")),
            ("grafana.ingress", Field("monitoring.grafana.expose")),
            (
                "grafana.grafana.ini.server.root_url",
                Field("monitoring.grafana.expose"),
            ),
            (
                "grafana.grafana.ini.auth.generic_oauth",
                Field("monitoring.grafana.login"),
            ),
            (
                "grafana.envValueFrom.GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET",
                Field("monitoring.grafana.login"),
            ),
            (
                "grafana.dashboardProviders",
                Field("monitoring.grafana.dashboards"),
            ),
            ("grafana.alerting", Field("monitoring.grafana.alerting")),
            (
                "grafana.envValueFrom.SLACK_WEBHOOK_URL",
                Field("monitoring.grafana.alerting"),
            ),
            (
                "grafana.envValueFrom.PAGERDUTY_INTEGRATION_KEY",
                Field("monitoring.grafana.alerting"),
            ),
            (
                "grafana.envValueFrom.ALERT_WEBHOOK_URL",
                Field("monitoring.grafana.alerting"),
            ),
            ("grafana.dashboards", Field("monitoring.grafana.dashboards")),
            ("grafana.sidecar.datasources.alertmanager", Default),
            ("grafana", Field("monitoring.grafana")),
            ("defaultRules.create", Field("monitoring.prometheus.defaultRules")),
            (
                "defaultRules.disabled.PrometheusNotConnectedToAlertmanagers",
                Field("monitoring.alertmanager"),
            ),
            // Who keeps room for a node beside an autoscaler wants to hear of it.
            ("defaultRules.disabled.KubeCPUOvercommit", Default),
            ("defaultRules.disabled.KubeMemoryOvercommit", Default),
            ("defaultRules.disabled", Field("alerting.builtin")),
            (
                "defaultRules.rules.alertmanager",
                Field("monitoring.alertmanager"),
            ),
            ("defaultRules.rules", Field("monitoring.prometheus.defaultAlerts")),
            (
                "kubeControllerManager",
                Field("monitoring.prometheus.unreachable"),
            ),
            ("kubeEtcd", Field("monitoring.prometheus.unreachable")),
            ("kubeScheduler", Field("monitoring.prometheus.unreachable")),
            ("kubeProxy", Field("monitoring.prometheus.unreachable")),
            ("kubelet.serviceMonitor.cAdvisorInterval", Default),
            (
                "alertmanager.alertmanagerSpec.replicas",
                Field("monitoring.alertmanager.replicas"),
            ),
            (
                "alertmanager.alertmanagerSpec.storage",
                Field("monitoring.alertmanager.volume"),
            ),
            (
                "alertmanager.alertmanagerSpec.secrets",
                Field("alerting.receivers"),
            ),
            ("alertmanager.podDisruptionBudget.enabled", Default),
            ("alertmanager.templateFiles", Default),
            ("alertmanager.config.inhibit_rules", Default),
            ("alertmanager.config.route.group_by", Default),
            ("alertmanager.config.receivers", Field("alerting.receivers")),
            ("alertmanager.config", Field("alerting.routes")),
            ("alertmanager", Field("monitoring.alertmanager")),
        ],
    ),
    (
        Release::Nginx,
        &[
            ("replicaCount", Field("workloads.nginx.replicas")),
            ("service", Field("workloads.nginx.service")),
            ("ingress", Field("workloads.nginx.expose")),
            ("metrics.service.port", Default),
            (
                "metrics.serviceMonitor.namespace",
                Field("workloads.nginx.metrics.namespace"),
            ),
            (
                "metrics.serviceMonitor.interval",
                Field("workloads.nginx.metrics.interval"),
            ),
            ("metrics", Field("workloads.nginx.metrics")),
        ],
    ),
    (
        Release::Botkube,
        &[
            ("settings.clusterName", CLUSTER),
            ("communications", Field("alerting.botkube.channel")),
            ("executors", Field("alerting.botkube.executors")),
            (
                "extraEnv",
                Fixed("Botkube reads its tokens from here; `alerting.botkube` names the secrets"),
            ),
        ],
    ),
    (
        Release::Kubecost,
        &[
            ("persistentVolume", VOLUMES),
            ("prometheus.server.persistentVolume", VOLUMES),
            ("prometheus", Field("cost.kubecost.nodeExporter")),
            ("global.clusterId", CLUSTER),
            ("global.defaultStorageClass", VOLUMES),
            ("networkCosts.enabled", Default),
        ],
    ),
    (
        Release::Opencost,
        &[
            ("opencost.exporter.defaultClusterId", CLUSTER),
            (
                "opencost.prometheus.internal",
                Fixed("it is the Service of this environment's Prometheus"),
            ),
            (
                "opencost.metrics.serviceMonitor.enabled",
                Fixed("OpenCost reads its own metrics back from Prometheus"),
            ),
            ("opencost.metrics.serviceMonitor.additionalLabels", Default),
            ("opencost.mcp.enabled", Default),
        ],
    ),
];

/// What pages on a load balancer have in common, below `ingress` of any chart.
const OF_PAGES: &[(&str, Owner)] = &[
    (
        "ingressClassName",
        Fixed("it is the class that the AWS Load Balancer Controller serves"),
    ),
    ("path", Fixed("the page answers at every path of its host")),
    ("paths", Fixed("the page answers at every path of its host")),
    (
        "annotations.alb.ingress.kubernetes.io/target-type",
        Fixed("the pages' Services have no node ports"),
    ),
    (
        "annotations.alb.ingress.kubernetes.io/listen-ports",
        Fixed("all pages of a load balancer listen on the same ports"),
    ),
    ("annotations.alb.ingress.kubernetes.io/success-codes", Default),
    // A VPC may have subnets for load balancers alone.
    ("annotations.alb.ingress.kubernetes.io/subnets", Default),
    (
        "annotations.alb.ingress.kubernetes.io/certificate-arn",
        Field("ingress.certificate"),
    ),
    ("annotations", Field("ingress.groups")),
];

/// Whose the value is that eksight writes at a path such as `alertmanager.enabled`; `None` where several fields write
/// below it, and where it writes nothing.
#[must_use]
pub fn owner(release: Release, path: &str) -> Option<Owner> {
    let of_page = path
        .split_once("ingress.")
        .filter(|(before, _)| before.is_empty() || before.ends_with('.'));
    let of_page = of_page.and_then(|(_, below)| first(OF_PAGES, below));
    let of_page = of_page.or_else(|| mirror::is_its(path).then_some(Default));
    let of_release = || {
        let (_, owners) = OWNERS.iter().find(|(name, _)| *name == release)?;
        first(owners, path)
    };
    of_page.or_else(of_release)
}

/// Whether the values that eksight writes for a chart say what pods ask for of CPU and memory, without a field's word.
#[must_use]
pub fn sets_resources(release: Release) -> bool {
    let mut of_release = OWNERS.iter().filter(|(name, _)| *name == release);
    of_release.any(|(_, owners)| owners.iter().any(|(path, _)| path.ends_with("resources")))
}

fn first(owners: &[(&str, Owner)], path: &str) -> Option<Owner> {
    let leads = |to: &str| {
        let below = path.strip_prefix(to);
        below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
    };
    owners.iter().find(|(to, _)| leads(to)).map(|(_, owner)| *owner)
}

/// Takes out the defaults for which `extra` has a value, and adds its arguments to ours; `prefix` is the path of both with a dot at its end.
pub(super) fn give_way(
    release: Release,
    prefix: &str,
    typed: &mut Map<String, Value>,
    extra: &Map<String, Value>,
) {
    for (key, value) in extra {
        let path = format!("{prefix}{key}");
        match (typed.get_mut(key), value) {
            (Some(_), _) if owner(release, &path) == Some(Whole) => {
                typed.shift_remove(key);
            }
            (Some(Value::Object(typed)), Value::Object(extra)) => {
                give_way(release, &format!("{path}."), typed, extra);
            }
            (Some(written), value) => match (owner(release, &path), written, value) {
                (Some(Arguments), Value::Array(ours), Value::Array(theirs)) => {
                    *ours = arguments::joined(ours, theirs);
                }
                // A map is laid over a chart's own and has no place for a list.
                (Some(Arguments), Value::Array(ours), Value::Object(flags)) => {
                    match arguments::listed(flags) {
                        Some(theirs) => *ours = arguments::joined(ours, &theirs),
                        None => drop(typed.shift_remove(key)),
                    }
                }
                (Some(Default | Whole | Arguments), ..) => {
                    typed.shift_remove(key);
                }
                _ => {}
            },
            (None, _) => {}
        }
    }
}
