//! What an effect does to what runs, and why. What CloudFormation replaces is the catalogue's; the rest is told here.

mod values;

use serde_json::Value;

use super::effects::{Action, Effect};
use crate::catalog::{Catalogue, Effect as Update};
use crate::emit::cloudformation;

/// What an effect does to what runs; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing that runs notices.
    None,
    /// Pods or machines start anew.
    Restart,
    /// Another one takes its place, and the old one is deleted.
    Replace,
    /// Data is deleted.
    Data,
    /// What people use goes away, or gets another address.
    Outage,
    /// More people or programs reach it.
    Exposure,
    /// The service does not do this.
    Refused,
}

impl Risk {
    /// Every risk, the least first.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Restart,
        Self::Replace,
        Self::Data,
        Self::Outage,
        Self::Exposure,
        Self::Refused,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::Data => "data",
            Self::Outage => "outage",
            Self::Exposure => "exposure",
            Self::Refused => "refused",
        }
    }
}

type Judged = (Risk, Option<String>);

const HARMLESS: Judged = (Risk::None, None);

fn judged(risk: Risk, reason: impl Into<String>) -> Judged {
    (risk, Some(reason.into()))
}

/// The risk of an effect, and its reason.
pub(super) fn of(effect: &Effect, catalogue: &Catalogue) -> Judged {
    let artefact = effect.artefact.as_str();
    if artefact == cloudformation::PATH {
        return of_template(effect, catalogue);
    }
    if artefact.starts_with("manifests/") {
        return of_object(effect);
    }
    if artefact.starts_with("helm/") {
        return values::of(effect);
    }
    if artefact == "plan.json" {
        return values::of_step(effect);
    }
    HARMLESS
}

/// Types whose end is the end of data.
const HOLD_DATA: [&str; 3] = ["AWS::EFS::FileSystem", "AWS::KMS::Key", "AWS::Logs::LogGroup"];

fn of_template(effect: &Effect, catalogue: &Catalogue) -> Judged {
    let kind = effect.kind.as_str();
    if let Some(exposed) = exposure(effect) {
        return exposed;
    }
    match effect.action() {
        Action::Remove if effect.path.is_empty() && !kind.is_empty() => removed(effect),
        Action::Add if effect.path.is_empty() => HARMLESS,
        _ if kind.is_empty() => HARMLESS,
        _ => changed(effect, catalogue).max(lockout(effect)),
    }
}

fn removed(effect: &Effect) -> Judged {
    let kept = effect.old.as_ref().and_then(|old| old["DeletionPolicy"].as_str());
    match (kept, effect.kind.as_str()) {
        (Some("Retain" | "RetainExceptOnCreate"), _) => judged(
            Risk::None,
            "the stack forgets it and leaves it; delete it by hand",
        ),
        (_, "AWS::EKS::Cluster") => judged(Risk::Outage, "the cluster and all that runs in it is deleted"),
        (_, kind) if HOLD_DATA.contains(&kind) => judged(Risk::Data, "it is deleted with what it holds"),
        (_, "AWS::EKS::Nodegroup") => {
            judged(Risk::Restart, "its nodes are drained, their pods start elsewhere")
        }
        (_, "AWS::EC2::EIP" | "AWS::EC2::NatGateway") => judged(
            Risk::Outage,
            "connections to the outside come from another address; who lets in this one lets nobody in",
        ),
        (_, "AWS::EC2::VPCEndpoint") => {
            judged(Risk::Outage, "what used it goes by NAT, and without NAT nowhere")
        }
        (_, "AWS::EFS::MountTarget") => judged(Risk::Outage, "pods lose the file system"),
        (_, "AWS::EKS::Addon") => judged(Risk::Outage, "EKS deletes what it runs in the cluster"),
        (_, "AWS::EKS::AccessEntry") => judged(Risk::Outage, "somebody loses the cluster"),
        _ => HARMLESS,
    }
}

/// A change of a property, as the provider's schema has it. Source: `catalog/data/cloudformation.json`.
fn changed(effect: &Effect, catalogue: &Catalogue) -> Judged {
    let Some(("Properties", path)) = effect
        .path
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    else {
        return HARMLESS;
    };
    let kind = effect.kind.as_str();
    let path = property(path);
    let table = catalogue.cloudformation().resource_type(kind);
    let update = table.as_ref().and_then(|table| table.effect_of_change(&path));
    match update {
        Some(Update::Refused) => {
            let words = table
                .as_ref()
                .and_then(|table| table.refusal(&path))
                .unwrap_or("the service refuses it");
            judged(Risk::Refused, words)
        }
        Some(Update::Replace) => replaced(kind, "CloudFormation makes another one and deletes this one"),
        Some(Update::MayReplace) => replaced(
            kind,
            "CloudFormation may have to make another one; the change set tells",
        ),
        Some(Update::Update) | None => updated(effect, &path),
    }
}

/// The path of a property as the table spells it: what lies in an intrinsic function is still the property.
pub(super) fn property(path: &[String]) -> String {
    let intrinsic = |step: &&String| *step == "Ref" || step.starts_with("Fn::");
    let steps: Vec<&str> = path
        .iter()
        .take_while(|step| !intrinsic(step))
        .map(String::as_str)
        .collect();
    steps.join("/")
}

/// Who is shut out by a change of a property.
fn lockout(effect: &Effect) -> Judged {
    let path = effect.path.join("/");
    let gone = match (&effect.old, &effect.new) {
        (Some(old), Some(new)) => added(Some(new), old),
        (Some(_), None) => true,
        _ => false,
    };
    match effect.kind.as_str() {
        "AWS::EKS::Cluster" if path.ends_with("PublicAccessCidrs") && gone => {
            judged(Risk::Outage, "who comes from elsewhere loses the Kubernetes API")
        }
        "AWS::EKS::Cluster"
            if path.ends_with("EndpointPublicAccess") && effect.new == Some(Value::Bool(false)) =>
        {
            judged(Risk::Outage, "the Kubernetes API is reached from the VPC only")
        }
        _ => HARMLESS,
    }
}

