//! EKS5056: a route of alerts that an earlier one leaves none.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // EKS5015 speaks of routes that nobody follows.
    if environment.monitoring.alertmanager.is_none() {
        return Vec::new();
    }
    let routes = &environment.alerting.routes;
    let mut found = Vec::new();
    for (index, (name, route)) in routes.iter().enumerate() {
        let mut earlier = routes.iter().take(index);
        let first = earlier.find(|(_, earlier)| earlier.severity == route.severity && !earlier.goes_on);
        let Some((first, _)) = first else {
            continue;
        };
        let severity = route.severity.label();
        let message = format!("`{first}` takes every alert that is `{severity}`, and leaves this route none");
        found.push(
            Finding::at(at!(alerting.routes[name]), message)
                .related(at!(alerting.routes[first]), "the route before it")
                .help(format!(
                    "write `continue: true` in `{first}`, so that both are told, or remove one"
                )),
        );
    }
    found
}
