//! EKS2014: machines in private subnets that reach neither the internet nor endpoints for what they need.

use crate::fields::{listed, pools};
use crate::{Finding, Help, Subject, at};
use crate::model::value::Release;
use crate::model::{Autoscaling, IdentityKind, Provisioner, SubnetKind, VpcEndpointService};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    if !subject.resolved.isolated {
        return Vec::new();
    }
    let mut groups = subject.environment().node_groups.values();
    let private_groups = groups.any(|group| group.subnets == SubnetKind::Private);
    // Karpenter's machines stand in private subnets.
    let private_nodes = private_groups || !pools(subject.environment()).is_empty();
    let mut found = if private_nodes {
        of_nodes(subject)
    } else {
        Vec::new()
    };
    found.extend(of_workloads(subject, private_groups, private_nodes));
    found.extend(of_bastion(subject));
    found
}

/// What nodes need to join, and what their pods need.
fn of_nodes(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let by = |kind| {
        subject
            .resolved
            .identities
            .iter()
            .any(|identity| identity.kind == kind)
    };
    let needed = [
        (true, "s3", VpcEndpointService::S3),
        (true, "ecr", VpcEndpointService::Ecr),
        (true, "ec2", VpcEndpointService::Ec2),
        (by(IdentityKind::Irsa), "sts", VpcEndpointService::Sts),
        (
            by(IdentityKind::PodIdentity),
            "eks-auth",
            VpcEndpointService::EksAuth,
        ),
        (
            environment
                .charts
                .contains_key(&Release::AwsLoadBalancerController),
            "elasticloadbalancing",
            VpcEndpointService::Elasticloadbalancing,
        ),
        (
            environment.charts.contains_key(&Release::ExternalSecrets),
            "secretsmanager",
            VpcEndpointService::Secretsmanager,
        ),
        (
            environment.addons.contains_key("amazon-cloudwatch-observability")
                || environment.logging.container_insights.is_some()
                || subject.resolved.addons.values().any(|addon| addon.writes_policy_logs),
            "logs",
            VpcEndpointService::Logs,
        ),
    ];
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|(needed, _, service)| *needed && !environment.network.endpoints.contains(service))
        .map(|(_, name, _)| name)
        .collect();
    let mut found = Vec::new();
    if !missing.is_empty() {
        let message = format!("private nodes have no way to {}", listed(&missing));
        let help = match environment.provisioner {
            Provisioner::Native => {
                format!("add {} to `network.endpoints`, or use `nat: single`", listed(&missing))
            }
            Provisioner::Eksctl => {
                "use `nat: single`, or put the node groups into `subnets: public`: this shape has no endpoints".to_owned()
            }
        };
        found.push(Finding::at(at!(network.nat), message).help(help));
    }
    if !environment.cluster.endpoint.private {
        found.push(
            Finding::at(
                at!(network.nat),
                "private nodes have no way to the API, which answers on the internet only",
            )
            .related(at!(cluster.endpoint.private), "not inside the VPC")
            .help("set `cluster.endpoint.private: true`, or use `nat: single`"),
        );
    }
    found
}

/// The help about a service that a VPC may have an endpoint of.
const BY_ENDPOINT: &str =
    "use `network.nat: single`, or remove it; a VPC of yours, as `network.existing`, may have the endpoints";

/// What calls services for which no endpoint is made, from a node that may be private.
fn of_workloads(subject: &Subject<'_>, private_groups: bool, private_nodes: bool) -> Vec<Finding> {
    let environment = subject.environment();
    let ingress = environment.ingress.as_ref();
    // Neither scaler runs on machines of Karpenter.
    let calls = [
        (
            private_groups && matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_))),
            at!(autoscaling.karpenter),
            "Karpenter calls SSM, SQS and IAM, for which no endpoint is made",
            BY_ENDPOINT,
        ),
        (
            private_groups && matches!(environment.autoscaling, Some(Autoscaling::ClusterAutoscaler(_))),
            at!(autoscaling.clusterAutoscaler),
            "the Cluster Autoscaler calls EC2 Auto Scaling, for which no endpoint is made",
            BY_ENDPOINT,
        ),
        (
            private_nodes && ingress.is_some_and(|ingress| ingress.dns.is_some()),
            at!(ingress.dns),
            "external-dns calls Route 53, for which no endpoint is made",
            BY_ENDPOINT,
        ),
        (
            private_nodes && environment.storage.efs.is_some(),
            at!(storage.efs),
            "the EFS driver calls EFS for each volume, for which no endpoint is made",
            BY_ENDPOINT,
        ),
        (
            private_nodes && environment.cost.open_cost.is_some(),
            at!(cost.openCost),
            "OpenCost reads the price list, which lies on the internet",
            // No endpoint leads to where the list lies.
            "use `network.nat: single`, or remove it",
        ),
    ];
    calls
        .into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, at, message, help)| {
            Finding::at(at, message)
                .related(at!(network.nat), "private nodes reach endpoints only")
                .help(Help::take_out(help))
        })
        .collect()
}

fn of_bastion(subject: &Subject<'_>) -> Option<Finding> {
    let bastion = subject.environment().bastion.as_ref()?;
    (bastion.subnets == SubnetKind::Private).then(|| {
        Finding::at(
            at!(bastion.subnets),
            "nobody reaches this host: Session Manager's agent has no way out of a private subnet",
        )
        .related(at!(network.nat), "private subnets reach endpoints only")
        .help("write `subnets: public`, or use `network.nat: single`")
    })
}
