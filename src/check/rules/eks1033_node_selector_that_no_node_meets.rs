//! EKS1033: a `nodeSelector` in the values of a chart or add-on for which no node has the labels.

use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::fields::{listed, value_at};
use crate::model::{Autoscaling, Lifecycle};
use crate::model::value::Release;
use crate::node_labels::{Nodes, at_first, ever};
use crate::parts::of_chart;
use crate::placement::{STARTERS, keeps_away, nobody_takes_away, tolerations_below};
use crate::{Finding, Help, Subject, at};

/// A selector of pods, and what they tolerate; `None`: not known.
struct Selector<'a> {
    at: FieldPath,
    labels: &'a Map<String, Value>,
    tolerations: Option<Vec<&'a Value>>,
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.environment().lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let first = at_first(subject);
    let ever = ever(subject);
    let late = |_: &Subject<'_>, _: &str, _: &str| LATE.into();
    let of_addons = of_addons(subject)
        .into_iter()
        .filter_map(|selector| look(subject, &selector, &first, late));
    let of_charts = subject.environment().charts.iter().flat_map(|(release, chart)| {
        let found = of_chart(subject, *release, &chart.extra_values, "nodeSelector").into_iter();
        let found = found
            .filter(|one| !is_for_windows(&one.above))
            .map(|one| Selector {
                at: one.at,
                labels: one.map,
                // What pods tolerate further in is the chart's to know.
                tolerations: one
                    .above
                    .is_empty()
                    .then(|| own_tolerations(subject, *release, &chart.extra_values))
                    .flatten(),
            });
        let look = |selector: Selector<'_>| match STARTERS.contains(release) {
            true => look(subject, &selector, &first, late),
            false => look(subject, &selector, &ever, mended),
        };
        found.filter_map(look).collect::<Vec<Finding>>()
    });
    of_addons.chain(of_charts).collect()
}

/// Whether a part of a chart is for Windows: it has no pods where there are no such nodes.
fn is_for_windows(above: &[&str]) -> bool {
    above
        .iter()
        .any(|key| key.to_ascii_lowercase().contains("windows"))
}

/// The help where nodes must be there at first.
const LATE: &str =
    "what an autoscaler starts later comes too late here: write labels of a group that begins with a node";

/// The help elsewhere.
fn mended(subject: &Subject<'_>, key: &str, value: &str) -> Help {
    if let Some(Autoscaling::Karpenter(karpenter)) = &subject.environment().autoscaling
        && key == "karpenter.sh/nodepool"
        && let Some((name, _)) = karpenter.node_pools.get_key_value(value)
    {
        return format!(
            "the pool `{name}` is switched off by `limits.cpu: 0`: let it have CPUs, or write the name of another"
        )
        .into();
    }
    well_known(key).unwrap_or_else(|| {
        "write labels that a node group or a pool has, or give them to one in `labels`".into()
    })
}

/// The help about a label that comes of what nodes are: `labels` cannot give it.
fn well_known(key: &str) -> Option<Help> {
    let help = match key {
        "kubernetes.io/os" => return Some(Help::take_out("write `linux`, which all nodes run, or leave it out")),
        "kubernetes.io/arch" | "node.kubernetes.io/instance-type" => {
            "write what the nodes of a group or a pool are, or let one have such instance types"
        }
        "topology.kubernetes.io/zone" => {
            "write a zone that nodes are in, or bring this one into `cluster.zones`, and into the `zones` of a group"
        }
        "eks.amazonaws.com/nodegroup" => {
            "give the group a label of its own in `labels`, and write that: CloudFormation makes up the names of groups, and \
             eksctl alone takes those of the environment"
        }
        "karpenter.sh/capacity-type" => {
            "write `spot` or `on-demand`, whichever a pool has in `capacityTypes`: nodes of groups do not have this label by themselves"
        }
        "eks.amazonaws.com/capacityType" => {
            "write `SPOT` or `ON_DEMAND`, whichever a group has in `capacityType`: nodes of Karpenter do not have this label by themselves"
        }
        "karpenter.sh/nodepool" => "write the name of one of `autoscaling.karpenter.nodePools`",
        _ => return None,
    };
    Some(help.into())
}

