//! EKS8010: an environment that falls behind the one which `notWeakerThan` names.

use crate::diag::FieldPath;
use crate::model::{Environment, Nat, RouteSeverity};
use crate::{Finding, Subject, at};

/// Where one falls behind the other, and how the two say it.
type Gap = (FieldPath, String, String);

/// A protection: where it is set, what it is, and whether each of the two has it.
type Switch = (FieldPath, &'static str, bool, bool);

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let (Some(reference), Some(name)) = (subject.reference, &subject.environment().not_weaker_than) else {
        return Vec::new();
    };
    let ours = subject.environment();
    let gaps = [
        counts(ours, reference),
        switches(ours, reference),
        records(ours, reference),
    ];
    gaps.into_iter()
        .flatten()
        .map(|(at, own, other)| {
            Finding::at(at, format!("{own}; `{name}` has {other}"))
                .related(at!(notWeakerThan), "it must not be weaker than this one")
                .help("give it at least as much, or drop `notWeakerThan`")
        })
        .collect()
}

/// Numbers of which fewer are weaker.
fn counts(ours: &Environment, reference: &Environment) -> Vec<Gap> {
    let nodes = |environment: &Environment| {
        let sizes = environment.node_groups.values().map(|group| group.size.min);
        u64::from(sizes.sum::<u32>())
    };
    let prometheus = |environment: &Environment| {
        let prometheus = environment.monitoring.prometheus.as_ref();
        prometheus.map_or(0, |prometheus| u64::from(prometheus.replica_count()))
    };
    let alertmanager = |environment: &Environment| {
        let alertmanager = environment.monitoring.alertmanager.as_ref();
        alertmanager.map_or(0, |alertmanager| u64::from(alertmanager.replica_count()))
    };
    let zones = |environment: &Environment| environment.cluster.zones.len() as u64;
    /// What is counted, if it is one and if it is several.
    type Count<'a> = (FieldPath, [&'static str; 2], &'a dyn Fn(&Environment) -> u64);
    let counted: [Count<'_>; 4] = [
        (at!(cluster.zones), ["zone", "zones"], &zones),
        (at!(nodeGroups), ["node at least", "nodes at least"], &nodes),
        (
            at!(monitoring.prometheus),
            ["replica of Prometheus", "replicas of Prometheus"],
            &prometheus,
        ),
        (
            at!(monitoring.alertmanager),
            ["replica of Alertmanager", "replicas of Alertmanager"],
            &alertmanager,
        ),
    ];
    let gap = |(at, [one, many], count): Count<'_>| {
        let (own, other) = (count(ours), count(reference));
        let what = if own == 1 { one } else { many };
        (own < other).then(|| (at, format!("{own} {what}"), other.to_string()))
    };
    counted.into_iter().filter_map(gap).collect()
}

/// Protections that are there or not.
fn switches(ours: &Environment, reference: &Environment) -> Vec<Gap> {
    let open = |environment: &Environment| {
        let cidrs = &environment.cluster.endpoint.public_cidrs;
        cidrs.iter().any(|cidr| cidr.is_everywhere())
    };
    let (own, other) = (&ours.cluster, &reference.cluster);
    let kept = |environment: &Environment| {
        let prometheus = environment.monitoring.prometheus.as_ref();
        prometheus.is_some_and(|prometheus| prometheus.volume.is_some())
    };
    let switched = [
        (
            at!(cluster.deletionProtection),
            "protection against deletion",
            own.deletion_protection,
            other.deletion_protection,
        ),
        (
            at!(cluster.zonalShift),
            "zonal shift",
            own.zonal_shift,
            other.zonal_shift,
        ),
        (
            at!(cluster.secretsEncryption),
            "own key for Secrets",
            own.secrets_encryption.is_some(),
            other.secrets_encryption.is_some(),
        ),
        (
            at!(cluster.endpoint.private),
            "private endpoint",
            own.endpoint.private,
            other.endpoint.private,
        ),
        (
            at!(cluster.endpoint.publicCidrs),
            "bound on who reaches the endpoint",
            !open(ours),
            !open(reference),
        ),
        (
            at!(monitoring.prometheus.volume),
            "volume for Prometheus",
            kept(ours),
            kept(reference),
        ),
        (
            at!(network.flowLogs),
            "record of flows",
            ours.network.flow_logs.is_some(),
            reference.network.flow_logs.is_some(),
        ),
        (
            at!(network.nat),
            "way out in each zone",
            nat_survives_a_zone(ours),
            nat_survives_a_zone(reference),
        ),
    ];
    let gap = |(at, what, own, other): Switch| {
        (other && !own).then(|| (at, format!("there is no {what}"), "one".to_owned()))
    };
    let switched = switched.into_iter().chain(words(ours, reference));
    switched.filter_map(gap).collect()
}

/// Who hears of what. Where nothing is published, no certificate ends.
fn words(ours: &Environment, reference: &Environment) -> [Switch; 2] {
    let critical = |environment: &Environment| {
        let mut routes = environment.alerting.routes.values();
        routes.any(|route| route.severity == RouteSeverity::Critical)
    };
    let watched = |environment: &Environment| environment.alerting.certificate_expiry.is_some();
    [
        (
            at!(alerting.routes),
            "route for critical alerts",
            critical(ours),
            critical(reference),
        ),
        (
            at!(alerting.certificateExpiry),
            "alarm before the certificate ends",
            ours.ingress.is_none() || watched(ours),
            watched(reference),
        ),
    ]
}

fn nat_survives_a_zone(environment: &Environment) -> bool {
    matches!(environment.network.nat, Nat::PerZone | Nat::Regional) && environment.network.existing.is_none()
}

/// What is written down, and for how long.
fn records(ours: &Environment, reference: &Environment) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let theirs = &reference.cluster.log_types;
    let lacking = theirs
        .iter()
        .filter(|kind| !ours.cluster.log_types.contains(kind))
        .count();
    if lacking > 0 {
        let own = format!(
            "{lacking} of {} types of control plane logs are off",
            theirs.len()
        );
        gaps.push((at!(cluster.logTypes), own, "them".to_owned()));
    }
    let days = |environment: &Environment| {
        let logs = environment.logging.control_plane.as_ref();
        // Without a setting they never expire.
        logs.map_or(u32::MAX, |logs| u32::from(logs.retention_days.days()))
    };
    let (own, other) = (days(ours), days(reference));
    if own < other && !ours.cluster.log_types.is_empty() && !reference.cluster.log_types.is_empty() {
        let other = match other {
            u32::MAX => "them for ever".to_owned(),
            days => format!("{days} days"),
        };
        let own = format!("control plane logs stay {own} days");
        gaps.push((at!(logging.controlPlane.retentionDays), own, other));
    }
    gaps
}
