//! Mistakes planted into a template: each is found, where it is, and nothing else.

use serde_json::{Value as Json, json};

use super::faults_of_template;

fn template() -> Json {
    json!({"Resources": {
        "Cluster": {"Type": "AWS::EKS::Cluster", "Properties": {
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "audit"}]}},
            "ResourcesVpcConfig": {"SubnetIds": [{"Ref": "Subnet"}], "EndpointPrivateAccess": true},
            "Tags": [{"Key": "owner", "Value": "platform"}],
        }},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": {"Fn::Sub": "{\"a\": \"${Cluster.OpenIdConnectIssuerUrl}\"}"},
        }},
        "Group": {"Type": "AWS::EKS::Nodegroup", "Properties": {
            "ClusterName": {"Ref": "Cluster"},
            "NodeRole": {"Fn::GetAtt": ["Role", "Arn"]},
            "Subnets": [{"Ref": "Subnet"}],
            "ScalingConfig": {"MinSize": 3},
            "Labels": {"role": "platform"},
        }},
        "Gateway": {"Type": "AWS::EC2::InternetGateway"},
    }, "Outputs": {"Url": {"Value": {"Fn::GetAtt": ["Cluster", "Endpoint"]}}}})
}

/// The faults after a change of what stands at `pointer`.
fn planted(pointer: &str, value: Json) -> Vec<String> {
    let mut template = template();
    *template.pointer_mut(pointer).expect("a place") = value;
    faults_of_template(&template)
}

#[test]
fn the_sample_itself_is_sound() {
    assert_eq!(faults_of_template(&template()), Vec::<String>::new());
}

#[test]
fn a_misspelt_property_is_found_at_each_depth() {
    assert_eq!(
        planted(
            "/Resources/Gateway",
            json!({"Type": "AWS::EC2::InternetGateway", "Properties": {"Tag": []}})
        ),
        ["Gateway/Tag: no such property"]
    );
    assert_eq!(
        planted(
            "/Resources/Cluster/Properties/Logging",
            json!({"ClusterLoging": {}})
        ),
        ["Cluster/Logging/ClusterLoging: no such property"]
    );
    assert_eq!(
        planted(
            "/Resources/Cluster/Properties/Tags/0",
            json!({"Key": "a", "Value": "b", "PropagateAtLaunch": true})
        ),
        ["Cluster/Tags/0/PropagateAtLaunch: no such property"]
    );
}

#[test]
fn a_wrong_member_of_a_closed_set_is_found() {
    assert_eq!(
        planted(
            "/Resources/Cluster/Properties/Logging/ClusterLogging/EnabledTypes/1/Type",
            json!("schedular")
        ),
        [
            "Cluster/Logging/ClusterLogging/EnabledTypes/1/Type: \"schedular\" is none of \"api\", \"audit\", \
             \"authenticator\", \"controllerManager\", \"scheduler\""
        ]
    );
    assert_eq!(
        planted(
            "/Resources/Gateway",
            json!({"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 31}})
        ),
        [
            "Gateway/RetentionInDays: 31 is none of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, \
             1096, 1827, 2192, 2557, 2922, 3288, 3653"
        ]
    );
}

#[test]
fn wrong_nesting_is_found() {
    assert_eq!(
        planted(
            "/Resources/Cluster/Properties/Logging",
            json!({"EnabledTypes": []})
        ),
        ["Cluster/Logging/EnabledTypes: no such property"]
    );
    assert_eq!(
        planted("/Resources/Group/Properties/Subnets", json!("subnet-1")),
        ["Group/Subnets: \"subnet-1\" is not a list"]
    );
    assert_eq!(
        planted(
            "/Resources/Group/Properties/Labels",
            json!([{"Key": "role", "Value": "platform"}])
        ),
        ["Group/Labels: [{\"Key\":\"role\",\"Value\":\"platform\"}] is not a map"]
    );
    assert_eq!(
        planted("/Resources/Group/Properties/ScalingConfig/MinSize", json!("3")),
        ["Group/ScalingConfig/MinSize: \"3\" is not a number"]
    );
    assert_eq!(
        planted(
            "/Resources/Cluster/Properties/ResourcesVpcConfig/EndpointPrivateAccess",
            json!("true")
        ),
        ["Cluster/ResourcesVpcConfig/EndpointPrivateAccess: \"true\" is not true or false"]
    );
}

#[test]
fn a_missing_property_is_found_at_each_depth() {
    assert_eq!(
        planted("/Resources/Gateway", json!({"Type": "AWS::EC2::RouteTable"})),
        ["Gateway/VpcId: required"]
    );
    assert_eq!(
        planted("/Resources/Cluster/Properties/Tags/0", json!({"Key": "owner"})),
        ["Cluster/Tags/0/Value: required"]
    );
}

#[test]
fn an_unknown_attribute_is_found_wherever_it_is_asked_for() {
    assert_eq!(
        planted(
            "/Outputs/Url/Value",
            json!({"Fn::GetAtt": ["Cluster", "Endpiont"]})
        ),
        ["Cluster.Endpiont: no attribute of AWS::EKS::Cluster"]
    );
    assert_eq!(
        planted(
            "/Outputs/Url/Value",
            json!({"Fn::Sub": ["${Role.Name}-${x}", {"x": "y"}]})
        ),
        ["Role.Name: no attribute of AWS::IAM::Role"]
    );
    assert_eq!(
        planted("/Outputs/Url/Value", json!({"Fn::GetAtt": ["Nobody", "Arn"]})),
        ["Nobody.Arn: no attribute of "]
    );
}

#[test]
fn a_property_that_can_only_be_read_is_not_written() {
    assert_eq!(
        planted(
            "/Resources/Gateway",
            json!({"Type": "AWS::SQS::Queue", "Properties": {"Arn": "arn:q"}})
        ),
        ["Gateway/Arn: no such property"]
    );
    assert_eq!(
        planted("/Resources/Gateway/Type", json!("AWS::EC2::InternetGatway")),
        ["Gateway/AWS::EC2::InternetGatway is not in the table"]
    );
}
