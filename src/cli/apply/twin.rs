//! Whether another environment is the same cluster.

use crate::cli::environments::Project;
use crate::live::Refusal;
use crate::model::{Environment, Lifecycle};
use crate::resolve::Resolved;

/// Why nothing is done where another environment has the same name in the same region and account: EKS2063, which sees it
/// with `--all` only. One that cannot be read at all stands in nobody's way, and one that is archived neither; what is archived
/// itself is refused as that.
pub(crate) fn twin(project: &Project<'_>, resolved: &Resolved<'_>) -> Option<Refusal> {
    let own = resolved.environment;
    if own.lifecycle == Lifecycle::Archived {
        return None;
    }
    let read = |name: &String| match project.load(name) {
        Ok(loaded) => Some(loaded.environment),
        Err(refused) => refused.readable,
    };
    let same = |other: &Environment| {
        other.lifecycle != Lifecycle::Archived
            && other.cluster.name == own.cluster.name
            && other.cluster.region == own.cluster.region
            && other.account.id == own.account.id
    };
    let mut others = project.rendered(project.names()).into_iter();
    let other = others.find(|name| name != resolved.name && read(name).is_some_and(|other| same(&other)))?;
    let cluster = &own.cluster.name;
    Some(Refusal::new(
        format!(
            "the environment `{other}` is the cluster `{cluster}` in `{}` of the account {} too",
            own.cluster.region, own.account.id
        ),
        "to apply one undoes the other, and to tear down one deletes both",
        format!(
            "give one of `{other}` and `{}` another `cluster.name`, or say `lifecycle: archived` in it",
            resolved.name
        ),
    ))
}
