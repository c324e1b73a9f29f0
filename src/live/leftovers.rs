//! What controllers and services made beside the stack, found by the tags that they set.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Fault, Leftover, LeftoverKind, Programs};

pub(super) fn found(kind: LeftoverKind, ids: impl IntoIterator<Item = String>) -> Vec<Leftover> {
    ids.into_iter().map(|id| Leftover { kind, id }).collect()
}

/// What the AWS CLI answers to a question for a list: the list, also an empty one. An answer without it is none, and never
/// taken for nothing.
macro_rules! lists {
    ($($case:literal: $answer:ident { $list:ident: $item:ident { $id:ident } })*) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = $case)]
        struct $answer {
            $list: Vec<$item>,
        }

        #[derive(Deserialize)]
        #[serde(rename_all = $case)]
        struct $item {
            $id: String,
        }

        impl Listing for $answer {
            fn ids(self) -> Vec<String> {
                self.$list.into_iter().map(|it| it.$id).collect()
            }
        }
    )*};
}

/// An answer that lists things.
trait Listing: DeserializeOwned {
    /// What each is called.
    fn ids(self) -> Vec<String>;
}

lists! {
    "PascalCase": Volumes { volumes: Volume { volume_id } }
    "PascalCase": Interfaces { network_interfaces: Interface { network_interface_id } }
    "PascalCase": Groups { security_groups: Group { group_id } }
    "PascalCase": Templates { launch_templates: LaunchTemplate { launch_template_id } }
    "PascalCase": Vpcs { vpcs: Vpc { vpc_id } }
    "PascalCase": Addresses { addresses: Address { allocation_id } }
    "PascalCase": Profiles { instance_profiles: Profile { instance_profile_name } }
    "camelCase": LogGroups { log_groups: LogGroup { log_group_name } }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reservations {
    reservations: Vec<Reservation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reservation {
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_id: String,
}

impl Listing for Reservations {
    fn ids(self) -> Vec<String> {
        let instances = self.reservations.into_iter().flat_map(|it| it.instances);
        instances.map(|it| it.instance_id).collect()
    }
}

/// What EC2 has of a kind.
fn ec2<T: Listing>(
    programs: &Programs<'_>,
    kind: LeftoverKind,
    operation: &str,
    filters: &[String],
) -> Result<Vec<Leftover>, Fault> {
    let mut arguments = vec!["ec2", operation, "--filters"];
    arguments.extend(filters.iter().map(String::as_str));
    Ok(found(kind, programs.ask_aws::<T>(&arguments)?.ids()))
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
    ec2::<Volumes>(programs, LeftoverKind::Volume, "describe-volumes", &filters)
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
    ec2::<Interfaces>(
        programs,
        LeftoverKind::Interface,
        "describe-network-interfaces",
        &filters,
    )
}

/// Security groups of the load balancer controller, which tags all that it makes
/// (kubernetes-sigs/aws-load-balancer-controller, `pkg/deploy/tracking/provider.go`), the one for backends among it (issue
/// 3701 there, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn security_groups(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [format!("Name=tag:elbv2.k8s.aws/cluster,Values={cluster}")];
    ec2::<Groups>(
        programs,
        LeftoverKind::SecurityGroup,
        "describe-security-groups",
        &filters,
    )
}

/// Machines of the cluster, whoever made them: Karpenter and EKS's node groups tag theirs so
/// (aws/karpenter-provider-aws, `pkg/apis/v1/labels.go`, `RestrictedTagPatterns`; Amazon EKS user guide, managed node
/// groups; as of 2026-11). Those that end are as good as gone.
///
/// # Errors
/// When they cannot be told.
pub fn machines(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [
        format!("Name=tag:kubernetes.io/cluster/{cluster},Values=owned"),
        "Name=instance-state-name,Values=pending,running,stopping,stopped".to_owned(),
    ];
    ec2::<Reservations>(programs, LeftoverKind::Machine, "describe-instances", &filters)
}

/// Launch templates of Karpenter, which looks for its own by this tag (aws/karpenter-provider-aws,
/// `pkg/providers/launchtemplate/launchtemplate.go`, `hydrateCache`, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn launch_templates(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let filters = [format!("Name=tag:eks:eks-cluster-name,Values={cluster}")];
    ec2::<Templates>(
        programs,
        LeftoverKind::LaunchTemplate,
        "describe-launch-templates",
        &filters,
    )
}

