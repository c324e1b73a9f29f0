//! EKS3025: a store with signatures of AWS whose address is no workspace, or one of another region.

use crate::model::Prometheus;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let stores = environment.monitoring.prometheus.iter();
    stores
        .flat_map(Prometheus::signed_stores)
        .filter_map(|(name, store, sigv4)| {
            let at = at!(monitoring.prometheus.remoteWrite[name].url);
            let signed = sigv4.region.as_ref().unwrap_or(&environment.cluster.region);
            match store.workspace() {
                None => Some(
                    Finding::at(at, "this is no workspace of Amazon Managed Service for Prometheus").help(format!(
                        "write `https://aps-workspaces.{signed}.amazonaws.com/workspaces/<id>/api/v1/remote_write`, or log in \
                         with `basicAuth`"
                    )),
                ),
                Some(workspace) if workspace.region != signed.as_str() => Some(
                    Finding::at(
                        at,
                        format!("this workspace is in `{}`, and requests are signed for `{signed}`", workspace.region),
                    )
                    .help(format!("write `auth: {{ sigv4: {{ region: {} }} }}`", workspace.region)),
                ),
                Some(_) => None,
            }
        })
        .collect()
}
