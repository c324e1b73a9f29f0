//! EKS5026: a login at a provider that cannot send people back, does not know who asks, or says nothing of them.

use crate::catalog::nearest;
use crate::fields::listed;
use crate::jmespath::{results, unreadable};
use crate::model::value::Release;
use crate::model::{Environment, Grafana, GrafanaLogin, Oidc};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(grafana) = &environment.monitoring.grafana else {
        return Vec::new();
    };
    let Some(GrafanaLogin::Oidc(oidc)) = &grafana.login else {
        return Vec::new();
    };
    without_address(environment, grafana)
        .into_iter()
        .chain(settings(oidc))
        .collect()
}

fn without_address(environment: &Environment, grafana: &Grafana) -> Option<Finding> {
    let chart = environment.charts.get(&Release::KubePrometheusStack);
    let own = chart
        .and_then(|chart| chart.extra_values.get("grafana"))
        .and_then(|values| values.get("grafana.ini"))
        .and_then(|ini| ini.get("server"))
        .is_some_and(|server| server.get("root_url").is_some());
    let message = "the provider has no address to send people back to: Grafana is not published";
    (grafana.expose.is_none() && !own).then(|| {
        Finding::at(at!(monitoring.grafana.login.oidc), message)
            .help("set `monitoring.grafana.expose`, with a group of `ingress.groups` and a host")
    })
}

fn settings(oidc: &Oidc) -> Vec<Finding> {
    let at = at!(monitoring.grafana.login.oidc);
    let mut found = Vec::new();
    if oidc.client_id.trim().is_empty() {
        found.push(
            Finding::at(at.field("clientId"), "the provider is told no client")
                .help("write what the provider calls this Grafana"),
        );
    }
    if oidc.scopes.iter().all(|scope| scope.trim().is_empty()) {
        found.push(
            Finding::at(at.field("scopes"), "the provider is asked for nothing")
                .help("remove `scopes`, which asks for `openid`, `profile` and `email`"),
        );
    }
    if let Some(path) = &oidc.role_attribute_path
        && let Some(fault) = unreadable(path)
    {
        found.push(
            Finding::at(
                at.field("roleAttributePath"),
                format!("this is no JMESPath: {fault}"),
            )
            .help("write one such as `contains(groups[*], 'platform') && 'Admin' || 'Viewer'`"),
        );
    } else if let Some(path) = &oidc.role_attribute_path
        && let Some(role) = results(path, '"')
            .into_iter()
            .find(|role| !role.is_empty() && is_role(role))
    {
        let message = format!("`\"{role}\"` is a field of what the provider says, and no role");
        let help = format!("a text stands in single quotes: `'{role}'`");
        found.push(Finding::at(at.field("roleAttributePath"), message).help(help));
    } else if let Some(path) = &oidc.role_attribute_path
        && let Some(unknown) = results(path, '\'').into_iter().find(|role| !is_role(role))
    {
        let help = match nearest(unknown, ROLES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its roles are {}", listed(ROLES)),
        };
        let message = format!("Grafana has no role `{unknown}`, and lets nobody in who gets it");
        found.push(Finding::at(at.field("roleAttributePath"), message).help(help));
    }
    found
}

/// Roles that a path may give. Source: grafana/grafana, pkg/login/social/connectors/social_base.go,
/// `extractRoleAndAdminOptional` and `getRoleFromSearch`, and pkg/services/org/model.go, as of 2026-11.
const ROLES: [&str; 5] = ["Viewer", "Editor", "Admin", "GrafanaAdmin", "None"];

/// Grafana corrects small and large letters, and takes an empty text as nothing said.
fn is_role(name: &str) -> bool {
    name.is_empty() || ROLES.iter().any(|role| role.eq_ignore_ascii_case(name))
}
