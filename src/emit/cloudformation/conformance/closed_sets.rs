//! Each member of each closed set of the typed layer, at each place where it can stand.

use serde_json::{Map, Value as Json, json, to_value};

use super::super::resources::{acm, budgets, cloudwatch, ec2, efs, eks, logs, sns};
use super::faults_of_properties;
use super::shipped::sources;

/// A closed set, its members, and a place: resource type and path.
struct Place {
    set: &'static str,
    members: Vec<Json>,
    resource_type: &'static str,
    path: &'static str,
}

/// Rows of [`Place`]. A member that a row forgets does not compile, for each row has a `match` over all of them.
macro_rules! places {
    ($($service:ident::$set:ident { $($member:ident),+ } at $($resource_type:literal $path:literal),+;)+) => {
        [$({
            let members = [$($service::$set::$member),+];
            members.iter().for_each(|member| match member { $($service::$set::$member)|+ => {} });
            let written = members.map(|member| to_value(member).expect("plain data"));
            let at = [$(($resource_type, $path)),+];
            at.map(|(resource_type, path)| Place {
                set: stringify!($set),
                members: written.to_vec(),
                resource_type,
                path,
            }).into_iter().collect::<Vec<_>>()
        }),+].into_iter().flatten().collect()
    };
}

fn places() -> Vec<Place> {
    places! {
        acm::ValidationMethod { Dns } at "AWS::CertificateManager::Certificate" "ValidationMethod";
        budgets::BudgetType { Cost } at "AWS::Budgets::Budget" "Budget/BudgetType";
        budgets::NotificationType { Actual }
            at "AWS::Budgets::Budget" "NotificationsWithSubscribers/*/Notification/NotificationType";
        budgets::SpendComparison { GreaterThan }
            at "AWS::Budgets::Budget" "NotificationsWithSubscribers/*/Notification/ComparisonOperator";
        budgets::SubscriptionType { Email, Sns }
            at "AWS::Budgets::Budget" "NotificationsWithSubscribers/*/Subscribers/*/SubscriptionType";
        budgets::TimeUnit { Monthly } at "AWS::Budgets::Budget" "Budget/TimeUnit";
        cloudwatch::ComparisonOperator { LessThanThreshold } at "AWS::CloudWatch::Alarm" "ComparisonOperator";
        cloudwatch::MissingData { Breaching } at "AWS::CloudWatch::Alarm" "TreatMissingData";
        cloudwatch::Statistic { Minimum } at "AWS::CloudWatch::Alarm" "Statistic";
        ec2::EipDomain { Vpc } at "AWS::EC2::EIP" "Domain";
        ec2::FlowLogResourceType { Vpc } at "AWS::EC2::FlowLog" "ResourceType";
        ec2::HttpTokens { Required, Optional }
            at "AWS::EC2::LaunchTemplate" "LaunchTemplateData/MetadataOptions/HttpTokens",
               "AWS::EC2::Instance" "MetadataOptions/HttpTokens";
        ec2::MetadataEndpoint { Enabled, Disabled }
            at "AWS::EC2::LaunchTemplate" "LaunchTemplateData/MetadataOptions/HttpEndpoint",
               "AWS::EC2::Instance" "MetadataOptions/HttpEndpoint";
        ec2::RegionalMode { Regional } at "AWS::EC2::NatGateway" "AvailabilityMode";
        ec2::TaggedResource { Instance, LaunchTemplate, NetworkInterface, Volume }
            at "AWS::EC2::LaunchTemplate" "LaunchTemplateData/TagSpecifications/*/ResourceType",
               "AWS::EC2::LaunchTemplate" "TagSpecifications/*/ResourceType";
        ec2::TrafficType { Accept, All, Reject } at "AWS::EC2::FlowLog" "TrafficType";
        ec2::VolumeType { Gp2, Gp3, Io1, Io2 }
            at "AWS::EC2::LaunchTemplate" "LaunchTemplateData/BlockDeviceMappings/*/Ebs/VolumeType",
               "AWS::EC2::Instance" "BlockDeviceMappings/*/Ebs/VolumeType";
        efs::Access { First } at "AWS::EFS::FileSystem" "LifecyclePolicies/*/TransitionToPrimaryStorageClass";
        efs::BackupStatus { Enabled, Disabled } at "AWS::EFS::FileSystem" "BackupPolicy/Status";
        efs::ThroughputMode { Bursting, Elastic } at "AWS::EFS::FileSystem" "ThroughputMode";
        efs::UnusedFor { Days7, Days30, Days90 }
            at "AWS::EFS::FileSystem" "LifecyclePolicies/*/TransitionToIA",
               "AWS::EFS::FileSystem" "LifecyclePolicies/*/TransitionToArchive";
        eks::AccessEntryType { Ec2Linux } at "AWS::EKS::AccessEntry" "Type";
        eks::AmiType {
            Al2X86, Al2Arm, Al2X86Gpu, Al2023X86, Al2023Arm, Al2023X86Nvidia, Al2023ArmNvidia, Al2023X86Neuron,
            BottlerocketX86, BottlerocketArm, BottlerocketX86Nvidia, BottlerocketArmNvidia, Custom
        } at "AWS::EKS::Nodegroup" "AmiType";
        eks::AuthenticationMode { Api, ApiAndConfigMap, ConfigMap }
            at "AWS::EKS::Cluster" "AccessConfig/AuthenticationMode";
        eks::CapacityType { OnDemand, Spot } at "AWS::EKS::Nodegroup" "CapacityType";
        eks::EncryptedResource { Secrets } at "AWS::EKS::Cluster" "EncryptionConfig/*/Resources/*";
        eks::LogType { Api, Audit, Authenticator, ControllerManager, Scheduler }
            at "AWS::EKS::Cluster" "Logging/ClusterLogging/EnabledTypes/*/Type";
        eks::ResolveConflicts { None, Overwrite, Preserve } at "AWS::EKS::Addon" "ResolveConflicts";
        eks::SupportType { Standard, Extended } at "AWS::EKS::Cluster" "UpgradePolicy/SupportType";
        eks::TaintEffect { NoSchedule, NoExecute, PreferNoSchedule } at "AWS::EKS::Nodegroup" "Taints/*/Effect";
        logs::LogGroupClass { Standard, InfrequentAccess } at "AWS::Logs::LogGroup" "LogGroupClass";
        sns::Protocol { Email } at "AWS::SNS::Topic" "Subscription/*/Protocol";
    }
}

