//! The eksctl shape of `study-2023`: the resources and parameters of the lab's template by name, and the ClusterConfig
//! field by field as the lab's bastion put it together. Source: the lab's template, read 2026-11.

use std::collections::BTreeSet;
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::render;
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::{Memory, load};
use serde_json::{Value, json};

fn artifact(path: &str) -> String {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&disk, Path::new("environments/study-2023.yaml")).expect("a sound environment");
    let resolved = resolve(
        "study-2023",
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    );
    let artifact = render(&resolved)
        .into_iter()
        .find(|artifact| artifact.path == path);
    artifact.expect("an artefact").text().to_owned()
}

/// An artefact of the smallest environment with `overlay` laid over it.
fn overlaid(path: &str, overlay: &str) -> String {
    let minimal = include_str!("environments/minimal.yaml");
    let overlay =
        format!("extends: minimal.yaml\nprovisioner: eksctl\nidentities: {{ default: irsa }}\n{overlay}");
    let documents = Memory::from_iter([("minimal.yaml", minimal), ("overlay.yaml", overlay.as_str())]);
    let loaded = load(&documents, Path::new("overlay.yaml")).expect("a sound environment");
    let resolved = resolve(
        "minimal",
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    );
    let artifact = render(&resolved)
        .into_iter()
        .find(|artifact| artifact.path == path);
    artifact.expect("an artefact").text().to_owned()
}

#[test]
fn a_subnet_lies_in_the_zone_it_is_written_for_and_the_bastion_too() {
    let template = overlaid(
        "cloudformation/eks-oneclick.yaml",
        "\
network:
  publicSubnets: { ap-northeast-2a: 192.168.1.0/24, ap-northeast-2c: 192.168.3.0/24 }
bastion: { instanceType: t3.medium, zone: ap-northeast-2c, subnets: public }
",
    );
    let after = |id: &str, key: &str| {
        let (_, resource) = template.split_once(&format!("\n  {id}:\n")).expect(id);
        let (_, value) = resource.split_once(&format!(" {key}: ")).expect(key);
        value.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        after("PublicSubnet1", "AvailabilityZone"),
        "!Ref AvailabilityZone1"
    );
    assert_eq!(
        after("PublicSubnet2", "AvailabilityZone"),
        "!Ref AvailabilityZone3"
    );
    assert_eq!(after("AvailabilityZone3", "Default"), "ap-northeast-2c");
    assert_eq!(after("EKSEC2", "SubnetId"), "!Ref PublicSubnet2");
}

/// The names that stand directly below a section of the template.
/// Inside the VPC the API's name is the private endpoint's, and the control plane's group lets in nodes only.
#[test]
fn a_private_endpoint_is_open_to_the_vpc() {
    let cluster = |endpoint: &str| {
        overlaid(
            "eksctl/cluster.yaml",
            &format!("cluster: {{ endpoint: {endpoint} }}\n"),
        )
    };
    let open = "\n  extraCIDRs:\n    - 192.168.0.0/16\n";
    assert!(cluster("{ private: true, publicCidrs: [203.0.113.0/24] }").contains(open));
    assert!(!cluster("{ private: false, publicCidrs: [0.0.0.0/0] }").contains("extraCIDRs"));
}

fn names_below(section: &str) -> BTreeSet<String> {
    let text = artifact("cloudformation/eks-oneclick.yaml");
    let (_, after) = text.split_once(&format!("\n{section}:\n")).expect("the section");
    let lines = after.lines().take_while(|line| line.starts_with(' '));
    let name = |line: &str| {
        let rest = line.strip_prefix("  ")?;
        (!rest.starts_with([' ', '-'])).then(|| rest.trim_end_matches(':').to_owned())
    };
    lines.filter_map(name).collect()
}

/// `a1`, `a2`, `a3` for each name that ends with `*`.
fn expanded(names: &[&str], numbers: std::ops::Range<usize>) -> BTreeSet<String> {
    let expand = |name: &&str| match name.split_once('*') {
        Some((before, after)) => numbers
            .clone()
            .map(|number| format!("{before}{number}{after}"))
            .collect(),
        None => vec![(*name).to_owned()],
    };
    names.iter().flat_map(expand).collect()
}

#[test]
fn the_template_has_the_labs_resources_and_a_role_for_the_bastion() {
    let mut expected = expanded(
        &[
            "EksVPC",
            "PublicSubnet*",
            "InternetGateway",
            "VPCGatewayAttachment",
            "PublicSubnetRouteTable",
            "PublicSubnetRoute",
            "PublicSubnet*RouteTableAssociation",
            "PrivateSubnet*",
            "PrivateSubnetRouteTable",
            "PrivateSubnet*RouteTableAssociation",
            "EFSSG",
            "ElasticFileSystem",
            "MYVPCEIP",
            "MYVPCNATGW",
            "MYVPCNATGWRoute",
            "EKSEC2SG",
            "EKSEC2",
        ],
        1..4,
    );
    expected.extend(expanded(&["ElasticFileSystemMountTarget*"], 0..3));
    assert_eq!(expected.len(), 28);
    expected.extend(["EKSEC2Role", "EKSEC2InstanceProfile"].map(str::to_owned));
    assert_eq!(names_below("Resources"), expected);
}

