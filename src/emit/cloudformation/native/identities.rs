//! Roles of workloads, and what ties them to service accounts: Pod Identity or an OIDC provider.

use super::builder::Builder;
use super::roles::{self, Purpose};
use super::{arn, controller_policy, karpenter_policy};
use crate::cloudformation::kind::{PolicyArn, ResourceArn, Text};
use crate::cloudformation::resources::eks::{Cluster, PodIdentityAssociation};
use crate::cloudformation::resources::iam::{OidcProvider, Role};
use crate::cloudformation::{Handle, Operator, PolicyDocument, Principal, Pseudo, Statement, Sub, Value};
use crate::model::{EbsPolicy, Environment, IdentityKind, Ingress, Prometheus, Workload, Workspace};
use crate::resolve::WorkloadIdentity;
use crate::spot;

/// A workload and its role.
pub(super) struct Identity<'r> {
    pub(super) wanted: &'r WorkloadIdentity,
    pub(super) role: Handle<Role>,
}

pub(super) fn add<'r>(builder: &mut Builder<'r>, cluster: &Handle<Cluster>) -> Vec<Identity<'r>> {
    let resolved = builder.resolved;
    let provider = add_provider(builder, cluster);
    let mut identities = Vec::new();
    for wanted in &resolved.identities {
        let trust = match &provider {
            Some(provider) if wanted.kind == IdentityKind::Irsa => trust_issuer(provider, cluster, wanted),
            _ => trust_pods(),
        };
        let (managed, own) = permissions(builder, wanted.workload);
        let role = roles::add(
            builder,
            Purpose {
                id: ("Role", wanted.workload.name()),
                name: None,
                description: format!("{} in {}", wanted.workload, wanted.namespace),
                trust,
                managed,
                own,
            },
        );
        // Add-ons carry their associations themselves.
        let by_itself = matches!(
            wanted.workload,
            Workload::AwsLoadBalancerController
                | Workload::ExternalDns
                | Workload::Karpenter
                | Workload::ClusterAutoscaler
                | Workload::ExternalSecrets
                | Workload::Prometheus
                | Workload::CloudwatchAgent
                | Workload::FluentBit
        );
        if by_itself && wanted.kind == IdentityKind::PodIdentity {
            associate(builder, cluster, wanted, &role);
        }
        if wanted.workload == Workload::AwsLoadBalancerController {
            builder.template.resource_mut(&role).except_from_checkov(
                "CKV_AWS_111",
                "as the controller publishes it: listeners, and security groups of nodes, carry no tag to ask for",
            );
        }
        identities.push(Identity { wanted, role });
    }
    identities
}

fn add_provider(builder: &mut Builder, cluster: &Handle<Cluster>) -> Option<Handle<OidcProvider>> {
    let identities = &builder.resolved.identities;
    if identities
        .iter()
        .all(|identity| identity.kind != IdentityKind::Irsa)
    {
        return None;
    }
    let provider = OidcProvider {
        url: cluster.oidc_issuer(),
        client_id_list: vec!["sts.amazonaws.com".to_owned()],
        tags: builder.tagging.unnamed().list(),
    };
    Some(builder.add("OidcProvider", provider))
}

fn trust_pods() -> PolicyDocument {
    let pods = Principal::Service("pods.eks.amazonaws.com".to_owned());
    PolicyDocument::new([Statement::allow(["sts:AssumeRole", "sts:TagSession"]).principal(pods)])
}

fn trust_issuer(
    provider: &Handle<OidcProvider>,
    cluster: &Handle<Cluster>,
    wanted: &WorkloadIdentity,
) -> PolicyDocument {
    let key = |claim| {
        Sub::new()
            .value(&cluster.oidc_issuer_host())
            .text(claim)
            .build::<Text>()
    };
    let subject = format!(
        "system:serviceaccount:{}:{}",
        wanted.namespace, wanted.service_account
    );
    let statement = Statement::allow(["sts:AssumeRoleWithWebIdentity"])
        .principal(Principal::Federated(provider.arn()))
        .when(Operator::StringEquals, key(":aud"), ["sts.amazonaws.com"])
        .when(Operator::StringEquals, key(":sub"), [subject]);
    PolicyDocument::new([statement])
}

/// The driver has tagged what it makes since v1.0.0. The policy has no path, whatever the documentation of the driver says.
/// Sources: AWS managed policy reference; kubernetes-sigs/aws-ebs-csi-driver issue 2918, as of 2026-11.
const EBS_POLICY_V2: &str = "AmazonEBSCSIDriverPolicyV2";