/// What is wrong with a value at a place; that its neighbours are missing is not its fault.
fn faults(place: &Place, member: &Json) -> Vec<String> {
    let steps = place.path.rsplit('/');
    let value = steps.fold(member.clone(), |value, step| match step {
        "*" => json!([value]),
        name => json!({ name: value }),
    });
    let Json::Object(properties) = value else {
        return vec![format!("{}: begins with a list", place.path)];
    };
    let found = faults_of_properties(place.resource_type, &properties);
    found
        .into_iter()
        .filter(|fault| !fault.ends_with(": required"))
        .collect()
}

#[test]
fn every_member_is_one_that_cloudformation_knows() {
    for place in places() {
        for member in &place.members {
            assert_eq!(faults(&place, member), Vec::<String>::new(), "{}", place.set);
        }
    }
}

/// Of these the schemas say no more than "text": their members rest on AWS's documentation alone.
#[test]
fn the_schemas_close_all_sets_but_these() {
    let is_open = |place: &&Place| faults(place, &json!("no such member")).is_empty();
    let places = places();
    let open: Vec<&str> = places.iter().filter(is_open).map(|place| place.set).collect();
    assert_eq!(
        open,
        [
            "ValidationMethod",
            "BudgetType",
            "NotificationType",
            "SpendComparison",
            "SubscriptionType",
            "TimeUnit",
            "EipDomain",
            "AccessEntryType",
            "EncryptedResource",
            "Protocol",
        ]
    );
}

/// Enums whose variants hold values. The samples in the tests of their types write each variant.
const WITH_CONTENTS: [&str; 11] = [
    "AccessScope",
    "EgressPeer",
    "FlowLogDestination",
    "IngressPeer",
    "InstanceNetwork",
    "LifecyclePolicy",
    "NatPlacement",
    "RouteTarget",
    "SubnetZone",
    "UpdateConfig",
    "VpcEndpointKind",
];

#[test]
fn no_set_is_forgotten() {
    let mut defined: Vec<String> = Vec::new();
    for text in sources() {
        let names = text
            .split("\npub enum ")
            .skip(1)
            .filter_map(|rest| rest.split(' ').next());
        defined.extend(names.map(str::to_owned));
    }
    let mut told: Vec<String> = places().iter().map(|place| place.set.to_owned()).collect();
    told.extend(WITH_CONTENTS.map(str::to_owned));
    defined.sort();
    told.sort();
    told.dedup();
    assert_eq!(defined, told);
}

#[test]
fn a_wrong_member_is_found() {
    let place = &places()[0];
    let wrong = Place {
        set: place.set,
        members: Vec::new(),
        resource_type: "AWS::EKS::Nodegroup",
        path: "Taints/*/Effect",
    };
    assert_eq!(
        faults(&wrong, &json!("NoSchedule")),
        [
            "Taints/0/Effect: \"NoSchedule\" is none of \"NO_EXECUTE\", \"NO_SCHEDULE\", \"PREFER_NO_SCHEDULE\""
        ]
    );
    assert_eq!(
        faults_of_properties("AWS::EC2::EIP", &Map::new()),
        Vec::<String>::new()
    );
}
