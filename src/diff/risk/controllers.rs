//! Controllers that go while what only they take away goes too.

use std::collections::BTreeSet;

use serde_json::Value;

use super::page::ALB;
use super::{Judge, Judged, Risk, judged};
use crate::tree::steps;

/// Their releases.
const LOAD_BALANCERS: &str = "aws-load-balancer-controller";
const RECORDS: &str = "external-dns";

/// The class of Services that the AWS Load Balancer Controller serves, and the annotation that stood for it. Source: its guide,
/// Network Load Balancer; 2026-11. Others are the cloud provider's, which stays.
const NLB: &str = "service.k8s.aws/nlb";
const NLB_TYPE: &str = "service.beta.kubernetes.io/aws-load-balancer-type";

/// A controller that is gone before what it would have to take away. Source: kubernetes-sigs/aws-load-balancer-controller issues
/// 2894 (an Ingress goes only behind its load balancer, and without credentials of the controller neither does) and 1629;
/// external-dns issues 1758 and 3946; 2026-11.
pub(super) fn too_soon(release: &str, judge: &Judge) -> Option<Judged> {
    let (who, what, until, gone) = match release {
        LOAD_BALANCERS => (
            "the AWS Load Balancer Controller",
            "the load balancer",
            "without it, or with its role gone, which the stack takes first, the page waits for its finalizer without an end, and \
             the load balancer bills",
            "no load balancer of theirs is left",
        ),
        RECORDS if deletes_records(judge) => (
            "external-dns",
            "the records",
            "without it they stay, and point at addresses that others get",
            "their records are gone",
        ),
        _ => return None,
    };
    let [was, is] = [0, 1].map(|side| balanced(judge, side));
    let page = was.difference(&is).next()?;
    Some(judged(
        Risk::Refused,
        format!(
            "these are two changes: {page} goes too, and only {who} deletes {what} of it; {until}; push what goes of pages first, \
             and the rest once {gone}"
        ),
    ))
}

/// What a controller leaves behind that goes alone.
pub(super) fn leaves(release: &str) -> &'static str {
    match release {
        RECORDS => "; the records that it has made stay until somebody deletes them",
        _ => "",
    }
}

/// Whether external-dns deletes what has no source any more. Source: external-dns, options of `--policy`; 2026-11.
fn deletes_records(judge: &Judge) -> bool {
    let [values, _] = judge.values("helm/external-dns/values.yaml");
    values.is_some_and(|values| values["policy"] == "sync")
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
