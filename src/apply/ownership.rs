//! Whose the stack and the cluster are: a name alone may be anybody's.

use super::engine::Engine;
use crate::live::{self, Cluster, Fault, Stack};

/// The stack of the environment's name, where there is one.
///
/// # Errors
/// When it is somebody else's, and when a cluster of that name stands without it.
pub fn owned(engine: &Engine<'_>, cluster: Option<&Cluster>) -> Result<Option<Stack>, Fault> {
    let stack = live::stack(&engine.programs, &engine.place.cluster)?;
    match (&stack, cluster) {
        (Some(stack), _) => ours(engine, stack)?,
        (None, Some(cluster)) => with_stack(engine, cluster)?,
        (None, None) => {}
    }
    Ok(stack)
}

/// Refuses a stack of somebody else that has the name of ours: tags, log groups and the cluster tell no more than that name
/// either, so no step can know its own things from theirs.
pub(super) fn ours(engine: &Engine<'_>, stack: &Stack) -> Result<(), Fault> {
    if !stack.is_foreign() {
        return Ok(());
    }
    let name = &stack.stack_name;
    let description = match &stack.description {
        Some(text) => format!("the description {text:?}"),
        None => "no description".to_owned(),
    };
    Err(Fault::refused(
        format!("the stack `{name}` has {description}, and is none of eksight's"),
        "each step knows what it changes by that name alone, so it may be theirs; nothing was changed",
        format!(
            "give the environment another `cluster.name`, or look at the stack: aws cloudformation describe-stacks --region {} \
             --stack-name {name}",
            engine.place.region
        ),
    ))
}

/// Refuses a cluster of which there is no stack: it comes from the one of its name, or after it where eksctl makes it, and goes
/// before it.
pub(super) fn with_stack(engine: &Engine<'_>, cluster: &Cluster) -> Result<(), Fault> {
    if cluster.status == "DELETING" {
        return Ok(());
    }
    let (name, region) = (&engine.place.cluster, &engine.place.region);
    Err(Fault::refused(
        format!(
            "the cluster `{name}` is {}, and there is no stack `{name}`",
            cluster.status
        ),
        "what eksight makes has a stack, so the cluster is somebody else's, or a stack was deleted that kept it; nothing was \
         changed",
        format!(
            "give the environment another `cluster.name`; where nobody needs the cluster, delete its node groups (aws eks \
             list-nodegroups --region {region} --cluster-name {name}), then aws eks delete-cluster --region {region} --name {name}, \
             or where eksctl made it eksctl delete cluster --region {region} --name {name} --wait"
        ),
    ))
}
