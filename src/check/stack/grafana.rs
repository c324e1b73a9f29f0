//! Values by which Grafana does not run, does not evaluate its alerts, or looks for dashboards elsewhere. For EKS5060.

use serde_json::Value;

use super::namespace;
use crate::diag::FieldPath;
use crate::{Finding, Help, Subject, at, relied};

pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = [no_replicas(subject), searched_elsewhere(subject)]
        .into_iter()
        .flatten()
        .collect();
    found.extend(no_alerting(subject));
    found
}

/// No replicas; an autoscaler has a number of its own. Source: grafana-community/helm-charts at 3386a11, charts/grafana,
/// templates/deployment.yaml.
fn no_replicas(subject: &Subject<'_>) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, "grafana.replicas")?;
    let relied = relied::on_grafana(subject)?;
    let scaled = relied::passed_on(subject, "grafana.autoscaling.enabled");
    if value.as_u64() != Some(0) || scaled.is_some_and(|(_, scaled)| scaled == &Value::Bool(true)) {
        return None;
    }
    Some(
        Finding::at(at, "with `grafana.replicas: 0` no Grafana runs")
            .related(relied, "relies on it")
            .help(Help::take_out("remove this value, or what relies on it")),
    )
}

/// Alerts that Grafana does not evaluate, by its own configuration or by variables of its pods. Source: grafana/grafana at
/// 0253a22, pkg/setting/setting_unified_alerting.go.
fn no_alerting(subject: &Subject<'_>) -> Vec<Finding> {
    let grafana = subject.environment().monitoring.grafana.as_ref();
    let alerting = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let Some((uid, _)) = alerting.and_then(|alerting| alerting.rules.first()) else {
        return Vec::new();
    };
    let ini = |section: &'static str, key: &'static str| {
        let (at, values) = relied::passed_on(subject, "grafana")?;
        let value = values.get("grafana.ini")?.get(section)?.get(key)?;
        let at = at.key("grafana.ini").key(section).key(key);
        Some((at, format!("{section}.{key}"), value))
    };
    let variable = |name: &'static str| {
        let (at, value) = relied::passed_on(subject, &format!("grafana.env.{name}"))?;
        Some((at, name.to_owned(), value))
    };
    let said: [Option<(FieldPath, String, &Value)>; 5] = [
        ini("unified_alerting", "enabled"),
        ini("unified_alerting", "execute_alerts"),
        ini("alerting", "execute_alerts"),
        variable("GF_UNIFIED_ALERTING_ENABLED"),
        variable("GF_UNIFIED_ALERTING_EXECUTE_ALERTS"),
    ];
    let off = said.into_iter().flatten().filter(|(_, _, value)| is_off(value));
    off.map(|(at, name, value)| {
        Finding::at(at, format!("with `{name}: {value}` Grafana evaluates no alerts"))
            .related(at!(monitoring.grafana.alerting.rules[uid]), "never fires")
            .help(Help::take_out("remove this value, or what relies on it"))
    })
    .collect()
}

/// What Grafana's reader of configuration takes for no. Source: go-ini/ini, key.go, `parseBool`.
fn is_off(value: &Value) -> bool {
    match value {
        Value::Bool(on) => !on,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => {
            let text = text.to_ascii_lowercase();
            ["0", "f", "false", "n", "no", "off"].contains(&text.as_str())
        }
        _ => false,
    }
}

/// Namespaces in which Grafana looks for dashboards, without the one in which they lie.
fn searched_elsewhere(subject: &Subject<'_>) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, "grafana.sidecar.dashboards.searchNamespace")?;
    let relied = relied::on_config_maps(subject)?;
    let namespace = namespace(subject)?;
    let names: Vec<&str> = match value {
        Value::String(text) => text.split(',').map(str::trim).collect(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let found = |name: &&str| ["ALL", "", namespace].contains(name) || name.contains("{{");
    if names.iter().any(found) {
        return None;
    }
    let message = format!(
        "Grafana looks for dashboards in other namespaces than `{namespace}`, where those of this environment lie"
    );
    let help = format!("write `ALL`, or add `{namespace}`");
    Some(Finding::at(at, message).related(relied, "lies there").help(help))
}
