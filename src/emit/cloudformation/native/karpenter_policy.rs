//! What Karpenter may do: make and end machines that carry its cluster's tag, and nothing else's. Compared on
//! 2026-11-24 with the cloudformation.yaml of Karpenter 1.14's documentation (getting started): the same statements, but
//! what is made is made in this account, where that file takes any, and the role for Spot capacity is ours to make.

use super::arn;
use crate::cloudformation::{Operator, PolicyDocument, Statement};
use crate::resolve::KarpenterNames;

const POOL: &str = "karpenter.sh/nodepool";
const CLASS: &str = "karpenter.k8s.aws/ec2nodeclass";
const REGION: &str = "topology.kubernetes.io/region";

/// Whose machines these are.
pub(super) struct Owner<'a> {
    pub(super) cluster: &'a str,
    pub(super) region: &'a str,
    pub(super) names: &'a KarpenterNames,
    /// Path of the node role, with `/` at both ends.
    pub(super) role_path: &'a str,
    pub(super) zonal_shift: bool,
    /// Whether a pool takes Spot capacity.
    pub(super) spot: bool,
}

pub(super) fn write(owner: &Owner) -> PolicyDocument {
    let statements = look(owner)
        .into_iter()
        .chain(machines(owner))
        .chain(profiles(owner));
    PolicyDocument::new(statements.chain(zonal_shift(owner)).chain(spot(owner)))
}

