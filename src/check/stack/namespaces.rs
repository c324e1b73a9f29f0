//! Values that keep the operator of Prometheus out of a namespace in which it has work. For EKS5060. Source: kube-prometheus-stack
//! 45.27.2 and 88.5.3, templates/prometheus-operator/deployment.yaml.

use serde_json::Value;

use super::{namespace, texts};
use crate::diag::FieldPath;
use crate::relied::Relied;
use crate::{Finding, Help, Subject, at, relied};

pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ours) = namespace(subject) else {
        return Vec::new();
    };
    let mut found: Vec<Finding> = INSTANCES
        .iter()
        .filter_map(|(path, relied)| {
            let (at, names) = texts(subject, path)?;
            let relied = relied(subject)?;
            let left_out = !is_among(ours, &names);
            left_out.then(|| finding(at, path, ours, relied))
        })
        .collect();
    found.extend(out_of_scope(subject, ours));
    found
}

/// Namespaces in which the operator looks for what it runs.
const INSTANCES: [(&str, Relied); 2] = [
    (
        "prometheusOperator.prometheusInstanceNamespaces",
        relied::on_prometheus,
    ),
    (
        "prometheusOperator.alertmanagerInstanceNamespaces",
        relied::on_alertmanager,
    ),
];

/// The first namespace of the environment that the operator must not look into.
fn out_of_scope(subject: &Subject<'_>, ours: &str) -> Option<Finding> {
    let (path, at, is_left_out) = scope(subject, ours)?;
    let stack = relied::on_prometheus(subject).map(|relied| (ours, relied));
    let environment = subject.environment();
    let targets = environment.monitoring.targets.iter().map(|(name, target)| {
        let at = at!(monitoring.targets[name]).field(target.key());
        (target.namespace().as_str(), at)
    });
    let nginx = environment.workloads.nginx.as_ref();
    let nginx = nginx.and_then(|nginx| nginx.metrics.as_ref());
    let nginx = nginx.map(|metrics| (metrics.namespace.as_str(), at!(workloads.nginx.metrics)));
    let mut all = stack.into_iter().chain(targets).chain(nginx);
    let (name, relied) = all.find(|(name, _)| is_left_out(name))?;
    Some(finding(at, path, name, relied))
}

/// Whether a namespace is out of the operator's reach.
type LeftOut<'a> = Box<dyn Fn(&str) -> bool + 'a>;

/// What says where the operator looks: a list of namespaces, or of those that it passes by.
fn scope<'a>(subject: &Subject<'a>, ours: &'a str) -> Option<(&'static str, FieldPath, LeftOut<'a>)> {
    if let Some((at, denied)) = texts(subject, "prometheusOperator.denyNamespaces") {
        let left_out = move |name: &str| denied.contains(&name);
        return Some(("prometheusOperator.denyNamespaces", at, Box::new(left_out)));
    }
    let (at, value) = relied::passed_on(subject, "prometheusOperator.namespaces")?;
    let listed = value.get("additional").and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(Value::as_str);
    let own = value.get("releaseNamespace") == Some(&Value::Bool(true));
    let names: Vec<&str> = listed.chain(own.then_some(ours)).collect();
    if names.is_empty() {
        return None;
    }
    let left_out = move |name: &str| !is_among(name, &names);
    Some(("prometheusOperator.namespaces", at, Box::new(left_out)))
}

/// Whether a namespace is named, or may be: a template is filled in later.
fn is_among(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| *known == name || known.contains("{{"))
}

fn finding(at: FieldPath, path: &str, namespace: &str, relied: FieldPath) -> Finding {
    let message = format!("`{path}` keeps the operator of Prometheus out of `{namespace}`");
    Finding::at(at, message)
        .related(relied, "lies there")
        .help(Help::take_out(format!(
            "let it look into `{namespace}` too, or remove this value"
        )))
}
