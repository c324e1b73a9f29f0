//! The guard: nothing is changed, and nothing compared, in another account, region or cluster than the environment's.

use std::path::Path;

use serde::Deserialize;

use super::{Cluster, Fault, Programs, cluster};
use crate::tools;

/// Where an environment lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub environment: String,
    /// The file that people change it in.
    pub source: String,
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The cluster, and the stack.
    pub cluster: String,
    /// Whether it is history.
    pub archived: bool,
    /// Whether a person's slip would hurt: what is applied must be committed.
    pub guarded: bool,
}

/// What the guard has seen.
#[derive(Debug, Clone)]
pub struct Guarded {
    /// Who is calling.
    pub caller: String,
    /// The cluster, where there is one already.
    pub cluster: Option<Cluster>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Identity {
    account: String,
    #[serde(default)]
    arn: String,
}

/// Compares the caller's account, the region and the cluster with the environment's. Who `looks` and changes nothing goes on
/// where the cluster cannot be told: whatever needs it asks itself, compares again, and says why it cannot tell.
///
/// # Errors
/// When one of them is another one, or cannot be told.
pub fn guard(programs: &Programs<'_>, place: &Place, looks: bool) -> Result<Guarded, Fault> {
    if place.archived {
        return Err(Fault::refused(
            format!("`{}` is archived", place.environment),
            "it is history: it is rendered and read, and never applied",
            format!(
                "apply another environment, or set `lifecycle: live` in {} and mend what `check` then says",
                place.source
            ),
        ));
    }
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if let Ok(region) = std::env::var(name)
            && !region.is_empty()
            && region != place.region
        {
            return Err(Fault::refused(
                format!(
                    "{name} is `{region}`, and `{}` is in `{}`",
                    place.environment, place.region
                ),
                "the rest of your shell works on another region than this command would",
                format!("export {name}={}, then run the same command", place.region),
            ));
        }
    }
    let identity: Identity = programs.ask_aws(&["sts", "get-caller-identity"])?;
    if identity.account != place.account {
        return Err(Fault::refused(
            format!(
                "the credentials are of the account {} ({}), and `{}` is in {}",
                identity.account, identity.arn, place.environment, place.account
            ),
            "everything would be made or deleted in the wrong account",
            format!(
                "export AWS_PROFILE=PROFILE, one of `aws configure list-profiles` for which `aws sts get-caller-identity --profile \
                 PROFILE` tells {}, then run the same command",
                place.account
            ),
        ));
    }
    let found = match own_cluster(programs, place) {
        Err(Fault::Said { .. } | Fault::TooLate { .. } | Fault::Answer { .. }) if looks => None,
        other => other?,
    };
    Ok(Guarded {
        caller: identity.arn,
        cluster: found,
    })
}

/// The environment's cluster; `None` where there is none.
///
/// # Errors
/// When it cannot be told, or another one answers to its name.
pub fn own_cluster(programs: &Programs<'_>, place: &Place) -> Result<Option<Cluster>, Fault> {
    let found = cluster(programs, &place.cluster)?;
    let expected = format!(
        ":eks:{}:{}:cluster/{}",
        place.region, place.account, place.cluster
    );
    match found {
        Some(found) if !found.arn.ends_with(&expected) => Err(Fault::refused(
            format!("the cluster that answers is {}", found.arn),
            format!(
                "`{}` is `{}` in {} of {}, and everything would be done to another cluster",
                place.environment, place.cluster, place.region, place.account
            ),
            "unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_EKS, then run the same command",
        )),
        found => Ok(found),
    }
}

#[derive(Deserialize)]
struct Config {
    clusters: Vec<NamedCluster>,
}

#[derive(Deserialize)]
struct NamedCluster {
    cluster: Server,
}

#[derive(Deserialize)]
struct Server {
    #[serde(default)]
    server: String,
}

/// Writes the kubeconfig file that is ours alone, and looks that it leads to the cluster that AWS knows.
///
/// # Errors
/// When the cluster is not there, or the file leads elsewhere.
pub fn kubeconfig(programs: &Programs<'_>, place: &Place) -> Result<Cluster, Fault> {
    let absent = || {
        Fault::refused(
            format!("there is no cluster `{}` in {}", place.cluster, place.region),
            "everything else lives in it",
            format!("cargo xtask apply {} makes it first", place.environment),
        )
    };
    let found = own_cluster(programs, place)?.ok_or_else(absent)?;
    if !found.lets_in() {
        return Err(Fault::refused(
            format!("the cluster `{}` is {}", place.cluster, found.status),
            "nobody is let in until it is ACTIVE",
            match found.status.as_str() {
                "FAILED" => format!(
                    "cargo xtask teardown {0}, then cargo xtask apply {0} makes it again",
                    place.environment
                ),
                _ => format!(
                    "aws eks wait cluster-active --region {} --name {}, then run the same command",
                    place.region, place.cluster
                ),
            },
        ));
    }
    let file = programs.kubeconfig.display().to_string();
    let update = [
        "eks",
        "update-kubeconfig",
        "--name",
        &place.cluster,
        "--kubeconfig",
        &file,
    ];
    programs.patiently(|| programs.tell_aws(&update, ""))?;
    let config: Config = programs.ask_kubectl(&["config", "view", "--minify", "--output", "json"])?;
    let server = config.clusters.first().map_or("", |named| &named.cluster.server);
    if server != found.endpoint {
        return Err(Fault::refused(
            format!(
                "the kubeconfig file {file} leads to `{server}`, and the cluster is at `{}`",
                found.endpoint
            ),
            "everything would be applied to another cluster",
            format!("rm {file}, then run the same command: it is written again"),
        ));
    }
    Ok(found)
}

/// Refuses a working tree whose files nobody has committed.
///
/// # Errors
/// When there are some, or git cannot tell.
pub fn committed(place: &Place, root: &Path) -> Result<(), Fault> {
    if !place.guarded {
        return Ok(());
    }
    let root = root.display().to_string();
    // Whatever git is set to leave out.
    let asked = ["status", "--porcelain", "--untracked-files=all", "--", "."];
    let status = tools::run("git", &[&["-C", root.as_str()][..], &asked].concat());
    let changed = status.map_err(|error| {
        Fault::refused(
            format!(
                "git cannot tell whether `{}` is committed: {error}",
                place.environment
            ),
            "nobody could tell later what was applied",
            "git init && git add . && git commit, then run the same command",
        )
    })?;
    let count = changed.lines().count();
    let first: Vec<&str> = changed
        .lines()
        .take(5)
        .map(|line| line.get(3..).unwrap_or(line))
        .collect();
    match count {
        0 => Ok(()),
        _ => Err(Fault::refused(
            match count {
                1 => format!("a file is not committed: {}", first.join(", ")),
                _ => format!("{count} files are not committed: {}", first.join(", ")),
            },
            format!(
                "`{}` is protected: what is applied is what others have reviewed",
                place.environment
            ),
            "git add and git commit them, then run the same command",
        )),
    }
}
