//! What a client sees of a cluster, request by request.

use super::{Cluster, answer};
use crate::http::{Body, Request};
use serde_json::{Value, json};
use std::sync::PoisonError;

const PODS: &str = "/api/v1/namespaces/default/pods";
const CONFIG: &str = "/api/v1/namespaces/default/configmaps/a";
const APPLY: &str = "application/apply-patch+yaml";

fn cluster() -> Cluster {
    Cluster::start(36, &["n1", "n2"]).unwrap()
}

impl Cluster {
    fn ask(&self, method: &str, target: &str, kind: &str, body: &Value) -> (u16, Value) {
        let request = Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.to_string().into_bytes(),
        };
        let response = answer(&self.shared, &request);
        let Body::Whole(body) = response.body else {
            panic!("{target} goes on and on");
        };
        (response.status, serde_json::from_slice(&body).unwrap())
    }

    fn post(&self, target: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", target, "application/json", body)
    }

    fn get(&self, target: &str) -> (u16, Value) {
        self.ask("GET", target, "", &Value::Null)
    }

    fn delete(&self, target: &str) -> u16 {
        self.ask("DELETE", target, "", &Value::Null).0
    }

    fn apply(&self, manager: &str, target: &str, body: &Value) -> (u16, Value) {
        let (path, more) = target.split_once('?').unwrap_or((target, ""));
        self.ask(
            "PATCH",
            &format!("{path}?fieldManager={manager}&{more}"),
            APPLY,
            body,
        )
    }

    /// Waits for its controllers until an object is as it should be.
    fn until(&self, target: &str, is: impl Fn(u16, &Value) -> bool) -> Value {
        loop {
            let version = self.shared.lock().store.version();
            let (code, object) = self.get(target);
            if is(code, &object) {
                return object;
            }
            let state = self.shared.lock();
            let same = |state: &mut super::State| state.store.version() == version;
            let waited = self.shared.changed.wait_while(state, same);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }
}

fn config(data: &Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": data })
}

fn deployment(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": name, "labels": { "app.kubernetes.io/name": name } },
        "spec": {
            "replicas": 2,
            "selector": { "matchLabels": { "app": name } },
            "template": { "metadata": { "labels": { "app": name } }, "spec": { "containers": [{ "name": "c" }] } },
        },
    })
}

#[test]
fn refusals_are_worded_as_kubernetes_words_them() {
    let cluster = cluster();
    let (code, status) = cluster.get(&format!("{PODS}/a"));
    assert_eq!((code, &status["message"]), (404, &json!("pods \"a\" not found")));
    let (code, status) = cluster.post("/api/v1/namespaces/x/pods", &config(&json!({})));
    assert_eq!(
        (code, &status["message"]),
        (404, &json!("namespaces \"x\" not found"))
    );
    let namespace = json!({ "metadata": { "name": "default" } });
    let (code, status) = cluster.post("/api/v1/namespaces", &namespace);
    assert_eq!((code, &status["reason"]), (409, &json!("AlreadyExists")));
    assert_eq!(cluster.get("/apis/example.com/v1/things").0, 404);
}

#[test]
fn what_was_changed_meanwhile_is_not_replaced() {
    let cluster = cluster();
    let place = CONFIG.trim_end_matches("/a");
    let (_, first) = cluster.post(place, &config(&json!({ "x": "1" })));
    let (code, _) = cluster.ask("PUT", CONFIG, "application/json", &first);
    assert_eq!(code, 200);
    let mut second = first.clone();
    second["data"]["x"] = "2".into();
    assert_eq!(cluster.ask("PUT", CONFIG, "application/json", &second).0, 200);
    let (code, status) = cluster.ask("PUT", CONFIG, "application/json", &first);
    assert_eq!((code, &status["reason"]), (409, &json!("Conflict")));
}

#[test]
fn an_applied_field_belongs_to_who_applied_it() {
    let cluster = cluster();
    let (code, _) = cluster.apply("one", CONFIG, &config(&json!({ "x": "1", "y": "1" })));
    assert_eq!(code, 201);
    // Who says the same shares the field, and who stops saying it removes what nobody else says.
    assert_eq!(
        cluster
            .apply("two", CONFIG, &config(&json!({ "x": "1", "z": "2" })))
            .0,
        200
    );
    let (_, object) = cluster.apply("one", CONFIG, &config(&json!({})));
    assert_eq!(object["data"], json!({ "x": "1", "z": "2" }));
    let (code, status) = cluster.apply("one", CONFIG, &config(&json!({ "z": "3" })));
    let told = "Apply failed with 1 conflict: conflict with \"two\": .data.z (object a)";
    assert_eq!((code, &status["message"]), (409, &json!(told)));
    let (code, object) = cluster.apply(
        "one",
        &format!("{CONFIG}?force=true"),
        &config(&json!({ "z": "3" })),
    );
    assert_eq!((code, &object["data"]["z"]), (200, &json!("3")));
}

