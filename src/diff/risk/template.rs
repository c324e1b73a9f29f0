//! What a change of the template does: to the resource, by the table of CloudFormation, and to what it holds.

use serde_json::Value;

use super::super::effects::{Action, Effect};
use super::exposure::{exposed, shut_out};
use super::{
    HARMLESS, Judge, Judged, Risk, claims, identities, judged, karpenter, logs, names, network, policy, reach,
};
use crate::catalog::Effect as Update;
use crate::model::value::KubernetesVersion;

/// Types whose end is the end of data.
const HOLD_DATA: [&str; 4] = [
    "AWS::EFS::FileSystem",
    // Its root volume goes with it. Source: EC2 user guide, preserve data when an instance is terminated.
    "AWS::EC2::Instance",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
];

pub(super) fn of(effect: &Effect, judge: &mut Judge) -> Judged {
    let whole = effect.path.is_empty();
    let found = match effect.action() {
        _ if effect.kind.is_empty() => HARMLESS,
        _ if whole && effect.kind == identities::ASSOCIATION => {
            identities::of_association(effect, judge).unwrap_or(HARMLESS)
        }
        Action::Remove if whole && names::has_another_entry(effect, judge) => HARMLESS,
        Action::Remove if whole => removed(effect, judge),
        Action::Add if whole && effect.kind == "AWS::EC2::Subnet" => {
            network::taken(effect, judge).unwrap_or(HARMLESS)
        }
        Action::Add if whole => names::taken(effect, judge)
            .or_else(|| logs::taken(effect, judge))
            .unwrap_or(HARMLESS),
        _ => changed(effect, judge).or_worse(shut_out(effect)),
    };
    // What refers to another resource is written as before.
    if effect.follows.is_some() {
        return found;
    }
    let reached = match effect.kind.as_str() {
        "AWS::EKS::Cluster" => reach::of_api(effect, judge),
        "AWS::EC2::SecurityGroup" | "AWS::EC2::SecurityGroupIngress" => reach::of_group(effect, judge),
        "AWS::EKS::Nodegroup" => reach::of_nodes(effect, judge),
        "AWS::IAM::Role"
        | "AWS::IAM::ManagedPolicy"
        | "AWS::IAM::RolePolicy"
        | "AWS::KMS::Key"
        | "AWS::SQS::QueuePolicy" => policy::of(effect, judge),
        _ => HARMLESS,
    };
    let exposed = exposed(effect, judge).unwrap_or(HARMLESS);
    found.or_worse(reached).or_worse(exposed)
}

fn removed(effect: &Effect, judge: &Judge) -> Judged {
    let kept = effect.old.as_ref().and_then(|old| old["DeletionPolicy"].as_str());
    let option = match (effect.kind.as_str(), judge.goes()) {
        ("AWS::Logs::LogGroup", true) => Some("logs"),
        ("AWS::EFS::FileSystem", true) => Some("volumes"),
        _ => None,
    };
    match (kept, effect.kind.as_str()) {
        (Some("Retain" | "RetainExceptOnCreate"), _) if option.is_some() => {
            judged(Risk::Data, claims::torn_down("it", option.unwrap_or_default()))
        }
        (Some("Retain" | "RetainExceptOnCreate"), "AWS::KMS::Key") if encrypts_secrets(effect, judge) => {
            judged(
                Risk::None,
                "the stack forgets it and leaves it, and the cluster reads its Secrets by it: never delete it while that stands",
            )
        }
        (Some("Retain" | "RetainExceptOnCreate"), _) => logs::is_in_use(effect, judge).unwrap_or_else(|| {
            judged(
                Risk::None,
                "the stack forgets it and leaves it; delete it by hand",
            )
        }),
        (_, "AWS::EKS::Cluster") => judged(Risk::Outage, "the cluster and all that runs in it is deleted"),
        (_, kind) if HOLD_DATA.contains(&kind) => judged(Risk::Data, "it is deleted with what it holds"),
        (_, "AWS::EKS::Nodegroup") => {
            judged(Risk::Restart, "its nodes are drained, their pods start elsewhere")
        }
        (_, "AWS::EC2::EIP" | "AWS::EC2::NatGateway") => judged(
            Risk::Outage,
            "connections to the outside come from another address; who lets in this one alone lets nobody in",
        ),
        (_, "AWS::EC2::VPCEndpoint") => network::without_endpoint(judge),
        (_, "AWS::EFS::MountTarget") => judged(Risk::Outage, "pods lose the file system"),
        (_, "AWS::EKS::Addon") => judged(Risk::Outage, "EKS deletes what it runs in the cluster"),
        (_, "AWS::EKS::AccessEntry") => judged(Risk::Outage, "somebody loses the cluster"),
        _ => HARMLESS,
    }
}

