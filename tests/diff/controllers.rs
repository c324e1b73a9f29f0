//! Controllers that go in one change with what only they take away.

use eksight::diff::{Difference, Risk};
use eksight::model::Environment;
use serde_json::{Value, json};

use crate::{changed, difference, prod};

/// Risk and reason of the step of a release.
fn of_step(difference: &Difference, release: &str) -> (Risk, String) {
    let mut effects = difference.effects.iter();
    let step = effects.find(|effect| effect.artefact == "plan.json" && effect.path == ["steps", release]);
    let step = step.expect("the step goes");
    (step.risk, step.reason.clone().unwrap_or_default())
}

/// What changes in `prod`, with this policy of external-dns, when these releases go, and Grafana's page with them or not.
fn gone(policy: &str, releases: &[&str], with_page: bool) -> Difference {
    let loaded = prod();
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    for release in releases {
        charts.as_object_mut().expect("charts").remove(*release);
    }
    let policy = [("/ingress/dns/policy", json!(policy))];
    let mut changes = vec![policy[0].clone(), ("/charts", charts)];
    if with_page {
        changes.push(("/monitoring/grafana/expose", Value::Null));
    }
    difference(&loaded, &changed(&loaded, &policy), &changed(&loaded, &changes))
}

const CONTROLLER: &str = "aws-load-balancer-controller";
const RECORDS: &str = "external-dns";

fn two(who: &str, what: &str, until: &str, gone: &str) -> (Risk, String) {
    let reason = format!(
        "these are two changes: `grafana.ingress` of `kube-prometheus-stack` goes too, and only {who} deletes {what} of it; \
         {until}; push what goes of pages first, and the rest once {gone}"
    );
    (Risk::Refused, reason)
}

const ROLE: &str = ", before the stack takes its role, without which it does nothing but fail";

fn by_hand(release: &str, left: &str) -> (Risk, String) {
    let reason =
        format!("no step deletes the release; `helm uninstall {release} --namespace kube-system` does{left}");
    (Risk::None, reason)
}

#[test]
fn pages_go_before_their_controller() {
    let difference = gone("upsert-only", &[CONTROLLER], true);
    let waits = "without it, or with its role gone, which the stack takes first, the page waits for its finalizer without an \
                 end, and the load balancer bills";
    assert_eq!(
        of_step(&difference, CONTROLLER),
        two(
            "the AWS Load Balancer Controller",
            "the load balancer",
            waits,
            "no load balancer of theirs is left"
        )
    );
    assert_eq!(difference.worst(), Risk::Refused);
    let alone = gone("upsert-only", &[CONTROLLER], false);
    assert_eq!(of_step(&alone, CONTROLLER), by_hand(CONTROLLER, ROLE));
}

/// Its role is the stack's, and goes before anybody uninstalls it.
#[test]
fn machines_go_before_who_ends_them() {
    let loaded = prod();
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    charts.as_object_mut().expect("charts").remove("karpenter");
    let without = [("/autoscaling", Value::Null), ("/charts", charts)];
    let no_pools = [("/autoscaling/karpenter/nodePools", json!({}))];
    let (gone, empty) = (changed(&loaded, &without), changed(&loaded, &no_pools));
    let reason = "these are two changes: the pool `apps` goes too, and only Karpenter ends its machines; without it, or with its role \
                  gone, which the stack takes first, they run on and bill; push the pools first, and the rest once `kubectl delete \
                  nodepools.karpenter.sh --all` has deleted them and `kubectl get nodeclaims.karpenter.sh` shows none";
    let both = difference(&loaded, &loaded.environment, &gone);
    assert_eq!(of_step(&both, "karpenter"), (Risk::Refused, reason.to_owned()));
    let rest = difference(&loaded, &empty, &gone);
    assert_eq!(of_step(&rest, "karpenter"), by_hand("karpenter", ROLE));
}

/// Records that external-dns deletes; others stay in any order.
#[test]
fn pages_go_before_who_deletes_their_records() {
    let stay = "without it they stay, and point at addresses that others get";
    assert_eq!(
        of_step(&gone("sync", &[RECORDS], true), RECORDS),
        two("external-dns", "the records", stay, "their records are gone")
    );
    let stay = "; the records that it has made stay until somebody deletes them";
    let left = by_hand(RECORDS, &format!("{ROLE}{stay}"));
    assert_eq!(of_step(&gone("sync", &[RECORDS], false), RECORDS), left);
    assert_eq!(of_step(&gone("upsert-only", &[RECORDS], true), RECORDS), left);
}