#[test]
fn an_edit_takes_a_field_over() {
    let cluster = cluster();
    cluster.apply("one", CONFIG, &config(&json!({ "x": "1" })));
    let patch = json!({ "data": { "x": "2" } });
    let edit = format!("{CONFIG}?fieldManager=kubectl-edit");
    assert_eq!(
        cluster
            .ask("PATCH", &edit, "application/merge-patch+json", &patch)
            .0,
        200
    );
    let (code, status) = cluster.apply("one", CONFIG, &config(&json!({ "x": "1" })));
    let told = status["message"].as_str().unwrap_or_default();
    assert!(
        code == 409 && told.contains("conflict with \"kubectl-edit\": .data.x"),
        "{told}"
    );
}

#[test]
fn a_dry_run_and_an_unchanged_apply_write_nothing() {
    let cluster = cluster();
    let target = format!("{CONFIG}?dryRun=All");
    assert_eq!(
        cluster.apply("one", &target, &config(&json!({ "x": "1" }))).0,
        201
    );
    assert_eq!(cluster.get(CONFIG).0, 404);
    let (_, first) = cluster.apply("one", CONFIG, &config(&json!({ "x": "1" })));
    let (_, second) = cluster.apply("one", CONFIG, &config(&json!({ "x": "1" })));
    assert_eq!(first, second);
}

#[test]
fn a_deployment_has_ready_pods_which_go_with_it() {
    let cluster = cluster();
    let place = "/apis/apps/v1/namespaces/default/deployments";
    assert_eq!(cluster.post(place, &deployment("web")).0, 201);
    let ready = |_: u16, object: &Value| object["status"]["readyReplicas"] == 2;
    cluster.until(&format!("{place}/web"), ready);
    let names = |list: &Value| {
        let items = list["items"].as_array().into_iter().flatten();
        items
            .map(|item| item["metadata"]["name"].clone())
            .collect::<Vec<_>>()
    };
    let pods = cluster.until(PODS, |_, list| names(list).len() == 2);
    assert_eq!(names(&pods), ["web-0-0", "web-0-1"]);
    assert_eq!(cluster.delete(&format!("{place}/web")), 200);
    assert_eq!(names(&cluster.get(PODS).1), Vec::<Value>::new());
}

#[test]
fn claims_outlive_their_stateful_set_and_volumes_go_with_claims() {
    let cluster = cluster();
    let mut set = deployment("db");
    let claim = json!({ "metadata": { "name": "data" }, "spec": { "storageClassName": "gp3" } });
    set["spec"]["volumeClaimTemplates"] = json!([claim]);
    let place = "/apis/apps/v1/namespaces/default/statefulsets";
    cluster.post(place, &set);
    let claim = "/api/v1/namespaces/default/persistentvolumeclaims/data-db-1";
    let bound = cluster.until(claim, |_, claim| claim["status"]["phase"] == "Bound");
    cluster.delete(&format!("{place}/db"));
    assert_eq!(cluster.get(claim).0, 200);
    let volume = bound["spec"]["volumeName"].as_str().unwrap_or_default();
    let volume = format!("/api/v1/persistentvolumes/{volume}");
    assert_eq!(cluster.get(&volume).0, 200);
    cluster.delete(claim);
    cluster.until(&volume, |code, _| code == 404);
}

#[test]
fn a_custom_kind_is_served_once_it_is_established_and_goes_with_its_definition() {
    let cluster = cluster();
    let definition = json!({
        "metadata": { "name": "things.example.com" },
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": { "kind": "Thing", "plural": "things" },
            "versions": [{ "name": "v1", "served": true, "storage": true }],
        },
    });
    let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    cluster.post(definitions, &definition);
    let things = "/apis/example.com/v1/namespaces/default/things";
    cluster.until(things, |code, _| code == 200);
    assert_eq!(
        cluster.post(things, &json!({ "metadata": { "name": "a" } })).0,
        201
    );
    cluster.delete(&format!("{definitions}/things.example.com"));
    assert_eq!(cluster.get(things).0, 404);
    let left = cluster.objects();
    assert!(
        !left.keys().any(|name| name.contains("things")),
        "{:?}",
        left.keys()
    );
}

