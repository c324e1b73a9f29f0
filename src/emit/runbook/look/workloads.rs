//! The nginx sample: its objects, logs, metrics, and load.

use super::Part;
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
    let found = [
        Some(objects(namespace)),
        nginx.metrics.as_ref().map(|nginx| metrics(namespace, nginx)),
        url.map(|url| load(resolved.name, &url)),
    ];
    found.into_iter().flatten().collect()
}

fn objects(namespace: &str) -> Part {
    Part::new(
        "What runs, and its log. nginx writes to its standard output; the files in the pod are links to it:",
        [
            format!(
                "kubectl get ingresses,deployments,services,endpointslices,pods --namespace {namespace} --selector app.kubernetes.io/instance=nginx"
            ),
            format!("kubectl get targetgroupbindings --namespace {namespace}"),
            format!("kubectl logs deployment/nginx --namespace {namespace} --container nginx --follow"),
            format!(
                "kubectl exec deployment/nginx --namespace {namespace} --container nginx -- ls -l /opt/bitnami/nginx/logs/"
            ),
        ],
    )
}

fn metrics(namespace: &str, metrics: &NginxMetrics) -> Part {
    Part::new(
        "The exporter beside it, and the monitor by which Prometheus finds it:",
        [
            format!(
                "kubectl get servicemonitor nginx --namespace {} --output yaml",
                metrics.namespace
            ),
            format!("kubectl port-forward --namespace {namespace} deployment/nginx {EXPORTER_PORT} &"),
            format!(
                "curl --silent http://localhost:{EXPORTER_PORT}/metrics | grep '^nginx_connections_active'"
            ),
            "kill %1".to_owned(),
        ],
    )
}

fn load(name: &str, url: &str) -> Part {
    Part::new(
        "Load: a request a second from here, and many from inside the cluster. Watch the dashboards, the alerts and the log \
         groups:",
        [
            format!("curl --silent {url}"),
            format!("while true; do curl --silent --head {url} | head -n 1; date; sleep 1; done"),
            format!("kubectl apply -f out/{name}/{LOAD}"),
            "kubectl logs job/nginx-load --follow".to_owned(),
            format!("kubectl delete -f out/{name}/{LOAD}"),
        ],
    )
}
