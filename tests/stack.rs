//! The eks-oneclick template of one small environment: what is in it, and how it is wired.

use eksight::catalog::Catalogue;
use eksight::emit::cloudformation;
use eksight::model::{EbsPolicy, Environment};
use eksight::resolve::{SubnetOrigin, resolve};
use serde_json::json;

fn environment() -> Environment {
    serde_json::from_value(json!({
        "apiVersion": "eksight/v1",
        "account": {"id": "111122223333", "rolePath": "/platform/"},
        "tags": {"owner": "platform"},
        "cluster": {
            "name": "small", "region": "ap-northeast-2", "kubernetesVersion": "1.34",
            "zones": ["ap-northeast-2a", "apne2-az3"], "logTypes": ["audit"],
            "secretsEncryption": {"createKey": true},
            "access": {"ops": {"principalArn": "arn:aws:iam::111122223333:role/ops",
                "policy": "AmazonEKSClusterAdminPolicy"}}
        },
        "network": {"cidr": "10.40.0.0/16", "endpoints": ["s3", "ecr"], "flowLogs": {"retentionDays": 30}},
        "nodeGroups": {
            "ng-1": {"instanceTypes": ["m7g.xlarge"], "size": {"min": 2, "desired": 2, "max": 4},
                "maxPods": 50, "preBootstrapCommands": ["echo ready"]},
            "ng1": {"instanceTypes": ["t3.large", "t3a.large"], "capacityType": "spot",
                "size": {"min": 1, "desired": 1, "max": 2}, "zones": ["ap-northeast-2c"]}
        },
        "addons": {
            "vpc-cni": {"version": "v1.21.1-eksbuild.1"},
            "aws-ebs-csi-driver": {"version": "v1.50.0-eksbuild.1"}
        },
        "identities": {"overrides": {"external-dns": "irsa"}},
        "storage": {"efs": {}},
        "bastion": {"instanceType": "t3.micro"},
        "ingress": {"domain": "example.com", "hostedZoneId": "Z0123456789EXAMPLE", "certificate":
            {"arn": "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000000"}},
        "logging": {"controlPlane": {"retentionDays": 30}},
        "charts": {"aws-load-balancer-controller": {"version": "3.5.0"}, "external-dns": {"version": "1.20.0"}}
    }))
    .expect("a valid environment")
}

fn rendered() -> String {
    rendered_of(&environment())
}

fn rendered_of(environment: &Environment) -> String {
    let sources = ["environments/small.yaml".to_owned()];
    let artifact = cloudformation::emit(&resolve("small", &sources, environment, Catalogue::shipped()));
    assert_eq!(artifact.path, "cloudformation/eks-oneclick.yaml");
    artifact.text().to_owned()
}

/// The block of one resource.
fn resource(id: &str) -> String {
    let text = rendered();
    let begin = text.find(&format!("\n  {id}:\n")).expect(id) + 1;
    let lines = text[begin..].lines();
    let own = lines
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.starts_with("   ") || line.is_empty());
    own.map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn subnets_are_derived() {
    let environment = environment();
    let resolved = resolve("small", &[], &environment, Catalogue::shipped());
    let ranges = |subnets: &[eksight::resolve::Subnet]| -> Vec<String> {
        let range = |subnet: &eksight::resolve::Subnet| match &subnet.origin {
            SubnetOrigin::New(cidr) => cidr.to_string(),
            SubnetOrigin::Existing(id) => id.to_string(),
        };
        subnets.iter().map(range).collect()
    };
    assert_eq!(
        ranges(&resolved.subnets.private),
        ["10.40.0.0/19", "10.40.32.0/19"]
    );
    assert_eq!(
        ranges(&resolved.subnets.public),
        ["10.40.224.0/24", "10.40.225.0/24"]
    );
    let ids: Vec<_> = resolved.zones.iter().map(|zone| zone.id.as_deref()).collect();
    assert_eq!(ids, [Some("apne2-az1"), Some("apne2-az3")]);
    assert_eq!(resolved.zones[1].name.as_deref(), Some("ap-northeast-2c"));
}

#[test]
fn resources_are_as_many_as_wanted() {
    let text = rendered();
    let count = |name: &str| {
        text.lines()
            .filter(|line| line.trim() == format!("Type: {name}"))
            .count()
    };
    let counts = [
        ("AWS::EC2::Subnet", 4),
        ("AWS::EC2::NatGateway", 1),
        ("AWS::EC2::VPCEndpoint", 3),
        ("AWS::EC2::Route", 3),
        ("AWS::EKS::Cluster", 1),
        ("AWS::EKS::Nodegroup", 2),
        ("AWS::EKS::Addon", 2),
        ("AWS::EKS::AccessEntry", 1),
        ("AWS::EKS::PodIdentityAssociation", 1),
        ("AWS::IAM::OIDCProvider", 1),
        ("AWS::IAM::Role", 7),
        ("AWS::EFS::MountTarget", 2),
        ("AWS::EC2::Instance", 1),
        ("AWS::KMS::Key", 1),
    ];
    for (name, wanted) in counts {
        assert_eq!(count(name), wanted, "{name}");
    }
    assert!(!text.contains("AvailabilityZone:"));
}

#[test]
fn node_groups_have_no_name_and_names_do_not_collide() {
    let first = resource("NodeGroupNg1");
    assert!(!first.contains("NodegroupName"), "{first}");
    assert!(first.contains("AmiType: AL2023_ARM_64_STANDARD"), "{first}");
    assert!(!first.contains("InstanceTypes"), "{first}");
    assert!(first.contains("- AddonVpcCni\n"), "{first}");
    let second = resource("NodeGroupNg12");
    assert!(second.contains("- t3a.large"), "{second}");
    assert!(
        !second.contains("PrivateSubnetApne2Az1"),
        "the one zone is c: {second}"
    );
}

#[test]
fn irsa_trusts_one_service_account() {
    let role = resource("RoleExternalDns");
    assert!(role.contains("sts:AssumeRoleWithWebIdentity"), "{role}");
    assert!(
        role.contains("system:serviceaccount:kube-system:external-dns"),
        "{role}"
    );
    assert!(role.contains("hostedzone/Z0123456789EXAMPLE"), "{role}");
    assert!(role.contains("Path: /platform/"), "{role}");
}

#[test]
fn endpoints_in_china_bear_its_prefix_where_services_have_it() {
    let mut environment = environment();
    environment.cluster.region = "cn-north-1".parse().expect("a region");
    let sources = ["environments/small.yaml".to_owned()];
    let template = cloudformation::emit(&resolve("small", &sources, &environment, Catalogue::shipped()));
    let template = template.text();
    for name in [
        "com.amazonaws.${AWS::Region}.s3",
        "cn.com.amazonaws.${AWS::Region}.ecr.api",
    ] {
        assert!(
            template.contains(&format!("ServiceName: !Sub {name}\n")),
            "{name}"
        );
    }
    assert!(!rendered().contains("cn.com"));
}

#[test]
fn the_ebs_driver_may_change_what_it_has_made_alone() {
    let all = "!Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy\n";
    let made = "!Sub arn:${AWS::Partition}:iam::aws:policy/AmazonEBSCSIDriverPolicyV2\n";
    let has = |text: &str| [all, made].map(|policy| text.contains(policy));
    assert_eq!(has(&rendered()), [true, false]);
    let mut environment = environment();
    environment.storage.ebs_policy = EbsPolicy::ManagedVolumes;
    assert_eq!(has(&rendered_of(&environment)), [false, true]);
}