/// The order of a teardown rests on this.
#[test]
fn an_ingress_goes_only_while_the_load_balancer_controller_runs() {
    let cluster = cluster();
    let deployments = "/apis/apps/v1/namespaces/default/deployments";
    let controller = "aws-load-balancer-controller";
    cluster.post(deployments, &deployment(controller));
    let ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    let ingress = json!({ "metadata": { "name": "a" }, "spec": { "ingressClassName": "alb" } });
    cluster.post(ingresses, &ingress);
    let one = format!("{ingresses}/a");
    cluster.until(&one, |_, ingress| ingress["status"]["loadBalancer"].is_object());
    cluster.delete(&format!("{deployments}/{controller}"));
    cluster.delete(&one);
    let terminating = cluster.get(&one).1;
    assert_eq!(
        terminating["metadata"]["finalizers"],
        json!(["ingress.k8s.aws/resources"])
    );
    cluster.post(deployments, &deployment(controller));
    cluster.until(&one, |code, _| code == 404);
}

/// So does this.
#[test]
fn an_external_secret_and_its_definition_go_only_while_external_secrets_runs() {
    let cluster = cluster();
    let deployments = "/apis/apps/v1/namespaces/default/deployments";
    cluster.post(deployments, &deployment("external-secrets"));
    let names = json!({ "plural": "externalsecrets", "kind": "ExternalSecret" });
    let definition = json!({
        "metadata": { "name": "externalsecrets.external-secrets.io" },
        "spec": { "group": "external-secrets.io", "scope": "Namespaced", "names": names, "versions": [{ "name": "v1", "served": true }] },
    });
    let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    cluster.post(definitions, &definition);
    let secrets = "/apis/external-secrets.io/v1/namespaces/default/externalsecrets";
    cluster.until(secrets, |code, _| code == 200);
    cluster.post(secrets, &json!({ "metadata": { "name": "a" }, "spec": {} }));
    let one = format!("{secrets}/a");
    cluster.until(&one, |_, secret| secret["status"]["conditions"].is_array());
    cluster.delete(&format!("{deployments}/external-secrets"));
    let definition = format!("{definitions}/externalsecrets.external-secrets.io");
    cluster.delete(&definition);
    let held = |target: &str| cluster.get(target).1["metadata"]["finalizers"].clone();
    assert_eq!(
        held(&one),
        json!(["externalsecrets.external-secrets.io/externalsecret-cleanup"])
    );
    assert_eq!(
        held(&definition),
        json!(["customresourcecleanup.apiextensions.k8s.io"])
    );
    cluster.post(deployments, &deployment("external-secrets"));
    cluster.until(&definition, |code, _| code == 404);
}

#[test]
fn services_wait_for_the_webhook_of_the_load_balancer_controller() {
    let cluster = cluster();
    let hooks = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    let hook = json!({ "metadata": { "name": "aws-load-balancer-webhook" }, "webhooks": [{ "name": "mservice.elbv2.k8s.aws" }] });
    cluster.post(hooks, &hook);
    let services = "/api/v1/namespaces/default/services";
    let service = json!({ "metadata": { "name": "a" }, "spec": {} });
    assert_eq!(cluster.post(services, &service).0, 500);
    let deployments = "/apis/apps/v1/namespaces/default/deployments";
    cluster.post(deployments, &deployment("aws-load-balancer-controller"));
    let ready = |_: u16, object: &Value| object["status"]["readyReplicas"] == 2;
    cluster.until(&format!("{deployments}/aws-load-balancer-controller"), ready);
    assert_eq!(cluster.post(services, &service).0, 201);
}

#[test]
fn a_namespace_takes_everything_in_it_along() {
    let cluster = cluster();
    cluster.post("/api/v1/namespaces", &json!({ "metadata": { "name": "x" } }));
    let inside = "/api/v1/namespaces/x/configmaps";
    let mut held = config(&json!({}));
    held["metadata"]["finalizers"] = json!(["example.com/hold"]);
    cluster.post(inside, &held);
    cluster.delete("/api/v1/namespaces/x");
    let (code, namespace) = cluster.get("/api/v1/namespaces/x");
    assert_eq!(
        (code, &namespace["status"]["phase"]),
        (200, &json!("Terminating"))
    );
    let patch = json!({ "metadata": { "finalizers": null } });
    cluster.ask(
        "PATCH",
        &format!("{inside}/a"),
        "application/merge-patch+json",
        &patch,
    );
    assert_eq!(cluster.get("/api/v1/namespaces/x").0, 404);
}

#[test]
fn what_is_restored_is_what_was_and_settles_again() {
    let cluster = cluster();
    let config = |data: &str| {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "namespace": "default", "name": "a" }, "data": { "a": data },
        })
    };
    cluster.add(&config("then"));
    let (then, objects) = (cluster.snapshot(), cluster.objects());
    cluster.restore(&then);
    // As many changes as before, and none of them to come.
    assert_eq!(cluster.objects(), objects);
    cluster.add(&config("now"));
    assert_ne!(cluster.objects(), objects);
    cluster.restore(&then);
    assert_eq!(cluster.objects(), objects);
}
