//! What a [`Value`](super::Value) is: markers without data, so that a subnet id does not fit where a VPC id belongs.
//!
//! ```compile_fail,E0308
//! # use eksight::emit::cloudformation::{Value, kind::{SubnetId, VpcId}};
//! fn in_vpc(_: Value<VpcId>) {}
//! in_vpc(Value::<SubnetId>::literal("subnet-0a1b"));
//! ```

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident;)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {}
        )+
    };
}

kinds! {
    /// Any text: a name, a description, the value of a tag.
    Text;
    /// A range of IPv4 addresses: `10.40.0.0/16`.
    Cidr;
    /// A zone by name (`ap-northeast-2a`), which means another building in each account.
    ZoneName;
    /// A zone by id (`apne2-az1`), the same building for everybody.
    ZoneId;
    /// `vpc-…`
    VpcId;
    /// `subnet-…`
    SubnetId;
    /// `igw-…`
    InternetGatewayId;
    /// `nat-…`
    NatGatewayId;
    /// The allocation of an Elastic IP: `eipalloc-…`
    AllocationId;
    /// `rtb-…`
    RouteTableId;
    /// `sg-…`
    SecurityGroupId;
    /// `pl-…`
    PrefixListId;
    /// `vpce-…`
    VpcEndpointId;
    /// `i-…`
    InstanceId;
    /// `t3.xlarge`
    InstanceType;
    /// `ami-…`
    ImageId;
    /// The name of an EC2 key pair.
    KeyPairName;
    /// Base64 text that an instance runs when it starts.
    UserData;
    /// `lt-…`
    LaunchTemplateId;
    /// The number of a launch template's version.
    LaunchTemplateVersion;
    /// The name of an EKS cluster.
    ClusterName;
    /// The ARN of an EKS cluster.
    ClusterArn;
    /// The URL of a cluster's OIDC issuer, with `https://`.
    IssuerUrl;
    /// The ARN of an EKS access policy, which is not an IAM policy.
    AccessPolicyArn;
    /// The ARN of an IAM role.
    RoleArn;
    /// The name of an IAM role.
    RoleName;
    /// The ARN of an IAM principal: a role, a user, or an account's root.
    PrincipalArn;
    /// The ARN of an IAM managed policy.
    PolicyArn;
    /// The name of an IAM instance profile.
    InstanceProfileName;
    /// The ARN of an IAM OIDC provider.
    OidcProviderArn;
    /// What a policy statement is about: an ARN, or a pattern of ARNs.
    ResourceArn;
    /// The ARN of a KMS key.
    KmsKeyArn;
    /// The id of a KMS key.
    KmsKeyId;
    /// `fs-…`
    FileSystemId;
    /// The ARN of an EFS file system.
    FileSystemArn;
    /// `fsap-…`
    AccessPointId;
    /// The name of a CloudWatch log group.
    LogGroupName;
    /// The ARN of a CloudWatch log group; CloudFormation's ends with `:*`.
    LogGroupArn;
    /// The ARN of an ACM certificate.
    CertificateArn;
    /// The id of a Route 53 hosted zone, without `/hostedzone/`.
    HostedZoneId;
    /// The URL of an SQS queue.
    QueueUrl;
    /// The name of an SQS queue.
    QueueName;
    /// The ARN of an SQS queue.
    QueueArn;
    /// The ARN of an SNS topic.
    TopicArn;
    /// The ARN of an EventBridge rule.
    RuleArn;
}
