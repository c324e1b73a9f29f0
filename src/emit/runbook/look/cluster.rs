//! What EKS and Kubernetes say of the cluster itself.

use super::Part;
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let cluster = &resolved.environment.cluster;
    let (name, region) = (&cluster.name, &cluster.region);
    vec![Part::new(
        "Nodes, what the console shows of the cluster, and the roles that EKS itself uses:",
        [
            "kubectl get nodes --output wide".to_owned(),
            format!(
                "aws eks describe-cluster --region {region} --name {name} --query 'cluster.{{status:status,version:version,role:roleArn,logging:logging}}'"
            ),
            "kubectl get clusterroles --output name | grep eks".to_owned(),
        ],
    )]
}
