//! EKS5008: a PodMonitor for pods that we know, by a label, a namespace or a port that they do not have.

use crate::catalog::Pod;
use crate::diag::FieldPath;
use crate::fields::listed;
use crate::model::{PodMonitor, ScrapeTarget};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let targets = subject.environment().monitoring.targets.iter();
    targets
        .filter_map(|(name, target)| match target {
            ScrapeTarget::PodMonitor(monitor) => look(subject, name, monitor),
            // Of Services nothing is known here.
            ScrapeTarget::ServiceMonitor(_) => None,
        })
        .collect()
}

fn look(subject: &Subject<'_>, target: &str, monitor: &PodMonitor) -> Option<Finding> {
    let at = at!(monitoring.targets[target].podMonitor);
    let has = |pod: &Pod, with_key: bool| {
        monitor.match_labels.iter().any(|(key, value)| {
            let mut labels = pod.labels.iter();
            labels.any(|(known, of_pod)| of_pod == value && (!with_key || known == key))
        })
    };
    let here = |pod: &Pod| namespace(subject, pod) == Some(monitor.namespace.as_str());
    let pods = || subject.catalogue.pods().iter();
    // What the pods have otherwise; of labels that are not known here nothing is said.
    let other = |pod: &Pod| {
        let mut wanted = monitor.match_labels.iter();
        let (key, _) =
            wanted.find(|(key, value)| pod.labels.get(*key).is_some_and(|known| known != *value))?;
        Some(at.field("matchLabels").key(key))
    };
    let without = |(name, pod): (&str, &Pod), at: FieldPath| {
        let labels = pod.labels.iter().map(|(key, value)| format!("{key}: {value}"));
        let message = format!("the pods of `{name}` do not have this label");
        Finding::at(at, message).help(format!("they have {}", listed(labels)))
    };
    // The same label means these pods; the same value under another key does so in their namespace only.
    let meant = || pods().filter(|(_, pod)| has(pod, true));
    let Some((name, pod)) = meant()
        .find(|(_, pod)| other(pod).is_none())
        .or_else(|| meant().next())
    else {
        let found = pods().find(|(_, pod)| has(pod, false) && here(pod))?;
        return Some(without(found, at.field("matchLabels")));
    };
    let wanted = namespace(subject, pod)?;
    if let Some(at) = other(pod) {
        return Some(without((name, pod), at));
    }
    if !here(pod) {
        let message = format!("the pods of `{name}` are not in `{}`", monitor.namespace);
        return Some(Finding::at(at.field("namespace"), message).help(format!("they are in `{wanted}`")));
    }
    if pod.ports.is_empty() || pod.ports.contains_key(&monitor.port) {
        return None;
    }
    let ports = pod.ports.iter().map(|(port, number)| format!("{port}: {number}"));
    let message = format!(
        "the pods of `{name}` have no port that is called `{}`",
        monitor.port
    );
    Some(Finding::at(at.field("port"), message).help(format!("write one of these names: {}", listed(ports))))
}

/// The namespace of known pods; `None` where nothing brings them.
fn namespace<'a>(subject: &'a Subject<'_>, pod: &'a Pod) -> Option<&'a str> {
    let of_release = || {
        let wanted = pod.release.as_deref()?;
        let mut releases = subject.resolved.releases.iter();
        let release = releases.find(|release| release.release.name() == wanted)?;
        Some(release.namespace.as_str())
    };
    pod.namespace.as_deref().or_else(of_release)
}