/// Instance profiles of Karpenter, by the path that it gives them (aws/karpenter-provider-aws,
/// `pkg/providers/instanceprofile/instanceprofile.go`, `ListClusterProfiles`, as of 2026-11).
///
/// # Errors
/// When they cannot be told.
pub fn instance_profiles(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let path = format!("/karpenter/{}/{cluster}/", programs.region);
    let arguments = ["iam", "list-instance-profiles", "--path-prefix", &path];
    Ok(found(
        LeftoverKind::InstanceProfile,
        programs.ask_aws::<Profiles>(&arguments)?.ids(),
    ))
}

/// The tag that CloudFormation sets on what it makes in EC2 (AWS CloudFormation template reference, resource tagging, as of
/// 2026-11).
fn of_stack(stack: &str) -> [String; 1] {
    [format!("Name=tag:aws:cloudformation:stack-name,Values={stack}")]
}

/// Networks that the stack made.
///
/// # Errors
/// When they cannot be told.
pub fn vpcs(programs: &Programs<'_>, stack: &str) -> Result<Vec<Leftover>, Fault> {
    ec2::<Vpcs>(programs, LeftoverKind::Vpc, "describe-vpcs", &of_stack(stack))
}

/// Public addresses that the stack made.
///
/// # Errors
/// When they cannot be told.
pub fn addresses(programs: &Programs<'_>, stack: &str) -> Result<Vec<Leftover>, Fault> {
    ec2::<Addresses>(
        programs,
        LeftoverKind::Address,
        "describe-addresses",
        &of_stack(stack),
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    resource_tag_mapping_list: Vec<Mapping>,
}

#[derive(Deserialize)]
struct Mapping {
    #[serde(rename = "ResourceARN")]
    arn: String,
}

/// The ARNs of these types with a tag.
pub(super) fn tagged(
    programs: &Programs<'_>,
    types: &[&str],
    key: &str,
    value: &str,
) -> Result<Vec<String>, Fault> {
    let filter = format!("Key={key},Values={value}");
    let asked = [
        "resourcegroupstaggingapi",
        "get-resources",
        "--resource-type-filters",
    ];
    let arguments = [&asked[..], types, &["--tag-filters", &filter]].concat();
    let answer: Tagged = programs.ask_aws(&arguments)?;
    Ok(answer
        .resource_tag_mapping_list
        .into_iter()
        .map(|it| it.arn)
        .collect())
}

/// Load balancers and target groups of the load balancer controller, by the same tag.
///
/// # Errors
/// When they cannot be told.
pub fn load_balancers(programs: &Programs<'_>, cluster: &str) -> Result<Vec<Leftover>, Fault> {
    let types = [
        "elasticloadbalancing:loadbalancer",
        "elasticloadbalancing:targetgroup",
    ];
    let arns = tagged(programs, &types, "elbv2.k8s.aws/cluster", cluster)?;
    Ok(found(LeftoverKind::LoadBalancer, arns))
}

/// Those of these log groups that are there.
///
/// # Errors
/// When they cannot be told.
pub fn log_groups(programs: &Programs<'_>, names: &[String]) -> Result<Vec<Leftover>, Fault> {
    let mut there = Vec::new();
    for name in names {
        let arguments = ["logs", "describe-log-groups", "--log-group-name-prefix", name];
        let answer = programs.ask_aws::<LogGroups>(&arguments)?;
        there.extend(answer.ids().into_iter().find(|found| found == name));
    }
    Ok(found(LeftoverKind::LogGroup, there))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
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
    let sets = match programs.ask_aws::<Records>(&arguments) {
        Err(Fault::Said { said, .. }) if said.contains("(NoSuchHostedZone)") => Vec::new(),
        other => other?.resource_record_sets,
    };
    // The mark ends with a comma or with the text, so that one owner is not taken for another that begins like it.
    let marks = ["\"", ","].map(|end| format!("external-dns/owner={owner}{end}"));
    let ours = |set: &RecordSet| {
        let values = set.resource_records.iter();
        values
            .into_iter()
            .any(|record| marks.iter().any(|mark| record.value.contains(mark)))
    };
    let sets = sets.into_iter().filter(ours);
    Ok(found(LeftoverKind::Record, sets.map(|set| set.name)))
}