type Permissions = (Vec<Value<PolicyArn>>, Option<(&'static str, PolicyDocument)>);

fn permissions(builder: &Builder, workload: Workload) -> Permissions {
    let environment = builder.resolved.environment;
    let of_aws = |name| (vec![Value::of_aws(name)], None);
    match workload {
        Workload::AwsEbsCsiDriver => of_aws(match environment.storage.ebs_policy {
            EbsPolicy::AllVolumes => "service-role/AmazonEBSCSIDriverPolicy",
            EbsPolicy::ManagedVolumes => EBS_POLICY_V2,
        }),
        Workload::AwsEfsCsiDriver => of_aws("service-role/AmazonEFSCSIDriverPolicy"),
        Workload::AmazonCloudwatchObservability | Workload::CloudwatchAgent | Workload::FluentBit => {
            of_aws("CloudWatchAgentServerPolicy")
        }
        Workload::AwsLoadBalancerController => {
            let policy = controller_policy::write(&environment.cluster.name);
            (Vec::new(), Some(("load-balancers", policy)))
        }
        Workload::Karpenter => (
            Vec::new(),
            Some(("machines", karpenter_policy::write(&machines_of(builder)))),
        ),
        Workload::ClusterAutoscaler => {
            let policy = resize_groups(&environment.cluster.name);
            (Vec::new(), Some(("node-groups", policy)))
        }
        Workload::ExternalSecrets => {
            let policy = read_secrets(environment);
            (Vec::new(), policy.map(|policy| ("secrets", policy)))
        }
        Workload::Prometheus => {
            let policy = write_samples(environment);
            (Vec::new(), policy.map(|policy| ("samples", policy)))
        }
        Workload::ExternalDns => {
            let policy = write_records(environment.ingress.as_ref());
            (Vec::new(), Some(("dns-records", policy)))
        }
    }
}

fn machines_of<'r>(builder: &Builder<'r>) -> karpenter_policy::Owner<'r> {
    let resolved = builder.resolved;
    let environment = resolved.environment;
    karpenter_policy::Owner {
        cluster: &environment.cluster.name,
        region: &environment.cluster.region,
        names: &resolved.karpenter,
        role_path: environment.account.role_path.as_deref().unwrap_or("/"),
        zonal_shift: environment.cluster.zonal_shift,
        spot: spot::by_karpenter(environment),
    }
}

/// Look at all groups, change the cluster's. Compared on 2026-11-24 with the full policy of the Cluster Autoscaler's
/// documentation for AWS (2026-08): the same actions. EKS puts the tag on the groups that it makes.
fn resize_groups(cluster: &str) -> PolicyDocument {
    let look = [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
        "eks:DescribeNodegroup",
    ];
    let change = [
        "autoscaling:SetDesiredCapacity",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
    ];
    PolicyDocument::new([
        Statement::allow(look).any_resource(),
        Statement::allow(change).any_resource().when(
            Operator::StringEquals,
            format!("aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster}"),
            ["owned"],
        ),
    ])
}

/// Records of the one hosted zone; listing knows no narrower resource. Without an ingress there is nothing to write.
/// Compared on 2026-11-24 with external-dns's tutorial for AWS (2026-08): the same actions, on one zone instead of all.
fn write_records(ingress: Option<&Ingress>) -> PolicyDocument {
    let list = Statement::allow(["route53:ListHostedZones"]).any_resource();
    let change = ingress.map(|ingress| {
        let zone: Value<ResourceArn> = Sub::new()
            .text("arn:")
            .value(&Pseudo::Partition.value())
            .text(format!(":route53:::hostedzone/{}", ingress.hosted_zone_id))
            .build();
        let actions = [
            "route53:ChangeResourceRecordSets",
            "route53:ListResourceRecordSets",
            "route53:ListTagsForResources",
        ];
        Statement::allow(actions).resource(&zone)
    });
    PolicyDocument::new(std::iter::once(list).chain(change))
}

/// Read the secrets that the environment names. Secrets Manager puts `-` and six characters behind the name in an ARN, so
/// six `?` match this secret and no longer name. Source: AWS Secrets Manager user guide, policy examples, 2026-11.
fn read_secrets(environment: &Environment) -> Option<PolicyDocument> {
    let secrets = environment.secrets.values();
    let mut names: Vec<&str> = secrets
        .filter_map(|secret| Some(secret.external()?.remote_key.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let read = Statement::allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]);
    let read = names.into_iter().fold(read, |read, name| {
        read.resource(&arn::of_account(
            "secretsmanager",
            &format!("secret:{name}-??????"),
        ))
    });
    Some(PolicyDocument::new([read]))
}

/// Write samples to the workspaces that the environment names. Source: service authorization reference, Amazon Managed
/// Service for Prometheus, and the managed policy AmazonPrometheusRemoteWriteAccess, as of 2026-11.
fn write_samples(environment: &Environment) -> Option<PolicyDocument> {
    let stores = environment.monitoring.prometheus.iter();
    let stores = stores.flat_map(Prometheus::signed_stores);
    let mut workspaces: Vec<Workspace<'_>> = stores.filter_map(|(_, store, _)| store.workspace()).collect();
    workspaces.sort_unstable_by_key(|workspace| (workspace.region, workspace.id));
    workspaces.dedup();
    if workspaces.is_empty() {
        return None;
    }
    let write = Statement::allow(["aps:RemoteWrite"]);
    let write = workspaces
        .into_iter()
        .fold(write, |write, Workspace { region, id }| {
            write.resource(&arn::in_region("aps", region, &format!("workspace/{id}")))
        });
    Some(PolicyDocument::new([write]))
}

fn associate(
    builder: &mut Builder,
    cluster: &Handle<Cluster>,
    wanted: &WorkloadIdentity,
    role: &Handle<Role>,
) {
    let association = PodIdentityAssociation {
        cluster_name: cluster.name(),
        namespace: wanted.namespace.clone(),
        service_account: wanted.service_account.to_owned(),
        role_arn: role.arn(),
        tags: builder.tagging.unnamed().list(),
    };
    builder.add_named("PodIdentity", wanted.workload.name(), association);
}
