//! The metrics of nginx that an environment asks for, in alert rules and dashboards.

use serde_json::Value;
use std::collections::BTreeSet;

/// The dashboard for nginx's exporter, by its number in Grafana's catalogue, and what its panels show. Source:
/// nginx/nginx-prometheus-exporter, grafana/dashboard.json and README.md, as of 2026-11.
const DASHBOARD: u64 = 12708;
const OF_DASHBOARD: [&str; 8] = [
    "nginx_up",
    "nginx_connections_accepted",
    "nginx_connections_active",
    "nginx_connections_handled",
    "nginx_connections_reading",
    "nginx_connections_waiting",
    "nginx_connections_writing",
    "nginx_http_requests_total",
];

const PREFIX: &str = "nginx_";

/// All of them, in order.
pub(super) fn metrics(documents: &[Value]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for document in documents {
        collect(document, &mut found);
    }
    found
}

fn collect(tree: &Value, found: &mut BTreeSet<String>) {
    match tree {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(query) if key == "expr" => found.extend(names(query)),
                    _ if key == "gnetId" && value.as_u64() == Some(DASHBOARD) => {
                        found.extend(OF_DASHBOARD.map(str::to_owned));
                    }
                    _ => collect(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        // A dashboard in a ConfigMap is a text of JSON.
        Value::String(text) if text.starts_with('{') => {
            if let Ok(inner) = serde_json::from_str(text) {
                collect(&inner, found);
            }
        }
        _ => {}
    }
}

/// The names in a query. Dashboards have variables in theirs, which no reader of PromQL takes.
fn names(query: &str) -> impl Iterator<Item = String> {
    let words = query.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':')));
    words.filter(|word| word.starts_with(PREFIX)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::metrics;
    use serde_json::json;

    #[test]
    fn queries_of_rules_and_dashboards_are_found() {
        let documents = [
            json!({ "spec": { "groups": [{ "rules": [{ "expr": "rate(nginx_http_requests_total[5m]) > up" }] }] } }),
            json!({ "data": { "a.json": "{\"panels\":[{\"expr\":\"nginx_up{instance=~\\\"$i\\\"}\"}]}" } }),
        ];
        let found: Vec<String> = metrics(&documents).into_iter().collect();
        assert_eq!(found, ["nginx_http_requests_total", "nginx_up"]);
        let by_number = json!({ "dashboards": { "default": { "nginx": { "gnetId": 12708 } } } });
        assert_eq!(metrics(&[by_number]).len(), 8);
    }
}