/// Those of the add-ons whose pods are known, and for which a stack waits.
fn of_addons<'a>(subject: &'a Subject<'_>) -> Vec<Selector<'a>> {
    let known = subject.catalogue.pods().iter().filter_map(|(_, pod)| {
        let addon = pod.add_on.as_deref()?;
        let configuration = &subject.environment().addons.get(addon)?.configuration;
        let at = || at!(addons[addon].configuration);
        let (at, written) = value_at(at, configuration, &pod.placement("nodeSelector"))?;
        Some(Selector {
            at,
            labels: written.as_object()?,
            tolerations: Some(pod.tolerations(configuration)?),
        })
    });
    known.collect()
}

/// What the pods of a chart tolerate whose selector is among its outermost values, where no other value speaks of that.
fn own_tolerations<'a>(
    subject: &Subject<'a>,
    release: Release,
    values: &'a Map<String, Value>,
) -> Option<Vec<&'a Value>> {
    let mut pods = subject.catalogue.pods().iter();
    let known = pods.find_map(|(_, pod)| {
        let of_release = pod.release.as_deref() == Some(release.name());
        of_release.then(|| pod.tolerations(values))?
    });
    known.or_else(|| match values.get("tolerations") {
        Some(written) => Some(written.as_array()?.iter().collect()),
        // Some charts take one list for all of their pods.
        None => tolerations_below(&at!(charts[release].extraValues), values)
            .is_empty()
            .then(Vec::new),
    })
}

fn look(
    subject: &Subject<'_>,
    selector: &Selector<'_>,
    nodes: &[Nodes<'_>],
    help: fn(&Subject<'_>, &str, &str) -> Help,
) -> Option<Finding> {
    let labels: Vec<(&String, &str)> = selector
        .labels
        .iter()
        .filter_map(|(key, value)| Some((key, value.as_str()?)))
        .collect();
    let has = |one: &Nodes<'_>, (key, value): (&String, &str)| one.can_have(key, value, nodes);
    let said =
        |labels: &[(&String, &str)]| listed(labels.iter().map(|(key, value)| format!("{key}: {value}")));
    let missing = labels
        .iter()
        .find(|label| !nodes.iter().any(|one| has(one, **label)));
    if let Some((key, value)) = missing.filter(|_| !nodes.is_empty()) {
        let message = format!("no node has the label {}", said(&[(*key, *value)]));
        return Some(Finding::at(selector.at.key(key), message).help(help(subject, key, value)));
    }
    let meet: Vec<&Nodes<'_>> = nodes
        .iter()
        .filter(|one| labels.iter().all(|label| has(one, *label)))
        .collect();
    if meet.is_empty() {
        let message = format!("no node has all of the labels {}", said(&labels));
        let (key, value) = labels
            .iter()
            .find(|(key, _)| well_known(key).is_none())
            .or(labels.first())?;
        return (!nodes.is_empty()).then(|| Finding::at(selector.at.clone(), message).help(help(subject, key, value)));
    }
    let tolerations = selector.tolerations.as_ref()?;
    // Where every node keeps them away, EKS1016 and EKS1032 say so.
    let environment = subject.environment();
    nodes
        .iter()
        .find(|one| keeps_away(environment, one.taints, tolerations).is_none())?;
    let taints: Option<Vec<&str>> = meet
        .iter()
        .map(|one| keeps_away(environment, one.taints, tolerations))
        .collect();
    let taint = taints?.into_iter().next()?;
    let message = format!(
        "the nodes with {} have the taint `{taint}`, which the pods do not tolerate",
        said(&labels)
    );
    let finding = Finding::at(selector.at.clone(), message);
    let help = || "write `tolerations` beside the selector, or labels of other nodes".to_owned();
    Some(finding.help(nobody_takes_away(taint).unwrap_or_else(help)))
}
