//! What controllers and services made beside the stack, found by the tags that they set.

use serde::Deserialize;

use super::{Fault, Programs};

/// Something that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// What it is.
    pub kind: &'static str,
    /// Its id, name or ARN.
    pub id: String,
}

impl Leftover {
    /// What a person does to delete it.
    #[must_use]
    pub fn deletion(&self, region: &str) -> String {
        let id = &self.id;
        let call = match self.kind {
            VOLUME => format!("ec2 delete-volume --volume-id {id}"),
            INTERFACE => format!("ec2 delete-network-interface --network-interface-id {id}"),
            SECURITY_GROUP => format!("ec2 delete-security-group --group-id {id}"),
            LOG_GROUP => format!("logs delete-log-group --log-group-name {id}"),
            LOAD_BALANCER if id.contains(":targetgroup/") => {
                format!("elbv2 delete-target-group --target-group-arn {id}")
            }
            LOAD_BALANCER => format!("elbv2 delete-load-balancer --load-balancer-arn {id}"),
            // The call wants a file with all that the record says.
            _ => return format!("the record {id}, in the console of Route 53"),
        };
        format!("aws {call} --region {region}")
    }
}

const VOLUME: &str = "EBS volume";
const INTERFACE: &str = "network interface";
const SECURITY_GROUP: &str = "security group";
const LOAD_BALANCER: &str = "load balancer";
const LOG_GROUP: &str = "log group";
const RECORD: &str = "DNS record";

