//! Pods of what eksight and EKS install: by which labels they are found, on which ports they listen, and which taints
//! they tolerate.

use super::Meta;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The pods that are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pods {
    #[serde(rename = "_meta")]
    meta: Meta,
    pods: IndexMap<String, Pod>,
}

/// Pods of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Pod {
    /// The EKS add-on that brings them.
    pub add_on: Option<String>,
    /// The Helm release that brings them.
    pub release: Option<String>,
    /// Their namespace; `None`: that of the release.
    pub namespace: Option<String>,
    /// Labels by which they are told from others.
    pub labels: IndexMap<String, String>,
    /// Named ports of their containers; none where the names are not known.
    pub ports: IndexMap<String, u16>,
    /// Ports that they take of their node, one pod on every node.
    pub host_ports: Vec<u16>,
    /// The paths of the values that bring them onto these ports; without one of those they are not there.
    when: Vec<String>,
    /// The path of the value that is the `condition` of their chart: without quotes `false` takes them away.
    condition: Option<String>,
    /// The paths of values each of which takes them away when it is false.
    unless: Vec<String>,
    /// The path of the value that moves their host port.
    pub moved_by: Option<String>,
    /// What they tolerate where no value says so; `None`: not known.
    tolerations: Option<Vec<Value>>,
    /// The path of the value below which their `tolerations` stand; `None`: among the outermost.
    placed_by: Option<String>,
}

impl Pods {
    /// Day the pods were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// Every kind of pod, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Pod)> {
        self.pods.iter().map(|(name, pod)| (name.as_str(), pod))
    }
}

impl Pod {
    /// The host ports that are taken with these values of the chart or add-on.
    pub fn host_ports(&self, values: &Map<String, Value>) -> Vec<u16> {
        let condition = self.condition.as_ref().and_then(|path| value(values, path));
        // Helm passes over a condition that is no `true` or `false`, and the chart stays on. Source: Helm, pkg/chart/v2/util/
        // dependencies.go, `processDependencyConditions`, as of 2026-11-30.
        if condition == Some(&Value::Bool(false)) {
            return Vec::new();
        }
        let is = |path: &String, wanted: bool| value(values, path).and_then(switch) == Some(wanted);
        if !self.when.iter().all(|path| is(path, true)) || self.unless.iter().any(|path| is(path, false)) {
            return Vec::new();
        }
        let moved = self.moved_by.as_deref().and_then(|path| value(values, path));
        match moved.and_then(Self::port) {
            Some(port) => vec![port],
            None => self.host_ports.clone(),
        }
    }

    /// A port in the values of a chart, to whose templates one in quotes is the same.
    #[must_use]
    pub fn port(value: &Value) -> Option<u16> {
        let port = match value {
            Value::String(text) => text.parse().ok(),
            number => number.as_u64().and_then(|port| u16::try_from(port).ok()),
        };
        port.filter(|port| *port > 0)
    }

    /// What they tolerate with these values of the chart or add-on; `None` where it is not known.
    pub fn tolerations<'a>(&'a self, values: &'a Map<String, Value>) -> Option<Vec<&'a Value>> {
        let own = self.tolerations.as_ref()?;
        let Some(written) = value(values, &self.placement("tolerations")) else {
            return Some(own.iter().collect());
        };
        // Helm puts a list in the place of another. EKS does not say what it does with those of its add-ons.
        let own = own.iter().filter(|_| self.add_on.is_some());
        Some(own.chain(written.as_array()?).collect())
    }

    /// The path of a value that says where they run, such as `controller.tolerations`.
    pub fn placement(&self, name: &str) -> String {
        match &self.placed_by {
            Some(place) => format!("{place}.{name}"),
            None => name.to_owned(),
        }
    }
}

/// What a switch says. In quotes `true` is on to every template. Some print `false` in quotes as it is and others take
/// it for on: it gets the benefit of the doubt.
fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_bool(),
    }
}

/// The value at a path such as `nodeExporter.enabled`.
fn value<'v>(values: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut parts = path.split('.');
    let first = values.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

#[cfg(test)]
mod tests {
    use crate::Catalogue;
    use serde_json::{Map, Value, json};

    fn host_ports(name: &str, values: Value) -> Vec<u16> {
        let pods = Catalogue::shipped().pods();
        let (_, pod) = pods.iter().find(|(known, _)| *known == name).unwrap();
        let values: Map<String, Value> = serde_json::from_value(values).unwrap();
        pod.host_ports(&values)
    }

    #[test]
    fn a_list_of_a_chart_takes_the_place_of_its_own_tolerations_and_one_of_an_add_on_comes_to_them() {
        let pods = Catalogue::shipped().pods();
        let count = |name: &str, values: Value| {
            let (_, pod) = pods.iter().find(|(known, _)| *known == name).unwrap();
            let values: Map<String, Value> = serde_json::from_value(values).unwrap();
            pod.tolerations(&values).map(|tolerations| tolerations.len())
        };
        assert_eq!(count("karpenter", json!({})), Some(1));
        assert_eq!(count("karpenter", json!({"tolerations": []})), Some(0));
        assert_eq!(count("karpenter", json!({"tolerations": "none"})), None);
        let one = json!([{"key": "dedicated", "operator": "Exists"}]);
        assert_eq!(count("coredns", json!({ "tolerations": one })), Some(2));
        assert_eq!(count("external-dns", json!({})), None);
    }

    #[test]
    fn values_take_host_ports_away_move_them_and_make_them() {
        assert_eq!(host_ports("node-exporter", json!({})), [9100]);
        assert!(host_ports("node-exporter", json!({"nodeExporter": {"enabled": false}})).is_empty());
        assert_eq!(
            host_ports("node-exporter", json!({"nodeExporter": {"enabled": "false"}})),
            [9100]
        );
        for off in [json!(false), json!("false")] {
            let values = json!({"prometheus-node-exporter": { "hostNetwork": off }});
            assert!(host_ports("node-exporter", values).is_empty());
        }
        assert_eq!(
            host_ports(
                "node-exporter",
                json!({"prometheus-node-exporter": {"hostNetwork": true}})
            ),
            [9100]
        );
        assert!(host_ports("community-node-exporter", json!({"hostNetwork": false})).is_empty());
        let moved = json!({"prometheus-node-exporter": {"service": {"port": 9101, "targetPort": 9101}}});
        assert_eq!(host_ports("node-exporter", moved), [9101]);
        let operator =
            |values: Value| host_ports("prometheus-operator", json!({ "prometheusOperator": values }));
        assert!(operator(json!({})).is_empty());
        assert_eq!(operator(json!({"hostNetwork": true})), [10250]);
        assert_eq!(operator(json!({"hostNetwork": "true"})), [10250]);
        assert!(operator(json!({"hostNetwork": "false"})).is_empty());
        assert!(operator(json!({"hostNetwork": true, "tls": {"enabled": false}})).is_empty());
        assert_eq!(
            operator(json!({"hostNetwork": true, "tls": {"internalPort": 8443}})),
            [8443]
        );
        assert_eq!(
            operator(json!({"hostNetwork": true, "tls": {"internalPort": "10260"}})),
            [10260]
        );
        assert!(host_ports("kubecost-network-costs", json!({})).is_empty());
        assert_eq!(
            host_ports(
                "kubecost-network-costs",
                json!({"networkCosts": {"enabled": true}})
            ),
            [3001]
        );
    }
}
