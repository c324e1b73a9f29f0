//! kube-prometheus-stack: its objects, pages without an Ingress, and first queries.

use super::{CURL, Part, about_page, from_inside};
use crate::helm;
use crate::resolve::{Resolved, ResolvedRelease};

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let Some(stack) = resolved.monitoring_stack() else {
        return Vec::new();
    };
    let monitoring = &resolved.environment.monitoring;
    let alertmanager = monitoring.alertmanager.is_some();
    let grafana = monitoring.grafana.as_ref();
    let found = [
        Some(objects(stack)),
        Some(forward(
            stack,
            "prometheus",
            "9090",
            "Prometheus, on http://localhost:9090 while this runs:",
        )),
        Some(settings()),
        grafana.map(|_| {
            forward(
                stack,
                "grafana",
                "3000:80",
                "Grafana, on http://localhost:3000, in another terminal:",
            )
        }),
        alertmanager.then(|| {
            forward(
                stack,
                "alertmanager",
                "9093",
                "Alertmanager, on http://localhost:9093, in another terminal:",
            )
        }),
        grafana.map(|_| version_of_grafana(stack)),
        page_of_grafana(resolved, stack),
        Some(data_source(resolved, stack)),
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

/// A page without anything in between.
fn forward(stack: &ResolvedRelease, service: &str, ports: &str, about: &str) -> Part {
    let command = format!(
        "kubectl port-forward --namespace {} service/{}-{service} {ports}",
        stack.namespace, stack.release
    );
    Part::new(about, [command])
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

/// Images have had `grafana` since 9.4 (grafana/grafana#58286), and no `grafana-cli` since 13.0 (#120225); 2026-11.
fn version_of_grafana(stack: &ResolvedRelease) -> Part {
    let (namespace, release) = (&stack.namespace, stack.release);
    Part::new(
        "Which Grafana runs:",
        [format!(
            "kubectl exec --namespace {namespace} deployment/{release}-grafana --container grafana -- grafana --version"
        )],
    )
}

fn page_of_grafana(resolved: &Resolved, stack: &ResolvedRelease) -> Option<Part> {
    let (namespace, release) = (&stack.namespace, stack.release);
    let expose = resolved.environment.monitoring.grafana.as_ref()?.expose.as_ref();
    let url = helm::url(resolved.environment, expose)?;
    Some(Part::new(
        about_page(resolved.environment, expose),
        [
            format!("kubectl describe ingress {release}-grafana --namespace {namespace}"),
            format!("{CURL} {url}/api/health"),
        ],
    ))
}

fn data_source(resolved: &Resolved, stack: &ResolvedRelease) -> Part {
    let service = format!("{}-prometheus.{}", stack.release, stack.namespace);
    from_inside(
        resolved.name,
        "Whether Grafana's data source answers from inside the cluster:",
        &[
            format!("nslookup {service}"),
            format!("{CURL} http://{service}:9090/-/ready"),
        ],
    )
}