/// Whether the cluster, which stays, has its Secrets encrypted by a key, which it cannot do without from then on. Source: EKS
/// user guide, encrypt Kubernetes secrets with KMS on existing clusters: it is not switched off again, and no cluster comes back
/// whose key is deleted; 2026-11.
fn encrypts_secrets(effect: &Effect, judge: &Judge) -> bool {
    let mut before = judge.resources_before();
    let stays = before.any(|(id, resource)| {
        let uses = |config: &Value| config.to_string().contains(&format!("\"{}\"", effect.object));
        let is_it =
            resource["Type"] == "AWS::EKS::Cluster" && uses(&resource["Properties"]["EncryptionConfig"]);
        is_it && judge.resource(id)[1].is_some()
    });
    stays && judge.renamed_cluster().is_none()
}

/// A change of a property, as the provider's schema has it. Source: `catalog/data/cloudformation.json`.
fn changed(effect: &Effect, judge: &mut Judge) -> Judged {
    let Some(("Properties", path)) = effect
        .path
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    else {
        return HARMLESS;
    };
    let path = property(path);
    match judge.update(&effect.kind, &path) {
        Some(Update::Refused) => {
            let table = judge.resource_type(&effect.kind);
            let words = table.and_then(|table| table.refusal(&path));
            judged(Risk::Refused, words.unwrap_or("the service refuses it"))
        }
        Some(Update::Replace) => replaced(effect, judge),
        Some(Update::MayReplace) => may_replace(&effect.kind),
        Some(Update::Update) | None => updated(effect, &path, judge),
    }
}

/// The path of a property as the table spells it: what lies in an intrinsic function is still the property.
fn property(path: &[String]) -> String {
    let intrinsic = |step: &&String| *step == "Ref" || step.starts_with("Fn::");
    let steps: Vec<&str> = path
        .iter()
        .take_while(|step| !intrinsic(step))
        .map(String::as_str)
        .collect();
    steps.join("/")
}

/// A resource that has to be another one. CloudFormation does not do that under a name that is taken. Source:
/// CloudFormation template reference, resource custom naming: no update replaces a resource that keeps its name.
fn replaced(effect: &Effect, judge: &Judge) -> Judged {
    let kind = effect.kind.as_str();
    let reason = match &effect.follows {
        Some(other) => format!("`{other}` is another one, so CloudFormation makes another one here"),
        None => "CloudFormation makes another one".to_owned(),
    };
    let sides = judge.resource(&effect.object);
    if let Some((property, name)) = names::kept(kind, sides) {
        return judged(
            Risk::Refused,
            format!(
                "{reason}, which cannot be called `{name}` while this one is: CloudFormation wants another `{property}`"
            ),
        );
    }
    if let Some(taken) = network::taken(effect, judge).filter(|_| kind == "AWS::EC2::Subnet") {
        return taken;
    }
    if let Some(taken) = names::taken(effect, judge).or_else(|| names::mount_target(effect, judge)) {
        return taken;
    }
    let stays = sides[0].is_some_and(|old| old["UpdateReplacePolicy"] == "Retain");
    let found = match kind {
        "AWS::EKS::Cluster" => judged(
            Risk::Outage,
            format!("{reason} and deletes this one: the cluster, and all that runs in it"),
        ),
        _ if stays => judged(
            Risk::Replace,
            format!("{reason} and leaves this one behind, with what it holds"),
        ),
        _ if HOLD_DATA.contains(&kind) => judged(
            Risk::Data,
            format!("{reason} and deletes this one, with what it holds"),
        ),
        _ => judged(Risk::Replace, format!("{reason} and deletes this one")),
    };
    Judged {
        replaces: true,
        ..found
    }
}

fn may_replace(kind: &str) -> Judged {
    let reason = "CloudFormation may have to make another one; the change set tells";
    match HOLD_DATA.contains(&kind) {
        true => judged(
            Risk::Data,
            format!("{reason}, and this one goes with what it holds"),
        ),
        false => judged(Risk::Replace, reason),
    }
}

