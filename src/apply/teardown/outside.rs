//! What goes outside the cluster: records, what controllers left in the VPC, eksctl's part, and what the stack keeps.

use std::time::Duration;

use serde::Deserialize;

use super::Keep;
use crate::engine::{Engine, Pauses};
use crate::event::Outcome;
use crate::live::{self, Fault, Leftover};

/// external-dns looks once a minute unless its `interval` says otherwise, and writes in batches (kubernetes-sigs/external-dns,
/// `docs/flags.md`, as of 2026-11).
const DNS_TURN: Duration = Duration::from_secs(300);

/// Waits until external-dns has deleted its records; with a policy that deletes none, it lists them.
pub(super) fn records(
    engine: &Engine<'_>,
    step: &str,
    zone: &str,
    owner: &str,
    follows: bool,
) -> Result<Option<String>, Fault> {
    let programs = &engine.programs;
    let found = live::records(programs, zone, owner)?;
    let there = live::cluster(programs, &engine.place.cluster)?.is_some();
    if !follows || !there {
        for record in &found {
            engine.note(
                step,
                &format!(
                    "the record {} of the owner {owner} stays: delete it in the zone {zone}",
                    record.id
                ),
            );
        }
        return Ok(None);
    }
    let count = found.len();
    let mut pauses = Pauses::within(engine.limits.other.min(DNS_TURN));
    loop {
        let left = live::records(programs, zone, owner)?;
        let Some(first) = left.first() else {
            return Ok((count > 0).then(|| format!("{count} records are gone")));
        };
        pauses.pause(programs, || {
            format!(
                "{} records of the owner {owner} are still in the zone {zone}, {} among them (kubectl logs \
                 deployment/external-dns --namespace kube-system tells why)",
                left.len(),
                first.id
            )
        })?;
    }
}

/// Free interfaces and security groups: one is enough to keep the VPC.
pub(super) fn vpc_leftovers(engine: &Engine<'_>, step: &str) -> Result<Outcome, Fault> {
    let (programs, cluster) = (&engine.programs, &engine.place.cluster);
    let mut deleted = 0;
    for Leftover { kind, id } in live::interfaces(programs, cluster)? {
        engine.note(step, &format!("deleting {kind} {id}"));
        delete(
            engine,
            &["ec2", "delete-network-interface", "--network-interface-id", &id],
        )?;
        deleted += 1;
    }
    for Leftover { kind, id } in live::security_groups(programs, cluster)? {
        engine.note(step, &format!("deleting {kind} {id}"));
        delete(engine, &["ec2", "delete-security-group", "--group-id", &id])?;
        deleted += 1;
    }
    Ok(match deleted {
        0 => Outcome::Unchanged("controllers left nothing in the VPC".to_owned()),
        count => Outcome::Changed(format!("{count} things deleted")),
    })
}

/// Deletes something; that it is gone already is as good.
fn delete(engine: &Engine<'_>, arguments: &[&str]) -> Result<(), Fault> {
    let programs = &engine.programs;
    match programs.patiently(|| programs.tell_aws(arguments, "")) {
        Err(fault) if fault.is_absent() => Ok(()),
        other => other.map(drop),
    }
}

/// eksctl deletes what it has made, its own stacks too.
pub(super) fn eksctl(engine: &Engine<'_>) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let (name, region) = (&engine.place.cluster, &engine.place.region);
    if live::cluster(programs, name)?.is_none() {
        return Ok(Outcome::Unchanged(format!("there is no cluster `{name}`")));
    }
    let arguments = ["delete", "cluster", "--region", region, "--name", name, "--wait"];
    let told = programs.tell("eksctl", &arguments, "", engine.limits.stack);
    match live::cluster(programs, name)? {
        None => Ok(Outcome::Changed(format!("the cluster `{name}` is gone"))),
        Some(found) => {
            told?;
            Err(Fault::refused(
                format!("eksctl says that `{name}` is deleted, and it is {}", found.status),
                "its nodes hold addresses in the stack's subnets",
                format!(
                    "eksctl delete cluster --region {region} --name {name} --wait, then cargo xtask teardown {}",
                    engine.place.environment
                ),
            ))
        }
    }
}

/// Log groups by name, file systems and keys by what the stack called them.
pub(super) fn retained(
    engine: &Engine<'_>,
    step: &str,
    log_groups: &[String],
    keep: Keep,
    kept: &[(String, String)],
) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let mut done = Vec::new();
    if keep.logs {
        engine.note(step, &format!("log groups stay: {}", log_groups.join(", ")));
    } else {
        for Leftover { id, .. } in live::log_groups(programs, log_groups)? {
            delete(engine, &["logs", "delete-log-group", "--log-group-name", &id])?;
            done.push(format!("log group {id} deleted"));
        }
    }
    for (of, id) in kept {
        match of.as_str() {
            "AWS::EFS::FileSystem" if keep.volumes => {
                engine.note(step, &format!("the file system {id} stays"));
            }
            "AWS::EFS::FileSystem" => done.extend(file_system(engine, id)?),
            _ => done.extend(key(engine, id)?),
        }
    }
    Ok(match done.is_empty() {
        true => Outcome::Unchanged("the stack kept nothing that is still there".to_owned()),
        false => Outcome::Changed(done.join("; ")),
    })
}

fn file_system(engine: &Engine<'_>, id: &str) -> Result<Option<String>, Fault> {
    let asked = engine.programs.ask_aws::<serde_json::Value>(&[
        "efs",
        "describe-file-systems",
        "--file-system-id",
        id,
    ]);
    match asked {
        Err(Fault::Said { said, .. }) if said.contains("(FileSystemNotFound)") => return Ok(None),
        other => other.map(drop)?,
    }
    delete(engine, &["efs", "delete-file-system", "--file-system-id", id])?;
    Ok(Some(format!("file system {id} deleted")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    key_metadata: KeyMetadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyMetadata {
    key_state: String,
}

/// KMS deletes no key at once: within the 30 days it can be taken back.
fn key(engine: &Engine<'_>, id: &str) -> Result<Option<String>, Fault> {
    let key: Key = match engine.programs.ask_aws(&["kms", "describe-key", "--key-id", id]) {
        Err(fault) if fault.is_absent() => return Ok(None),
        other => other?,
    };
    if key.key_metadata.key_state == "PendingDeletion" {
        return Ok(None);
    }
    let arguments = [
        "kms",
        "schedule-key-deletion",
        "--key-id",
        id,
        "--pending-window-in-days",
        "30",
    ];
    delete(engine, &arguments)?;
    Ok(Some(format!(
        "key {id} is deleted in 30 days (aws kms cancel-key-deletion --key-id {id} takes it back)"
    )))
}
