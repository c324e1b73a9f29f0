//! kube-prometheus-stack: its objects, pages without an Ingress, and first queries.

use super::Part;
use crate::helm;
use crate::manifests::NETSHOOT;
use crate::model::value::Release;
use crate::resolve::{Resolved, ResolvedRelease};

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let mut releases = resolved.releases.iter();
    let Some(stack) = releases.find(|release| release.release == Release::KubePrometheusStack) else {
        return Vec::new();
    };
    let monitoring = &resolved.environment.monitoring;
    let alertmanager = monitoring.alertmanager.is_some();
    let grafana = monitoring.grafana.as_ref();
    let found = [
        Some(objects(stack)),
        Some(forwards(stack, grafana.is_some(), alertmanager)),
        Some(settings()),
        grafana.map(|_| version_of_grafana(resolved, stack)),
        Some(from_inside(resolved, stack)),
    ];
    found.into_iter().flatten().collect()
}

fn objects(stack: &ResolvedRelease) -> Part {
    let namespace = &stack.namespace;
    Part::new(
        "What runs, and what is looked at. A node exporter answers on port 9100 of every node:",
        [
            format!("helm list --namespace {namespace}"),
            format!("kubectl get pods,services,ingresses,persistentvolumeclaims --namespace {namespace}"),
            "kubectl get prometheuses,servicemonitors,podmonitors,prometheusrules --all-namespaces"
                .to_owned(),
            format!(
                "kubectl get endpointslices --namespace {namespace} --selector app.kubernetes.io/name=prometheus-node-exporter"
            ),
        ],
    )
}

fn forwards(stack: &ResolvedRelease, grafana: bool, alertmanager: bool) -> Part {
    let forward = |service: &str, ports: &str| {
        format!(
            "kubectl port-forward --namespace {} service/{}-{service} {ports}",
            stack.namespace, stack.release
        )
    };
    let grafana = grafana.then(|| forward("grafana", "3000:80"));
    let alertmanager = alertmanager.then(|| forward("alertmanager", "9093"));
    let commands = [forward("prometheus", "9090")].into_iter();
    Part::new(
        "The pages, without anything in between; each in a terminal of its own:",
        commands.chain(grafana).chain(alertmanager),
    )
}

fn settings() -> Part {
    let ask = |path: &str| format!("curl --silent 'http://localhost:9090/api/v1/{path}'");
    let query = |query: &str| {
        format!("curl --silent http://localhost:9090/api/v1/query --data-urlencode 'query={query}'")
    };
    Part::new(
        "With Prometheus forwarded: its retention and its own configuration, the targets that are down, which alerts fire, and \
         how busy the nodes are:",
        [
            format!("{} | jq '.data.storageRetention'", ask("status/runtimeinfo")),
            format!("{} | jq --raw-output .data.yaml", ask("status/config")),
            format!(
                "{} | jq '.data.activeTargets[] | select(.health != \"up\") | {{job: .labels.job, scrapeUrl, lastError}}'",
                ask("targets?state=active")
            ),
            format!("{} | jq '.data.alerts'", ask("alerts")),
            query("1 - avg(rate(node_cpu_seconds_total{mode=\"idle\"}[1m]))"),
        ],
    )
}

fn version_of_grafana(resolved: &Resolved, stack: &ResolvedRelease) -> Part {
    let (namespace, release) = (&stack.namespace, stack.release);
    let expose = resolved
        .environment
        .monitoring
        .grafana
        .as_ref()
        .and_then(|grafana| grafana.expose.as_ref());
    let ingress =
        expose.map(|_| format!("kubectl describe ingress {release}-grafana --namespace {namespace}"));
    let health = helm::url(resolved.environment, expose).map(|url| format!("curl --silent {url}/api/health"));
    let version = format!(
        "kubectl exec --namespace {namespace} deployment/{release}-grafana --container grafana -- grafana-cli --version"
    );
    Part::new(
        "Grafana: its version, and its page:",
        [version].into_iter().chain(ingress).chain(health),
    )
}

fn from_inside(resolved: &Resolved, stack: &ResolvedRelease) -> Part {
    let name = resolved.name;
    let service = format!("{}-prometheus.{}", stack.release, stack.namespace);
    let netshoot = |command: &str| format!("kubectl exec netshoot-pod -- {command}");
    Part::new(
        "Whether Grafana's data source answers from inside the cluster:",
        [
            format!("kubectl apply -f out/{name}/{NETSHOOT}"),
            "kubectl wait --for=condition=Ready pod/netshoot-pod --timeout 2m".to_owned(),
            netshoot(&format!("nslookup {service}")),
            netshoot(&format!("curl --silent http://{service}:9090/-/ready")),
            format!("kubectl delete -f out/{name}/{NETSHOOT}"),
        ],
    )
}
