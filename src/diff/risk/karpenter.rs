//! What a change of Karpenter's pools and classes does to the nodes that are there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{HARMLESS, Judge, Judged, Risk, judged, with_commands};
use crate::Effect;
use crate::emit::Artifact;

/// Nodes drift by all that is in a pool's template and in a class. Source: Karpenter, Disruption, drift, as of 2026-11:
/// `weight`, `limits` and `disruption` are behavioural fields, by which none drifts.
pub(super) fn of(effect: &Effect, object: [Option<&Value>; 2]) -> Judged {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    match (effect.kind.as_str(), path.as_slice()) {
        ("NodePool", ["spec", "disruption", ..]) => judged(
            Risk::None,
            "no node drifts by it; Karpenter removes and replaces nodes by it from now on",
        ),
        ("NodePool", ["spec", "limits" | "weight", ..]) => HARMLESS,
        ("NodePool", ["spec", "template", "spec", "requirements", rest @ ..]) => {
            let [was, is] = object.map(requirements);
            // The place of one is that which it has now, or had where it goes.
            let asked = match rest {
                [] => is,
                [_] if effect.new.is_none() => &[],
                [at, ..] => at
                    .parse::<usize>()
                    .map_or(is, |at| is.get(at..=at).unwrap_or_default()),
            };
            of_requirements(asked, was, is)
        }
        (_, ["spec", ..]) => drift(),
        _ => HARMLESS,
    }
}

/// What a new version of the cluster does to the nodes, behind what it does to the control plane. The alias in a class is the image
/// of the cluster's version, so that they drift though the class stays as it is written; where a release has none of that version,
/// the images that were found last count on. Source: Karpenter v1.14 documentation, Managing AMIs, pinning; `resolvePath` in
/// pkg/providers/amifamily/al2023.go and `Reconcile` in pkg/controllers/nodeclass/ami.go at v1.14.1; read 2026-11.
pub(super) fn behind(found: Judged, effect: &Effect, judge: &Judge) -> Judged {
    let pools = aliases(judge);
    let (Some(reason), Some(version)) = (&found.reason, effect.new.as_ref().and_then(Value::as_str)) else {
        return found;
    };
    if found.risk != Risk::Restart || pools.is_empty() {
        return found;
    }
    let drift = format!(
        "{reason}; Karpenter's nodes drift behind it, whether their class changes or not: its alias is the image of the cluster's \
         version, so Karpenter drains and replaces them, as the disruption budgets of the pools allow"
    );
    let region = judge.region().unwrap_or_default();
    let look = |(release, architecture): &(&str, &str)| {
        format!(
            "aws ssm get-parameter --region {region} --name /aws/service/eks/optimized-ami/{version}/amazon-linux-2023/\
             {architecture}/standard/amazon-eks-node-al2023-{architecture}-standard-{version}-{release}/image_id"
        )
    };
    let pinned = pools.iter().filter(|(release, _)| *release != "latest");
    let looks: Vec<String> = pinned.map(look).collect();
    let reason = match looks.is_empty() {
        true => drift,
        false => with_commands(
            &format!(
                "{drift}; where the release has no image of {version}, it goes on with the old one, so look first"
            ),
            &looks,
        ),
    };
    Judged {
        reason: Some(reason),
        ..found
    }
}

/// The releases of Amazon Linux 2023 that pools take, with their architecture.
fn aliases<'a>(judge: &Judge<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let objects = || judge.sides[1].iter().flat_map(Artifact::documents);
    let of_pool = |pool: &'a Value| {
        let spec = &pool["spec"]["template"]["spec"];
        let is_class = |object: &&Value| {
            object["kind"] == "EC2NodeClass" && object["metadata"]["name"] == spec["nodeClassRef"]["name"]
        };
        let alias = objects().find(is_class)?["spec"]["amiSelectorTerms"][0]["alias"].as_str()?;
        let arm = requirements(Some(pool)).iter().any(|requirement| {
            requirement["key"] == "kubernetes.io/arch" && values(requirement).contains("arm64")
        });
        let architecture = if arm { "arm64" } else { "x86_64" };
        Some((alias.strip_prefix("al2023@")?, architecture))
    };
    let pools = objects().filter(|object| object["kind"] == "NodePool");
    pools.filter_map(of_pool).collect()
}

fn drift() -> Judged {
    judged(
        Risk::Restart,
        "nodes that do not fit any more drift: Karpenter drains and replaces them",
    )
}

fn requirements(pool: Option<&Value>) -> &[Value] {
    let list = pool.and_then(|pool| pool["spec"]["template"]["spec"]["requirements"].as_array());
    list.map_or(&[], Vec::as_slice)
}

/// Source: the same, special cases on drift: a node whose labels fit the new requirements stays.
fn of_requirements(asked: &[Value], was: &[Value], is: &[Value]) -> Judged {
    let is_given =
        |these: &[Value], requirement: &Value| these.iter().any(|other| is_within(other, requirement));
    if !asked.iter().all(|requirement| is_given(was, requirement)) {
        return drift();
    }
    match was.iter().all(|requirement| is_given(is, requirement)) {
        true => HARMLESS,
        false => judged(
            Risk::None,
            "more fits than before: nodes that are there stay, and new ones may be others",
        ),
    }
}

/// Whether each node that fits one requirement fits another one too. Source: Karpenter, NodePools,
/// `spec.template.spec.requirements`: the operators of Kubernetes, of which `Gt` and `Lt` take one number.
fn is_within(narrow: &Value, wide: &Value) -> bool {
    if narrow["key"] != wide["key"] {
        return false;
    }
    let (of_narrow, of_wide) = (values(narrow), values(wide));
    let number = |values: &BTreeSet<&str>| values.first().and_then(|value| value.parse::<i64>().ok());
    match (narrow["operator"].as_str(), wide["operator"].as_str()) {
        (Some("In"), Some("In")) => of_narrow.is_subset(&of_wide),
        (Some("NotIn"), Some("NotIn")) => of_wide.is_subset(&of_narrow),
        (Some("In"), Some("NotIn")) => of_narrow.is_disjoint(&of_wide),
        (Some("In" | "Gt" | "Lt" | "Exists"), Some("Exists")) => true,
        (Some("DoesNotExist"), Some("DoesNotExist")) => true,
        (Some("Gt"), Some("Gt")) => number(&of_narrow)
            .zip(number(&of_wide))
            .is_some_and(|(old, new)| new <= old),
        (Some("Lt"), Some("Lt")) => number(&of_narrow)
            .zip(number(&of_wide))
            .is_some_and(|(old, new)| new >= old),
        _ => false,
    }
}

fn values(requirement: &Value) -> BTreeSet<&str> {
    let list = requirement["values"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}
