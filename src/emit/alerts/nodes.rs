//! Nodes, and the certificates by which they are reached.

use super::{BuiltinAlert, commands};
use crate::model::{BuiltinAlerts, RouteSeverity};
use crate::resolve::Resolved;

/// A node that is being drained is left out: somebody is at it.
pub(super) fn not_ready(resolved: &Resolved) -> BuiltinAlert {
    let region = &resolved.environment.cluster.region;
    BuiltinAlert {
        set: BuiltinAlerts::Nodes,
        name: "NodeNotReady",
        query: "max by (node) (kube_node_status_condition{condition=\"Ready\",status=\"true\"}) == 0 unless on (node) \
                kube_node_spec_unschedulable == 1"
            .to_owned(),
        lasting: "10m",
        severity: RouteSeverity::Warning,
        summary: "Node {{ $labels.node }} has not been ready for 10 minutes",
        description: "Its pods are started elsewhere, those with an EBS volume only in the same zone.".to_owned(),
        twin: Some("KubeNodeNotReady"),
        meaning: "The kubelet has not reported for a while, or says that it cannot run pods. Most often the machine is out \
                  of memory or of disk, or has lost its network. INSTANCE-ID is the end of the provider's id; on the machine, \
                  `journalctl --unit=kubelet --since=-30min` says more.",
        commands: vec![
            "kubectl describe node NODE".to_owned(),
            "kubectl get pods --all-namespaces --field-selector spec.nodeName=NODE".to_owned(),
            "kubectl get node NODE --output jsonpath='{.spec.providerID}'".to_owned(),
            format!("aws ssm start-session --region {region} --target INSTANCE-ID"),
        ],
    }
}

/// Kubelets renew at the latest when a tenth of the time is left. ACM's certificates are in CloudWatch only
/// (`AWS/CertificateManager`, `DaysToExpiry`), and ACM renews those it issued by itself.
pub(super) fn certificate() -> BuiltinAlert {
    BuiltinAlert {
        set: BuiltinAlerts::Certificates,
        name: "NodeCertificateExpires",
        query: "min by (node) (kubelet_certificate_manager_server_ttl_seconds) < 24 * 3600".to_owned(),
        lasting: "15m",
        severity: RouteSeverity::Critical,
        summary: "The serving certificate of node {{ $labels.node }} expires in {{ $value | humanizeDuration }}",
        description: "Without it there are no logs, no `kubectl exec` and no metrics from this node."
            .to_owned(),
        twin: Some("KubeletServerCertificateExpiration"),
        meaning: "The kubelet asks for a new serving certificate long before the old one ends, so a request of it was not \
                  approved or not signed. Certificates of load balancers are not watched by it: ACM tells their end to \
                  CloudWatch only. NAME is a request's, from the first command.",
        commands: commands([
            "kubectl get certificatesigningrequests",
            "kubectl describe certificatesigningrequest NAME",
        ]),
    }
}
