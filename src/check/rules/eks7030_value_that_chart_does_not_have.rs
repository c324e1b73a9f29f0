//! EKS7030: an extra value that this version of the chart does not have.

use crate::catalog::{KnownValues, nearest};
use crate::extra_values::{Misfit, Why, misfits};
use crate::kubernetes_maps::{self, Keys};
use crate::model::value::Release;
use crate::{Finding, Help, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let all = misfits(subject);
    let unknown = all.iter().flat_map(|(known, misfits)| {
        let unknown = misfits.iter().filter(|misfit| matches!(misfit.why, Why::Unknown));
        let unknown = unknown.filter(|misfit| !is_told(subject, misfit));
        unknown.map(move |misfit| finding(known, misfit))
    });
    unknown.collect()
}

/// Whether EKS7016 or EKS7017 speaks of the path, or of one above or below it; of botkube's plugins EKS7014 does.
fn is_told(subject: &Subject<'_>, misfit: &Misfit<'_>) -> bool {
    let Misfit { path, release, .. } = misfit;
    if release.release == Release::Botkube && path.contains(".botkube/") {
        return true;
    }
    let Some(chart) = subject.catalogue.charts().chart(release.release.name()) else {
        return false;
    };
    let is_within = |one: &str, other: &str| {
        one.strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let refused = chart.refused_values(&release.version);
    let mut dead = refused.chain(chart.ignored_values(&release.version));
    dead.any(|dead| is_within(path, &dead.path) || is_within(&dead.path, path))
}

fn finding(known: &KnownValues<'_>, misfit: &Misfit<'_>) -> Finding {
    let Misfit {
        at, path, release, ..
    } = misfit;
    let (chart, version) = (&release.chart, &release.version);
    let finding = Finding::at(
        at.clone(),
        format!(
            "`{path}` is not a value of the chart `{chart}` in version `{version}`, which passes over it"
        ),
    );
    let elsewhere = known.of_other_versions.get(path.as_str());
    let instead = elsewhere
        .and_then(|elsewhere| elsewhere.instead.map(ToOwned::to_owned))
        .or_else(|| meant(known, path));
    let finding = finding.help(match instead {
        Some(instead) if elsewhere.is_some() => Help::take_out(format!("write `{instead}` instead, or remove it")),
        Some(instead) => format!("did you mean `{instead}`?").into(),
        None => Help::take_out("remove it, or correct its path"),
    });
    let finding = match elsewhere {
        Some(elsewhere) => finding.note(format!("it is one in {}", elsewhere.versions)),
        None => finding,
    };
    finding.note(format!("values as of {}", known.as_of))
}

/// Names that look alike and mean the contrary.
const OPPOSITES: [&str; 2] = ["minAvailable", "maxUnavailable"];

/// The path that was probably meant: one that looks alike beside it, or the same key at another place.
fn meant(known: &KnownValues<'_>, path: &str) -> Option<String> {
    let (above, key) = path.rsplit_once('.').unwrap_or(("", path));
    let of_kubernetes = kubernetes_maps::at(above).map(Keys::names).unwrap_or_default();
    let beside = known.beside(above).chain(of_kubernetes);
    let is_opposite = |other: &&str| OPPOSITES.contains(&key) && OPPOSITES.contains(other);
    let beside = beside.filter(|other| !is_opposite(other));
    if let Some(near) = nearest(key, beside) {
        return Some(format!("{}{near}", &path[..path.len() - key.len()]));
    }
    let ending = format!(".{key}");
    let mut elsewhere = known
        .below("")
        .filter(|other| *other == key || other.ends_with(&ending));
    match (elsewhere.next(), elsewhere.next()) {
        (Some(other), None) => Some(other.to_owned()),
        _ => None,
    }
}
