//! The nginx sample: its objects, logs, metrics, and load.

use super::{CURL, Part, about_page};
use crate::helm;
use crate::manifests::LOAD;
use crate::model::NginxMetrics;
use crate::model::value::Release;
use crate::resolve::Resolved;

/// Where the exporter beside nginx listens. Source: chart nginx 14.1.0 and 22.1.1, `metrics.containerPort`.
const EXPORTER_PORT: u16 = 9113;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let environment = resolved.environment;
    let mut releases = resolved.releases.iter();
    let release = releases.find(|release| release.release == Release::Nginx);
    let (Some(nginx), Some(release)) = (&environment.workloads.nginx, release) else {
        return Vec::new();
    };
    let namespace = release.namespace.as_str();
    let url = helm::url(environment, nginx.expose.as_ref());
    let mut parts = vec![objects(namespace), log(namespace)];
    parts.extend(nginx.metrics.iter().flat_map(|nginx| metrics(namespace, nginx)));
    parts.extend(
        url.into_iter()
            .flat_map(|url| requests(about_page(environment, nginx.expose.as_ref()), &url)),
    );
    parts.push(load(resolved.name));
    parts
}

fn objects(namespace: &str) -> Part {
    Part::new(
        "What runs. nginx writes to its standard output; the files in the pod are links to it:",
        [
            format!(
                "kubectl get ingresses,deployments,services,endpointslices,pods --namespace {namespace} --selector app.kubernetes.io/instance=nginx"
            ),
            format!("kubectl get targetgroupbindings --namespace {namespace}"),
            format!(
                "kubectl exec deployment/nginx --namespace {namespace} --container nginx -- ls -l /opt/bitnami/nginx/logs/"
            ),
        ],
    )
}

fn log(namespace: &str) -> Part {
    Part::new(
        "Its log, until Ctrl-C:",
        [format!(
            "kubectl logs deployment/nginx --namespace {namespace} --container nginx --follow"
        )],
    )
}

fn metrics(namespace: &str, metrics: &NginxMetrics) -> [Part; 3] {
    [
        Part::new(
            "The monitor by which Prometheus finds the exporter beside it:",
            [format!(
                "kubectl get servicemonitor nginx --namespace {} --output yaml",
                metrics.namespace
            )],
        ),
        Part::new(
            "The exporter, while this runs:",
            [format!(
                "kubectl port-forward --namespace {namespace} deployment/nginx {EXPORTER_PORT}"
            )],
        ),
        Part::new(
            "With it forwarded: how many connections are open:",
            [format!(
                "curl --silent http://localhost:{EXPORTER_PORT}/metrics | grep '^nginx_connections_active'"
            )],
        ),
    ]
}

fn requests(about: &str, url: &str) -> [Part; 2] {
    [
        Part::new(about, [format!("{CURL} {url}")]),
        Part::new(
            "A request a second, until Ctrl-C:",
            [format!(
                "while true; do {CURL} --head {url} | head -n 1; date; sleep 1; done"
            )],
        ),
    ]
}

fn load(name: &str) -> Part {
    Part::new(
        "A drill: many requests from inside the cluster. Watch the dashboards, the alerts and the log groups:",
        [
            format!("kubectl apply -f out/{name}/{LOAD}"),
            "kubectl wait --for=condition=complete job/nginx-load --namespace default --timeout 10m"
                .to_owned(),
            "kubectl logs job/nginx-load --namespace default".to_owned(),
            format!("kubectl delete -f out/{name}/{LOAD}"),
        ],
    )
}
