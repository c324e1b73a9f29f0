//! What goes while the cluster and its controllers are still there. Without a cluster there is nothing of it.

use super::found::{CLAIMS, Found, INGRESSES, Part, SERVICES, all, delete};
use super::stop;
use crate::emit::plan::Chart;
use crate::emit::teardown::{EXTERNAL_SECRETS, Installed, Owned, logs_off};
use crate::engine::{Engine, Pauses};
use crate::event::Outcome;
use crate::live::{self, Fault, Leftover, kubeconfig};
use crate::{objects, release};

/// Access to the cluster, where there is one that lets anybody in: what is still made, or was never finished, holds nothing.
pub(super) fn access(engine: &Engine<'_>) -> Result<bool, Fault> {
    match live::cluster(&engine.programs, &engine.place.cluster)? {
        Some(found) if found.lets_in() => kubeconfig(&engine.programs, &engine.place).map(|_| true),
        _ => Ok(false),
    }
}

/// Turns the control plane's logs off.
pub(super) fn stop_logs(engine: &Engine<'_>, step: &str) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let name = &engine.place.cluster;
    let mut pauses = Pauses::within(engine.limits.other);
    // Whether the service has taken it, where it was told.
    let mut told = None;
    loop {
        let Some(found) = live::cluster(programs, name)? else {
            return Ok(Outcome::Unchanged(format!("there is no cluster `{name}`")));
        };
        let types = found.log_types();
        // One that is still made goes with its stack, and was never finished.
        if !found.lets_in() && found.status != "DELETING" {
            return Ok(Outcome::Unchanged(format!(
                "the cluster `{name}` is {}, and lets nobody change it",
                found.status
            )));
        }
        if types.is_empty() || found.status == "DELETING" {
            return Ok(match told {
                None => Outcome::Unchanged("they are off".to_owned()),
                Some(_) => Outcome::Changed("they are off".to_owned()),
            });
        }
        // An update that is on its way refuses another one, and is waited for.
        if found.status == "ACTIVE" && told != Some(true) {
            let logging = logs_off(&types);
            let arguments = [
                "eks",
                "update-cluster-config",
                "--name",
                name,
                "--logging",
                &logging,
            ];
            match programs.tell_aws(&arguments, "") {
                Ok(_) => {
                    told = Some(true);
                    engine.note(step, &format!("turning off {}", found.log_types().join(", ")));
                }
                // Whether it was done all the same, the next look says; if not, it is told again.
                Err(fault) if fault.may_pass() => told = Some(false),
                Err(fault) => return Err(fault),
            }
        }
        pauses.pause(programs, || format!("the logs of `{name}` are still on"))?;
    }
}

/// What holds something outside the cluster and is none of the environment's: with the cluster it would lose its load
/// balancer and its volume, and until then it holds the network.
///
/// # Errors
/// Where there is something, what it is; and when nobody can tell.
pub fn nothing_of_others(engine: &Engine<'_>, owned: &Owned) -> Result<(), Fault> {
    if !access(engine)? {
        return Ok(());
    }
    let mut theirs = Vec::new();
    for kind in [INGRESSES, SERVICES, CLAIMS] {
        let found = all(engine, kind)?.into_iter();
        let others = found.filter(|it| it.holds_something(kind) && !it.is_of(owned));
        theirs.extend(others.map(|it| format!("{kind} {}", it.address())));
    }
    if theirs.is_empty() {
        return Ok(());
    }
    Err(Fault::refused(
        format!(
            "in the cluster is what `{}` did not bring there: {}",
            engine.place.environment,
            theirs.join(", ")
        ),
        "their load balancers hold the network, and their volumes hold somebody's data; nothing was deleted",
        format!(
            "delete them ({}), or let them go too: {} --delete-others",
            engine.in_cluster("kubectl delete KIND NAME --namespace NAMESPACE"),
            engine.teardown_again()
        ),
    ))
}

/// Ingresses and Services, and the load balancers behind them.
pub(super) fn load_balancers(
    engine: &Engine<'_>,
    step: &str,
    goes: &dyn Fn(&Found) -> bool,
) -> Result<Outcome, Fault> {
    let mut parts = [None, None];
    if access(engine)? {
        let [ingresses, services] = [INGRESSES, SERVICES]
            .map(|kind| delete(engine, step, kind, |it| it.holds_something(kind) && goes(it)));
        parts = [ingresses?, services?];
    }
    let programs = &engine.programs;
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let left = live::load_balancers(programs, &engine.place.cluster)?;
        let Some(first) = left.first() else {
            return Ok(super::outcome(parts));
        };
        // Without a cluster nobody is left who deletes them.
        if live::cluster(programs, &engine.place.cluster)?.is_none() {
            return Err(orphaned(engine, &left));
        }
        pauses.pause(programs, || {
            format!(
                "{} load balancers and target groups are still there, {} among them ({} tells why)",
                left.len(),
                first.id,
                engine.in_cluster(
                    "kubectl logs deployment/aws-load-balancer-controller --namespace kube-system"
                )
            )
        })?;
    }
}

