//! What Argo CD is told to leave as it is.

use serde::Serialize;

use crate::model::value::Release;

/// What differs by itself and is left alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Difference {
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'static str,
    kind: &'static str,
    jq_path_expressions: [&'static str; 1],
}

/// The chart of the AWS Load Balancer Controller makes a new certificate each time it is rendered, and Argo CD renders
/// it all the time. Source: aws/eks-charts, templates/webhook.yaml and _helpers.tpl of the chart, read 2026-11.
pub(super) fn differences(release: Release) -> Vec<Difference> {
    if release != Release::AwsLoadBalancerController {
        return Vec::new();
    }
    let webhooks = |kind| Difference {
        group: "admissionregistration.k8s.io",
        kind,
        jq_path_expressions: [".webhooks[].clientConfig.caBundle"],
    };
    let secret = Difference {
        group: "",
        kind: "Secret",
        jq_path_expressions: [".data"],
    };
    vec![
        webhooks("MutatingWebhookConfiguration"),
        webhooks("ValidatingWebhookConfiguration"),
        secret,
    ]
}
