//! What goes outside the cluster: records, what controllers left in the VPC, and eksctl's part.

use std::time::Duration;

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
                "{} records of the owner {owner} are still in the zone {zone}, {} among them ({} tells why)",
                left.len(),
                first.id,
                engine.in_cluster("kubectl logs deployment/external-dns --namespace kube-system")
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
        let arguments = ["ec2", "delete-network-interface", "--network-interface-id", &id];
        delete(engine, &arguments).map_err(|fault| match fault {
            Fault::Said { said, .. } if said.contains("currently in use") => held(engine, &id),
            other => other,
        })?;
        deleted += 1;
    }
    for Leftover { kind, id } in live::security_groups(programs, cluster)? {
        engine.note(step, &format!("deleting {kind} {id}"));
        delete(engine, &["ec2", "delete-security-group", "--group-id", &id]).map_err(
            |fault| match fault {
                Fault::Said { said, .. } if said.contains("(DependencyViolation)") => in_use(engine, &id),
                other => other,
            },
        )?;
        deleted += 1;
    }
    Ok(match deleted {
        0 => Outcome::Unchanged("controllers left nothing in the VPC".to_owned()),
        count => Outcome::Changed(format!("{count} things deleted")),
    })
}

/// A network interface that a machine has taken since it was looked at.
fn held(engine: &Engine<'_>, id: &str) -> Fault {
    Fault::refused(
        format!("the network interface {id} is in use"),
        "it was free a moment ago; what has it now holds the VPC",
        format!(
            "aws ec2 describe-network-interfaces --region {} --network-interface-ids {id} tells what has it; delete that, then {}",
            engine.place.region,
            engine.teardown_again()
        ),
    )
}

/// A security group that something still has.
fn in_use(engine: &Engine<'_>, id: &str) -> Fault {
    let region = &engine.place.region;
    Fault::refused(
        format!("the security group {id} is in use"),
        "it holds the VPC, and something that nobody told of holds it: an interface, or another group's rule",
        format!(
            "aws ec2 describe-network-interfaces --region {region} --filters Name=group-id,Values={id} and aws ec2 \
             describe-security-groups --region {region} --filters Name=ip-permission.group-id,Values={id} tell what; delete that, \
             then {}",
            engine.teardown_again()
        ),
    )
}

/// Deletes something; that it is gone already is as good.
pub(super) fn delete(engine: &Engine<'_>, arguments: &[&str]) -> Result<(), Fault> {
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
                    "eksctl delete cluster --region {region} --name {name} --wait, then {}",
                    engine.teardown_again()
                ),
            ))
        }
    }
}
