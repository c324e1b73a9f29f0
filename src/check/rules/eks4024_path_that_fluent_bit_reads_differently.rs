//! EKS4024: an excluded path that becomes something else in Fluent Bit's configuration, or that it does not read anyway.

use crate::model::ContainerInsights;
use crate::{Finding, Subject, at};

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
    if !path.starts_with('/') {
        return Some("is not absolute, and the files that are read are");
    }
    // A pattern in the folders may lead there.
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_pattern = folder.contains(['*', '?', '[']);
    (!is_pattern && folder != READ).then_some("is not in `/var/log/containers`, whose files are read")
}

/// The folder whose files of containers are read. Source: aws-samples/amazon-cloudwatch-container-insights, k8s/1.3.14 and
/// k8s/1.3.43, application-log.conf.
const READ: &str = "/var/log/containers";
