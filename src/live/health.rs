//! How an environment does: nodes, claims, scrape targets, pages, and logs, as whoever runs them tells.

use std::time::Duration;

use serde::Deserialize;

use super::objects::{Metadata, all};
use super::{Fault, Programs};

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default)]
    status: ObjectStatus,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ObjectStatus {
    phase: String,
    conditions: Vec<Condition>,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    of: String,
    status: String,
}

/// A node, or a volume claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Empty for a node.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Whether it is ready, or bound.
    pub is_well: bool,
}

/// The nodes, and whether the kubelet of each is ready.
///
/// # Errors
/// When they cannot be told.
pub fn nodes(programs: &Programs<'_>) -> Result<Vec<Part>, Fault> {
    parts(programs, "nodes", |status| {
        let mut conditions = status.conditions.iter();
        conditions.any(|condition| condition.of == "Ready" && condition.status == "True")
    })
}

/// The volume claims, and whether each has a volume.
///
/// # Errors
/// When they cannot be told.
pub fn claims(programs: &Programs<'_>) -> Result<Vec<Part>, Fault> {
    parts(programs, "persistentvolumeclaims", |status| {
        status.phase == "Bound"
    })
}

fn parts(
    programs: &Programs<'_>,
    kind: &str,
    is_well: impl Fn(&ObjectStatus) -> bool,
) -> Result<Vec<Part>, Fault> {
    let part = |object: Object| Part {
        is_well: is_well(&object.status),
        namespace: object.metadata.namespace,
        name: object.metadata.name,
    };
    Ok(all(programs, kind)?.into_iter().map(part).collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Targets {
    data: TargetData,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TargetData {
    active_targets: Vec<Target>,
}

/// What Prometheus scrapes. Source: its HTTP API, `/api/v1/targets`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// From which monitor it comes.
    #[serde(default)]
    pub scrape_pool: String,
    /// `up`, `down`, or `unknown` before it was first asked.
    #[serde(default)]
    pub health: String,
    /// Why it is down.
    #[serde(default)]
    pub last_error: String,
}

/// The scrape targets, asked of Prometheus by a path of the API server.
///
/// # Errors
/// When they cannot be told.
pub fn targets(programs: &Programs<'_>, path: &str) -> Result<Vec<Target>, Fault> {
    let targets: Targets = programs.ask_kubectl(&["get", "--raw", path])?;
    Ok(targets.data.active_targets)
}

/// How long a page may take.
const PAGE: Duration = Duration::from_secs(15);

/// The status with which a page answers. curl checks its certificate, and the name in it.
///
/// # Errors
/// When it does not answer, or with another certificate.
pub fn page(programs: &Programs<'_>, url: &str) -> Result<String, Fault> {
    let arguments = [
        "--silent",
        "--show-error",
        "--max-time",
        "10",
        "--output",
        "/dev/null",
        "--write-out",
        "%{http_code}",
        url,
    ];
    programs.tell("curl", &arguments, "", PAGE)
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Streams {
    log_streams: Vec<LogStream>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogStream {
    #[serde(default)]
    last_event_timestamp: Option<u64>,
}

/// Whether something was ever written to a log group.
///
/// # Errors
/// When it cannot be told, or the group is not there.
pub fn has_logs(programs: &Programs<'_>, group: &str) -> Result<bool, Fault> {
    let arguments = [
        "logs",
        "describe-log-streams",
        "--log-group-name",
        group,
        "--order-by",
        "LastEventTime",
        "--descending",
        "--max-items",
        "1",
    ];
    let streams: Streams = programs.ask_aws(&arguments)?;
    let mut streams = streams.log_streams.iter();
    Ok(streams.any(|stream| stream.last_event_timestamp.is_some()))
}
