//! `auth.generic_oauth` of `grafana.ini`: how people log in at an OpenID Connect provider. The client's secret is no value;
//! Grafana reads it from a variable. Source: Grafana documentation, generic OAuth, 9.5 and 13.

use serde::Serialize;

use super::grafana_text::through_tpl;
use crate::model::Oidc;

/// The variable that Grafana takes for `client_secret`.
pub(super) const CLIENT_SECRET: &str = "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET";

/// The section of `grafana.ini`.
#[derive(Serialize)]
pub(super) struct GenericOauth {
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    client_id: String,
    scopes: String,
    auth_url: String,
    token_url: String,
    api_url: String,
    /// Whoever steals the code of a login can do nothing with it. Providers that do not know it ignore it.
    use_pkce: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_attribute_path: Option<String>,
}

/// The section that the environment asks for.
pub(super) fn section(oidc: &Oidc) -> GenericOauth {
    let Oidc {
        name,
        auth_url,
        token_url,
        api_url,
        client_id,
        // In the variable.
        client_secret: _,
        scopes,
        role_attribute_path,
    } = oidc;
    GenericOauth {
        enabled: true,
        name: name.as_deref().map(ini),
        client_id: ini(client_id),
        scopes: ini(&scopes.join(" ")),
        auth_url: auth_url.to_string(),
        token_url: token_url.to_string(),
        api_url: api_url.to_string(),
        use_pkce: true,
        role_attribute_path: role_attribute_path.as_deref().map(ini),
    }
}

/// A text of `grafana.ini`, on one line and through `tpl`. Its reader ends a text at `#` and `;` and takes quotes off it,
/// but for three double ones. Source: Grafana documentation, configure Grafana, as of 2026-11.
fn ini(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let line = lines.join(" ").trim().to_owned();
    let quoted = line.contains(['#', ';']) || line.starts_with(['"', '\'', '`']) || line.ends_with('\\');
    through_tpl(&if quoted { format!(r#""""{line}""""#) } else { line })
}

#[cfg(test)]
mod tests {
    use super::ini;

    #[test]
    fn what_the_reader_of_the_file_would_cut_off_is_quoted() {
        assert_eq!(
            ini("contains(groups[*], 'ops') && 'Admin' || 'Viewer'"),
            "contains(groups[*], 'ops') && 'Admin' || 'Viewer'"
        );
        assert_eq!(ini("'Viewer'"), "\"\"\"'Viewer'\"\"\"");
        assert_eq!(ini("a # b"), "\"\"\"a # b\"\"\"");
        assert_eq!(ini("a &&\n  b\n"), "a && b");
        assert_eq!(ini("{{ a }}"), "{{`{{`}} a }}");
    }
}
