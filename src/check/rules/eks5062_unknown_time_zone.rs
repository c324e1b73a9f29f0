//! EKS5062: a time zone that is none.

use crate::catalog::nearest;
use crate::{Finding, Subject, at};

/// What Grafana takes besides names of time zones. Source: Grafana documentation, dashboard settings and provisioning,
/// time zone, as of 2026-11.
const OF_GRAFANA: [&str; 2] = ["browser", "utc"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let grafana = subject.environment().monitoring.grafana.as_ref();
    let Some(name) = grafana.and_then(|grafana| grafana.timezone.as_deref()) else {
        return Vec::new();
    };
    let zones = subject.catalogue.time_zones();
    let known = || zones.names().chain(OF_GRAFANA);
    if known().any(|known| known == name) {
        return Vec::new();
    }
    let help = match nearest(name, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the name of one, such as `Asia/Seoul`, or `utc` or `browser`".to_owned(),
    };
    vec![
        Finding::at(
            at!(monitoring.grafana.timezone),
            format!("`{name}` is no time zone"),
        )
        .help(help)
        .note(format!("time zones as of {}", zones.as_of())),
    ]
}
