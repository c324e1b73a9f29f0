//! Who is told, what it costs, and the sample workload.

use std::fmt::Display;
use std::str::FromStr;

use eksight::catalog::Catalogue;
use eksight::model::value::{AlertName, EmailAddress, Region, Release, ResourceName, TopicArn};
use eksight::model::{
    AlertRoute, AlertRule, Alerting, Autoscaling, Botkube, BotkubeExecutors, Budget, BuiltinAlerts,
    CertificateExpiry, Cost, Ingress, KubeOpsView, Kubecost, KubecostVolumes, Kwatch, Monitoring, Named,
    Network, Nginx, NginxMetrics, OpenCost, PagerdutyReceiver, PvcMonitor, Receiver, RouteSeverity,
    ServiceType, SlackReceiver, Storage, Texts, Usage, WebhookReceiver, Workloads,
};

use crate::charts::Installed;
use crate::place::Place;
use crate::random::Random;
use crate::text::{self, bounded, parsed};
use crate::{grafana, network, observability, publishing};

pub(crate) fn alerting(
    random: &mut Random,
    place: &Place,
    monitoring: &mut Monitoring,
    installed: &mut Installed,
    certificate: bool,
) -> Alerting {
    let mut receivers: Named<ResourceName, Receiver> = Named::new();
    let with_alertmanager = monitoring.alertmanager.is_some();
    if with_alertmanager || monitoring.grafana.is_some() {
        let namespace = stack_namespace(installed);
        let most = if with_alertmanager { 3 } else { 1 };
        for name in random.some_of(&["platform", "on", "012"], 0, most) {
            let receiver = receiver(random, name, &namespace, installed);
            receivers.insert(parsed(name), receiver);
        }
    }
    let prometheus = monitoring.prometheus.as_ref();
    let watchdog = prometheus.is_some_and(|it| it.default_rules && it.default_alerts);
    let webhooks = receivers
        .iter()
        .filter(|(_, receiver)| matches!(receiver, Receiver::Webhook(_)));
    let beat = webhooks.map(|(name, _)| name.clone()).next();
    let heartbeat = beat.filter(|_| watchdog && with_alertmanager && random.chance(50));
    let names: Vec<_> = receivers.keys().cloned().collect();
    grafana::alerting(random, &names, monitoring);
    let routed = if names.is_empty() || !with_alertmanager {
        Vec::new()
    } else {
        random.some_of(&["critical", "n", "1e3"], 0, 3)
    };
    let route = |random: &mut Random| AlertRoute {
        receiver: random.pick(&names),
        severity: random.pick(&[RouteSeverity::Critical, RouteSeverity::Warning]),
        goes_on: random.chance(30),
    };
    let rules = if installed.charts.contains_key(&Release::KubePrometheusStack) {
        rules(random)
    } else {
        Named::new()
    };
    Alerting {
        rules,
        routes: routed
            .into_iter()
            .map(|name| (parsed(name), route(random)))
            .collect(),
        receivers,
        heartbeat,
        builtin: builtin(random, installed),
        runbook_url: random.maybe(30, |random| {
            parsed(random.pick(&["https://runbooks.example.com/", "http://on/RUNBOOK.md?a=1&b#"]))
        }),
        kwatch: random.maybe(40, |random| kwatch(random, installed)),
        botkube: random.maybe(40, |random| botkube(random, installed)),
        certificate_expiry: random
            .maybe(40, |random| certificate_expiry(random, place))
            .filter(|_| certificate),
    }
}

fn certificate_expiry(random: &mut Random, place: &Place) -> CertificateExpiry {
    let (notify, topic) = told(random, place);
    CertificateExpiry {
        days: random.pick(&[1, 30, 44]),
        notify,
        topic,
    }
}

/// Addresses, a topic, or both.
fn told(random: &mut Random, place: &Place) -> (Vec<EmailAddress>, Option<TopicArn>) {
    let topic = random.maybe(50, |_| {
        parsed(format!(
            "arn:aws:sns:{}:{}:alarms",
            place.region,
            place.account_id()
        ))
    });
    let least = usize::from(topic.is_none());
    let addresses = random.some_of(&["ops@example.com", "a.b+on@mail.example.com"], least, 2);
    (addresses.into_iter().map(parsed).collect(), topic)
}