/// Load balancers whose cluster is gone.
fn orphaned(engine: &Engine<'_>, left: &[Leftover]) -> Fault {
    let deletions = left.iter().map(|it| it.deletion(&engine.place.region));
    let lines: Vec<String> = deletions
        .chain([format!("then {}", engine.teardown_again())])
        .collect();
    Fault::refused(
        format!(
            "load balancers and target groups of the cluster are still there: {}",
            left.len()
        ),
        "the cluster is gone, and their controller with it: nobody deletes them, they bill, and they hold the subnets",
        format!("delete them by hand:\n    {}", lines.join("\n    ")),
    )
}

/// Uninstalls releases, the last one installed first.
pub(super) fn uninstall(engine: &Engine<'_>, step: &str, releases: &[Installed]) -> Result<Part, Fault> {
    if releases.is_empty() || !access(engine)? {
        return Ok(None);
    }
    let mut gone = Vec::new();
    for installed in releases {
        let by_helm = uninstall_one(engine, step, installed)?;
        let by_engine = match &installed.application {
            Some(application) => stop::take_away(engine, step, installed, application)?,
            None => false,
        };
        if by_helm || by_engine {
            gone.push(installed.name.as_str());
        }
    }
    Ok((!gone.is_empty()).then(|| format!("uninstalled {}", gone.join(", "))))
}

/// Uninstalls what Helm has installed; whether there was something.
fn uninstall_one(engine: &Engine<'_>, step: &str, installed: &Installed) -> Result<bool, Fault> {
    let programs = &engine.programs;
    let Installed { name, namespace, .. } = installed;
    // The step of `apply` that installs it has its name.
    release::wait_for_helm(engine, name, name)?;
    let Some(found) = live::release(programs, name, namespace)? else {
        return Ok(false);
    };
    if found.newest().status.is_installing() {
        let back = ["uninstall", name, "--namespace", namespace];
        let then = engine.teardown_again();
        release::not_of_others(engine, name, &found, name, &back, &then)?;
    }
    engine.note(step, &format!("uninstalling {namespace}/{name}"));
    let timeout = release::seconds(engine.limits.release);
    let arguments = [
        "uninstall",
        name,
        "--namespace",
        namespace,
        "--wait",
        "--timeout",
        &timeout,
    ];
    let told = programs.tell("helm", &arguments, "", release::most(engine.limits.release));
    if live::release(programs, name, namespace)?.is_some() {
        told?;
        return Err(Fault::refused(
            format!("helm says that `{name}` is uninstalled, and it is still there"),
            "somebody installs it again, or a finalizer holds it",
            format!(
                "{} tells since when; end what installs it, then {}",
                engine.in_cluster(&format!("helm history {name} --namespace {namespace}")),
                engine.teardown_again()
            ),
        ));
    }
    Ok(true)
}

/// Sees to it that the volumes of claims stay when those go, some of them with their release.
pub(super) fn keep_volumes(engine: &Engine<'_>, goes: &dyn Fn(&Found) -> bool) -> Result<(), Fault> {
    if !access(engine)? {
        return Ok(());
    }
    let programs = &engine.programs;
    let claims: Vec<String> = all(engine, CLAIMS)?
        .iter()
        .filter(|claim| goes(claim))
        .map(Found::address)
        .collect();
    let of_claims = |volume: &Found| volume.claim().is_some_and(|claim| claims.contains(&claim));
    let volumes = all(engine, "persistentvolumes")?.into_iter().filter(of_claims);
    let names: Vec<String> = volumes.map(|volume| volume.address()).collect();
    if names.is_empty() {
        return Ok(());
    }
    for name in &names {
        let patch = r#"{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}"#;
        let arguments = [
            "patch",
            "persistentvolume",
            name,
            "--type",
            "merge",
            "--patch",
            patch,
        ];
        programs.patiently(|| programs.tell("kubectl", &arguments, "", programs.most))?;
    }
    // Whatever kubectl has said of it: with its claim goes all that is not seen to stay.
    let volumes = all(engine, "persistentvolumes")?.into_iter();
    let stay: Vec<String> = volumes
        .filter(Found::is_retained)
        .map(|it| it.address())
        .collect();
    match names.iter().find(|name| !stay.contains(name)) {
        Some(name) => Err(not_kept(engine, name)),
        None => Ok(()),
    }
}

