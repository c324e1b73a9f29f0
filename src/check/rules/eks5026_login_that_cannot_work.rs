//! EKS5026: a login at a provider that cannot send people back, does not know who asks, or says nothing of them.

use crate::catalog::nearest;
use crate::fields::listed;
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
        && let Some(unknown) = results(path).into_iter().find(|role| !is_role(role))
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

/// The texts that a JMESPath may give as they are: those that stand between `&&`, `||` and brackets, not what functions
/// get and not what is compared. The path can be read.
fn results(path: &str) -> Vec<&str> {
    let mut found = Vec::new();
    // How deep what is open stands in arguments, lists and filters.
    let mut inner = Vec::new();
    let mut rest = path;
    let mut before = "";
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\'' | '"' | '`' => {
                let end = end_of_quote(rest, c);
                let behind = rest[end..].trim_start();
                let ends = behind.is_empty() || behind.starts_with("||") || behind.starts_with(')');
                let begins = before.is_empty() || ["&&", "||", "("].iter().any(|sign| before.ends_with(sign));
                if c == '\'' && begins && ends && !inner.contains(&true) {
                    found.push(&rest[1..end - 1]);
                }
                length = end;
            }
            '(' => inner.push(before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')),
            '[' | '{' => inner.push(true),
            ')' | ']' | '}' => drop(inner.pop()),
            _ => {}
        }
        rest = &rest[length..];
        before = path[..path.len() - rest.len()].trim_end();
    }
    found
}

/// Where a text in quotes ends, behind its quote.
fn end_of_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Why a JMESPath cannot be read, as far as its quotes and brackets tell: what stands in quotes is text, and a backslash
/// there takes the next character with it. Source: JMESPath specification, grammar.
fn unreadable(path: &str) -> Option<String> {
    if path.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    let mut open = Vec::new();
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' | '"' | '`' => loop {
                match rest.next() {
                    None => return Some(format!("`{c}` is not closed")),
                    Some('\\') => {
                        rest.next();
                    }
                    Some(end) if end == c => break,
                    Some(_) => {}
                }
            },
            '(' => open.push((c, ')')),
            '[' => open.push((c, ']')),
            '{' => open.push((c, '}')),
            ')' | ']' | '}' if open.pop().is_none_or(|(_, end)| end != c) => {
                return Some(format!("`{c}` closes nothing"));
            }
            _ => {}
        }
    }
    let (bracket, _) = open.pop()?;
    Some(format!("`{bracket}` is not closed"))
}

#[cfg(test)]
mod tests {
    use super::{results, unreadable};

    #[test]
    fn quotes_and_brackets_close() {
        let fault = |path| unreadable(path);
        assert_eq!(fault("contains(groups[*], 'a)b') && 'it\\'s' || \"x\"[0]"), None);
        assert_eq!(fault("groups[?name == `\"a`]"), None);
        assert_eq!(fault("'Admin"), Some("`'` is not closed".to_owned()));
        assert_eq!(fault("contains(groups[*]"), Some("`(` is not closed".to_owned()));
        assert_eq!(fault("groups[0)]"), Some("`)` closes nothing".to_owned()));
        assert_eq!(fault("role]"), Some("`]` closes nothing".to_owned()));
        assert_eq!(fault(" "), Some("it is empty".to_owned()));
    }

    #[test]
    fn roles_are_the_texts_that_a_path_gives() {
        for (path, expected) in [
            (
                "contains(groups[*], 'ops') && 'Admin' || (contains(groups, 'dev') && 'Editor' || 'Viewer')",
                &["Admin", "Editor", "Viewer"][..],
            ),
            ("role == 'boss' && 'Admin'", &["Admin"]),
            ("'boss' == role && 'Root' || to_string('x')", &["Root"]),
            ("groups[?name == 'x' || 'y'] && 'it\\'s'", &["it\\'s"]),
            ("(role)", &[]),
            ("role || `\"x\"`", &[]),
        ] {
            assert_eq!(results(path), expected, "{path}");
        }
    }
}
