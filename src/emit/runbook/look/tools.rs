//! metrics-server, kwatch and botkube.

use super::Part;
use crate::manifests::WRONG_IMAGE;
use crate::model::value::Release;
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let environment = resolved.environment;
    let metrics_server = environment.addons.contains_key("metrics-server")
        || resolved
            .releases
            .iter()
            .any(|release| release.release == Release::MetricsServer);
    let alerting = &environment.alerting;
    let tells = alerting.kwatch.is_some() || alerting.botkube.is_some();
    let found = [
        metrics_server.then(usage),
        tells.then(|| wrong_image(resolved.name)),
        alerting.botkube.as_ref().map(|_| botkube()),
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

fn wrong_image(name: &str) -> Part {
    Part::new(
        "A drill: a pod whose image does not exist. A message comes to Slack; once the image is right, no more do:",
        [
            format!("kubectl apply -f out/{name}/{WRONG_IMAGE}"),
            "kubectl get events --field-selector involvedObject.name=nginx-19 --watch".to_owned(),
            "kubectl set image pod/nginx-19 nginx-pod=nginx:1.19".to_owned(),
            format!("kubectl delete -f out/{name}/{WRONG_IMAGE}"),
        ],
    )
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