/// A webhook only where the operator lets its URL be read from a file.
fn receiver(random: &mut Random, name: &str, namespace: &str, installed: &mut Installed) -> Receiver {
    let chart = installed.charts.get(&Release::KubePrometheusStack);
    let webhooks = chart.is_some_and(|chart| chart.version.numbers().0 >= 53);
    let secret = installed.secret(random, &format!("alerts-{name}"), namespace, Some("12.30"));
    match random.between(0, if webhooks { 2 } else { 1 }) {
        0 => Receiver::Slack(SlackReceiver {
            webhook: secret,
            channel: text::free(random),
            mention_users: ids(random, ["U012AB3CDE4", "W0123456"]),
            mention_groups: ids(random, ["S012AB3CDE4", "S0000000"]),
        }),
        1 => Receiver::Pagerduty(PagerdutyReceiver { routing_key: secret }),
        _ => Receiver::Webhook(WebhookReceiver { url: secret }),
    }
}

/// Sets that have something to watch.
fn builtin(random: &mut Random, installed: &Installed) -> Vec<BuiltinAlerts> {
    if !installed.charts.contains_key(&Release::KubePrometheusStack) {
        return Vec::new();
    }
    random.some_of(&BuiltinAlerts::ALL, 0, BuiltinAlerts::ALL.len())
}

fn ids<T: FromStr<Err: Display>>(random: &mut Random, ids: [&str; 2]) -> Vec<T> {
    let ids = random.some_of(&ids, 0, 2);
    ids.into_iter().map(parsed).collect()
}

/// Queries of series that every version shows.
fn rules(random: &mut Random) -> Named<AlertName, AlertRule> {
    let queries = [
        "up == 0",
        "sum by (job) (rate(apiserver_request_total{code=~\"5..\"}[5m]))\n> 1e3 # no comment",
        "kube_pod_info{node=\"On\"} unless on (pod) kube_pod_labels\n",
    ];
    let rule = |random: &mut Random| AlertRule {
        query: random.pick(&queries).to_owned(),
        lasting: random.maybe(50, |random| parsed(random.pick(&["5m", "1h", "90s"]))),
        severity: random.pick(&[RouteSeverity::Critical, RouteSeverity::Warning]),
        summary: text::free(random),
        description: random.maybe(50, text::free),
    };
    let names = random.some_of(&["ApiServerErrors", "On", "n", "null", "_1e3"], 0, 3);
    names
        .into_iter()
        .map(|name| (parsed(name), rule(random)))
        .collect()
}

fn stack_namespace(installed: &Installed) -> String {
    let chart = installed.charts.get(&Release::KubePrometheusStack);
    let own = chart.and_then(|chart| chart.namespace.as_ref());
    own.map_or_else(|| "monitoring".to_owned(), ToString::to_string)
}

fn kwatch(random: &mut Random, installed: &mut Installed) -> Kwatch {
    let namespace = random.pick(&["kwatch", "on", "kube-system"]);
    let key = random.pick(&[None, Some("config.yaml"), Some("12.30")]);
    Kwatch {
        version: parsed(random.pick(&["v0.10.5", "v0.8.3"])),
        config: installed.secret(random, "kwatch-config", namespace, key),
        title: text::free(random),
        pvc_monitor: random.maybe(50, |random| PvcMonitor {
            interval: bounded(random.between(1, 60)),
            threshold: bounded(random.between(1, 100)),
        }),
    }
}

fn botkube(random: &mut Random, installed: &mut Installed) -> Botkube {
    let namespace = installed.pin(random, Release::Botkube);
    Botkube {
        channel: text::free(random),
        bot_token: installed.secret(random, "botkube-bot", &namespace, Some("On")),
        app_token: installed.secret(random, "botkube-app", &namespace, Some("app-token")),
        executors: BotkubeExecutors {
            kubectl: random.chance(50),
            helm: random.chance(50),
        },
    }
}