/// A volume that was told to stay, and would go with its claim.
fn not_kept(engine: &Engine<'_>, name: &str) -> Fault {
    Fault::refused(
        format!(
            "kubectl has set the reclaim policy of the volume {name} to Retain, and the cluster does not say so"
        ),
        "with its claim the volume would go, and its data; no claim was deleted",
        format!(
            "{} tells who sets it; end that, then {}",
            engine.in_cluster(&format!(
                "kubectl get persistentvolume {name} --show-managed-fields --output yaml"
            )),
            engine.teardown_again()
        ),
    )
}

/// Deletes claims and waits until the driver has deleted the volumes; those that are kept stay.
pub(super) fn volumes(engine: &Engine<'_>, step: &str, goes: &dyn Fn(&Found) -> bool) -> Result<Part, Fault> {
    if !access(engine)? {
        return Ok(None);
    }
    let programs = &engine.programs;
    let deleted = delete(engine, step, CLAIMS, goes)?;
    // A volume whose claim is still there is in use, and one that never had any is nobody's to delete.
    let used: Vec<String> = all(engine, CLAIMS)?.iter().map(Found::address).collect();
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let volumes = all(engine, "persistentvolumes")?.into_iter();
        let (stay, go): (Vec<Found>, Vec<Found>) = volumes
            .filter(|volume| volume.claim().is_some_and(|claim| !used.contains(&claim)))
            .partition(Found::is_retained);
        let Some(first) = go.first() else {
            for volume in &stay {
                let (handle, name) = (volume.handle(), volume.address());
                let text = format!("the volume {handle} of {name} stays, and bills: its class keeps it");
                engine.note(step, &text);
            }
            return Ok(deleted);
        };
        pauses.pause(programs, || {
            format!(
                "{} volumes are still there, {} among them, {} ({} tells why)",
                go.len(),
                first.address(),
                first.phase(),
                engine.in_cluster(&format!("kubectl describe persistentvolume {}", first.address()))
            )
        })?;
    }
}

/// What External Secrets fetches goes while its pods are there, some of them on Karpenter's machines.
pub(super) fn external_secrets(engine: &Engine<'_>, step: &str) -> Result<Part, Fault> {
    match access(engine)? {
        true => delete(engine, step, EXTERNAL_SECRETS, |_| true),
        false => Ok(None),
    }
}

/// Karpenter ends its machines and deletes its instance profiles while it is there.
pub(super) fn karpenter(engine: &Engine<'_>, step: &str) -> Result<Part, Fault> {
    if !access(engine)? {
        return Ok(None);
    }
    let pools = delete(engine, step, "nodepools.karpenter.sh", |_| true)?;
    let machines = delete(engine, step, "nodeclaims.karpenter.sh", |_| true)?;
    let classes = delete(engine, step, "ec2nodeclasses.karpenter.k8s.aws", |_| true)?;
    let parts: Vec<String> = [pools, machines, classes].into_iter().flatten().collect();
    Ok((!parts.is_empty()).then(|| parts.join("; ")))
}

/// Without a chart nobody knows its definitions, and a cluster that goes takes them with it.
fn definitions_stay(engine: &Engine<'_>, step: &str, chart: &Chart, why: &str) {
    let text = format!(
        "`helm show crds {}`: {why}: the definitions of {} stay, and go with the cluster",
        chart.arguments().join(" "),
        chart.name
    );
    engine.note(step, &text);
}

/// The definitions that Helm leaves, and with them every object of theirs.
pub(super) fn definitions(engine: &Engine<'_>, step: &str, charts: &[Chart]) -> Result<Part, Fault> {
    if charts.is_empty() || !access(engine)? {
        return Ok(None);
    }
    let programs = &engine.programs;
    let mut removed = 0;
    for chart in charts {
        let definitions = match objects::definitions(engine, chart) {
            Ok(Some(definitions)) => definitions,
            // The chart cannot be had any more.
            Err(fault @ Fault::Said { .. }) => {
                definitions_stay(engine, step, chart, &fault.in_a_line());
                continue;
            }
            Ok(None) => {
                definitions_stay(engine, step, chart, "it finds no custom resource definition");
                continue;
            }
            Err(fault) => return Err(fault),
        };
        let arguments = [
            "delete",
            "--ignore-not-found",
            "--wait=true",
            "--output",
            "name",
            "--filename",
            "-",
        ];
        let said =
            programs.patiently(|| programs.tell("kubectl", &arguments, &definitions, engine.limits.other))?;
        let count = said.lines().filter(|line| !line.is_empty()).count();
        if count > 0 {
            engine.note(step, &format!("deleted {count} definitions of {}", chart.name));
        }
        removed += count;
    }
    Ok((removed > 0).then(|| format!("{removed} definitions deleted")))
}
