//! EKS5058: a monitor with a label, a port or a path that nothing can have.

use crate::diag::FieldPath;
use crate::model::ScrapeTarget;
use crate::{Finding, Subject, at, labels};

/// Characters of the name of a container's port, and of a Service's.
const OF_CONTAINER: usize = 15;
const OF_SERVICE: usize = 63;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let targets = subject.environment().monitoring.targets.iter();
    targets
        .flat_map(|(name, target)| {
            let at = at!(monitoring.targets[name]).field(target.key());
            let of_labels = of_labels(&at, target);
            let port = of_port(&at, subject, target);
            of_labels
                .into_iter()
                .chain(port)
                .chain(of_path(&at, target.path()))
        })
        .collect()
}

/// The operator leaves out a monitor whose selector it cannot read, and says so in an event only.
fn of_labels(at: &FieldPath, target: &ScrapeTarget) -> Vec<Finding> {
    let wanted = target.match_labels().iter();
    let wanted = wanted.map(|(key, value)| {
        (
            at.field("matchLabels").key(key),
            key.as_str(),
            Some(value.as_str()),
        )
    });
    let job = match target {
        ScrapeTarget::PodMonitor(monitor) => monitor.job_label.as_deref(),
        ScrapeTarget::ServiceMonitor(_) => None,
    };
    let job = job.map(|key| (at.field("jobLabel"), key, None));
    wanted
        .chain(job)
        .filter_map(|(at, key, value)| {
            Some(Finding::at(at, labels::fault("label", key, value)?).help(labels::help()))
        })
        .collect()
}

fn of_port(at: &FieldPath, subject: &Subject<'_>, target: &ScrapeTarget) -> Option<Finding> {
    let (port, fits, help) = match target {
        ScrapeTarget::PodMonitor(monitor) => (
            &monitor.port,
            names_container_port(&monitor.port),
            format!(
                "write the name of a container's port, such as `metrics`: at most {OF_CONTAINER} lower-case letters, \
                 digits and single `-`, with a letter among them. Its number is no name"
            ),
        ),
        ScrapeTarget::ServiceMonitor(monitor) => (
            &monitor.port,
            names_service_port(&monitor.port),
            format!(
                "write the name of a Service's port, such as `http`: at most {OF_SERVICE} lower-case letters, digits and \
                 `-`, with a letter or digit at both ends"
            ),
        ),
    };
    // EKS5008 knows how the ports of these pods are called.
    let of_pods = matches!(target, ScrapeTarget::PodMonitor(_));
    let known = of_pods
        && subject.catalogue.pods().iter().any(|(_, pod)| {
            let mut wanted = target.match_labels().iter();
            wanted.any(|(key, value)| pod.labels.iter().any(|label| label == (key, value)))
        });
    (!fits && !known)
        .then(|| Finding::at(at.field("port"), format!("no port can be called `{port}`")).help(help))
}

/// Source: Kubernetes API reference, ContainerPort, `name` (IANA_SVC_NAME), as of 2026-11.
fn names_container_port(port: &str) -> bool {
    port.len() <= OF_CONTAINER
        && labels::is_dns_label(port)
        && !port.contains("--")
        && port.contains(|c: char| c.is_ascii_lowercase())
}

/// Source: Kubernetes API reference, ServicePort, `name` (DNS_LABEL), as of 2026-11.
fn names_service_port(port: &str) -> bool {
    port.len() <= OF_SERVICE && labels::is_dns_label(port)
}

/// Prometheus takes all of it for the path, and writes `%3F` for a question mark. A `/` that is missing at the beginning it
/// adds itself. Source: prometheus/prometheus, scrape/target.go, `URL`, and package net/url of Go.
fn of_path(at: &FieldPath, path: &str) -> Option<Finding> {
    let what = if path.contains("://") {
        "an address"
    } else if path.contains(['?', '#']) {
        "more than a path"
    } else {
        return None;
    };
    Some(
        Finding::at(
            at.field("path"),
            format!("`{path}` is {what}, and Prometheus takes all of it for the path"),
        )
        .help("write the path alone, such as `/metrics`"),
    )
}

#[cfg(test)]
mod tests {
    use super::{names_container_port, names_service_port};

    #[test]
    fn a_name_of_a_port_is_told_from_a_number() {
        for name in ["metrics", "8080-tcp", "a", "fifteen-letters"] {
            assert!(names_container_port(name) && names_service_port(name), "{name}");
        }
        for name in ["", "Metrics", "-a", "a-", "a_b"] {
            assert!(!names_container_port(name) && !names_service_port(name), "{name}");
        }
        for name in ["8080", "a--b", "sixteen--letters"] {
            assert!(!names_container_port(name) && names_service_port(name), "{name}");
        }
    }
}
