//! Something that is still there, and how a person deletes it.

use std::fmt;

/// What something is that is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftoverKind {
    /// Of EBS.
    Volume,
    /// Of a network.
    Interface,
    /// Of a network.
    SecurityGroup,
    /// Or a target group.
    LoadBalancer,
    /// Of CloudWatch.
    LogGroup,
    /// Of Route 53.
    Record,
    /// Of EC2.
    Machine,
    /// Of IAM.
    InstanceProfile,
    /// Of EC2.
    LaunchTemplate,
    /// A network.
    Vpc,
    /// A public one.
    Address,
    /// Of KMS.
    Key,
    /// Of EFS.
    FileSystem,
}

impl fmt::Display for LeftoverKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Volume => "EBS volume",
            Self::Interface => "network interface",
            Self::SecurityGroup => "security group",
            Self::LoadBalancer => "load balancer",
            Self::LogGroup => "log group",
            Self::Record => "DNS record",
            Self::Machine => "EC2 instance",
            Self::InstanceProfile => "instance profile",
            Self::LaunchTemplate => "launch template",
            Self::Vpc => "VPC",
            Self::Address => "elastic IP address",
            Self::Key => "KMS key",
            Self::FileSystem => "EFS file system",
        })
    }
}

/// Something that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// Its id, name or ARN.
    pub id: String,
}

impl Leftover {
    /// What a person does to delete it.
    #[must_use]
    pub fn deletion(&self, region: &str) -> String {
        let id = &self.id;
        let call = match self.kind {
            LeftoverKind::Volume => format!("ec2 delete-volume --volume-id {id}"),
            LeftoverKind::Interface => format!("ec2 delete-network-interface --network-interface-id {id}"),
            LeftoverKind::SecurityGroup => format!("ec2 delete-security-group --group-id {id}"),
            LeftoverKind::LogGroup => format!("logs delete-log-group --log-group-name {id}"),
            LeftoverKind::Machine => format!("ec2 terminate-instances --instance-ids {id}"),
            LeftoverKind::InstanceProfile => {
                format!("iam delete-instance-profile --instance-profile-name {id}")
            }
            LeftoverKind::LaunchTemplate => format!("ec2 delete-launch-template --launch-template-id {id}"),
            LeftoverKind::Vpc => format!("ec2 delete-vpc --vpc-id {id}"),
            LeftoverKind::Address => format!("ec2 release-address --allocation-id {id}"),
            LeftoverKind::Key => {
                format!("kms schedule-key-deletion --pending-window-in-days 30 --key-id {id}")
            }
            LeftoverKind::FileSystem => format!("efs delete-file-system --file-system-id {id}"),
            LeftoverKind::LoadBalancer if id.contains(":targetgroup/") => {
                format!("elbv2 delete-target-group --target-group-arn {id}")
            }
            LeftoverKind::LoadBalancer => format!("elbv2 delete-load-balancer --load-balancer-arn {id}"),
            // The call wants a file with all that the record says.
            LeftoverKind::Record => return format!("the record {id}, in the console of Route 53"),
        };
        format!("aws {call} --region {region}")
    }
}
