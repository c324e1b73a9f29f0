//! metrics-server, kwatch, botkube and kube-ops-view.

use super::Part;
use crate::alerts;
use crate::images;
use crate::manifests::kube_ops_view::{NAME, PORT};
use crate::manifests::{RIGHT_IMAGE, WRONG_IMAGE};
use crate::model::BuiltinAlerts;
use crate::model::value::Release;
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let environment = resolved.environment;
    let metrics_server = environment.addons.contains_key("metrics-server")
        || resolved
            .releases
            .iter()
            .any(|release| release.release == Release::MetricsServer);
    let [apply, mend] = wrong_image(resolved);
    let found = [
        metrics_server.then(usage),
        Some(apply),
        Some(mend),
        environment.alerting.botkube.as_ref().map(|_| botkube()),
        environment
            .workloads
            .kube_ops_view
            .as_ref()
            .map(|_| kube_ops_view()),
    ];
    found.into_iter().flatten().collect()
}

fn usage() -> Part {
    Part::new(
        "metrics-server, and the use of processors and memory that it measures:",
        [
            "kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=metrics-server",
            "kubectl get apiservice v1beta1.metrics.k8s.io",
            "kubectl top nodes",
            "kubectl top pods --all-namespaces",
            "kubectl top pods --namespace kube-system --sort-by cpu",
            "kubectl top pods --namespace kube-system --sort-by memory",
        ],
    )
}

/// Who tells of it, as far as the environment has somebody who does.
fn told_by(resolved: &Resolved) -> String {
    let alerting = &resolved.environment.alerting;
    let slack =
        (alerting.kwatch.is_some() || alerting.botkube.is_some()).then_some("a message comes to Slack");
    let pods = alerts::builtin(resolved)
        .into_iter()
        .find(|alert| alert.set == BuiltinAlerts::Pods && alert.name == alerts::IMAGE_PULL_FAILS);
    let alert = pods.map(|alert| format!("after {} Prometheus raises `{}`", alert.lasting, alert.name));
    let told: Vec<String> = slack.map(str::to_owned).into_iter().chain(alert).collect();
    match told.is_empty() {
        true => "only the events of Kubernetes tell of it".to_owned(),
        false => told.join(", and "),
    }
}

fn wrong_image(resolved: &Resolved) -> [Part; 2] {
    let name = resolved.name;
    [
        Part::new(
            format!(
                "A drill: a pod whose image does not exist; {}. Its events, until Ctrl-C:",
                told_by(resolved)
            ),
            [
                format!("kubectl apply -f out/{name}/{WRONG_IMAGE}"),
                "kubectl get events --namespace default --field-selector involvedObject.name=nginx-19 --watch"
                    .to_owned(),
            ],
        ),
        Part::new(
            "The end of it: the right image, with which the pod runs, and then no pod:",
            [
                format!(
                    "kubectl set image pod/nginx-19 --namespace default nginx-pod={}",
                    images::pulled(resolved, RIGHT_IMAGE)
                ),
                "kubectl wait --for=condition=Ready pod/nginx-19 --namespace default --timeout 2m".to_owned(),
                format!("kubectl delete -f out/{name}/{WRONG_IMAGE}"),
            ],
        ),
    ]
}

fn botkube() -> Part {
    Part::new(
        "In the channel, after the app was invited to it:",
        [
            "@Botkube ping",
            "@Botkube status notifications",
            "@Botkube kubectl get pod --namespace kube-system -o wide",
        ],
    )
    .messages()
}

fn kube_ops_view() -> Part {
    Part::new(
        "kube-ops-view has no login, so no Ingress. Its page is at http://localhost:8081 while this runs:",
        [format!(
            "kubectl port-forward --namespace {NAME} deployment/{NAME} 8081:{PORT}"
        )],
    )
}