/// A node exporter of kubecost's own only where its version has one and nothing else holds its port.
pub(crate) fn cost(
    random: &mut Random,
    place: &Place,
    tags: &Texts,
    network: &Network,
    storage: &Storage,
    installed: &mut Installed,
) -> Cost {
    let kubecost = random.maybe(40, |random| {
        installed.pin(random, Release::Kubecost);
        let alone = !installed.charts.contains_key(&Release::KubePrometheusStack);
        let brought = installed.charts[&Release::Kubecost].version.numbers().0 < 3;
        Kubecost {
            volumes: KubecostVolumes {
                class: observability::class(random, storage),
            },
            node_exporter: alone && random.chance(50) && brought,
        }
    });
    let prometheus = installed.charts.contains_key(&Release::KubePrometheusStack);
    // It asks Prometheus, and the internet for prices.
    let fits = kubecost.is_none() && prometheus && !network::isolated(network);
    let open_cost = random.maybe(50, |_| OpenCost {}).filter(|_| fits);
    if open_cost.is_some() {
        installed.pin(random, Release::Opencost);
    }
    Cost {
        kubecost,
        open_cost,
        usage: Usage::default(),
        budget: random
            .maybe(40, |random| budget(random, place, tags))
            .filter(|_| place.is_native() && knows_budgets(&place.region)),
    }
}

fn budget(random: &mut Random, place: &Place, tags: &Texts) -> Budget {
    let keys: Vec<String> = tags.keys().cloned().collect();
    let (notify, topic) = told(random, place);
    Budget {
        monthly_usd: random.between(1, 2_000_000),
        tag: random.some_of(&keys, 0, keys.len().min(1)).pop(),
        thresholds: random.some_of(&[50, 80, 100, 120], 1, 4),
        notify,
        topic,
    }
}

fn knows_budgets(region: &Region) -> bool {
    let missing = &Catalogue::shipped().limits().budget.missing_in;
    !missing.iter().any(|other| other == region.as_str())
}

/// What a month is expected to use.
pub(crate) fn usage(random: &mut Random, autoscaling: Option<&Autoscaling>) -> Usage {
    let pools = match autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => karpenter.node_pools.keys().cloned().collect(),
        _ => Vec::new(),
    };
    let known: Vec<ResourceName> = random.some_of(&pools, 0, pools.len());
    let pool_nodes = known.into_iter().map(|pool| (pool, random.between(0, 40)));
    let pool_nodes = pool_nodes.collect();
    let mut amount = || random.maybe(30, |random| random.between(0, 5_000));
    Usage {
        nat_gb: amount(),
        internet_out_gb: amount(),
        cross_zone_gb: amount(),
        endpoint_gb: amount(),
        alb_lcus: amount(),
        efs_gb: amount(),
        efs_read_gb: amount(),
        efs_write_gb: amount(),
        api_logs_gb: amount(),
        audit_logs_gb: amount(),
        authenticator_logs_gb: amount(),
        controller_manager_logs_gb: amount(),
        scheduler_logs_gb: amount(),
        flow_logs_gb: amount(),
        container_insights_gb: amount(),
        pool_nodes,
    }
}

pub(crate) fn workloads(
    random: &mut Random,
    monitoring: &Monitoring,
    ingress: Option<&Ingress>,
    installed: &mut Installed,
) -> Workloads {
    let selected = monitoring
        .prometheus
        .as_ref()
        .is_some_and(|it| it.select_all_monitors);
    let monitored = installed.charts.contains_key(&Release::KubePrometheusStack) && selected;
    let nginx = random.maybe(50, |random| {
        installed.pin(random, Release::Nginx);
        Nginx {
            replicas: random.maybe(50, |random| random.between(1, 5)),
            service: random.pick(&[ServiceType::ClusterIp, ServiceType::NodePort]),
            expose: publishing::expose(random, ingress, ["nginx", "1e3"]),
            metrics: random
                .maybe(60, |random| NginxMetrics {
                    namespace: parsed(stack_namespace(installed)),
                    interval: observability::interval(random),
                })
                .filter(|_| monitored),
        }
    });
    Workloads {
        nginx,
        kube_ops_view: random.maybe(30, |random| KubeOpsView {
            version: parsed(random.pick(&["23.5.0", "20.4.0"])),
        }),
    }
}
