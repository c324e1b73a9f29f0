//! Monitoring: Prometheus, Grafana, Alertmanager and what they look at.

use eksight::model::value::{Interval, Region, Release, ResourceName};
use eksight::model::{
    Alertmanager, BasicAuth, Dashboard, DashboardFile, Grafana, Ingress, ManagedComponent, Monitoring, Named,
    PodMonitor, Prometheus, PublishedDashboard, RemoteWrite, RemoteWriteAuth, ScrapeTarget, ServiceMonitor,
    Sigv4, Storage, VolumeClaim,
};

use crate::charts::Installed;
use crate::place::Place;
use crate::random::Random;
use crate::text::{self, parsed};
use crate::{grafana, publishing};

/// All of it hangs on the one chart.
pub(crate) fn monitoring(
    random: &mut Random,
    place: &Place,
    storage: &Storage,
    ingress: Option<&Ingress>,
    installed: &mut Installed,
) -> Monitoring {
    if random.chance(25) {
        return Monitoring {
            prometheus: None,
            grafana: None,
            alertmanager: None,
            targets: Named::new(),
        };
    }
    let namespace = installed.pin(random, Release::KubePrometheusStack);
    let prometheus = prometheus(random, place, storage, ingress, &namespace, installed);
    // Monitors have no label by which they would be selected.
    let selected = prometheus.select_all_monitors;
    Monitoring {
        grafana: random.maybe(70, |random| {
            let mut grafana = Grafana {
                admin: installed.secret(random, "grafana-admin", &namespace, None),
                timezone: random.maybe(50, |random| {
                    random.pick(&["Asia/Seoul", "utc", "browser"]).to_owned()
                }),
                dashboards: dashboards(random),
                overview: random.chance(50),
                // It names a receiver, which comes later.
                alerting: None,
                // It needs the page, which comes last.
                login: None,
                expose: publishing::expose(random, ingress, ["grafana", "012"]),
            };
            grafana::login(random, &mut grafana, &namespace, installed);
            grafana
        }),
        alertmanager: random.maybe(70, |random| Alertmanager {
            replicas: random.maybe(50, |random| random.between(1, 3)),
            volume: random.maybe(50, |random| claim(random, storage, &["4Gi", "5Gi"])),
        }),
        targets: if selected { targets(random) } else { Named::new() },
        prometheus: Some(prometheus),
    }
}

fn prometheus(
    random: &mut Random,
    place: &Place,
    storage: &Storage,
    ingress: Option<&Ingress>,
    namespace: &str,
    installed: &mut Installed,
) -> Prometheus {
    let components = [
        ManagedComponent::KubeControllerManager,
        ManagedComponent::KubeEtcd,
        ManagedComponent::KubeScheduler,
        ManagedComponent::KubeProxy,
    ];
    Prometheus {
        replicas: random.maybe(60, |random| random.between(1, 3)),
        retention: parsed(random.pick(&["5d", "1y", "36h"])),
        // At most 85 % of the smallest volume.
        retention_size: parsed(random.pick(&["10GiB", "17GiB", "512MiB"])),
        volume: random.maybe(70, |random| claim(random, storage, &["20Gi", "1Ti"])),
        scrape_interval: random.maybe(60, interval),
        evaluation_interval: random.maybe(60, interval),
        select_all_monitors: random.chance(70),
        default_rules: random.chance(70),
        default_alerts: random.chance(70),
        unreachable: random.some_of(&components, 0, 4),
        memory_request: random.maybe(50, |random| parsed(random.pick(&["512Mi", "2Gi"]))),
        memory_limit: random.maybe(50, |random| parsed(random.pick(&["2Gi", "8Gi"]))),
        expose: publishing::expose(random, ingress, ["prometheus", "on"]),
        external_url: random.chance(70),
        remote_write: random
            .some_of(&["store", "on", "1e3"], 0, 2)
            .into_iter()
            .map(|name| (parsed(name), store(random, place, name, namespace, installed)))
            .collect(),
    }
}

