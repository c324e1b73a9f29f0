//! Values by which Alertmanager gets another configuration than the environment's, or no alerts. For EKS5060.

use serde_json::Value;

use crate::model::value::Release;
use crate::{Finding, Help, Subject, relied};

pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    [config_secret(subject), string_config(subject), endpoints(subject)]
        .into_iter()
        .flatten()
        .collect()
}

/// The Secret in which the chart puts Alertmanager's configuration; `None` where its name is put together otherwise. Source:
/// kube-prometheus-stack 88.5.3, templates/_helpers.tpl and templates/alertmanager/secret.yaml.
pub(crate) fn own_secret(subject: &Subject<'_>) -> Option<String> {
    let text = |path| relied::passed_on(subject, path).and_then(|(_, value)| value.as_str());
    let names = ["fullnameOverride", "nameOverride"].map(|path| text(path).unwrap_or_default());
    let full = match names {
        ["", ""] => Release::KubePrometheusStack.name(),
        [full, ""] if full.len() <= 26 => full,
        _ => return None,
    };
    Some(
        match relied::passed_on(subject, "cleanPrometheusOperatorObjectNames") {
            Some((_, Value::Bool(true))) => format!("alertmanager-{full}"),
            _ => format!("alertmanager-{full}-alertmanager"),
        },
    )
}

/// Another Secret than the one that the chart fills.
fn config_secret(subject: &Subject<'_>) -> Option<Finding> {
    const PATH: &str = "alertmanager.alertmanagerSpec.configSecret";
    let (at, value) = relied::passed_on(subject, PATH)?;
    let relied = relied::on_receivers(subject)?;
    let own = own_secret(subject)?;
    let name = value.as_str()?;
    if name.is_empty() || name == own {
        return None;
    }
    let message = format!(
        "with `{PATH}: {name}` Alertmanager does not read the receivers and routes of this environment, which lie in \
         the Secret `{own}`"
    );
    Some(
        Finding::at(at, message)
            .related(relied, "relies on it")
            .help(Help::take_out("remove this value, or what relies on it")),
    )
}

/// A configuration as a text, which the chart takes in the place of the one that the environment says.
fn string_config(subject: &Subject<'_>) -> Option<Finding> {
    let (_, tpl) = relied::passed_on(subject, "alertmanager.tplConfig")?;
    let (at, config) = relied::passed_on(subject, "alertmanager.stringConfig")?;
    let relied = relied::on_receivers(subject)?;
    if tpl != &Value::Bool(true) || config.as_str().is_none_or(str::is_empty) {
        return None;
    }
    let message = "with `alertmanager.tplConfig` the chart takes `alertmanager.stringConfig`, and not the receivers and \
                   routes of this environment";
    Some(
        Finding::at(at, message)
            .related(relied, "is left out")
            .help("remove `stringConfig`, or the receivers"),
    )
}

/// Addresses to which Prometheus sends its alerts, without the chart's Alertmanager. The operator makes a Service for it
/// beside the chart's. Source: kube-prometheus-stack 88.5.3, templates/prometheus/prometheus.yaml and
/// templates/alertmanager/service.yaml; prometheus-operator, pkg/alertmanager, `governingServiceName`.
fn endpoints(subject: &Subject<'_>) -> Option<Finding> {
    const PATH: &str = "prometheus.prometheusSpec.alertingEndpoints";
    let (at, value) = relied::passed_on(subject, PATH)?;
    let relied = relied::on_receivers(subject)?;
    let items = value.as_array().filter(|items| !items.is_empty())?;
    let mut names = items.iter().map(|item| item["name"].as_str().unwrap_or_default());
    let is_ours = |name: &str| {
        name.is_empty()
            || name.contains("{{")
            || name == "alertmanager-operated"
            || name.ends_with("-alertmanager")
    };
    if names.any(is_ours) {
        return None;
    }
    let message = format!(
        "`{PATH}` sends alerts elsewhere, and none to this environment's Alertmanager: the chart names it only where \
         this list is empty"
    );
    let help = Help::take_out(format!(
        "remove this value, or add `{{ namespace: …, name: {}-alertmanager, port: http-web }}` to it",
        Release::KubePrometheusStack
    ));
    Some(
        Finding::at(at, message)
            .related(relied, "gets no alerts")
            .help(help),
    )
}
