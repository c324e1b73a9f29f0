//! What the AWS Load Balancer Controller may do: change only what carries its cluster's tag. Compared on 2026-11-24 with
//! docs/install/iam_policy.json of v3.5.0: the same actions, but in one region and account, and where that policy asks
//! for a cluster's tag, this one asks for the tag of this cluster.

use super::arn;
use crate::cloudformation::{Operator, PolicyDocument, Statement};

const ON_RESOURCE: &str = "aws:ResourceTag/elbv2.k8s.aws/cluster";
const IN_REQUEST: &str = "aws:RequestTag/elbv2.k8s.aws/cluster";

pub(super) fn write(cluster: &str) -> PolicyDocument {
    PolicyDocument::new(
        look()
            .into_iter()
            .chain(security_groups(cluster))
            .chain(load_balancers(cluster)),
    )
}

const NETWORK: [&str; 14] = [
    "AccountAttributes",
    "Addresses",
    "AvailabilityZones",
    "CoipPools",
    "Instances",
    "InternetGateways",
    "IpamPools",
    "NetworkInterfaces",
    "RouteTables",
    "SecurityGroups",
    "Subnets",
    "Tags",
    "VpcPeeringConnections",
    "Vpcs",
];

const LOAD_BALANCING: [&str; 13] = [
    "CapacityReservation",
    "ListenerAttributes",
    "ListenerCertificates",
    "Listeners",
    "LoadBalancerAttributes",
    "LoadBalancers",
    "Rules",
    "SSLPolicies",
    "Tags",
    "TargetGroupAttributes",
    "TargetGroups",
    "TargetHealth",
    "TrustStores",
];

fn look() -> [Statement; 3] {
    let linked_role = Statement::allow(["iam:CreateServiceLinkedRole"])
        .any_resource()
        .when(
            Operator::StringEquals,
            "iam:AWSServiceName",
            ["elasticloadbalancing.amazonaws.com"],
        );
    let describe = NETWORK.map(|what| format!("ec2:Describe{what}"));
    let network = describe.into_iter().chain([
        "ec2:GetCoipPoolUsage".to_owned(),
        "ec2:GetSecurityGroupsForVpc".to_owned(),
    ]);
    let describe = LOAD_BALANCING.map(|what| format!("elasticloadbalancing:Describe{what}"));
    let network = Statement::allow(network.chain(describe)).any_resource();
    let attachments = Statement::allow([
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "cognito-idp:DescribeUserPoolClient",
        "iam:GetServerCertificate",
        "iam:ListServerCertificates",
        "shield:CreateProtection",
        "shield:DeleteProtection",
        "shield:DescribeProtection",
        "shield:GetSubscriptionState",
        "waf-regional:AssociateWebACL",
        "waf-regional:DisassociateWebACL",
        "waf-regional:GetWebACL",
        "waf-regional:GetWebACLForResource",
        "wafv2:AssociateWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:GetWebACL",
        "wafv2:GetWebACLForResource",
    ])
    .any_resource();
    [linked_role, network, attachments]
}

fn security_groups(cluster: &str) -> [Statement; 5] {
    let groups = arn::of_account("ec2", "security-group/*");
    let rules = [
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupIngress",
    ];
    [
        // Nodes' groups do not carry the tag, and the controller opens them to the load balancers.
        Statement::allow(rules).any_resource(),
        Statement::allow(["ec2:CreateSecurityGroup"]).any_resource(),
        Statement::allow(["ec2:CreateTags"])
            .resource(&groups)
            .when(
                Operator::StringEquals,
                "ec2:CreateAction",
                ["CreateSecurityGroup"],
            )
            .when(Operator::StringEquals, IN_REQUEST, [cluster]),
        retag(["ec2:CreateTags", "ec2:DeleteTags"], cluster).resource(&groups),
        Statement::allow(["ec2:DeleteSecurityGroup"]).any_resource().when(
            Operator::StringEquals,
            ON_RESOURCE,
            [cluster],
        ),
    ]
}

fn load_balancers(cluster: &str) -> Vec<Statement> {
    let tagging = ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"];
    vec![
        elb(&["CreateLoadBalancer", "CreateTargetGroup"])
            .any_resource()
            .when(Operator::StringEquals, IN_REQUEST, [cluster]),
        elb(&["CreateListener", "CreateRule", "DeleteListener", "DeleteRule"]).any_resource(),
        on_each(retag(tagging, cluster), &OWNED),
        on_each(Statement::allow(tagging), &LISTENERS),
        on_each(elb(&["AddTags"]), &OWNED)
            .when(
                Operator::StringEquals,
                "elasticloadbalancing:CreateAction",
                ["CreateTargetGroup", "CreateLoadBalancer"],
            )
            .when(Operator::StringEquals, IN_REQUEST, [cluster]),
        elb(&[
            "DeleteLoadBalancer",
            "DeleteTargetGroup",
            "ModifyCapacityReservation",
            "ModifyIpPools",
            "ModifyListenerAttributes",
            "ModifyLoadBalancerAttributes",
            "ModifyTargetGroup",
            "ModifyTargetGroupAttributes",
            "SetIpAddressType",
            "SetSecurityGroups",
            "SetSubnets",
        ])
        .any_resource()
        .when(Operator::StringEquals, ON_RESOURCE, [cluster]),
        on_each(elb(&["DeregisterTargets", "RegisterTargets"]), &OWNED[..1]),
        elb(&[
            "AddListenerCertificates",
            "ModifyListener",
            "ModifyRule",
            "RemoveListenerCertificates",
            "SetRulePriorities",
            "SetWebAcl",
        ])
        .any_resource(),
    ]
}

const OWNED: [&str; 3] = ["targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*"];

const LISTENERS: [&str; 4] = [
    "listener/net/*/*/*",
    "listener/app/*/*/*",
    "listener-rule/net/*/*/*",
    "listener-rule/app/*/*/*",
];

fn elb(actions: &[&str]) -> Statement {
    Statement::allow(
        actions
            .iter()
            .map(|action| format!("elasticloadbalancing:{action}")),
    )
}

/// Tags of what is the cluster's, but never the tag that says so.
fn retag(actions: [&str; 2], cluster: &str) -> Statement {
    Statement::allow(actions)
        .when(Operator::Null, IN_REQUEST, ["true"])
        .when(Operator::StringEquals, ON_RESOURCE, [cluster])
}

fn on_each(statement: Statement, resources: &[&str]) -> Statement {
    resources.iter().fold(statement, |statement, resource| {
        statement.resource(&arn::of_account("elasticloadbalancing", resource))
    })
}