/// Signed for the region of the workspace; eksctl gives Prometheus no role to sign as.
fn store(
    random: &mut Random,
    place: &Place,
    name: &str,
    namespace: &str,
    installed: &mut Installed,
) -> RemoteWrite {
    if place.is_native() && random.chance(40) {
        let region = random.maybe(50, |_| parsed::<Region>("us-east-1"));
        let of = region.as_ref().unwrap_or(&place.region);
        return RemoteWrite {
            url: parsed(format!(
                "https://aps-workspaces.{of}.amazonaws.com/workspaces/ws-1/api/v1/remote_write"
            )),
            auth: Some(RemoteWriteAuth::Sigv4(Sigv4 { region })),
        };
    }
    RemoteWrite {
        url: parsed(random.pick(&[
            "https://store.example.com/write",
            "http://store:9009/api?a=1&b=#2",
        ])),
        auth: random.maybe(70, |random| {
            RemoteWriteAuth::BasicAuth(BasicAuth {
                username: installed.secret(random, &format!("{name}-user"), namespace, Some("On")),
                password: installed.secret(random, &format!("{name}-password"), namespace, Some("12.30")),
            })
        }),
    }
}

pub(crate) fn interval(random: &mut Random) -> Interval {
    parsed(random.pick(&["15s", "1m", "30000ms"]))
}

pub(crate) fn class(random: &mut Random, storage: &Storage) -> ResourceName {
    let classes: Vec<&ResourceName> = storage.classes.keys().collect();
    random.pick(&classes).clone()
}

fn claim(random: &mut Random, storage: &Storage, sizes: &[&str]) -> VolumeClaim {
    VolumeClaim {
        class: class(random, storage),
        size: parsed(random.pick(sizes)),
    }
}

fn dashboards(random: &mut Random) -> Named<ResourceName, Dashboard> {
    let names = random.some_of(&["eks-cni", "on", "1e3"], 0, 3);
    let published = |random: &mut Random| {
        Dashboard::GrafanaCom(PublishedDashboard {
            id: random.between(1, 99_999),
            revision: random.between(1, 40),
        })
    };
    names
        .into_iter()
        .map(|name| {
            let file = random.maybe(40, |random| Dashboard::File(dashboard_file(random, name)));
            (parsed(name), file.unwrap_or_else(|| published(random)))
        })
        .collect()
}

/// A dashboard as people export it: some without a data source of their own.
fn dashboard_file(random: &mut Random, name: &str) -> DashboardFile {
    let title = serde_json::Value::from(format!("A {}", text::free(random)));
    let input = r#""__inputs": [{ "name": "DS_ON", "type": "datasource", "pluginId": "prometheus" }],"#;
    let [input, source] = random.pick(&[["", "prometheus"], [input, "${DS_ON}"]]);
    DashboardFile {
        path: format!("{name}.json"),
        json: format!(
            "{{ {input}\n  \"uid\": \"{name}\", \"title\": {title},\n  \"panels\": [{{ \"type\": \"text\", \"title\": \
             \"{{{{ pod }}}} $__rate_interval\", \"datasource\": {{ \"uid\": \"{source}\" }} }}] }}\n"
        ),
    }
}

fn targets(random: &mut Random) -> Named<ResourceName, ScrapeTarget> {
    let names = random.some_of(&["aws-cni", "off", "012"], 0, 3);
    let target = |random: &mut Random| {
        let mut match_labels = text::labels(random);
        match_labels.insert("k8s-app".to_owned(), text::label_value(random));
        let namespace = parsed(random.pick(&["kube-system", "default"]));
        let port = random.pick(&["metrics", "y", "8080-tcp"]).to_owned();
        let path = random.pick(&["/metrics", "/a/b=c&d", "/"]).to_owned();
        let interval = random.maybe(60, interval);
        if random.chance(40) {
            return ScrapeTarget::ServiceMonitor(ServiceMonitor {
                namespace,
                match_labels,
                port,
                path,
                interval,
            });
        }
        ScrapeTarget::PodMonitor(PodMonitor {
            namespace,
            match_labels,
            port,
            path,
            interval,
            job_label: random.maybe(50, |_| "k8s-app".to_owned()),
        })
    };
    names
        .into_iter()
        .map(|name| (parsed(name), target(random)))
        .collect()
}
