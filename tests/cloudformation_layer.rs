//! A small but complete template, built with the typed layer alone: what refers to what, and what is written how.

use eksight::emit::cloudformation::kind::{IssuerUrl, PolicyArn, SubnetId, Text};
use eksight::emit::cloudformation::resources::ec2::{
    BlockDeviceMapping, Ebs, Eip, EipDomain, HttpTokens, IngressPeer, IngressRule, InternetGateway,
    LaunchTemplate, LaunchTemplateData, MetadataEndpoint, MetadataOptions, NatGateway, NatPlacement, Ports,
    Route, RouteTable, RouteTarget, SecurityGroup, Subnet, SubnetRouteTableAssociation, SubnetZone,
    TagSpecification, TaggedResource, TemplateEbs, VolumeType, Vpc, VpcGatewayAttachment,
};
use eksight::emit::cloudformation::resources::efs::{BackupPolicy, BackupStatus, FileSystem, MountTarget};
use eksight::emit::cloudformation::resources::eks::{
    AccessConfig, AccessEntry, AccessPolicy, AccessScope, Addon, AddonPodIdentity, AmiType,
    AuthenticationMode, CapacityType, Cluster, EncryptedResource, EncryptionConfig, EncryptionProvider,
    LaunchTemplateReference, LogType, Logging, NodeRepairConfig, Nodegroup, PodIdentityAssociation,
    ResolveConflicts, ResourcesVpcConfig, ScalingConfig, SupportType, UpdateConfig, UpgradePolicy,
    ZonalShiftConfig,
};
use eksight::emit::cloudformation::resources::iam::{OidcProvider, Role};
use eksight::emit::cloudformation::resources::kms::Key;
use eksight::emit::cloudformation::resources::logs::LogGroup;
use eksight::emit::cloudformation::{
    DeletionPolicy, Handle, LogicalId, Operator, Output, PolicyDocument, Principal, Statement, Sub, Tagging,
    Template, UpdateReplacePolicy, Value,
};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

fn id(name: &str) -> LogicalId {
    LogicalId::new(name)
}

fn tagging() -> Tagging {
    Tagging::new(&IndexMap::from([("owner".to_owned(), "platform".to_owned())]))
}

struct Network {
    vpc: Handle<Vpc>,
    private: Vec<Value<SubnetId>>,
}

fn add_network(template: &mut Template) -> Network {
    let vpc = template.add(
        id("Vpc"),
        Vpc {
            cidr_block: Value::literal("10.40.0.0/16"),
            enable_dns_support: true,
            enable_dns_hostnames: true,
            tags: tagging().named("small").list(),
        },
    );
    let gateway = template.add(
        id("InternetGateway"),
        InternetGateway {
            tags: tagging().named("small").list(),
        },
    );
    let attachment = template.add(
        id("InternetGatewayAttachment"),
        VpcGatewayAttachment {
            vpc_id: vpc.id(),
            internet_gateway_id: gateway.id(),
        },
    );
    let public = add_subnet(template, &vpc, "PublicSubnet1", "10.40.200.0/24", "apne2-az1");
    let table = |name: &str| RouteTable {
        vpc_id: vpc.id(),
        tags: tagging().named(name).list(),
    };
    let public_table = template.add(id("PublicRouteTable"), table("small-public"));
    let to = |table: &Handle<RouteTable>, target| Route {
        route_table_id: table.id(),
        destination_cidr_block: Value::literal("0.0.0.0/0"),
        target,
    };
    let route = template.add(
        id("PublicRoute"),
        to(&public_table, RouteTarget::GatewayId(gateway.id())),
    );
    template.resource_mut(&route).depends_on(&attachment);
    associate(template, "PublicSubnet1", &public, &public_table);

    let address = Eip {
        domain: EipDomain::Vpc,
        tags: tagging().named("small").list(),
    };
    let address = template.add(id("NatAddress"), address);
    template.resource_mut(&address).depends_on(&attachment);
    let placement = NatPlacement::Zonal {
        subnet_id: public.id(),
        allocation_id: address.allocation_id(),
    };
    let nat = template.add(
        id("NatGateway"),
        NatGateway {
            placement,
            tags: tagging().named("small").list(),
        },
    );

    let private_table = template.add(id("PrivateRouteTable"), table("small-private"));
    template.add(
        id("PrivateRoute"),
        to(&private_table, RouteTarget::NatGatewayId(nat.id())),
    );
    let zones = [
        ("PrivateSubnet1", "10.40.0.0/19", "apne2-az1"),
        ("PrivateSubnet2", "10.40.32.0/19", "apne2-az2"),
    ];
    let private = zones.map(|(name, range, zone)| {
        let subnet = add_subnet(template, &vpc, name, range, zone);
        associate(template, name, &subnet, &private_table);
        subnet.id()
    });
    Network {
        vpc,
        private: private.into(),
    }
}

