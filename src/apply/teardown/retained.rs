//! What the stack keeps: log groups by name, keys and file systems by their tags and by what AWS has said of the stack.

use super::Keep;
use super::outside::delete;
use crate::emit::teardown::Kept;
use crate::engine::Engine;
use crate::event::Outcome;
use crate::live::{self, Fault, Leftover};

const FILE_SYSTEM: &str = "AWS::EFS::FileSystem";

/// What is there to delete.
pub(super) struct Retained<'a> {
    pub(super) log_groups: &'a [String],
    /// How keys and file systems are known.
    pub(super) kept: Option<&'a Kept>,
    /// What the stack kept as this run or an earlier one saw it, as type and id.
    pub(super) seen: &'a [(String, String)],
}

/// Deletes it. What AWS does not call ours stays, whoever has written it down.
pub(super) fn delete_all(
    engine: &Engine<'_>,
    step: &str,
    retained: &Retained<'_>,
    keep: Keep,
) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let mut done = Vec::new();
    if keep.logs {
        let stay = retained.log_groups.join(", ");
        engine.note(step, &format!("log groups stay: {stay}"));
    } else {
        for Leftover { id, .. } in live::log_groups(programs, retained.log_groups)? {
            delete(engine, &["logs", "delete-log-group", "--log-group-name", &id])?;
            done.push(format!("log group {id} deleted"));
        }
    }
    if let Some(kept) = retained.kept {
        let keys = live::keys(programs, &kept.key, &kept.key_description)?;
        let file_systems = live::file_systems(programs, &kept.file_system)?;
        for key in &keys {
            done.push(delete_key(engine, &key.id)?);
        }
        for system in &file_systems {
            done.extend(file_system(engine, step, &system.id, retained.seen, keep)?);
        }
        let known: Vec<&str> = keys
            .iter()
            .chain(&file_systems)
            .map(|it| it.id.as_str())
            .collect();
        not_ours(engine, step, retained.seen, &known)?;
    }
    Ok(match done.is_empty() {
        true => Outcome::Unchanged("the stack kept nothing that is still there".to_owned()),
        false => Outcome::Changed(done.join("; ")),
    })
}

/// A name alone may be somebody else's too, and what is on a file system does not come back: the stack must have had it.
fn file_system(
    engine: &Engine<'_>,
    step: &str,
    id: &str,
    seen: &[(String, String)],
    keep: Keep,
) -> Result<Option<String>, Fault> {
    if keep.volumes {
        engine.note(step, &format!("the file system {id} stays"));
        return Ok(None);
    }
    if !seen.iter().any(|(of, known)| of == FILE_SYSTEM && known == id) {
        let text = format!(
            "the file system {id} has the name of the stack's, and no run has seen it in the stack: it stays, with its data"
        );
        engine.note(step, &text);
        return Ok(None);
    }
    delete(engine, &["efs", "delete-file-system", "--file-system-id", id])?;
    Ok(Some(format!("file system {id} deleted")))
}

/// KMS deletes no key at once: within the 30 days it can be taken back.
fn delete_key(engine: &Engine<'_>, id: &str) -> Result<String, Fault> {
    let arguments = [
        "kms",
        "schedule-key-deletion",
        "--key-id",
        id,
        "--pending-window-in-days",
        "30",
    ];
    // Asked again, behind an answer that was lost, KMS refuses a key that is deleted already (`KMSInvalidStateException`; KMS API
    // reference, ScheduleKeyDeletion; scality/Arsenal pull request 2261; as of 2026-11): what counts is the key.
    if let Err(fault) = delete(engine, &arguments)
        && live::key(&engine.programs, id)?.is_some()
    {
        return Err(fault);
    }
    Ok(format!(
        "key {id} is deleted in 30 days (aws kms cancel-key-deletion --key-id {id} takes it back)"
    ))
}

/// What was written down and is there, but is not called as the template calls it.
fn not_ours(engine: &Engine<'_>, step: &str, seen: &[(String, String)], known: &[&str]) -> Result<(), Fault> {
    for (of, id) in seen {
        if known.contains(&id.as_str()) {
            continue;
        }
        let there = match of.as_str() {
            FILE_SYSTEM => live::has_file_system(&engine.programs, id)?,
            _ => live::key(&engine.programs, id)?.is_some(),
        };
        if there {
            let text = format!(
                "{of} {id} was the stack's by the journal, and its tag `Name` does not say so: it stays, and may bill"
            );
            engine.note(step, &text);
        }
    }
    Ok(())
}