/// Network Load Balancers, and objects among the values of charts; Services of the cloud provider outlive the controller.
#[test]
fn whatever_the_controller_serves_counts() {
    let plan = |steps: Value| json!({ "environment": "prod", "steps": steps });
    let stays = json!({ "id": "stack", "kind": "stack" });
    let old = json!([stays, { "id": CONTROLLER, "kind": "helm", "namespace": "kube-system" }]);
    let told = |values: Value| {
        let side = |steps: Value, values: Value| {
            use eksight::emit::Artifact;
            [
                Artifact::json("plan.json", vec![plan(steps)]),
                Artifact::json("helm/nginx/values.yaml", vec![values]),
            ]
        };
        let (old, new) = (side(old.clone(), values), side(json!([stays]), json!({})));
        let difference = eksight::diff::compare_artefacts(&old, &new, eksight::catalog::Catalogue::shipped());
        of_step(&difference, CONTROLLER)
    };
    let served = |page: &str| {
        let (risk, reason) = two("the AWS Load Balancer Controller", "the load balancer", "", "");
        let reason = reason.split("; ").next().unwrap_or_default();
        (
            risk,
            reason.replace("`grafana.ingress` of `kube-prometheus-stack`", page),
        )
    };
    let first = |(risk, reason): (Risk, String)| {
        let reason = reason.split("; ").next().unwrap_or_default();
        (risk, reason.to_owned())
    };
    let nlb = |more: Value| {
        let mut service = json!({ "type": "LoadBalancer" });
        service
            .as_object_mut()
            .expect("a section")
            .extend(more.as_object().cloned().unwrap_or_default());
        json!({ "service": service })
    };
    for (values, page) in [
        (
            nlb(json!({ "loadBalancerClass": "service.k8s.aws/nlb" })),
            "`service` of `nginx`",
        ),
        (
            nlb(
                json!({ "annotations": { "service.beta.kubernetes.io/aws-load-balancer-type": "external" } }),
            ),
            "`service` of `nginx`",
        ),
        (
            json!({ "extraDeploy": [{ "kind": "TargetGroupBinding", "metadata": { "name": "web" }, "spec": {} }] }),
            "`TargetGroupBinding/web` of `nginx`",
        ),
        (
            json!({ "extraDeploy": [{ "kind": "Ingress", "metadata": { "name": "web" }, "spec": { "ingressClassName": "alb" } }] }),
            "`Ingress/web` of `nginx`",
        ),
    ] {
        assert_eq!(first(told(values)), served(page), "{page}");
    }
    for values in [
        nlb(json!({})),
        json!({ "ingress": { "enabled": true, "ingressClassName": "nginx" } }),
        json!({ "ingress": { "enabled": false, "ingressClassName": "alb" } }),
    ] {
        assert_eq!(told(values), by_hand(CONTROLLER, ""));
    }
}

/// What a chart has made by the names that an add-on has too is the add-on's then.
#[test]
fn a_release_goes_before_its_addon_takes_its_place() {
    let loaded = prod();
    let with = |addon: &str, chart: Option<(&str, Value)>, delivery: &Value| {
        let mut tree = serde_json::to_value(&loaded.environment).expect("plain data");
        let addons = tree["addons"].as_object_mut().expect("add-ons");
        addons.shift_remove("metrics-server");
        let charts = tree["charts"].as_object_mut().expect("charts");
        charts.shift_remove("external-dns");
        if let Some((name, chart)) = &chart {
            charts.insert((*name).to_owned(), chart.clone());
        }
        if chart.is_none() {
            tree["addons"][addon] = json!({ "version": "v1.0.0-eksbuild.1" });
        }
        tree["delivery"] = delivery.clone();
        serde_json::from_value::<Environment>(tree).expect("a model")
    };
    let step = |addon: &str, release: &str, version: &str, delivery: &Value| {
        let chart = with(addon, Some((release, json!({ "version": version }))), delivery);
        let told = difference(&loaded, &chart, &with(addon, None, delivery));
        of_step(&told, release)
    };
    let why = |addon: &str| {
        format!(
            "the add-on `{addon}` is the same software: it takes over what both have by one name, and who uninstalls the release behind \
             that takes it away from the add-on"
        )
    };
    let meanwhile = "until the add-on is there, nothing does its work";
    let by_hand = |addon: &str, left: &str, namespace: &str| {
        let reason = format!(
            "no step deletes the release, and {}; {meanwhile}{left}; before this is applied:\n`helm uninstall {addon} --namespace \
             {namespace}`",
            why(addon)
        );
        (Risk::Outage, reason)
    };
    assert_eq!(
        step("metrics-server", "metrics-server", "3.13.1", &Value::Null),
        by_hand("metrics-server", "", "kube-system")
    );
    let records = "; the records that it has made stay until somebody deletes them";
    assert_eq!(
        step("external-dns", "external-dns", "1.21.1", &Value::Null),
        by_hand("external-dns", records, "kube-system")
    );
    // Another add-on is no successor.
    let (risk, other) = step("snapshot-controller", "metrics-server", "3.13.1", &Value::Null);
    assert_eq!((risk, other.contains("add-on")), (Risk::None, false));

    let flux = json!({ "flux": { "source": "flux-system", "namespace": "flux-system" } });
    let two = format!(
        "these are two changes: {}, and Flux has installed it; push first that the chart goes, and do what `diff` says of it then; \
         {meanwhile}",
        why("metrics-server")
    );
    assert_eq!(
        step("metrics-server", "metrics-server", "3.13.1", &flux),
        (Risk::Refused, two)
    );
}