fn add_subnet(
    template: &mut Template,
    vpc: &Handle<Vpc>,
    name: &str,
    range: &str,
    zone: &str,
) -> Handle<Subnet> {
    template.add(
        id(name),
        Subnet {
            vpc_id: vpc.id(),
            zone: SubnetZone::AvailabilityZoneId(Value::literal(zone)),
            cidr_block: Value::literal(range),
            map_public_ip_on_launch: None,
            tags: tagging()
                .named(name)
                .with("kubernetes.io/role/internal-elb", "1")
                .list(),
        },
    )
}

fn associate(template: &mut Template, name: &str, subnet: &Handle<Subnet>, table: &Handle<RouteTable>) {
    let association = SubnetRouteTableAssociation {
        subnet_id: subnet.id(),
        route_table_id: table.id(),
    };
    template.add(id(&format!("{name}RouteTableAssociation")), association);
}

fn role(trust: PolicyDocument, policies: &[&str]) -> Role {
    Role {
        role_name: None,
        description: None,
        path: Some("/eks/".to_owned()),
        permissions_boundary: None,
        assume_role_policy_document: trust,
        managed_policy_arns: policies
            .iter()
            .map(|name| Value::<PolicyArn>::of_aws(name))
            .collect(),
        policies: Vec::new(),
        tags: tagging().unnamed().list(),
    }
}

fn add_cluster(template: &mut Template, network: &Network) -> Handle<Cluster> {
    let owner = Statement::allow(["kms:*"])
        .principal(Principal::Aws(Value::of_account()))
        .any_resource();
    let key = template.add(
        id("SecretsKey"),
        Key {
            description: "Secrets of small".to_owned(),
            enable_key_rotation: true,
            pending_window_in_days: None,
            key_policy: PolicyDocument::new([owner]),
            tags: tagging().unnamed().list(),
        },
    );
    template
        .resource_mut(&key)
        .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
        .update_replace_policy(UpdateReplacePolicy::Retain);
    let log_group = template.add(
        id("ControlPlaneLogGroup"),
        LogGroup {
            log_group_name: Value::literal("/aws/eks/small/cluster"),
            log_group_class: None,
            retention_in_days: Some(90),
            kms_key_id: None,
            tags: tagging().unnamed().list(),
        },
    );
    template
        .resource_mut(&log_group)
        .deletion_policy(DeletionPolicy::Delete)
        .update_replace_policy(UpdateReplacePolicy::Delete)
        .except_from_checkov("CKV_AWS_158", "the log group of this test holds nothing");
    let trust = PolicyDocument::trust_service("eks.amazonaws.com");
    let cluster_role = template.add(id("ClusterRole"), role(trust, &["AmazonEKSClusterPolicy"]));
    let cluster = template.add(id("Cluster"), cluster(network, &cluster_role, &key));
    template.resource_mut(&cluster).depends_on(&log_group);
    cluster
}

