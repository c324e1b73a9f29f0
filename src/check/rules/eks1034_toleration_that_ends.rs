//! EKS1034: tolerations that let pods on nodes for a time only, where no other node takes them.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::fields::value_at;
use crate::model::value::Release;
use crate::model::{Environment, Lifecycle, Named, Taint};
use crate::parts::tolerations_of_chart;
use crate::placement::{STARTERS, addon_kept_out, keeps_away, nobody_takes_away, taints_of_nodes, with_nodes};
use crate::{Finding, Subject, at};

/// Jobs, whose pods are done long before their time is over. Source: kube-prometheus-stack 88.5.3, values.yaml, as
/// of 2026-11-30.
const JOBS: [(Release, &[&str]); 2] = [
    (Release::KubePrometheusStack, &["crds", "upgradeJob"]),
    (
        Release::KubePrometheusStack,
        &["prometheusOperator", "admissionWebhooks", "patch"],
    ),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let at_first: Vec<_> = with_nodes(environment)
        .into_iter()
        .map(|(_, group)| &group.taints)
        .collect();
    let ever = taints_of_nodes(environment);
    let told = told_already(subject);
    let look = |at: &FieldPath, nodes: &[_], list: &[_]| look(environment, at, nodes, list, &told);
    let of_addons = of_addons(subject)
        .into_iter()
        .filter_map(|(at, list)| look(&at, &at_first, &list));
    let of_charts = environment.charts.iter().flat_map(|(release, chart)| {
        let nodes = if STARTERS.contains(release) {
            &at_first
        } else {
            &ever
        };
        let written = tolerations_of_chart(subject, *release, &chart.extra_values).into_iter();
        let of_pods = written.filter(|(at, _)| !is_of_job(*release, at));
        of_pods.filter_map(|(at, value)| {
            let list: Vec<&Value> = value.as_array()?.iter().collect();
            look(&at, nodes, &list)
        })
    });
    of_addons.chain(of_charts).collect()
}

/// Taints that nobody takes away, where EKS1016 says so: it is what they keep out that is at fault there, not who comes in
/// for a time.
fn told_already<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let environment = subject.environment();
    let groups = with_nodes(environment);
    let pods = subject.catalogue.pods().iter();
    let kept = pods.filter_map(|(_, pod)| addon_kept_out(environment, &groups, pod)?.into_iter().next());
    kept.map(|(_, taint)| taint)
        .filter(|taint| nobody_takes_away(taint).is_some())
        .collect()
}

/// Whether these are the tolerations of a job.
fn is_of_job(release: Release, at: &FieldPath) -> bool {
    let values = at!(charts[release].extraValues);
    let of = |job: &[&str]| job.iter().fold(values.clone(), |at, key| at.key(key));
    let mut jobs = JOBS.into_iter().filter(|(chart, _)| *chart == release);
    jobs.any(|(_, job)| at.parent() == Some(of(job)))
}

/// What the pods of add-ons tolerate, as far as they are known, and where that is written, or the add-on.
fn of_addons<'a>(subject: &'a Subject<'_>) -> Vec<(FieldPath, Vec<&'a Value>)> {
    let known = subject.catalogue.pods().iter().filter_map(|(_, pod)| {
        let addon = pod.add_on.as_deref()?;
        let configuration = &subject.environment().addons.get(addon)?.configuration;
        let written = value_at(
            || at!(addons[addon].configuration),
            configuration,
            &pod.placement("tolerations"),
        );
        let at = written.map_or_else(|| at!(addons[addon]), |(at, _)| at);
        Some((at, pod.tolerations(configuration)?))
    });
    known.collect()
}

/// The finding where each node that takes pods with these tolerations drives them away later.
fn look(
    environment: &Environment,
    at: &FieldPath,
    nodes: &[&Named<String, Taint>],
    tolerations: &[&Value],
    told: &[&str],
) -> Option<Finding> {
    let lasting: Vec<&Value> = tolerations.iter().copied().filter(|one| !ends(one)).collect();
    let open = nodes
        .iter()
        .filter(|taints| keeps_away(environment, taints, tolerations).is_none());
    let later: Option<Vec<&str>> = open
        .map(|taints| keeps_away(environment, taints, &lasting))
        .collect();
    let taint = later?.into_iter().next().filter(|taint| !told.contains(taint))?;
    let message = format!(
        "pods that tolerate the taint `{taint}` for a time only are evicted again and again: no other node takes them"
    );
    let finding = Finding::at(at.clone(), message);
    let help = || "tolerate it without `tolerationSeconds`, or add a node group without the taint".to_owned();
    Some(finding.help(nobody_takes_away(taint).unwrap_or_else(help)))
}

/// Whether a toleration is over some time after a pod came: one of `NoExecute` alone may say so. Source: Kubernetes
/// documentation, taints and tolerations, as of 2026-11.
fn ends(toleration: &Value) -> bool {
    let seconds = toleration.get("tolerationSeconds");
    toleration.get("effect").and_then(Value::as_str) == Some("NoExecute")
        && seconds.is_some_and(|time| !time.is_null())
}
