//! EKS5018: a Prometheus that is to keep data for long and has no volume for them.

use crate::{Finding, Subject, at};
use crate::model::Lifecycle;

/// A week, in which a node or a chart is updated. Our judgement.
const LONG: u64 = 7 * 24 * 60 * 60 * 1000;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let prometheus = environment.monitoring.prometheus.as_ref();
    let Some(prometheus) = prometheus.filter(|it| it.volume.is_none() && it.retention.milliseconds() > LONG)
    else {
        return Vec::new();
    };
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let message = format!(
        "`{}` of data are to be kept, and go with the pod: there is no volume",
        prometheus.retention
    );
    vec![
        Finding::at(at!(monitoring.prometheus.retention), message)
            .help("add `volume: { class: …, size: … }`, a storage class and the EBS driver"),
    ]
}
