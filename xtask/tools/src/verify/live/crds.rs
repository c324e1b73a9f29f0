//! The custom resource definitions that the charts of our releases bring, by name. The schemas are
//! open: `verify objects` and the tests of the manifests look at fields.

use serde::Serialize;

/// A chart, and its kinds: `plural.group/version Kind`, with `*` behind the kind where it has no namespace.
///
/// Sources, of 2026-11: prometheus-community/helm-charts, `charts/kube-prometheus-stack/charts/crds/crds`;
/// aws/karpenter-provider-aws, `charts/karpenter/crds` and `charts/karpenter-crd/templates`;
/// kubernetes-sigs/external-dns, `charts/external-dns/crds`. Of external-secrets' definitions, which lie among its
/// templates, and of those of the load balancer controller, the ones that its documentation asks people to write.
const CRDS: [(&str, &[&str]); 5] = [
    (
        "aws-load-balancer-controller",
        &[
            "ingressclassparams.elbv2.k8s.aws/v1beta1 IngressClassParams*",
            "listenerruleconfigurations.gateway.k8s.aws/v1beta1 ListenerRuleConfiguration",
            "loadbalancerconfigurations.gateway.k8s.aws/v1beta1 LoadBalancerConfiguration",
            "targetgroupbindings.elbv2.k8s.aws/v1beta1 TargetGroupBinding",
            "targetgroupconfigurations.gateway.k8s.aws/v1beta1 TargetGroupConfiguration",
        ],
    ),
    (
        "external-dns",
        &["dnsendpoints.externaldns.k8s.io/v1alpha1 DNSEndpoint"],
    ),
    (
        "external-secrets",
        &[
            "clusterexternalsecrets.external-secrets.io/v1 ClusterExternalSecret*",
            "clustersecretstores.external-secrets.io/v1 ClusterSecretStore*",
            "externalsecrets.external-secrets.io/v1 ExternalSecret",
            "secretstores.external-secrets.io/v1 SecretStore",
        ],
    ),
    (
        "karpenter",
        &[
            "ec2nodeclasses.karpenter.k8s.aws/v1 EC2NodeClass*",
            "nodeclaims.karpenter.sh/v1 NodeClaim*",
            "nodeoverlays.karpenter.sh/v1alpha1 NodeOverlay*",
            "nodepools.karpenter.sh/v1 NodePool*",
        ],
    ),
    (
        "kube-prometheus-stack",
        &[
            "alertmanagerconfigs.monitoring.coreos.com/v1alpha1 AlertmanagerConfig",
            "alertmanagers.monitoring.coreos.com/v1 Alertmanager",
            "podmonitors.monitoring.coreos.com/v1 PodMonitor",
            "probes.monitoring.coreos.com/v1 Probe",
            "prometheusagents.monitoring.coreos.com/v1alpha1 PrometheusAgent",
            "prometheuses.monitoring.coreos.com/v1 Prometheus",
            "prometheusrules.monitoring.coreos.com/v1 PrometheusRule",
            "scrapeconfigs.monitoring.coreos.com/v1alpha1 ScrapeConfig",
            "servicemonitors.monitoring.coreos.com/v1 ServiceMonitor",
            "thanosrulers.monitoring.coreos.com/v1 ThanosRuler",
        ],
    ),
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    api_version: &'a str,
    kind: &'a str,
    metadata: Metadata<'a>,
    spec: Spec<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Spec<'a> {
    group: &'a str,
    scope: &'a str,
    names: Names<'a>,
    versions: [Version<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Names<'a> {
    kind: &'a str,
    list_kind: String,
    plural: &'a str,
    singular: String,
}

#[derive(Serialize)]
struct Version<'a> {
    name: &'a str,
    served: bool,
    storage: bool,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    #[serde(rename = "openAPIV3Schema")]
    open_api: Open,
}

#[derive(Serialize)]
struct Open {
    #[serde(rename = "type")]
    of: &'static str,
    #[serde(rename = "x-kubernetes-preserve-unknown-fields")]
    any: bool,
}

/// The definitions of a chart, each as the text of a file, by their names.
pub(super) fn of(chart: &str) -> Vec<(&'static str, String)> {
    let known = CRDS.iter().find(|(name, _)| *name == chart);
    let rows = known.map_or(&[][..], |(_, rows)| rows);
    rows.iter().filter_map(|row| definition(row)).collect()
}

fn definition(row: &'static str) -> Option<(&'static str, String)> {
    let (name, rest) = row.split_once('/')?;
    let (version, kind) = rest.split_once(' ')?;
    let (plural, group) = name.split_once('.')?;
    let scope = if kind.ends_with('*') {
        "Cluster"
    } else {
        "Namespaced"
    };
    let kind = kind.trim_end_matches('*');
    let definition = Definition {
        api_version: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: Metadata { name },
        spec: Spec {
            group,
            scope,
            names: Names {
                kind,
                list_kind: format!("{kind}List"),
                plural,
                singular: kind.to_lowercase(),
            },
            versions: [Version {
                name: version,
                served: true,
                storage: true,
                schema: Schema {
                    open_api: Open {
                        of: "object",
                        any: true,
                    },
                },
            }],
        },
    };
    // JSON is YAML that every reader reads alike.
    let text = serde_json::to_string(&definition).ok()?;
    Some((name, text))
}

#[cfg(test)]
mod tests {
    use super::{CRDS, of};
    use serde_json::Value;

    #[test]
    fn every_row_is_a_definition() {
        for (chart, rows) in CRDS {
            assert_eq!(of(chart).len(), rows.len(), "{chart}");
        }
        let (name, text) = of("karpenter").remove(0);
        let definition: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(name, "ec2nodeclasses.karpenter.k8s.aws");
        assert_eq!(definition["spec"]["scope"], "Cluster");
        assert_eq!(definition["spec"]["names"]["listKind"], "EC2NodeClassList");
        assert_eq!(of("nginx"), Vec::new());
    }
}
