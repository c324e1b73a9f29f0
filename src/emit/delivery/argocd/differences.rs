//! What Argo CD is told to leave as it is, and what a person does where it leaves too much.

use serde::Serialize;

use crate::model::value::Release;

/// What differs by itself and is left alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Difference {
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'static str,
    kind: &'static str,
    /// Every one where it is empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'static str,
    jq_path_expressions: [&'static str; 1],
}

/// Charts that make a new certificate each time they are rendered, and Argo CD renders them all the time: where they keep the one
/// that is there they ask the cluster (`lookup`), which answers Helm alone. Source: kubernetes-sigs/aws-load-balancer-controller v3.5.0,
/// templates/webhook.yaml and _helpers.tpl of the chart; bitnami/charts, bitnami/nginx/templates/tls-secret.yaml of 22.1.1, which
/// has `tls.enabled` by default. Read 2026-11.
pub(super) fn differences(release: Release) -> Vec<Difference> {
    let webhooks = |kind| Difference {
        group: "admissionregistration.k8s.io",
        kind,
        name: "",
        jq_path_expressions: [".webhooks[].clientConfig.caBundle"],
    };
    let secret = |name| Difference {
        group: "",
        kind: "Secret",
        name,
        jq_path_expressions: [".data"],
    };
    match release {
        Release::AwsLoadBalancerController => vec![
            webhooks("MutatingWebhookConfiguration"),
            webhooks("ValidatingWebhookConfiguration"),
            secret(""),
        ],
        Release::Nginx => vec![secret("nginx-tls")],
        _ => Vec::new(),
    }
}

/// How a person gives each webhook of the AWS Load Balancer Controller the authority of the certificate that it has. One that
/// is new has none by itself: what is left as it is comes from the cluster, webhook by webhook, and there is nothing for it
/// (`normalizeTargetResources` in controller/sync.go of Argo CD v3.5.1). What is written so is left as it is too.
#[must_use]
pub fn certify_webhooks(namespace: &str) -> [String; 2] {
    let secret = format!("kubectl get secret aws-load-balancer-tls --namespace {namespace}");
    let kinds = "mutatingwebhookconfigurations validatingwebhookconfigurations";
    let each = r#"kubectl get "$kind" aws-load-balancer-webhook --output jsonpath='{.webhooks[*].name}'"#;
    let patch = r#"'{"webhooks":[{"name":"'"$it"'","clientConfig":{"caBundle":"'"$ca"'"}}]}'"#;
    [
        format!(r#"ca=$({secret} --output go-template='{{{{index .data "ca.crt"}}}}')"#),
        format!(
            "for kind in {kinds}; do for it in $({each}); do kubectl patch \"$kind\" aws-load-balancer-webhook --patch {patch}; \
             done; done"
        ),
    ]
}
