//! EKS5027: a dashboard of grafana.com by a number that there is not, or a second time.

use std::collections::BTreeMap;

use crate::model::Dashboard;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(grafana) = &subject.environment().monitoring.grafana else {
        return Vec::new();
    };
    let mut names = BTreeMap::new();
    let mut found = Vec::new();
    for (name, dashboard) in &grafana.dashboards {
        let Dashboard::GrafanaCom(published) = dashboard else {
            continue;
        };
        let at = at!(monitoring.grafana.dashboards[name].grafanaCom);
        for (field, number) in [("id", published.id), ("revision", published.revision)] {
            if number == 0 {
                let message = "grafana.com counts from 1";
                let help = "write the number that the dashboard's page there shows";
                found.push(Finding::at(at.field(field), message).help(help));
            }
        }
        if published.id == 0 {
            continue;
        }
        if let Some(first) = names.insert(published.id, name) {
            let message = format!("dashboard {} is there already, as `{first}`", published.id);
            let first = at!(monitoring.grafana.dashboards[first].grafanaCom.id);
            found.push(
                Finding::at(at.field("id"), message)
                    .related(first, "the first one")
                    .help("remove one of them: Grafana shows none of two that have the same uid"),
            );
        }
    }
    found
}