fn cluster(network: &Network, role: &Handle<Role>, key: &Handle<Key>) -> Cluster {
    Cluster {
        name: "small".to_owned(),
        version: "1.35".to_owned(),
        role_arn: role.arn(),
        access_config: AccessConfig {
            authentication_mode: AuthenticationMode::Api,
            bootstrap_cluster_creator_admin_permissions: false,
        },
        bootstrap_self_managed_addons: false,
        deletion_protection: Some(true),
        encryption_config: vec![EncryptionConfig {
            provider: EncryptionProvider { key_arn: key.arn() },
            resources: [EncryptedResource::Secrets],
        }],
        kubernetes_network_config: None,
        logging: Some(Logging::of([LogType::Api, LogType::ControllerManager])),
        resources_vpc_config: ResourcesVpcConfig {
            subnet_ids: network.private.clone(),
            security_group_ids: Vec::new(),
            endpoint_private_access: true,
            endpoint_public_access: true,
            public_access_cidrs: vec![Value::literal("203.0.113.0/24")],
        },
        upgrade_policy: Some(UpgradePolicy {
            support_type: SupportType::Extended,
        }),
        zonal_shift_config: Some(ZonalShiftConfig { enabled: true }),
        tags: tagging().unnamed().list(),
    }
}

fn add_nodes(template: &mut Template, network: &Network, cluster: &Handle<Cluster>) {
    let vpc_cni = template.add(
        id("VpcCniAddon"),
        addon(cluster, "vpc-cni", "v1.20.4-eksbuild.1", Vec::new()),
    );
    let volume = Ebs {
        volume_size: 80,
        volume_type: VolumeType::Gp3,
        iops: None,
        encrypted: Some(true),
        kms_key_id: None,
        delete_on_termination: true,
    };
    let ebs = TemplateEbs {
        volume,
        throughput: Some(125),
    };
    let tags = |resource_type| TagSpecification {
        resource_type,
        tags: tagging().named("small-ng1").list(),
    };
    let data = LaunchTemplateData {
        instance_type: Some(Value::literal("m7i.xlarge")),
        security_group_ids: vec![cluster.security_group()],
        metadata_options: Some(MetadataOptions {
            http_endpoint: MetadataEndpoint::Enabled,
            http_tokens: HttpTokens::Required,
            http_put_response_hop_limit: 1,
        }),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs,
        }],
        tag_specifications: vec![tags(TaggedResource::Instance), tags(TaggedResource::Volume)],
        ..LaunchTemplateData::default()
    };
    let launch_template = LaunchTemplate {
        launch_template_data: data,
        tag_specifications: vec![tags(TaggedResource::LaunchTemplate)],
    };
    let launch_template = template.add(id("Ng1LaunchTemplate"), launch_template);
    let trust = PolicyDocument::trust_service("ec2.amazonaws.com");
    let node_role = template.add(id("NodeRole"), role(trust, &["AmazonEKSWorkerNodePolicy"]));
    let nodes = template.add(
        id("Ng1"),
        Nodegroup {
            cluster_name: cluster.name(),
            node_role: node_role.arn(),
            subnets: network.private.clone(),
            ami_type: Some(AmiType::Al2023X86),
            release_version: None,
            version: None,
            capacity_type: CapacityType::OnDemand,
            instance_types: Vec::new(),
            launch_template: Some(LaunchTemplateReference {
                id: launch_template.id(),
                version: launch_template.latest_version(),
            }),
            scaling_config: ScalingConfig {
                min_size: 3,
                desired_size: 3,
                max_size: 6,
            },
            update_config: Some(UpdateConfig::MaxUnavailablePercentage(33)),
            node_repair_config: Some(NodeRepairConfig { enabled: true }),
            labels: IndexMap::from([("pool".to_owned(), "platform".to_owned())]),
            taints: Vec::new(),
            tags: tagging().unnamed().map(),
        },
    );
    template.resource_mut(&nodes).depends_on(&vpc_cni);
}

fn addon(cluster: &Handle<Cluster>, name: &str, version: &str, identities: Vec<AddonPodIdentity>) -> Addon {
    Addon {
        cluster_name: cluster.name(),
        addon_name: name.to_owned(),
        addon_version: version.to_owned(),
        resolve_conflicts: ResolveConflicts::Overwrite,
        pod_identity_associations: identities,
        service_account_role_arn: None,
        configuration_values: None,
        tags: tagging().unnamed().list(),
    }
}

