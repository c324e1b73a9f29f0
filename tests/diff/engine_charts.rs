//! Another version of a chart, and values that make webhooks, where an engine delivers.

use eksight::diff::Risk;
use serde_json::{Value, json};

use crate::delivery::{argocd, delivered, flux, hub};
use crate::{Told, difference, one, prod};

const CONTROLLER: &str = "aws-load-balancer-controller";
const CERTIFY: &str = r#"webhooks that come with it have no certificate by Argo CD, and refuse what they are asked about; behind the push:
`ca=$(kubectl get secret aws-load-balancer-tls --namespace kube-system --output go-template='{{index .data "ca.crt"}}')`
`for kind in mutatingwebhookconfigurations validatingwebhookconfigurations; do for it in $(kubectl get "$kind" aws-load-balancer-webhook --output jsonpath='{.webhooks[*].name}'); do kubectl patch "$kind" aws-load-balancer-webhook --patch '{"webhooks":[{"name":"'"$it"'","clientConfig":{"caBundle":"'"$ca"'"}}]}'; done; done`"#;

/// What is told of the chart when it goes from one setting to another.
fn chart(name: &str, by: [&Value; 2], settings: [Value; 2]) -> Told {
    let [old, new] = settings.map(|settings| json!({ name: settings }));
    let difference = difference(&prod(), &delivered(by[0], &old), &delivered(by[1], &new));
    let values = format!("helm/{name}/values.yaml");
    let effects = difference.effects.iter().filter(|effect| {
        effect.artefact == values
            || effect.artefact == "plan.json" && effect.path.first().is_some_and(|it| it == "steps")
    });
    let told = effects.filter_map(|effect| {
        let reason = effect.reason.clone()?;
        Some((effect.path.join("."), effect.risk, reason))
    });
    told.collect()
}

fn upgrade(name: &str, by: [&Value; 2], [old, new]: [&str; 2]) -> Told {
    chart(name, by, [old, new].map(|version| json!({ "version": version })))
}

fn restarts(name: &str, reason: &str) -> Told {
    one(&format!("steps.{name}.command"), Risk::Restart, reason)
}

#[test]
fn argocd_tries_a_failed_sync_on_with_the_version_before() {
    let versions = ["1.12.2", "1.21.1"];
    let goes = "the release goes from 1.12.2 to 1.21.1; its pods start anew";
    let held = format!(
        "{goes}; where a sync of it fails or hangs by then, Argo CD tries that on with 1.12.2 until `argocd app terminate-op \
         prod.external-dns`"
    );
    for by in [argocd(), hub()] {
        let told = upgrade("external-dns", [&by, &by], versions);
        assert_eq!(told, restarts("external-dns", &held));
    }
    for by in [
        [&Value::Null, &Value::Null],
        [&flux(), &flux()],
        [&argocd(), &flux()],
        [&Value::Null, &argocd()],
    ] {
        assert_eq!(
            upgrade("external-dns", by, versions),
            restarts("external-dns", goes)
        );
    }
}

#[test]
fn webhooks_that_come_have_no_certificate_where_argocd_delivers() {
    let by = argocd();
    let reason = format!(
        "the release goes from 1.5.3 to 3.5.0; its pods start anew; where a sync of it fails or hangs by then, Argo CD tries that on \
         with 1.5.3 until `argocd app terminate-op prod.{CONTROLLER}`\n{CERTIFY}"
    );
    let told = upgrade(CONTROLLER, [&by, &by], ["1.5.3", "3.5.0"]);
    let of_step: Told = told
        .into_iter()
        .filter(|(place, ..)| place.starts_with("steps."))
        .collect();
    assert_eq!(of_step, restarts(CONTROLLER, &reason));
    let with = |values: Value| json!({ "version": "3.5.0", "extraValues": values });
    let comes = |by: &Value, old: Value, new: Value| chart(CONTROLLER, [by, by], [with(old), with(new)]);
    let service = json!({ "enableServiceMutatorWebhook": true });
    let told = |path: &str| one(path, Risk::Outage, CERTIFY);
    assert_eq!(
        comes(&by, json!({}), service.clone()),
        told("enableServiceMutatorWebhook")
    );
    assert_eq!(comes(&by, service.clone(), json!({})), []);
    assert_eq!(comes(&flux(), json!({}), service.clone()), []);
    let accelerator =
        json!({ "controllerConfig": { "featureGates": { "GlobalAcceleratorController": true } } });
    assert_eq!(comes(&by, json!({}), accelerator), told("controllerConfig"));
    let unchecked = json!({ "webhookConfig": { "disableIngressValidation": true } });
    assert_eq!(comes(&by, json!({}), unchecked.clone()), []);
    assert_eq!(comes(&by, unchecked, json!({})), told("webhookConfig"));
    // A controller that comes has all of them at once.
    let none = delivered(&by, &json!({ "external-dns": { "version": "1.21.1" } }));
    let new = delivered(
        &by,
        &json!({ "external-dns": { "version": "1.21.1" }, CONTROLLER: with(service) }),
    );
    let difference = difference(&prod(), &none, &new);
    assert!(difference.effects.iter().all(|effect| {
        effect
            .reason
            .as_deref()
            .is_none_or(|reason| !reason.contains("certificate by Argo CD"))
    }));
}