fn look(owner: &Owner) -> [Statement; 6] {
    let cluster = arn::of_account("eks", &format!("cluster/{}", owner.cluster));
    let queue = arn::of_account("sqs", &owner.names.queue);
    let describe = [
        "CapacityReservations",
        "Images",
        "Instances",
        "InstanceStatus",
        "InstanceTypeOfferings",
        "InstanceTypes",
        "LaunchTemplates",
        "PlacementGroups",
        "SecurityGroups",
        "SpotPriceHistory",
        "Subnets",
    ];
    [
        Statement::allow(["eks:DescribeCluster"]).resource(&cluster),
        Statement::allow(["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]).resource(&queue),
        Statement::allow(describe.map(|what| format!("ec2:Describe{what}")))
            .any_resource()
            .when(Operator::StringEquals, "aws:RequestedRegion", [owner.region]),
        Statement::allow(["ssm:GetParameter"]).resource(&arn::of_region("ssm", "parameter/aws/service/*")),
        Statement::allow(["pricing:GetProducts", "iam:ListInstanceProfiles"]).any_resource(),
        Statement::allow(["iam:GetInstanceProfile"]).resource(&arn::of_iam("instance-profile/*")),
    ]
}

/// What is made is tagged as the cluster's, and only what is so tagged can be changed or ended.
fn machines(owner: &Owner) -> [Statement; 6] {
    let run = ["ec2:RunInstances", "ec2:CreateFleet"];
    let from_aws = ["image/*", "snapshot/*"];
    // An account can share its subnets, and capacity, with ours.
    let from_any_account = [
        "security-group/*",
        "subnet/*",
        "capacity-reservation/*",
        "placement-group/*",
    ];
    let made = [
        "fleet/*",
        "instance/*",
        "volume/*",
        "network-interface/*",
        "launch-template/*",
        "spot-instances-request/*",
    ];
    let in_account = |statement: Statement, resources: &[&str]| {
        resources.iter().fold(statement, |statement, resource| {
            statement.resource(&arn::of_account("ec2", resource))
        })
    };
    let owned = |statement: Statement| {
        statement
            .when(Operator::StringEquals, on_resource(&owned_tag(owner)), ["owned"])
            .when(Operator::StringLike, on_resource(POOL), ["*"])
    };
    let requested = |statement: Statement| {
        statement
            .when(Operator::StringEquals, in_request(&owned_tag(owner)), ["owned"])
            .when(
                Operator::StringEquals,
                in_request("eks:eks-cluster-name"),
                [owner.cluster],
            )
            .when(Operator::StringLike, in_request(POOL), ["*"])
    };
    let launch = from_aws
        .iter()
        .fold(Statement::allow(run), |statement, resource| {
            statement.resource(&arn::of_region("ec2", resource))
        });
    let make = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"];
    let launch = from_any_account.iter().fold(launch, |statement, resource| {
        statement.resource(&arn::of_any_account("ec2", resource))
    });
    [
        launch,
        owned(in_account(Statement::allow(run), &["launch-template/*"])),
        requested(in_account(Statement::allow(make), &made)),
        requested(in_account(Statement::allow(["ec2:CreateTags"]), &made)).when(
            Operator::StringEquals,
            "ec2:CreateAction",
            ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        ),
        owned(in_account(Statement::allow(["ec2:CreateTags"]), &["instance/*"]))
            .when(
                Operator::StringEqualsIfExists,
                in_request("eks:eks-cluster-name"),
                [owner.cluster],
            )
            .when(
                Operator::ForAllValuesStringEquals,
                "aws:TagKeys",
                ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
            ),
        owned(in_account(
            Statement::allow(["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"]),
            &["instance/*", "launch-template/*"],
        )),
    ]
}

/// Machines get the node role through profiles that Karpenter makes.
fn profiles(owner: &Owner) -> [Statement; 4] {
    let profiles = arn::of_iam("instance-profile/*");
    let role = arn::of_iam(&format!("role{}{}", owner.role_path, owner.names.node_role));
    let requested = |statement: Statement| {
        statement
            .when(Operator::StringEquals, in_request(&owned_tag(owner)), ["owned"])
            .when(
                Operator::StringEquals,
                in_request("eks:eks-cluster-name"),
                [owner.cluster],
            )
            .when(Operator::StringEquals, in_request(REGION), [owner.region])
            .when(Operator::StringLike, in_request(CLASS), ["*"])
    };
    let owned = |statement: Statement| {
        statement
            .when(Operator::StringEquals, on_resource(&owned_tag(owner)), ["owned"])
            .when(Operator::StringEquals, on_resource(REGION), [owner.region])
            .when(Operator::StringLike, on_resource(CLASS), ["*"])
    };
    let change = [
        "iam:AddRoleToInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:DeleteInstanceProfile",
    ];
    [
        Statement::allow(["iam:PassRole"]).resource(&role).when(
            Operator::StringEquals,
            "iam:PassedToService",
            ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
        ),
        requested(Statement::allow(["iam:CreateInstanceProfile"]).resource(&profiles)),
        owned(requested(
            Statement::allow(["iam:TagInstanceProfile"]).resource(&profiles),
        )),
        owned(Statement::allow(change).resource(&profiles)),
    ]
}

fn zonal_shift(owner: &Owner) -> Option<Statement> {
    let cluster = arn::of_account("eks", &format!("cluster/{}", owner.cluster));
    owner.zonal_shift.then(|| {
        Statement::allow(["arc-zonal-shift:GetManagedResource"])
            .any_resource()
            .when(
                Operator::StringEquals,
                "arc-zonal-shift:ResourceIdentifier",
                [cluster.text()],
            )
    })
}

/// Who asks for Spot capacity first in an account makes the role with which EC2 grants it, where he may; otherwise nothing
/// starts. That file leaves it to a command. Source: EC2 user guide, service-linked role for Spot Instances, and
/// eksctl-io/eksctl issue 6064, as of 2026-11.
fn spot(owner: &Owner) -> Option<Statement> {
    let role = arn::of_iam("role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot");
    owner.spot.then(|| {
        Statement::allow(["iam:CreateServiceLinkedRole"])
            .resource(&role)
            .when(
                Operator::StringEquals,
                "iam:AWSServiceName",
                ["spot.amazonaws.com"],
            )
    })
}

fn owned_tag(owner: &Owner) -> String {
    format!("kubernetes.io/cluster/{}", owner.cluster)
}

fn on_resource(tag: &str) -> String {
    format!("aws:ResourceTag/{tag}")
}

fn in_request(tag: &str) -> String {
    format!("aws:RequestTag/{tag}")
}
