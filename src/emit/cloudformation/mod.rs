//! The eks-oneclick template: what a CloudFormation template can say, as types. Long form only; short tags are
//! the YAML writer's.

mod document;
pub mod kind;
mod logical_id;
mod parameter;
mod policy;
mod resource;
pub mod resources;
mod stack;
mod sub;
mod tags;
mod template;
mod value;

pub use logical_id::LogicalId;
pub use parameter::{Parameter, ParameterType};
pub use policy::{Effect, Operator, PolicyDocument, Principal, Statement};
pub use resource::{DeletionPolicy, Handle, Resource, ResourceEntry, UpdateReplacePolicy};
pub use stack::emit;
pub use sub::Sub;
pub use tags::{TagList, TagMap, Tagging, Tags};
pub use template::{Output, Template};
pub use value::{Pseudo, Value};