fn found(kind: &'static str, ids: impl IntoIterator<Item = String>) -> Vec<Leftover> {
    ids.into_iter().map(|id| Leftover { kind, id }).collect()
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Ec2 {
    volumes: Vec<Volume>,
    network_interfaces: Vec<Interface>,
    security_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Volume {
    volume_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Interface {
    network_interface_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    group_id: String,
}

fn ec2(programs: &Programs<'_>, operation: &str, filters: &[String]) -> Result<Ec2, Fault> {
    let mut arguments = vec!["ec2", operation, "--filters"];
    arguments.extend(filters.iter().map(String::as_str));
    programs.ask_aws(&arguments)
}

/// Volumes of the CSI driver that no machine uses. It sets the tag where it is told the cluster's name by
/// `--k8s-tag-cluster-id`, which the EKS add-on does of itself (kubernetes-sigs/aws-ebs-csi-driver, `docs/tagging.md` and
/// `docs/volume-health-monitoring.md`, as of 2026-11); where nobody tells it, nothing is found here.
///
/// # Errors
/// When they cannot be told.
pub fn volumes(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [
        format!("Name=tag:kubernetes.io/cluster/{cluster},Values=owned"),
        "Name=status,Values=available".to_owned(),
    ];
    let answer = ec2(programs, "describe-volumes", &filters)?;
    Ok(found(VOLUME, answer.volumes.into_iter().map(|it| it.volume_id)))
}

/// Interfaces of the VPC CNI that no machine uses: it tags those that it makes with the cluster's name
/// (aws/amazon-vpc-cni-k8s, `pkg/awsutils/awsutils.go`, `eniClusterTagKey`, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn interfaces(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [
        format!("Name=tag:cluster.k8s.amazonaws.com/name,Values={cluster}"),
        "Name=status,Values=available".to_owned(),
    ];
    let answer = ec2(programs, "describe-network-interfaces", &filters)?;
    let ids = answer.network_interfaces.into_iter();
    Ok(found(INTERFACE, ids.map(|it| it.network_interface_id)))
}

/// Security groups of the load balancer controller, which tags all that it makes
/// (kubernetes-sigs/aws-load-balancer-controller, `pkg/deploy/tracking/provider.go`), the one for backends among it (issue
/// 3701 there, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn security_groups(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [format!("Name=tag:elbv2.k8s.aws/cluster,Values={cluster}")];
    let answer = ec2(programs, "describe-security-groups", &filters)?;
    Ok(found(
        SECURITY_GROUP,
        answer.security_groups.into_iter().map(|it| it.group_id),
    ))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Tagged {
    resource_tag_mapping_list: Vec<Mapping>,
}

#[derive(Deserialize)]
struct Mapping {
    #[serde(rename = "ResourceARN")]
    arn: String,
}

/// Load balancers and target groups of the load balancer controller, by the same tag.
///
/// # Errors
/// When they cannot be told.
pub fn load_balancers(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filter = format!("Key=elbv2.k8s.aws/cluster,Values={cluster}");
    let arguments = [
        "resourcegroupstaggingapi",
        "get-resources",
        "--resource-type-filters",
        "elasticloadbalancing:loadbalancer",
        "elasticloadbalancing:targetgroup",
        "--tag-filters",
        &filter,
    ];
    let answer: Tagged = programs.ask_aws(&arguments)?;
    let arns = answer.resource_tag_mapping_list.into_iter().map(|it| it.arn);
    Ok(found(LOAD_BALANCER, arns))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LogGroups {
    log_groups: Vec<LogGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_name: String,
}

/// Those of these log groups that are there.
///
/// # Errors
/// When they cannot be told.
pub fn log_groups(programs: &Programs<'_>, names: &[String]) -> Result<Vec<Leftover>, Fault> {
    let mut there = Vec::new();
    for name in names {
        let arguments = ["logs", "describe-log-groups", "--log-group-name-prefix", name];
        let answer: LogGroups = programs.ask_aws(&arguments)?;
        let same = |group: &LogGroup| group.log_group_name == *name;
        there.extend(answer.log_groups.iter().any(same).then(|| name.clone()));
    }
    Ok(found(LOG_GROUP, there))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Records {
    resource_record_sets: Vec<RecordSet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RecordSet {
    name: String,
    #[serde(default)]
    resource_records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    value: String,
}

/// Records of external-dns with this owner, by the TXT records that it writes beside them:
/// `"heritage=external-dns,external-dns/owner=…"`, with other labels behind commas (kubernetes-sigs/external-dns,
/// `endpoint/labels.go`, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn records(programs: &Programs<'_>, zone: &str, owner: &str) -> Result<Vec<Leftover>, Fault> {
    let arguments = ["route53", "list-resource-record-sets", "--hosted-zone-id", zone];
    let answer: Records = match programs.ask_aws(&arguments) {
        Err(Fault::Said { said, .. }) if said.contains("(NoSuchHostedZone)") => Records::default(),
        other => other?,
    };
    // The mark ends with a comma or with the text, so that one owner is not taken for another that begins like it.
    let marks = ["\"", ","].map(|end| format!("external-dns/owner={owner}{end}"));
    let ours = |set: &RecordSet| {
        let values = set.resource_records.iter();
        values
            .into_iter()
            .any(|record| marks.iter().any(|mark| record.value.contains(mark)))
    };
    let sets = answer.resource_record_sets.into_iter().filter(ours);
    Ok(found(RECORD, sets.map(|set| set.name)))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Resources {
    stack_resource_summaries: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    resource_type: String,
    #[serde(default)]
    physical_resource_id: String,
}

/// The file systems and keys of a stack, which it keeps when it goes, as type and id.
///
/// # Errors
/// When they cannot be told.
pub fn kept(programs: &Programs<'_>, stack: &str) -> Result<Vec<(String, String)>, Fault> {
    let arguments = ["cloudformation", "list-stack-resources", "--stack-name", stack];
    let answer: Resources = programs.ask_aws(&arguments)?;
    let resources = answer.stack_resource_summaries.into_iter();
    Ok(resources
        .filter(|it| ["AWS::EFS::FileSystem", "AWS::KMS::Key"].contains(&it.resource_type.as_str()))
        .map(|it| (it.resource_type, it.physical_resource_id))
        .filter(|(_, id)| !id.is_empty())
        .collect())
}
