//! The AWS Load Balancer Controller: while it runs, Ingresses and Services get a load balancer, and a finalizer that only
//! it removes.

use super::super::object::{is_terminating, set_finalizer};
use super::super::store::{Key, Store};
use super::{with_status, workloads};
use serde_json::{Value, json};

const NAME: &str = "aws-load-balancer-controller";

/// Whether its webhook is asked about Services.
pub(super) fn webhook(store: &Store) -> bool {
    let hooks = store.list(
        "admissionregistration.k8s.io",
        "mutatingwebhookconfigurations",
        None,
    );
    hooks
        .iter()
        .any(|(_, hook)| hook.to_string().contains("mservice.elbv2.k8s.aws"))
}

/// Whether one of its pods is ready.
pub(super) fn is_ready(store: &Store) -> bool {
    workloads::is_ready(store, NAME)
}

/// Gives what asks for it a load balancer, and takes it away.
pub(super) fn control(store: &mut Store, key: &Key, mut object: Value) {
    let (wants, finalizer) = match key.plural.as_str() {
        "ingresses" => (
            object["spec"]["ingressClassName"] == "alb",
            "ingress.k8s.aws/resources",
        ),
        "services" => (
            object["spec"]["type"] == "LoadBalancer",
            "service.k8s.aws/resources",
        ),
        _ => (false, ""),
    };
    if !wants || !is_ready(store) {
        return;
    }
    let terminating = is_terminating(&object);
    if set_finalizer(&mut object, finalizer, !terminating) {
        store.put(key, object);
    } else if !terminating {
        let host = format!("k8s-{}.stand-in.elb.amazonaws.com", key.name);
        let status = json!({ "loadBalancer": { "ingress": [{ "hostname": host }] } });
        with_status(store, key, object, status);
    }
}
