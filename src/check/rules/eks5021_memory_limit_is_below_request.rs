//! EKS5021: a Prometheus that asks for more memory than it may use.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref();
    let amounts = prometheus.and_then(|it| Some((it.memory_request.as_ref()?, it.memory_limit.as_ref()?)));
    let Some((request, limit)) = amounts.filter(|(request, limit)| limit.bytes() < request.bytes()) else {
        return Vec::new();
    };
    vec![
        Finding::at(
            at!(monitoring.prometheus.memoryLimit),
            format!("Prometheus asks for `{request}` and may use `{limit}`"),
        )
        .related(at!(monitoring.prometheus.memoryRequest), "the request")
        .help(format!("write `{request}` or more, or ask for less")),
    ]
}
