//! EKS4024: an excluded path that becomes something else in Fluent Bit's configuration.

use crate::{Finding, Subject, at};
use crate::model::ContainerInsights;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let insights = &subject.environment().logging.container_insights;
    let Some(ContainerInsights::Quickstart(quickstart)) = insights else {
        return Vec::new();
    };
    let paths = quickstart.exclude_paths.iter().enumerate();
    paths
        .filter_map(|(index, path)| {
            let fault = fault(path)?;
            let at = at!(logging.containerInsights.quickstart.excludePaths[#index]);
            let help = "write one absolute path or pattern an entry, such as `/var/log/containers/chatty*`";
            Some(Finding::at(at, format!("`{}` {fault}", path.escape_debug())).help(help))
        })
        .collect()
}

fn fault(path: &str) -> Option<&'static str> {
    if path.contains(char::is_control) {
        return Some("has a line break or another control character, which ends the setting");
    }
    if path.contains(',') {
        return Some("has a comma, which begins another path");
    }
    if path.contains("${") {
        return Some("has a `${`, which Fluent Bit fills from its surroundings");
    }
    (!path.starts_with('/')).then_some("is not absolute, and the files that are read are")
}
