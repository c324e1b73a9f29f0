//! EKS7017: a value that the chart of this version does not read.

use crate::{Finding, Help, Subject, dead_values};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    dead_values::written(subject, |chart, version| chart.ignored_values(version).collect())
        .into_iter()
        .map(|written| {
            let message = format!("{} does not read `{}`", written.chart, written.dead.path);
            let help = match &written.dead.instead {
                Some(instead) => format!("what is read: {instead}").into(),
                None => Help::take_out("remove it"),
            };
            Finding::at(written.at, message).help(help)
        })
        .collect()
}