fn updated(effect: &Effect, path: &str, judge: &Judge) -> Judged {
    match (effect.kind.as_str(), path) {
        ("AWS::Logs::LogGroup", "RetentionInDays") if fewer(effect) => {
            judged(Risk::Data, "events that are older are deleted")
        }
        ("AWS::EC2::LaunchTemplate", path) if path.starts_with("LaunchTemplateData") => judged(
            Risk::Restart,
            "the node group rolls: each node is drained and another one takes its place",
        ),
        ("AWS::EKS::Nodegroup", "ScalingConfig/DesiredSize") if fewer(effect) => {
            judged(Risk::Restart, "nodes are drained, their pods start elsewhere")
        }
        ("AWS::EKS::Nodegroup", path) if path.starts_with("Taints") && evicts(effect, judge) => judged(
            Risk::Restart,
            "EKS gives its taints to the nodes that are there, and pods that do not tolerate those are evicted and start elsewhere",
        ),
        ("AWS::EKS::Nodegroup", "Version" | "ReleaseVersion") => judged(
            Risk::Restart,
            "each node is drained and another one takes its place",
        ),
        ("AWS::EC2::Route", path) if path.starts_with("NatGatewayId") => {
            network::another_way_out(effect, judge)
        }
        ("AWS::EKS::Cluster", _) => of_cluster(effect, path, judge),
        ("AWS::EKS::Addon", path) if path == "AddonVersion" || path.starts_with("ConfigurationValues") => {
            judged(Risk::Restart, "the pods of the add-on start anew")
        }
        // Source: EKS user guide, IAM roles for Amazon EKS add-ons; 2026-11.
        ("AWS::EKS::Addon", path) if path.starts_with("PodIdentityAssociations") => {
            judged(Risk::Restart, "EKS starts the pods of the add-on anew")
        }
        _ => HARMLESS,
    }
}

/// Whether a taint comes that lets nothing run on. Source: EKS API reference, UpdateNodegroupConfig, `taints` (those of the nodes
/// after the update), and Kubernetes documentation, taints and tolerations, `NoExecute`; 2026-11.
fn evicts(effect: &Effect, judge: &Judge) -> bool {
    let [was, is] = judge.resource(&effect.object).map(|group| {
        let taints = group.and_then(|group| group["Properties"]["Taints"].as_array());
        let taints = taints.map_or(&[][..], Vec::as_slice).iter();
        taints
            .filter(|taint| taint["Effect"] == "NO_EXECUTE")
            .collect::<Vec<_>>()
    });
    // Of several, the place tells which one: it is called by its key.
    let is_here = |taint: &Value| effect.path.get(2).is_none_or(|key| taint["Key"] == key.as_str());
    is.into_iter()
        .any(|taint| is_here(taint) && !was.contains(&taint))
}

fn fewer(effect: &Effect) -> bool {
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_f64);
    number(&effect.old).is_none_or(|old| number(&effect.new).is_some_and(|new| new < old))
}

/// Source: EKS user guide, updating a cluster's Kubernetes version (no way back, one minor version after the other), and
/// cluster upgrade policy (a `STANDARD` one is upgraded at the end of standard support); 2026-11.
fn of_cluster(effect: &Effect, path: &str, judge: &Judge) -> Judged {
    match path {
        "Version" => karpenter::behind(of_version(effect), effect, judge),
        "DeletionProtection" if effect.new.as_ref().is_none_or(|new| new == false) => judged(
            Risk::None,
            "nothing keeps the cluster from being deleted any more",
        ),
        path if path.starts_with("Logging") && effect.action() == Action::Remove => judged(
            Risk::None,
            "these logs are not written any more; those that there are stay for as long as they are kept",
        ),
        "UpgradePolicy/SupportType" if effect.new.as_ref().is_some_and(|new| new == "STANDARD") => judged(
            Risk::Restart,
            "EKS upgrades the control plane by itself when the version's standard support ends",
        ),
        _ => network::elsewhere(effect, judge).unwrap_or(HARMLESS),
    }
}

/// A cluster that gets another version of Kubernetes.
pub(super) fn of_version(effect: &Effect) -> Judged {
    let version = |value: &Option<Value>| value.as_ref()?.as_str()?.parse::<KubernetesVersion>().ok();
    match (version(&effect.old), version(&effect.new)) {
        (Some(old), Some(new)) if new < old => judged(
            Risk::Refused,
            format!("EKS takes no cluster from {old} back to {new}: make another cluster of that version"),
        ),
        (Some(old), Some(new)) if new.minor > old.minor + 1 => {
            let next = KubernetesVersion { minor: old.minor + 1 };
            judged(
                Risk::Refused,
                format!("EKS goes one minor version at a time: first to {next}, and then on"),
            )
        }
        _ => judged(
            Risk::Restart,
            "the control plane is renewed, which has no way back",
        ),
    }
}
