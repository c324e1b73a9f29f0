//! Alerts that Grafana raises itself, and the login at a provider.

use eksight::model::value::ResourceName;
use eksight::model::{
    Grafana, GrafanaAlerting, GrafanaLogin, GrafanaRule, Monitoring, Oidc, Texts, Threshold,
};

use crate::charts::Installed;
use crate::random::Random;
use crate::text::{self, parsed};

/// Lets Grafana tell one of the receivers: always where nobody else does.
pub(crate) fn alerting(random: &mut Random, receivers: &[ResourceName], monitoring: &mut Monitoring) {
    let percent = if monitoring.alertmanager.is_some() {
        50
    } else {
        100
    };
    let Some(grafana) = monitoring.grafana.as_mut().filter(|_| !receivers.is_empty()) else {
        return;
    };
    grafana.alerting = random.maybe(percent, |random| {
        let rules = random.some_of(&["nginx-requests", "On", "012", "a_b", "null"], 0, 3);
        GrafanaAlerting {
            receiver: random.pick(receivers),
            rules: rules
                .into_iter()
                .map(|uid| (parsed(uid), rule(random, uid)))
                .collect(),
        }
    });
}

/// Titles differ, as older versions of Grafana want them to.
fn rule(random: &mut Random, uid: &str) -> GrafanaRule {
    let queries = [
        "sum(rate(container_cpu_usage_seconds_total[5m]))",
        "up{job=~\"{{on}}|^a$\"}\n",
        "kube_pod_info{node=\"${HOME}\"}",
    ];
    let limit = random.pick(&[0.0, 0.5, -3.0, 2_000_000.0]);
    GrafanaRule {
        title: parsed(format!("{}{uid}", text::free(random))),
        query: random.pick(&queries).to_owned(),
        threshold: random.pick(&[Threshold::Above(limit), Threshold::Below(limit)]),
        lasting: random.maybe(50, |random| parsed(random.pick(&["5m", "1h", "90s"]))),
        labels: texts(random, &["severity", "on", "team"]),
        annotations: texts(random, &["summary", "description", "null"]),
    }
}

/// Templates with variables, beside what is difficult anywhere.
fn texts(random: &mut Random, keys: &[&str]) -> Texts {
    let templates = [
        "{{ $labels.pod }} has {{ $values.value }}",
        "{{ \"{{\" }} costs $$5, ${HOME}",
        "two\nlines: {{ $labels.pod }}\n",
    ];
    let keys = random.some_of(keys, 0, 3);
    keys.into_iter()
        .map(|key| {
            let template = random.maybe(60, |random| random.pick(&templates).to_owned());
            (key.to_owned(), template.unwrap_or_else(|| text::free(random)))
        })
        .collect()
}

/// Lets people log in at a provider where the page has an address to come back to.
pub(crate) fn login(random: &mut Random, grafana: &mut Grafana, namespace: &str, installed: &mut Installed) {
    if grafana.expose.is_none() {
        return;
    }
    grafana.login = random.maybe(50, |random| {
        GrafanaLogin::Oidc(Oidc {
            name: random.maybe(50, text::free),
            auth_url: parsed(random.pick(&["https://login.example.com/oauth2/authorize", "https://a.b/,@~"])),
            token_url: parsed(random.pick(&["https://login.example.com:8443/oauth2/token", "https://012"])),
            api_url: parsed(random.pick(&["https://login.example.com", "https://on/a?b=c&d=%20"])),
            client_id: text::free(random),
            client_secret: installed.secret(random, "grafana-oidc", namespace, Some("client-secret")),
            scopes: random
                .some_of(&["openid", "on", "https://example.com/read"], 1, 3)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            role_attribute_path: random.maybe(50, |random| {
                random
                    .pick(&[
                        "contains(groups[*], 'ops') && 'Admin' || 'Viewer'",
                        "'Viewer'",
                        "{{ 1: team }}.\"#a\"",
                    ])
                    .to_owned()
            }),
        })
    });
}
