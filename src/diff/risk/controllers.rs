//! Controllers that go while what only they take away goes too.

use std::collections::BTreeSet;

use serde_json::Value;

use super::page::ALB;
use super::{Judge, Judged, Risk, judged, records};
use crate::emit::Artifact;
use crate::tree::steps;

/// Their releases.
const LOAD_BALANCERS: &str = "aws-load-balancer-controller";
const RECORDS: &str = "external-dns";
const NODES: &str = "karpenter";

/// The class of Services that the AWS Load Balancer Controller serves, and the annotation that stood for it. Source: its guide,
/// Network Load Balancer; 2026-11. Others are the cloud provider's, which stays.
const NLB: &str = "service.k8s.aws/nlb";
const NLB_TYPE: &str = "service.beta.kubernetes.io/aws-load-balancer-type";

/// A controller that is gone before what it would have to take away. Source: kubernetes-sigs/aws-load-balancer-controller issues
/// 2894 (an Ingress goes only behind its load balancer, and without credentials of the controller neither does) and 1629;
/// external-dns issues 1758 and 3946; Karpenter, Disruption, control flow (it ends the machine of a node that is deleted, and
/// its finalizer waits for that); 2026-11.
pub(super) fn too_soon(release: &str, judge: &Judge) -> Option<Judged> {
    let (only, until, first) = match release {
        LOAD_BALANCERS => (
            "the AWS Load Balancer Controller deletes the load balancer of it",
            "without it, or with its role gone, which the stack takes first, the page waits for its finalizer without an end, and \
             the load balancer bills",
            "push what goes of pages first, and the rest once no load balancer of theirs is left",
        ),
        RECORDS if records::deletes(judge)[0] => (
            "external-dns deletes the records of it",
            "without it they stay, and point at addresses that others get",
            "push what goes of pages first, and the rest once their records are gone",
        ),
        NODES => (
            "Karpenter ends its machines",
            "without it, or with its role gone, which the stack takes first, they run on and bill",
            "push the pools first, and the rest once `kubectl delete nodepools.karpenter.sh --all` has deleted them and `kubectl get \
             nodeclaims.karpenter.sh` shows none",
        ),
        _ => return None,
    };
    let [was, is] = [0, 1].map(|side| match release {
        NODES => pools(judge, side),
        _ => balanced(judge, side),
    });
    let what = was.difference(&is).next()?;
    Some(judged(
        Risk::Refused,
        format!("these are two changes: {what} goes too, and only {only}; {until}; {first}"),
    ))
}

/// Karpenter's pools.
fn pools(judge: &Judge, side: usize) -> BTreeSet<String> {
    let objects = judge.sides[side].iter().flat_map(Artifact::documents);
    let pools = objects.filter(|object| object["kind"] == "NodePool");
    let names = pools.filter_map(|pool| pool["metadata"]["name"].as_str());
    names.map(|name| format!("the pool `{name}`")).collect()
}

/// That the role of a release goes before it does, where nobody but a person uninstalls it.
pub(super) fn without_role(release: &str, judge: &Judge) -> &'static str {
    let words = release.split('-').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_ascii_uppercase() + rest
    });
    match judge.resource(&format!("Role{}", words.collect::<String>())) {
        [Some(_), None] => ", before the stack takes its role, without which it does nothing but fail",
        _ => "",
    }
}

/// What a controller leaves behind that goes alone.
pub(super) fn leaves(release: &str) -> &'static str {
    match release {
        RECORDS => "; the records that it has made stay until somebody deletes them",
        _ => "",
    }
}

/// What the AWS Load Balancer Controller serves among the values of charts.
fn balanced(judge: &Judge, side: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in judge.sides[side] {
        let release = file
            .path
            .strip_prefix("helm/")
            .and_then(|path| path.split('/').next());
        for document in file.documents().iter().filter(|_| release.is_some()) {
            below(document, &mut Vec::new(), &mut |name| {
                found.insert(format!("`{name}` of `{}`", release.unwrap_or_default()));
            });
        }
    }
    found
}

fn below(tree: &Value, path: &mut Vec<String>, found: &mut dyn FnMut(String)) {
    let last = path.last().map_or("", String::as_str);
    if let Some(object) = tree["kind"]
        .as_str()
        .filter(|kind| is_served(kind, tree, &tree["spec"]))
    {
        let name = tree["metadata"]["name"].as_str().unwrap_or_default();
        found(format!("{object}/{name}"));
    } else if last == "ingress" && tree["enabled"] == true && is_served("Ingress", tree, tree)
        || last == "service" && is_served("Service", tree, tree)
    {
        found(path.join("."));
    }
    for (step, value) in steps(tree) {
        path.push(step);
        below(value, path, found);
        path.pop();
    }
}

/// Whether the controller serves an object, or what a chart makes of a section of its values.
fn is_served(kind: &str, object: &Value, spec: &Value) -> bool {
    let annotations = [&object["annotations"], &object["metadata"]["annotations"]];
    let has = |is_one: &dyn Fn(&str, &Value) -> bool| {
        let mut all = annotations
            .iter()
            .filter_map(|annotations| annotations.as_object())
            .flatten();
        all.any(|(name, value)| is_one(name, value))
    };
    match kind {
        "TargetGroupBinding" => true,
        "Ingress" => spec["ingressClassName"] == "alb" || has(&|name, _| name.starts_with(ALB)),
        "Service" => {
            let by_annotation =
                |name: &str, kind: &Value| name == NLB_TYPE && (kind == "external" || kind == "nlb-ip");
            spec["type"] == "LoadBalancer" && (spec["loadBalancerClass"] == NLB || has(&by_annotation))
        }
        _ => false,
    }
}