fn add_identities(template: &mut Template, cluster: &Handle<Cluster>) {
    let pods = Principal::Service("pods.eks.amazonaws.com".to_owned());
    let trust = PolicyDocument::new([Statement::allow(["sts:AssumeRole", "sts:TagSession"]).principal(pods)]);
    let ebs_role = role(trust.clone(), &["service-role/AmazonEBSCSIDriverPolicy"]);
    let ebs_role = template.add(id("EbsCsiRole"), ebs_role);
    let identity = AddonPodIdentity {
        service_account: "ebs-csi-controller-sa".to_owned(),
        role_arn: ebs_role.arn(),
    };
    template.add(
        id("EbsCsiAddon"),
        addon(
            cluster,
            "aws-ebs-csi-driver",
            "v1.53.0-eksbuild.1",
            vec![identity],
        ),
    );

    let dns_role = template.add(id("ExternalDnsRole"), role(trust, &[]));
    template.add(
        id("ExternalDnsIdentity"),
        PodIdentityAssociation {
            cluster_name: cluster.name(),
            namespace: "kube-system".to_owned(),
            service_account: "external-dns".to_owned(),
            role_arn: dns_role.arn(),
            tags: tagging().unnamed().list(),
        },
    );

    let issuer: Value<IssuerUrl> = cluster.oidc_issuer();
    let audience = "sts.amazonaws.com";
    let provider = OidcProvider {
        url: issuer,
        client_id_list: vec![audience.to_owned()],
        tags: tagging().unnamed().list(),
    };
    let provider = template.add(id("OidcProvider"), provider);
    let key = |claim| {
        Sub::new()
            .value(&cluster.oidc_issuer_host())
            .text(claim)
            .build::<Text>()
    };
    let irsa = Statement::allow(["sts:AssumeRoleWithWebIdentity"])
        .principal(Principal::Federated(provider.arn()))
        .when(Operator::StringEquals, key(":aud"), [audience])
        .when(
            Operator::StringEquals,
            key(":sub"),
            ["system:serviceaccount:kube-system:load-balancer"],
        );
    template.add(id("LoadBalancerRole"), role(PolicyDocument::new([irsa]), &[]));

    let admin = AccessPolicy {
        policy_arn: Value::of_eks("AmazonEKSClusterAdminPolicy"),
        access_scope: AccessScope::Cluster,
    };
    template.add(
        id("AdminAccess"),
        AccessEntry {
            cluster_name: cluster.name(),
            principal_arn: Value::literal("arn:aws:iam::111122223333:role/platform-admin"),
            entry_type: None,
            access_policies: vec![admin],
            kubernetes_groups: Vec::new(),
            tags: tagging().unnamed().list(),
        },
    );
}

fn add_file_system(template: &mut Template, network: &Network, cluster: &Handle<Cluster>) {
    let nfs = IngressRule {
        description: Some("NFS from nodes".to_owned()),
        ports: Ports::tcp(2049),
        from: IngressPeer::SourceSecurityGroupId(cluster.security_group()),
    };
    let group = template.add(
        id("EfsSecurityGroup"),
        SecurityGroup {
            group_description: "EFS of small".to_owned(),
            vpc_id: network.vpc.id(),
            security_group_ingress: vec![nfs],
            security_group_egress: Vec::new(),
            tags: tagging().named("small-efs").list(),
        },
    );
    let file_system = template.add(
        id("FileSystem"),
        FileSystem {
            encrypted: Some(true),
            kms_key_id: None,
            throughput_mode: None,
            backup_policy: Some(BackupPolicy {
                status: BackupStatus::Enabled,
            }),
            lifecycle_policies: Vec::new(),
            file_system_policy: None,
            file_system_tags: tagging().named("small").list(),
        },
    );
    template
        .resource_mut(&file_system)
        .deletion_policy(DeletionPolicy::Retain)
        .update_replace_policy(UpdateReplacePolicy::Retain);
    for (position, subnet_id) in network.private.iter().enumerate() {
        let target = MountTarget {
            file_system_id: file_system.id(),
            subnet_id: subnet_id.clone(),
            security_groups: vec![group.id()],
        };
        template.add(id(&format!("MountTarget{}", position + 1)), target);
    }
    template.add_output(
        id("FileSystemId"),
        Output::new("The file system", &file_system.id()),
    );
}

