//! Webhooks of the AWS Load Balancer Controller that come with a change, where Argo CD delivers: they have no certificate there.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged, with_commands};
use crate::Effect;
use crate::emit::delivery::certify_webhooks;

const CONTROLLER: &str = "aws-load-balancer-controller";

/// What a person does where a release of this step may have webhooks that it did not have.
pub(super) fn come(step: &str, namespace: &str) -> Option<String> {
    (step == CONTROLLER).then(|| {
        let why = "webhooks that come with it have no certificate by Argo CD, and refuse what they are asked about; behind the push";
        with_commands(why, &certify_webhooks(namespace))
    })
}

/// A value that makes a webhook. Source: templates/webhook.yaml of the chart 3.5.0, read 2026-11.
pub(super) fn of_value(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let step = effect
        .artefact
        .strip_prefix("helm/")?
        .strip_suffix("/values.yaml")?;
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    let wanted = |value: &Option<Value>| match path.as_slice() {
        ["enableServiceMutatorWebhook"] => Some(value.as_ref() != Some(&Value::Bool(false))),
        ["webhookConfig", "disableIngressValidation"] => Some(value.as_ref() != Some(&Value::Bool(true))),
        ["controllerConfig", "featureGates", "GlobalAcceleratorController"] => {
            Some(value.as_ref() == Some(&Value::Bool(true)))
        }
        _ => None,
    };
    let comes = !wanted(&effect.old)? && wanted(&effect.new)?;
    let [was, is] = judge.keepers();
    let keeper = was.and(is).filter(|_| comes && !judge.is_handed_over())?;
    keeper.end_sync(step)?;
    let steps = judge.plans().map(|plan| {
        let mut steps = plan?["steps"].as_array()?.iter();
        steps.find(|of| of["id"] == step)?["namespace"].as_str()
    });
    let [Some(_), Some(namespace)] = steps else {
        return None;
    };
    Some(judged(Risk::Outage, come(step, namespace)?))
}
