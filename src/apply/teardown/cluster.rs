//! What goes while the cluster and its controllers are still there. Without a cluster there is nothing of it.

use serde::{Deserialize, Serialize};

use crate::apply::engine::{Engine, Pauses};
use crate::apply::event::Outcome;
use crate::apply::{objects, release};
use crate::emit::plan::Chart;
use crate::emit::teardown::Installed;
use crate::live::{self, Fault, kubeconfig};

/// What a part of a step came to; `None` where there was nothing to do.
type Part = Option<String>;

/// Access to the cluster, where there is one.
fn access(engine: &Engine<'_>) -> Result<bool, Fault> {
    match live::cluster(&engine.programs, &engine.place.cluster)? {
        Some(found) if found.status != "DELETING" => {
            kubeconfig(&engine.programs, &engine.place).map(|_| true)
        }
        _ => Ok(false),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logging<'a> {
    cluster_logging: [LogTypes<'a>; 1],
}

#[derive(Serialize)]
struct LogTypes<'a> {
    types: Vec<&'a str>,
    enabled: bool,
}

/// Turns the control plane's logs off.
pub(super) fn stop_logs(engine: &Engine<'_>, step: &str) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let name = &engine.place.cluster;
    let mut pauses = Pauses::within(engine.limits.other);
    let mut told = None;
    loop {
        let Some(found) = live::cluster(programs, name)? else {
            return Ok(Outcome::Unchanged(format!("there is no cluster `{name}`")));
        };
        let types = found.log_types();
        if types.is_empty() || found.status == "DELETING" {
            return Ok(match told {
                None => Outcome::Unchanged("they are off".to_owned()),
                Some(_) => Outcome::Changed("they are off".to_owned()),
            });
        }
        // An update that is on its way refuses another one, and is waited for.
        if found.status == "ACTIVE" && told.is_none() {
            let logging = Logging {
                cluster_logging: [LogTypes {
                    types,
                    enabled: false,
                }],
            };
            let logging = serde_json::to_string(&logging).expect("bug in eksight: log types are not JSON");
            let arguments = [
                "eks",
                "update-cluster-config",
                "--name",
                name,
                "--logging",
                &logging,
            ];
            match programs.tell_aws(&arguments, "") {
                Err(fault) if !fault.may_pass() => return Err(fault),
                _ => told = Some(()),
            }
            engine.note(step, &format!("turning off {}", found.log_types().join(", ")));
        }
        pauses.pause(programs, || format!("the logs of `{name}` are still on"))?;
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Objects {
    items: Vec<Object>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
}

#[derive(Clone, Deserialize)]
struct Metadata {
    name: String,
    #[serde(default)]
    namespace: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(rename = "type")]
    kind: String,
    persistent_volume_reclaim_policy: String,
    csi: Option<Csi>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Csi {
    #[serde(default)]
    volume_handle: String,
}

impl Object {
    fn address(&self) -> String {
        let Metadata { name, namespace } = &self.metadata;
        match namespace.is_empty() {
            true => name.clone(),
            false => format!("{namespace}/{name}"),
        }
    }
}

/// All objects of a kind; none where the cluster does not know the kind.
fn all(engine: &Engine<'_>, kind: &str) -> Result<Vec<Object>, Fault> {
    let arguments = ["get", kind, "--all-namespaces", "--output", "json"];
    match engine.programs.ask_kubectl::<Objects>(&arguments) {
        Ok(objects) => Ok(objects.items),
        Err(fault) if fault.is_absent() => Ok(Vec::new()),
        Err(Fault::Said { said, .. }) if said.contains("the server doesn't have a resource type") => {
            Ok(Vec::new())
        }
        Err(fault) => Err(fault),
    }
}

/// Deletes objects by name, and waits until their finalizers have let them go.
fn delete(
    engine: &Engine<'_>,
    step: &str,
    kind: &str,
    wanted: impl Fn(&Object) -> bool,
) -> Result<Part, Fault> {
    let programs = &engine.programs;
    let list = || Ok::<_, Fault>(all(engine, kind)?.into_iter().filter(&wanted).collect::<Vec<_>>());
    let found = list()?;
    if found.is_empty() {
        return Ok(None);
    }
    for object in &found {
        let Metadata { name, namespace } = &object.metadata;
        engine.note(step, &format!("deleting {kind} {}", object.address()));
        let mut arguments = vec!["delete", kind, name, "--ignore-not-found", "--wait=false"];
        if !namespace.is_empty() {
            arguments.extend(["--namespace", namespace]);
        }
        programs.patiently(|| programs.tell("kubectl", &arguments, "", engine.limits.other))?;
    }
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let left = list()?;
        let Some(first) = left.first() else {
            return Ok(Some(format!("{} {kind} deleted", found.len())));
        };
        let still = || {
            format!(
                "{} {kind} are still there, {} among them: the controller that has to let them go is not at work (kubectl \
                 describe {kind} tells why)",
                left.len(),
                first.address()
            )
        };
        pauses.pause(programs, still)?;
    }
}

/// Ingresses and Services, and the load balancers behind them.
pub(super) fn load_balancers(engine: &Engine<'_>, step: &str) -> Result<Outcome, Fault> {
    let mut parts = [None, None];
    if access(engine)? {
        parts = [
            delete(engine, step, "ingresses.networking.k8s.io", |_| true)?,
            delete(engine, step, "services", |service| {
                service.spec.kind == "LoadBalancer"
            })?,
        ];
    }
    let programs = &engine.programs;
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let left = live::load_balancers(programs, &engine.place.cluster)?;
        let Some(first) = left.first() else {
            return Ok(super::outcome(parts));
        };
        pauses.pause(programs, || {
            format!(
                "{} load balancers and target groups are still there, {} among them",
                left.len(),
                first.id
            )
        })?;
    }
}

/// Uninstalls releases, the last one installed first.
pub(super) fn uninstall(engine: &Engine<'_>, step: &str, releases: &[Installed]) -> Result<Part, Fault> {
    if releases.is_empty() || !access(engine)? {
        return Ok(None);
    }
    let programs = &engine.programs;
    let mut gone = Vec::new();
    for Installed { name, namespace, .. } in releases {
        if live::release(programs, name, namespace)?.is_none() {
            continue;
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
                format!("helm history {name} --namespace {namespace}"),
            ));
        }
        gone.push(name.as_str());
    }
    Ok((!gone.is_empty()).then(|| format!("uninstalled {}", gone.join(", "))))
}

