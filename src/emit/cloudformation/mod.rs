//! The eks-oneclick template: what a CloudFormation template can say, as types. Long form only; short tags are
//! the YAML writer's.

mod builder;
#[cfg(test)]
mod conformance;
mod document;
mod eksctl;
pub mod kind;
mod logical_id;
mod machines;
mod native;
mod parameter;
mod policy;
mod resource;
pub mod resources;
mod roles;
mod sub;
mod tags;
mod template;
mod unset;
mod value;

pub use logical_id::LogicalId;
pub use parameter::{Parameter, ParameterType};
pub use policy::{Effect, Operator, PolicyDocument, Principal, Statement};
pub use resource::{DeletionPolicy, Handle, Resource, ResourceEntry, UpdateReplacePolicy};
pub use sub::Sub;
pub use tags::{TagList, TagMap, Tagging, Tags};
pub use template::{Output, Template};
pub use value::{Pseudo, Value};

use serde_json::Value as Json;

use super::artifact::Artifact;
use crate::model::{Autoscaling, NodeGroup, Provisioner};
use crate::resolve::Resolved;

/// Where the template lies below `out/<environment>/`.
pub const PATH: &str = "cloudformation/eks-oneclick.yaml";

/// What the caller of CloudFormation must acknowledge: that roles are made, and with names where Karpenter needs one.
#[must_use]
pub fn capability(resolved: &Resolved) -> &'static str {
    match resolved.environment.autoscaling {
        Some(Autoscaling::Karpenter(_)) => "CAPABILITY_NAMED_IAM",
        Some(Autoscaling::ClusterAutoscaler(_)) | None => "CAPABILITY_IAM",
    }
}

/// What stands between the parts of [`user_data`].
pub const USER_DATA_BOUNDARY: &str = native::user_data::BOUNDARY;

/// What the nodes of a group are told when they start; `None` when there is nothing to tell.
#[must_use]
pub fn user_data(group: &NodeGroup) -> Option<String> {
    native::user_data::text(group.ami_family, group.max_pods, &group.pre_bootstrap_commands)
}

/// The template of an environment, in the shape that its provisioner wants.
#[must_use]
pub fn emit(resolved: &Resolved) -> Artifact {
    Artifact::template(resolved, PATH, json(resolved))
}

/// The template as a tree.
#[must_use]
pub fn tree(resolved: &Resolved) -> Json {
    read(&json(resolved))
}

/// The tree of a template that was written here.
pub(super) fn read(json: &str) -> Json {
    serde_json::from_str(json).expect("bug in eksight: a template is no JSON")
}

fn json(resolved: &Resolved) -> String {
    let template = match resolved.environment.provisioner {
        Provisioner::Native => native::template(resolved),
        Provisioner::Eksctl => eksctl::template(resolved),
    };
    template.json() + "\n"
}
