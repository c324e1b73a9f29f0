//! IAM: roles, policies, instance profiles and OIDC providers. The policies' language is in `policy`.

use crate::cloudformation::kind::{
    InstanceProfileName, IssuerUrl, OidcProviderArn, PolicyArn, PrincipalArn, RoleArn, RoleName,
};
use crate::cloudformation::{Handle, PolicyDocument, Pseudo, Resource, Sub, TagList, Value};
use serde::Serialize;

/// A role.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    /// Only where somebody outside the stack has to know it: a named role needs `CAPABILITY_NAMED_IAM`.
    pub role_name: Option<String>,
    pub description: Option<String>,
    pub path: Option<String>,
    pub permissions_boundary: Option<Value<PolicyArn>>,
    pub assume_role_policy_document: PolicyDocument,
    pub managed_policy_arns: Vec<Value<PolicyArn>>,
    pub policies: Vec<InlinePolicy>,
    pub tags: TagList,
}

/// A policy that is part of its role.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InlinePolicy {
    pub policy_name: String,
    pub policy_document: PolicyDocument,
}

impl Resource for Role {
    const TYPE: &'static str = "AWS::IAM::Role";
}

impl Handle<Role> {
    /// The role's name.
    #[must_use]
    pub fn name(&self) -> Value<RoleName> {
        self.reference()
    }

    /// The role's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<RoleArn> {
        self.attribute("Arn")
    }

    /// The role's ARN where any principal will do.
    #[must_use]
    pub fn principal_arn(&self) -> Value<PrincipalArn> {
        self.attribute("Arn")
    }
}

impl Value<PolicyArn> {
    /// One of the policies that AWS manages, with its path if it has one: `service-role/AmazonEBSCSIDriverPolicy`.
    #[must_use]
    pub fn of_aws(name: &str) -> Self {
        Sub::new()
            .text("arn:")
            .value(&Pseudo::Partition.value())
            .text(":iam::aws:policy/")
            .text(name)
            .build()
    }
}

impl Value<PrincipalArn> {
    /// The account itself, which lets its IAM policies decide.
    #[must_use]
    pub fn of_account() -> Self {
        let (partition, account) = (Pseudo::Partition.value(), Pseudo::AccountId.value());
        Sub::new()
            .text("arn:")
            .value(&partition)
            .text(":iam::")
            .value(&account)
            .text(":root")
            .build()
    }
}

/// A policy on its own. It cannot carry tags: `AWS::IAM::ManagedPolicy` has no `Tags`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedPolicy {
    pub description: Option<String>,
    pub path: Option<String>,
    pub policy_document: PolicyDocument,
    pub roles: Vec<Value<RoleName>>,
}

impl Resource for ManagedPolicy {
    const TYPE: &'static str = "AWS::IAM::ManagedPolicy";
}

impl Handle<ManagedPolicy> {
    /// The policy's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<PolicyArn> {
        self.reference()
    }
}

/// A role for a machine. It cannot carry tags: the type has no `Tags`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceProfile {
    pub path: Option<String>,
    /// EC2 allows one.
    pub roles: [Value<RoleName>; 1],
}

impl Resource for InstanceProfile {
    const TYPE: &'static str = "AWS::IAM::InstanceProfile";
}

impl Handle<InstanceProfile> {
    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> Value<InstanceProfileName> {
        self.reference()
    }
}

/// An issuer whose tokens IAM takes. IAM looks up the thumbprint by itself.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OidcProvider {
    pub url: Value<IssuerUrl>,
    pub client_id_list: Vec<String>,
    pub tags: TagList,
}

impl Resource for OidcProvider {
    const TYPE: &'static str = "AWS::IAM::OIDCProvider";
}

impl Handle<OidcProvider> {
    /// The provider's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<OidcProviderArn> {
        self.attribute("Arn")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Statement;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    const TRUST: &str = concat!(
        r#""AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#,
        r#""Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#
    );
    const LIST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}"#;

    fn list() -> PolicyDocument {
        PolicyDocument::new([Statement::allow(["s3:ListAllMyBuckets"]).any_resource()])
    }

    #[test]
    fn a_role_has_trust_and_permissions() {
        let role = Role {
            role_name: None,
            description: Some("Nodes".to_owned()),
            path: Some("/eks/".to_owned()),
            permissions_boundary: Some(Value::literal("arn:aws:iam::111122223333:policy/boundary")),
            assume_role_policy_document: PolicyDocument::trust_service("ec2.amazonaws.com"),
            managed_policy_arns: vec![Value::of_aws("AmazonEKSWorkerNodePolicy")],
            policies: vec![InlinePolicy {
                policy_name: "list".to_owned(),
                policy_document: list(),
            }],
            tags: TagList::default(),
        };
        let head = concat!(
            r#"{"Description":"Nodes","Path":"/eks/","#,
            r#""PermissionsBoundary":"arn:aws:iam::111122223333:policy/boundary","#
        );
        let middle = r#","ManagedPolicyArns":[{"Fn::Sub":"arn:${AWS::Partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy"}],"#;
        let tail = [
            r#""Policies":[{"PolicyName":"list","PolicyDocument":"#,
            LIST,
            "}]}",
        ]
        .concat();
        assert_eq!(written(&role), [head, TRUST, middle, &tail].concat());
    }

    #[test]
    fn the_rest_refers_to_roles() {
        let policy = ManagedPolicy {
            description: None,
            path: None,
            policy_document: list(),
            roles: vec![handle::<Role>().name()],
        };
        assert_eq!(
            written(&policy),
            [r#"{"PolicyDocument":"#, LIST, r#","Roles":[{"Ref":"Id"}]}"#].concat()
        );
        let profile = InstanceProfile {
            path: None,
            roles: [handle::<Role>().name()],
        };
        assert_eq!(written(&profile), r#"{"Roles":[{"Ref":"Id"}]}"#);
        let provider = OidcProvider {
            url: Value::literal("https://oidc.example.com/id/1"),
            client_id_list: vec!["sts.amazonaws.com".to_owned()],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&provider),
            r#"{"Url":"https://oidc.example.com/id/1","ClientIdList":["sts.amazonaws.com"]}"#
        );
    }

    #[test]
    fn handles_give_names_and_arns() {
        assert_eq!(
            long_form(&handle::<Role>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
        assert_eq!(
            long_form(&handle::<Role>().principal_arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
        assert_eq!(long_form(&handle::<ManagedPolicy>().arn()), r#"{"Ref":"Id"}"#);
        assert_eq!(long_form(&handle::<InstanceProfile>().name()), r#"{"Ref":"Id"}"#);
        assert_eq!(
            long_form(&handle::<OidcProvider>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
        assert_eq!(
            long_form(&Value::<PrincipalArn>::of_account()),
            r#"{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}"#
        );
    }
}
