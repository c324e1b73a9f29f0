//! Roles as the account's house rules want them: path and permissions boundary on every one.

use super::builder::Builder;
use crate::cloudformation::kind::PolicyArn;
use crate::cloudformation::resources::iam::{InlinePolicy, Role};
use crate::cloudformation::{Handle, PolicyDocument, Value};
use crate::model::Account;

/// What a role is for.
pub(super) struct Purpose {
    /// Its logical id, and a name of the user's or of a workload's behind it.
    pub(super) id: (&'static str, &'static str),
    /// Its name, where somebody outside the stack has to know it.
    pub(super) name: Option<String>,
    pub(super) description: String,
    pub(super) trust: PolicyDocument,
    /// Policies that AWS manages.
    pub(super) managed: Vec<Value<PolicyArn>>,
    /// Name and content of a policy of its own.
    pub(super) own: Option<(&'static str, PolicyDocument)>,
}

/// The path of everything in IAM.
pub(super) fn path(builder: &Builder) -> Option<String> {
    builder
        .resolved
        .environment
        .account
        .role_path
        .as_ref()
        .map(ToString::to_string)
}

pub(super) fn add(builder: &mut Builder, purpose: Purpose) -> Handle<Role> {
    // The id is for delivery to compare with; the zone ids went into the resolved zones.
    let Account {
        id: _,
        zone_ids: _,
        permissions_boundary,
        role_path,
    } = &builder.resolved.environment.account;
    let role = Role {
        role_name: purpose.name,
        description: Some(purpose.description),
        path: role_path.as_ref().map(ToString::to_string),
        permissions_boundary: permissions_boundary
            .as_ref()
            .map(|arn| Value::literal(arn.as_str())),
        assume_role_policy_document: purpose.trust,
        managed_policy_arns: purpose.managed,
        policies: purpose
            .own
            .into_iter()
            .map(|(name, policy_document)| InlinePolicy {
                policy_name: name.to_owned(),
                policy_document,
            })
            .collect(),
        tags: builder.tagging.unnamed().list(),
    };
    let (kind, name) = purpose.id;
    builder.add_named(kind, name, role)
}