fn small_template() -> Json {
    let mut template = Template::new("A small cluster");
    let network = add_network(&mut template);
    let cluster = add_cluster(&mut template, &network);
    add_nodes(&mut template, &network, &cluster);
    add_identities(&mut template, &cluster);
    add_file_system(&mut template, &network, &cluster);
    template.add_output(
        id("ClusterEndpoint"),
        Output::new("The API server", &cluster.endpoint()),
    );
    serde_json::from_str(&template.json()).expect("a template is JSON")
}

fn get_att(id: &str, attribute: &str) -> Json {
    json!({"Fn::GetAtt": [id, attribute]})
}

#[test]
fn resources_stand_in_the_order_of_their_adding() {
    let template = small_template();
    let ids: Vec<_> = template["Resources"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        ids,
        [
            "Vpc",
            "InternetGateway",
            "InternetGatewayAttachment",
            "PublicSubnet1",
            "PublicRouteTable",
            "PublicRoute",
            "PublicSubnet1RouteTableAssociation",
            "NatAddress",
            "NatGateway",
            "PrivateRouteTable",
            "PrivateRoute",
            "PrivateSubnet1",
            "PrivateSubnet1RouteTableAssociation",
            "PrivateSubnet2",
            "PrivateSubnet2RouteTableAssociation",
            "SecretsKey",
            "ControlPlaneLogGroup",
            "ClusterRole",
            "Cluster",
            "VpcCniAddon",
            "Ng1LaunchTemplate",
            "NodeRole",
            "Ng1",
            "EbsCsiRole",
            "EbsCsiAddon",
            "ExternalDnsRole",
            "ExternalDnsIdentity",
            "OidcProvider",
            "LoadBalancerRole",
            "AdminAccess",
            "EfsSecurityGroup",
            "FileSystem",
            "MountTarget1",
            "MountTarget2",
        ]
    );
    assert_eq!(
        template["Outputs"],
        json!({
            "FileSystemId": {"Description": "The file system", "Value": {"Ref": "FileSystem"}},
            "ClusterEndpoint": {"Description": "The API server", "Value": get_att("Cluster", "Endpoint")},
        })
    );
}

#[test]
fn the_network_is_wired() {
    let resources = small_template()["Resources"].take();
    assert_eq!(
        resources["PublicRoute"],
        json!({
            "Type": "AWS::EC2::Route",
            "DependsOn": ["InternetGatewayAttachment"],
            "Properties": {
                "RouteTableId": {"Ref": "PublicRouteTable"},
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": {"Ref": "InternetGateway"},
            },
        })
    );
    assert_eq!(
        resources["NatAddress"]["DependsOn"],
        json!(["InternetGatewayAttachment"])
    );
    assert_eq!(
        resources["NatGateway"]["Properties"],
        json!({
            "SubnetId": {"Ref": "PublicSubnet1"},
            "AllocationId": get_att("NatAddress", "AllocationId"),
            "Tags": [{"Key": "Name", "Value": "small"}, {"Key": "owner", "Value": "platform"}],
        })
    );
}

#[test]
fn the_cluster_is_written() {
    let resources = small_template()["Resources"].take();
    assert_eq!(
        resources["Cluster"],
        json!({
            "Type": "AWS::EKS::Cluster",
            "DependsOn": ["ControlPlaneLogGroup"],
            "Properties": {
                "Name": "small",
                "Version": "1.35",
                "RoleArn": get_att("ClusterRole", "Arn"),
                "AccessConfig": {
                    "AuthenticationMode": "API",
                    "BootstrapClusterCreatorAdminPermissions": false,
                },
                "BootstrapSelfManagedAddons": false,
                "DeletionProtection": true,
                "EncryptionConfig": [
                    {"Provider": {"KeyArn": get_att("SecretsKey", "Arn")}, "Resources": ["secrets"]},
                ],
                "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "controllerManager"}]}},
                "ResourcesVpcConfig": {
                    "SubnetIds": [{"Ref": "PrivateSubnet1"}, {"Ref": "PrivateSubnet2"}],
                    "EndpointPrivateAccess": true,
                    "EndpointPublicAccess": true,
                    "PublicAccessCidrs": ["203.0.113.0/24"],
                },
                "UpgradePolicy": {"SupportType": "EXTENDED"},
                "ZonalShiftConfig": {"Enabled": true},
                "Tags": [{"Key": "owner", "Value": "platform"}],
            },
        })
    );
    assert_eq!(
        resources["ControlPlaneLogGroup"]["Metadata"],
        json!({"checkov": {"skip": [
            {"id": "CKV_AWS_158", "comment": "the log group of this test holds nothing"},
        ]}})
    );
}