/// Deletes every claim and waits until the driver has deleted the volumes; or sees to it that they stay.
pub(super) fn volumes(engine: &Engine<'_>, step: &str, keep: bool) -> Result<Part, Fault> {
    if !access(engine)? {
        return Ok(None);
    }
    let programs = &engine.programs;
    if keep {
        for volume in all(engine, "persistentvolumes")? {
            let patch = r#"{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}"#;
            let name = &volume.metadata.name;
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
    }
    let deleted = delete(engine, step, "persistentvolumeclaims", |_| true)?;
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let (stay, go): (Vec<Object>, Vec<Object>) = all(engine, "persistentvolumes")?
            .into_iter()
            .partition(|volume| volume.spec.persistent_volume_reclaim_policy == "Retain");
        let Some(first) = go.first() else {
            for volume in &stay {
                let handle = volume
                    .spec
                    .csi
                    .as_ref()
                    .map_or("", |csi| csi.volume_handle.as_str());
                engine.note(
                    step,
                    &format!(
                        "the volume {handle} of {} stays, and bills: its class keeps it",
                        volume.metadata.name
                    ),
                );
            }
            return Ok(deleted);
        };
        pauses.pause(programs, || {
            format!(
                "{} volumes are still there, {} among them",
                go.len(),
                first.metadata.name
            )
        })?;
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

/// The definitions that Helm leaves, and with them every object of theirs.
pub(super) fn definitions(engine: &Engine<'_>, step: &str, charts: &[Chart]) -> Result<Part, Fault> {
    if charts.is_empty() || !access(engine)? {
        return Ok(None);
    }
    let programs = &engine.programs;
    let mut removed = 0;
    for chart in charts {
        let definitions = objects::definitions(engine, chart)?;
        if definitions.trim().is_empty() {
            continue;
        }
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
