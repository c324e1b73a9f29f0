//! What EKS and Kubernetes say of the cluster itself.

use super::{Part, from_inside};
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let cluster = &resolved.environment.cluster;
    let (name, region) = (&cluster.name, &cluster.region);
    let state = Part::new(
        "Nodes, what the console shows of the cluster, and the roles that EKS itself uses:",
        [
            "kubectl get nodes --output wide".to_owned(),
            format!(
                "aws eks describe-cluster --region {region} --name {name} --query 'cluster.{{status:status,version:version,role:roleArn,logging:logging}}'"
            ),
            "kubectl get clusterroles --output name | grep eks".to_owned(),
        ],
    );
    // Where it is, the pod with network tools asks Prometheus.
    let inside = resolved.monitoring_stack().is_none().then(|| {
        let about = "Whether names are resolved inside the cluster:";
        from_inside(resolved.name, about, &["nslookup kubernetes.default".to_owned()])
    });
    [state].into_iter().chain(inside).collect()
}