#[test]
fn the_node_group_rolls_with_its_launch_template() {
    let resources = small_template()["Resources"].take();
    assert_eq!(
        resources["Ng1"],
        json!({
            "Type": "AWS::EKS::Nodegroup",
            "DependsOn": ["VpcCniAddon"],
            "Properties": {
                "ClusterName": {"Ref": "Cluster"},
                "NodeRole": get_att("NodeRole", "Arn"),
                "Subnets": [{"Ref": "PrivateSubnet1"}, {"Ref": "PrivateSubnet2"}],
                "AmiType": "AL2023_x86_64_STANDARD",
                "CapacityType": "ON_DEMAND",
                "LaunchTemplate": {
                    "Id": {"Ref": "Ng1LaunchTemplate"},
                    "Version": get_att("Ng1LaunchTemplate", "LatestVersionNumber"),
                },
                "ScalingConfig": {"MinSize": 3, "DesiredSize": 3, "MaxSize": 6},
                "UpdateConfig": {"MaxUnavailablePercentage": 33},
                "NodeRepairConfig": {"Enabled": true},
                "Labels": {"pool": "platform"},
                "Tags": {"owner": "platform"},
            },
        })
    );
}

#[test]
fn workloads_get_roles_in_three_ways() {
    let resources = small_template()["Resources"].take();
    assert_eq!(
        resources["EbsCsiAddon"]["Properties"]["PodIdentityAssociations"],
        json!([{"ServiceAccount": "ebs-csi-controller-sa", "RoleArn": get_att("EbsCsiRole", "Arn")}])
    );
    assert_eq!(
        resources["ExternalDnsIdentity"]["Properties"],
        json!({
            "ClusterName": {"Ref": "Cluster"},
            "Namespace": "kube-system",
            "ServiceAccount": "external-dns",
            "RoleArn": get_att("ExternalDnsRole", "Arn"),
            "Tags": [{"Key": "owner", "Value": "platform"}],
        })
    );
    let trust = &resources["LoadBalancerRole"]["Properties"]["AssumeRolePolicyDocument"]["Fn::Sub"];
    let host =
        json!({"Fn::Select": [1, {"Fn::Split": ["//", get_att("Cluster", "OpenIdConnectIssuerUrl")]}]});
    assert_eq!(trust[1], json!({"ClusterOpenIdConnectIssuerUrlPiece1": host}));
    assert_eq!(
        trust[0],
        json!(concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#,
            r#""Principal":{"Federated":"${OidcProvider.Arn}"},"Action":"sts:AssumeRoleWithWebIdentity","#,
            r#""Condition":{"StringEquals":{"${ClusterOpenIdConnectIssuerUrlPiece1}:aud":"sts.amazonaws.com","#,
            r#""${ClusterOpenIdConnectIssuerUrlPiece1}:sub":"#,
            r#""system:serviceaccount:kube-system:load-balancer"}}}]}"#
        ))
    );
}

#[test]
fn data_stays() {
    let resources = small_template()["Resources"].take();
    assert_eq!(
        resources["FileSystem"],
        json!({
            "Type": "AWS::EFS::FileSystem",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "Encrypted": true,
                "BackupPolicy": {"Status": "ENABLED"},
                "FileSystemTags": [{"Key": "Name", "Value": "small"}, {"Key": "owner", "Value": "platform"}],
            },
        })
    );
    assert_eq!(
        resources["MountTarget2"]["Properties"],
        json!({
            "FileSystemId": {"Ref": "FileSystem"},
            "SubnetId": {"Ref": "PrivateSubnet2"},
            "SecurityGroups": [get_att("EfsSecurityGroup", "GroupId")],
        })
    );
}