#[test]
fn the_parameters_are_the_labs_less_those_that_nothing_uses() {
    let expected = expanded(
        &[
            "MyInstanceType",
            "LatestAmiId",
            "ClusterBaseName",
            "AvailabilityZone*",
            "VpcBlock",
            "PublicSubnet*Block",
            "PrivateSubnet*Block",
        ],
        1..4,
    );
    assert_eq!(names_below("Parameters"), expected);
    // Those left out are listed in the environment's opening comment.
    let comment = include_str!("../environments/study-2023.yaml");
    for left_out in [
        "KeyName",
        "SgIngressSshCidr",
        "MyIamUserAccessKeyID",
        "MyIamUserSecretAccessKey",
        "TargetRegion",
        "KubernetesVersion",
        "WorkerNodeInstanceType",
        "WorkerNodeCount",
        "WorkerNodeVolumesize",
    ] {
        assert!(comment.contains(left_out), "{left_out}");
    }
}

#[test]
fn each_parameter_allows_the_checked_value_only() {
    let text = artifact("cloudformation/eks-oneclick.yaml");
    let zone = "  AvailabilityZone2:\n    Type: AWS::EC2::AvailabilityZone::Name\n    Default: ap-northeast-2b\n    \
                AllowedValues:\n      - ap-northeast-2b\n  AvailabilityZone3:";
    assert!(text.contains(zone), "{text}");
    let count = |what: &str| text.matches(what).count();
    assert_eq!((count("    Default: "), count("    AllowedValues:\n")), (13, 13));
}

#[test]
fn the_cluster_config_is_what_the_lab_ended_up_with() {
    let text = artifact("eksctl/cluster.yaml");
    let config: Value = yaml_serde::from_str(&text).expect("YAML");
    assert_eq!(
        config["metadata"],
        json!({"name": "myeks", "region": "ap-northeast-2", "version": "1.24", "tags": {"environment": "study-2023"}})
    );
    assert_eq!(config["iam"]["withOIDC"], json!(true));
    let accounts = config["iam"]["serviceAccounts"].as_array().expect("a list");
    let policies = |name: &str| {
        let account = accounts
            .iter()
            .find(|account| account["metadata"]["name"] == name);
        account.map(|account| account["wellKnownPolicies"].clone())
    };
    assert_eq!(
        policies("aws-load-balancer-controller"),
        Some(json!({"awsLoadBalancerController": true}))
    );
    assert_eq!(
        policies("efs-csi-controller-sa"),
        Some(json!({"efsCSIController": true}))
    );
    let zones: Vec<&String> = config["vpc"]["subnets"]["public"]
        .as_object()
        .expect("zones")
        .keys()
        .collect();
    assert_eq!(zones, ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]);
    assert_eq!(config["vpc"]["subnets"]["private"], Value::Null);
    let mut group = config["managedNodeGroups"][0].clone();
    let group = group.as_object_mut().expect("a node group");
    // Not the lab's: it encrypts no volume and repairs no node; and it has a key pair.
    for (field, value) in [
        ("volumeEncrypted", json!(true)),
        ("nodeRepairConfig", json!({"enabled": true})),
        ("ssh", json!({"allow": false})),
        ("privateNetworking", json!(false)),
    ] {
        assert_eq!(group.remove(field), Some(value), "{field}");
    }
    assert_eq!(
        Value::from(group.clone()),
        json!({
            "name": "ng1", "amiFamily": "AmazonLinux2", "instanceType": "t3.xlarge",
            "desiredCapacity": 3, "minSize": 3, "maxSize": 3,
            "volumeSize": 30, "volumeType": "gp3", "volumeIOPS": 3000, "volumeThroughput": 125,
            "maxPodsPerNode": 50, "disableIMDSv1": true, "disablePodIMDS": false,
            "labels": {"alpha.eksctl.io/cluster-name": "myeks", "alpha.eksctl.io/nodegroup-name": "ng1"},
            "tags": {"alpha.eksctl.io/nodegroup-name": "ng1", "alpha.eksctl.io/nodegroup-type": "managed",
                "environment": "study-2023"},
            "iam": {"withAddonPolicies": {"certManager": true, "ebs": true, "cloudWatch": true, "xRay": true,
                "externalDNS": true, "imageBuilder": true}},
            "preBootstrapCommands": ["yum install links tree jq tcpdump sysstat -y"]
        })
    );
    let addons: Vec<Value> = config["addons"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|addon| {
            json!([
                addon["name"],
                addon["attachPolicyARNs"],
                addon["wellKnownPolicies"]
            ])
        })
        .collect();
    assert_eq!(
        addons,
        [
            json!(["vpc-cni", ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"], null]),
            json!(["kube-proxy", null, null]),
            json!(["coredns", null, null]),
            json!(["aws-ebs-csi-driver", null, {"ebsCSIController": true}]),
            json!(["aws-efs-csi-driver", null, null]),
        ]
    );
}

#[test]
fn the_role_of_the_ebs_driver_has_the_policy_that_is_asked_for() {
    let text = overlaid(
        "eksctl/cluster.yaml",
        "\
addons: { aws-ebs-csi-driver: { version: v1.64.0-eksbuild.1 } }
storage: { ebsPolicy: managedVolumes }
",
    );
    let config: Value = yaml_serde::from_str(&text).expect("YAML");
    let addons = config["addons"].as_array().expect("a list");
    let driver = addons.iter().find(|addon| addon["name"] == "aws-ebs-csi-driver");
    let driver = driver.expect("the driver");
    assert_eq!(
        driver["attachPolicyARNs"],
        json!(["arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2"])
    );
    assert_eq!(driver["wellKnownPolicies"], Value::Null);
}
