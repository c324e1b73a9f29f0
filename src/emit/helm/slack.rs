//! What Alertmanager tells Slack of alerts: its own templates have no text, and link to an address inside the cluster.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::value::Release;
use crate::model::{Environment, Receiver};

/// The first by name: Alertmanager reads the files of `extraValues` behind it, and what they define takes its place.
const FILE: &str = "0-eksight.tmpl";

/// Slack shows the first 8,000 characters of an attachment, so ten alerts of a group.
/// Sources: prometheus/alertmanager at v0.25.0 and v0.34.0, template/default.tmpl; ErikKalkoken/slackApiDoc, message
/// limits, as of 2026-11.
const TEXT: &str = include_str!("slack.tmpl");

const TITLE_LINK: &str =
    "{{ define \"slack.default.titlelink\" }}{{ .CommonAnnotations.runbook_url }}{{ end }}\n";

/// `alertmanager.templateFiles` of the chart. Templates stand here and not in `config`, which a chart with `tplConfig`
/// would run through Helm.
pub(super) fn templates(environment: &Environment) -> BTreeMap<&'static str, String> {
    let mut receivers = environment.alerting.receivers.values();
    if !receivers.any(|receiver| matches!(receiver, Receiver::Slack(_))) {
        return BTreeMap::new();
    }
    let title_link = if is_reached(environment) { "" } else { TITLE_LINK };
    BTreeMap::from([(FILE, format!("{TEXT}{title_link}"))])
}

/// Whether `extraValues` give Alertmanager an address, to which its own template links.
/// Source: kube-prometheus-stack 45.27.2 and 88.5.3, templates/alertmanager/alertmanager.yaml.
fn is_reached(environment: &Environment) -> bool {
    let chart = environment.charts.get(&Release::KubePrometheusStack);
    let Some(values) = chart.and_then(|chart| chart.extra_values.get("alertmanager")) else {
        return false;
    };
    let has_host = |switch, hosts| {
        let hosts = values.pointer(hosts).and_then(Value::as_array);
        values.pointer(switch) == Some(&Value::Bool(true)) && hosts.is_some_and(|hosts| !hosts.is_empty())
    };
    let url = values
        .pointer("/alertmanagerSpec/externalUrl")
        .and_then(Value::as_str);
    url.is_some_and(|url| !url.is_empty())
        || has_host("/ingress/enabled", "/ingress/hosts")
        || has_host("/route/main/enabled", "/route/main/hostnames")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use eksight::source::{Memory, load};

    use super::{FILE, TEXT, TITLE_LINK, templates};

    /// What is written for a receiver, with these values below `alertmanager`.
    fn of(receiver: &str, values: &str) -> BTreeMap<&'static str, String> {
        let minimal = include_str!("../../../tests/environments/minimal.yaml");
        let more = format!(
            "extends: minimal.yaml\n\
             secrets:\n  told: {{ kubernetes: {{ namespace: monitoring, name: told, key: url }} }}\n\
             monitoring: {{ alertmanager: {{}} }}\n\
             alerting: {{ receivers: {{ one: {{ {receiver} }} }} }}\n\
             charts:\n  kube-prometheus-stack:\n    version: 88.5.3\n    extraValues: {{ alertmanager: {{ {values} }} }}\n"
        );
        let documents = Memory::from_iter([("minimal.yaml", minimal), ("told.yaml", more.as_str())]);
        let loaded = load(&documents, "told.yaml".as_ref()).expect("an environment");
        templates(&loaded.environment)
    }

    const SLACK: &str = r##"slack: { webhook: told, channel: "#ops" }"##;

    #[test]
    fn slack_has_a_text_and_a_title_that_links_to_the_runbook() {
        assert_eq!(
            of(SLACK, ""),
            BTreeMap::from([(FILE, format!("{TEXT}{TITLE_LINK}"))])
        );
        assert_eq!(of("webhook: { url: told }", ""), BTreeMap::new());
    }

    #[test]
    fn the_title_links_to_an_alertmanager_that_has_an_address() {
        for reached in [
            "alertmanagerSpec: { externalUrl: https://alerts.example.com }",
            "ingress: { enabled: true, hosts: [alerts.example.com] }",
            "route: { main: { enabled: true, hostnames: [alerts.example.com] } }",
        ] {
            assert_eq!(
                of(SLACK, reached),
                BTreeMap::from([(FILE, TEXT.to_owned())]),
                "{reached}"
            );
        }
        // For these the chart says the address of the Service.
        for unreached in [
            "alertmanagerSpec: { externalUrl: \"\" }",
            "ingress: { enabled: true }",
            "ingress: { enabled: false, hosts: [alerts.example.com] }",
        ] {
            assert_eq!(of(SLACK, unreached), of(SLACK, ""), "{unreached}");
        }
    }
}