pub(super) fn replaced(kind: &str, reason: &str) -> Judged {
    match kind {
        "AWS::EKS::Cluster" => judged(
            Risk::Outage,
            format!("{reason}: the cluster, and all that runs in it"),
        ),
        _ if HOLD_DATA.contains(&kind) => judged(Risk::Data, format!("{reason}, with what it holds")),
        _ => judged(Risk::Replace, reason),
    }
}

fn updated(effect: &Effect, path: &str) -> Judged {
    let fewer = |effect: &Effect| {
        let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_f64);
        number(&effect.old).is_none_or(|old| number(&effect.new).is_some_and(|new| new < old))
    };
    match (effect.kind.as_str(), path) {
        ("AWS::Logs::LogGroup", "RetentionInDays") if fewer(effect) => {
            judged(Risk::Data, "events that are older are deleted")
        }
        ("AWS::EC2::LaunchTemplate", path) if path.starts_with("LaunchTemplateData") => judged(
            Risk::Restart,
            "the node group rolls: each node is drained and another one takes its place",
        ),
        ("AWS::EKS::Nodegroup", "Version" | "ReleaseVersion") => judged(
            Risk::Restart,
            "each node is drained and another one takes its place",
        ),
        ("AWS::EKS::Cluster", "Version") => judged(
            Risk::Restart,
            "the control plane is renewed, which has no way back",
        ),
        _ => HARMLESS,
    }
}

/// More people, or more rights: a range of the internet, a public endpoint, another action in a policy.
fn exposure(effect: &Effect) -> Option<Judged> {
    let new = effect.new.as_ref()?;
    let path = effect.path.join("/");
    let everybody = |value: &Value| value.to_string().contains("0.0.0.0/0");
    let was = effect.old.as_ref();
    let newly_everybody = everybody(new) && !was.is_some_and(everybody);
    match effect.kind.as_str() {
        "AWS::EC2::SecurityGroup" | "AWS::EC2::SecurityGroupIngress"
            if newly_everybody && !path.contains("Egress") =>
        {
            let ingress = path.contains("Ingress") || path.is_empty() && new.to_string().contains("Ingress");
            (ingress || effect.kind.ends_with("Ingress"))
                .then(|| judged(Risk::Exposure, "everybody on the internet may connect"))
        }
        "AWS::EKS::Cluster" if path.ends_with("PublicAccessCidrs") && added(was, new) => {
            Some(judged(Risk::Exposure, "more addresses reach the Kubernetes API"))
        }
        "AWS::EKS::Cluster" if path.ends_with("EndpointPublicAccess") && *new == Value::Bool(true) => Some(
            judged(Risk::Exposure, "the Kubernetes API gets a public endpoint"),
        ),
        "AWS::EKS::AccessEntry" if path.is_empty() || path.ends_with("PrincipalArn") => {
            Some(judged(Risk::Exposure, "somebody gets rights in the cluster"))
        }
        "AWS::EKS::AccessEntry" if path.contains("AccessPolicies") => Some(judged(
            Risk::Exposure,
            "somebody has other rights in the cluster, maybe more than before",
        )),
        "AWS::IAM::Role" | "AWS::IAM::ManagedPolicy" | "AWS::IAM::RolePolicy"
            if ["Action", "Resource", "ManagedPolicyArns", "Principal"]
                .iter()
                .any(|part| path.contains(part))
                && added(was, new) =>
        {
            Some(judged(Risk::Exposure, "a role may do more than before"))
        }
        _ => None,
    }
}

/// Whether a value has something that it had not: an item of a list, or another text.
fn added(old: Option<&Value>, new: &Value) -> bool {
    let items = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        other => vec![other.clone()],
    };
    let old = old.map_or_else(Vec::new, items);
    items(new).iter().any(|item| !old.contains(item))
}

/// Fields that Kubernetes does not change. Source: Kubernetes API reference 1.36: StorageClass, Deployment, DaemonSet,
/// Job.
fn of_object(effect: &Effect) -> Judged {
    let path = effect.path.join(".");
    let whole = effect.path.is_empty();
    match (effect.kind.as_str(), effect.action()) {
        ("NodePool", Action::Remove) if whole => judged(
            Risk::None,
            "`kubectl apply` leaves it; when it is deleted by hand, Karpenter drains its nodes",
        ),
        (kind, Action::Remove) if whole => judged(
            Risk::None,
            format!("`kubectl apply` leaves what is not there any more; delete the {kind} by hand"),
        ),
        ("NodePool" | "EC2NodeClass", _) if path.starts_with("spec") && !path.starts_with("spec.limits") => {
            judged(
                Risk::Restart,
                "nodes that do not fit any more drift: Karpenter drains and replaces them",
            )
        }
        ("StorageClass", Action::Change | Action::Add | Action::Remove)
            if !whole && !path.starts_with("metadata") && path != "allowVolumeExpansion" =>
        {
            judged(
                Risk::Refused,
                "Kubernetes changes no field of a storage class; delete it and apply it again, volumes stay as they are",
            )
        }
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.selector") => judged(
            Risk::Refused,
            "Kubernetes changes no selector; delete it and apply it again",
        ),
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.template") => {
            judged(Risk::Restart, "its pods start anew")
        }
        _ => HARMLESS,
    }
}
