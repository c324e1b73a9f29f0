//! The risk of changes of a chart's values: parts that come as one, objects among them, logins, stores, pods and claims.

use eksight::diff::Risk;
use serde_json::{Value, json};

use crate::{Told, of_documents, one};

fn values(old: Value, new: Value) -> Told {
    of_documents("helm/kube-prometheus-stack/values.yaml", &[old], &[new])
}

#[test]
fn a_part_that_comes_or_goes_has_the_worst_risk_in_it() {
    let image = json!({ "prometheusOperator": { "image": { "tag": "v9" } } });
    let anew = "pods start anew, from this image";
    let path = "prometheusOperator";
    assert_eq!(values(json!({}), image.clone()), one(path, Risk::Restart, anew));
    assert_eq!(values(image, json!({})), one(path, Risk::Restart, anew));
    let more = json!({ "a": { "b": { "replicas": 0, "image": { "tag": "v9" } }, "c": 1 } });
    assert_eq!(
        values(json!({}), more),
        one("a", Risk::Outage, "nothing of it runs")
    );
    assert_eq!(
        values(json!({}), json!({ "a": { "b": { "c": 1 } } })),
        one("a", Risk::None, "")
    );
    let account = json!({ "serviceAccount": { "annotations": {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/a",
    } } });
    assert_eq!(
        values(json!({}), account),
        one(
            "serviceAccount",
            Risk::Exposure,
            "pods of the service account may do in AWS what the role `arn:aws:iam::111122223333:role/a` allows"
        )
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn an_object_among_the_values_is_one_of_kubernetes() {
    let binding = |subjects: &[&str]| {
        let of = |name: &&str| json!({ "kind": "Group", "name": name });
        json!({
            "kind": "ClusterRoleBinding",
            "metadata": { "name": "a" },
            "roleRef": { "kind": "ClusterRole", "name": "cluster-admin" },
            "subjects": subjects.iter().map(of).collect::<Vec<_>>(),
        })
    };
    let service =
        |kind: &str| json!({ "kind": "Service", "metadata": { "name": "b" }, "spec": { "type": kind } });
    let deployment = || json!({ "kind": "Deployment", "metadata": { "name": "c" } });
    let may = "`Group platform` may do in the cluster what the role `cluster-admin` allows";
    let balancer = "a load balancer of its own serves it, on the internet unless the AWS Load Balancer Controller makes \
                    it, which it does for new Services only";
    for (old, new, path, risk, reason) in [
        (
            json!([]),
            json!([binding(&["platform"])]),
            "extraManifests.0",
            Risk::Exposure,
            may,
        ),
        (
            json!([binding(&[])]),
            json!([deployment(), binding(&["platform"])]),
            "extraManifests",
            Risk::Exposure,
            may,
        ),
        (
            json!([service("ClusterIP")]),
            json!([service("LoadBalancer")]),
            "extraManifests.0.spec.type",
            Risk::Exposure,
            balancer,
        ),
        (
            json!([service("LoadBalancer")]),
            json!([]),
            "extraManifests.0",
            Risk::Outage,
            "its load balancer goes, and the address with it",
        ),
        (
            json!([deployment()]),
            json!([]),
            "extraManifests.0",
            Risk::Outage,
            "Helm deletes the Deployment, and nothing of it runs",
        ),
        (
            json!([binding(&["platform"])]),
            json!([]),
            "extraManifests.0",
            Risk::Outage,
            "`Group platform` may not do any more what the role `cluster-admin` allows",
        ),
        (
            json!({}),
            json!({ "a": binding(&["platform"]) }),
            "extraManifests.a",
            Risk::Exposure,
            may,
        ),
    ] {
        let side = |list: &Value| json!({ "extraManifests": list });
        let found = values(side(&old), side(&new));
        let worst = found.iter().max_by_key(|(_, risk, _)| *risk).expect("an effect");
        assert!(worst.0.starts_with(path), "{old} {new}: {found:?}");
        assert_eq!((worst.1, worst.2.as_str()), (risk, reason), "{old} {new}");
    }
    // One of them is not judged by the others.
    let side = |replicas: u8, subjects: &[&str]| {
        let mut deployment = deployment();
        deployment["spec"] = json!({ "template": replicas });
        json!({ "extraObjects": [deployment, binding(subjects)] })
    };
    assert_eq!(
        values(side(1, &["a"]), side(2, &["a"])),
        one(
            "extraObjects.0.spec.template",
            Risk::Restart,
            "its pods start anew"
        )
    );
    assert_eq!(
        values(json!({}), side(1, &["platform"])),
        one("extraObjects", Risk::Exposure, may)
    );
}

#[test]
fn a_login_that_goes_is_an_outage_and_other_roles_are_exposure() {
    let login = |login: Value| json!({ "grafana": { "grafana.ini": { "auth.generic_oauth": login } } });
    let on = |path: &str| login(json!({ "enabled": true, "role_attribute_path": path }));
    let place = "grafana.grafana.ini.auth.generic_oauth";
    assert_eq!(
        values(on("'Viewer'"), on("'Admin'")),
        one(
            &format!("{place}.role_attribute_path"),
            Risk::Exposure,
            "people get their roles otherwise, and what it gives whom is the provider's to say"
        )
    );
    let nobody = "nobody but the administrator logs in";
    let off = login(json!({ "enabled": false, "role_attribute_path": "'Viewer'" }));
    assert_eq!(
        values(on("'Viewer'"), off),
        one(&format!("{place}.enabled"), Risk::Outage, nobody)
    );
    let without = json!({ "grafana": { "grafana.ini": {} } });
    assert_eq!(
        values(on("'Viewer'"), without.clone()),
        one(place, Risk::Outage, nobody)
    );
    assert_eq!(
        values(without.clone(), on("'Viewer'")),
        one(place, Risk::Exposure, "whoever the provider knows may log in")
    );
    let anonymous = json!({ "grafana": { "grafana.ini": { "auth.anonymous": { "enabled": true } } } });
    assert_eq!(
        values(without, anonymous),
        one(
            "grafana.grafana.ini.auth.anonymous",
            Risk::Exposure,
            "whoever reaches the page sees it without a login"
        )
    );
}

#[test]
fn a_page_that_answers_without_encryption_or_by_an_old_policy_is_exposure() {
    let page = |annotations: &[(&str, &str)]| {
        let named =
            |(name, value): &(&str, &str)| (format!("alb.ingress.kubernetes.io/{name}"), json!(value));
        let annotations: serde_json::Map<String, Value> = annotations.iter().map(named).collect();
        json!({ "grafana": { "ingress": { "enabled": true, "annotations": annotations } } })
    };
    let both = ("listen-ports", "[{\"HTTP\":80}, {\"HTTPS\":443}]");
    let plain = "the page answers without encryption";
    let old = |version: &str, policy: &str| {
        format!("`{policy}` lets clients speak TLS {version}, which RFC 8996 gave up in 2021")
    };
    let redirect = ("ssl-redirect", "443");
    let policy = |policy: &'static str| ("ssl-policy", policy);
    let at = |name: &str| format!("grafana.ingress.annotations.alb.ingress.kubernetes.io/{name}");
    for (was, is, path, risk, reason) in [
        (
            vec![both, redirect],
            vec![both],
            at("ssl-redirect"),
            Risk::Exposure,
            plain.to_owned(),
        ),
        (
            vec![("listen-ports", "[{\"HTTPS\":443}]"), redirect],
            vec![("listen-ports", "[{\"HTTPS\":443}]")],
            at("ssl-redirect"),
            Risk::None,
            String::new(),
        ),
        (
            vec![("listen-ports", "[{\"HTTPS\":443}]")],
            vec![("listen-ports", "[{\"HTTP\":80}]")],
            at("listen-ports.0"),
            Risk::Exposure,
            plain.to_owned(),
        ),
        (
            vec![policy("ELBSecurityPolicy-TLS13-1-2-2021-06")],
            vec![policy("ELBSecurityPolicy-TLS13-1-0-2021-06")],
            at("ssl-policy"),
            Risk::Exposure,
            old("1.0", "ELBSecurityPolicy-TLS13-1-0-2021-06"),
        ),
        (
            vec![policy("ELBSecurityPolicy-TLS13-1-2-2021-06")],
            vec![],
            at("ssl-policy"),
            Risk::Exposure,
            old("1.0", "ELBSecurityPolicy-2016-08"),
        ),
        (
            vec![policy("ELBSecurityPolicy-2016-08")],
            vec![policy("ELBSecurityPolicy-TLS13-1-2-2021-06")],
            at("ssl-policy"),
            Risk::None,
            String::new(),
        ),
    ] {
        let found = values(page(&was), page(&is));
        let first = found.first().expect("an effect");
        assert!(first.0.starts_with(&path), "{was:?} {is:?}: {found:?}");
        assert_eq!((first.1, &first.2), (risk, &reason), "{was:?} {is:?}");
    }
}

#[test]
fn what_is_sent_to_another_store_is_exposure() {
    let stores = |urls: &[&str]| {
        let of = |url: &&str| json!({ "url": url });
        let list: Vec<Value> = urls.iter().map(of).collect();
        json!({ "prometheus": { "prometheusSpec": { "remoteWrite": list } } })
    };
    let (a, b) = ("https://a.example.com/push", "https://b.example.com:9090/push");
    let place = "prometheus.prometheusSpec.remoteWrite";
    let sent = "all that is measured is sent to b.example.com:9090";
    let without = json!({ "prometheus": { "prometheusSpec": {} } });
    for (old, new, path, risk, reason) in [
        (
            without.clone(),
            stores(&[b]),
            place.to_owned(),
            Risk::Exposure,
            sent,
        ),
        (
            stores(&[a]),
            stores(&[a, b]),
            format!("{place}.1"),
            Risk::Exposure,
            sent,
        ),
        (
            stores(&[a]),
            stores(&[b]),
            format!("{place}.0.url"),
            Risk::Exposure,
            sent,
        ),
        (stores(&[a]), without, place.to_owned(), Risk::None, ""),
    ] {
        assert_eq!(values(old, new), one(&path, risk, reason));
    }
}

#[test]
fn a_chart_from_elsewhere_is_exposure() {
    let plan = |source: &str| {
        let command = format!("helm upgrade --install a {source} --version 1.0.0 --namespace a --wait");
        json!({ "steps": [{ "id": "a", "kind": "helm", "command": command }] })
    };
    let path = "steps.a.command";
    for (old, new, host) in [
        (
            "a --repo https://a.example.com",
            "a --repo https://me@b.example.com/x",
            "b.example.com",
        ),
        (
            "a --repo https://a.example.com",
            "oci://c.example.com/charts/a",
            "c.example.com",
        ),
    ] {
        let reason =
            format!("the chart comes from {host}: who keeps it there decides what runs in the cluster");
        let found = of_documents("plan.json", &[plan(old)], &[plan(new)]);
        assert_eq!(found, one(path, Risk::Exposure, &reason));
    }
}

#[test]
fn what_stands_in_grafanas_pod_starts_it_anew() {
    let grafana = |key: &str, value: Value| {
        let mut grafana = json!({ "kept": true });
        grafana[key] = value;
        json!({ "grafana": grafana })
    };
    let anew = "Grafana's pod starts anew";
    for (key, risk, reason) in [
        ("grafana.ini", Risk::Restart, anew),
        ("envValueFrom", Risk::Restart, anew),
        ("dashboards", Risk::Restart, anew),
        ("dashboardProviders", Risk::Restart, anew),
        ("datasources", Risk::Restart, anew),
        ("alerting", Risk::Restart, anew),
        ("plugins", Risk::Restart, anew),
        ("priorityClassName", Risk::Restart, anew),
        ("podAnnotations", Risk::Restart, anew),
        ("readinessProbe", Risk::Restart, anew),
        ("topologySpreadConstraints", Risk::Restart, anew),
        ("annotations", Risk::None, ""),
        ("defaultDashboardsTimezone", Risk::None, ""),
        ("revisionHistoryLimit", Risk::None, ""),
    ] {
        let found = values(grafana(key, json!("a")), grafana(key, json!("b")));
        assert_eq!(found, one(&format!("grafana.{key}"), risk, reason));
    }
    let sidecar =
        |part: &str, setting: &str, value: &str| grafana("sidecar", json!({ part: { setting: value } }));
    for (part, setting, risk, reason) in [
        ("dashboards", "searchNamespace", Risk::Restart, anew),
        ("datasources", "label", Risk::Restart, anew),
        ("dashboards", "annotations", Risk::None, ""),
        ("datasources", "url", Risk::None, ""),
    ] {
        let found = values(sidecar(part, setting, "a"), sidecar(part, setting, "b"));
        assert_eq!(
            found,
            one(&format!("grafana.sidecar.{part}.{setting}"), risk, reason)
        );
    }
}

#[test]
fn what_the_operator_puts_into_pods_starts_them_anew() {
    let spec =
        |section: &str, spec: &str, key: &str, value: Value| json!({ section: { spec: { key: value } } });
    for key in [
        "externalUrl",
        "secrets",
        "configMaps",
        "nodeSelector",
        "priorityClassName",
    ] {
        for (section, name) in [
            ("prometheus", "prometheusSpec"),
            ("alertmanager", "alertmanagerSpec"),
        ] {
            let side = |value: &str| spec(section, name, key, json!([value]));
            let path = format!("{section}.{name}.{key}");
            let found = values(side("a"), side("b"));
            assert_eq!(found, one(&path, Risk::Restart, "its pods start anew"));
        }
    }
}

#[test]
fn fewer_pods_are_a_restart_and_none_an_outage() {
    for key in ["replicas", "replicaCount"] {
        let side = |count: u8| json!({ "webhook": { key: count } });
        let path = format!("webhook.{key}");
        for (old, new, risk, reason) in [
            (2, 1, Risk::Restart, "fewer pods run"),
            (2, 0, Risk::Outage, "nothing of it runs"),
            (1, 2, Risk::None, ""),
            (0, 1, Risk::None, ""),
        ] {
            let found = values(side(old), side(new));
            assert_eq!(found, one(&path, risk, reason), "{old} {new}");
        }
    }
    let side = |count: u8| json!({ "prometheus": { "prometheusSpec": { "replicas": count } } });
    assert_eq!(
        values(side(2), side(0)),
        one(
            "prometheus.prometheusSpec.replicas",
            Risk::Outage,
            "nothing of it runs"
        )
    );
}

#[test]
fn claims_keep_their_size_and_class() {
    let claim = |class: &str, size: &str| {
        let spec = json!({ "storageClassName": class, "resources": { "requests": { "storage": size } } });
        json!({ "prometheus": { "prometheusSpec": { "storageSpec": { "volumeClaimTemplate": { "spec": spec } } } } })
    };
    let storage = "prometheus.prometheusSpec.storageSpec";
    let size = format!("{storage}.volumeClaimTemplate.spec.resources.requests.storage");
    let class = format!("{storage}.volumeClaimTemplate.spec.storageClassName");
    let anew = "the pods start anew, and their claims";
    for (old, new, path, risk, reason) in [
        (
            claim("gp3", "100Gi"),
            claim("gp3", "102400Mi"),
            &size,
            Risk::None,
            String::new(),
        ),
        (
            claim("gp3", "100Gi"),
            claim("gp3", "50Gi"),
            &size,
            Risk::Restart,
            format!("{anew} keep their size, and bill for it, which the monthly cost does not show"),
        ),
        (
            claim("gp3", "100Gi"),
            claim("gp3", "200Gi"),
            &size,
            Risk::Restart,
            format!("{anew} keep their size: enlarge those by hand, which the monthly cost takes for done"),
        ),
        (
            claim("gp2", "100Gi"),
            claim("gp3", "100Gi"),
            &class,
            Risk::Restart,
            format!(
                "{anew} stay in the class in which they were made: only claims that come are in another one"
            ),
        ),
    ] {
        assert_eq!(values(old, new), one(path, risk, &reason));
    }
    let without = json!({ "prometheus": { "prometheusSpec": {} } });
    assert_eq!(
        values(without.clone(), claim("gp3", "1Gi")),
        one(
            storage,
            Risk::Data,
            "the StatefulSet is made anew with a volume, and what was in the pods until now is lost"
        )
    );
    assert_eq!(
        values(claim("gp3", "1Gi"), without),
        one(
            storage,
            Risk::Data,
            "what was stored stays in a volume that nobody mounts any more, and bills until somebody deletes the claim, which \
             the monthly cost does not show"
        )
    );
}
