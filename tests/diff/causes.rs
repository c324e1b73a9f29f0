//! Changes that need one another, and changes that only look like some.

use eksight::catalog::{Catalogue, Date};
use eksight::diff::report::{Presence, Recovery, Subject, json as report, markdown, text};
use eksight::diff::{Difference, Risk, costs};
use serde_json::{Value, json};

use crate::{changed, difference, names, of, on, prod};

fn causes(difference: &Difference) -> Vec<String> {
    let causes = difference.causes.iter();
    causes.map(|cause| cause.field.path.to_string()).collect()
}

/// The objects of a cause that are exposed.
fn exposed(difference: &Difference, cause: usize) -> Vec<&str> {
    let effects = difference.causes[cause].effects.iter();
    let exposed = effects.filter(|effect| effect.risk == Risk::Exposure);
    exposed.map(|effect| effect.object.as_str()).collect()
}

/// The objects that a cause touches, as they are called in the template.
fn objects(difference: &Difference, cause: usize) -> Vec<&str> {
    let effects = difference.causes[cause].effects.iter();
    let mut objects: Vec<&str> = effects
        .filter(|effect| effect.kind.contains("::"))
        .map(|effect| effect.object.as_str())
        .collect();
    objects.dedup();
    objects
}

#[test]
fn a_chart_that_goes_with_its_feature_stands_under_both() {
    let difference = of(&[
        ("/cost/openCost", Value::Null),
        ("/charts/opencost/version", json!("2.5.16")),
    ]);
    assert_eq!(
        causes(&difference),
        ["cost.openCost", "charts[\"opencost\"].version"]
    );
    let gone = |cause: usize| {
        let mut effects = difference.causes[cause].effects.iter();
        effects.any(|effect| effect.artefact == "helm/opencost/values.yaml" && effect.new.is_none())
    };
    // The version is nobody's any more: without the feature it does nothing.
    assert!(gone(0) && !gone(1));
}

#[test]
fn a_part_of_what_another_setting_adds_stands_under_both() {
    let bastion = json!({ "instanceType": "t3.micro", "zone": "ap-northeast-2a", "privateIp": null });
    let difference = of(&[("/bastion", bastion.clone()), ("/tags/owner", json!("somebody"))]);
    assert_eq!(causes(&difference), ["tags[\"owner\"]", "bastion"]);
    for cause in [0, 1] {
        assert!(objects(&difference, cause).contains(&"BastionRole"), "{cause}");
    }
    assert!(!objects(&difference, 1).contains(&"Vpc"));
    // What is at risk is the work of the setting that makes it.
    let alone = of(&[("/bastion", bastion)]);
    assert_eq!(exposed(&difference, 0), [""; 0]);
    assert_eq!(exposed(&difference, 1), exposed(&alone, 0));
    assert!(
        exposed(&alone, 0).contains(&"BastionRole"),
        "{:?}",
        exposed(&alone, 0)
    );
    assert_eq!(difference.worst(), Risk::Exposure);
}

#[test]
fn one_text_that_two_settings_make_stands_under_both_and_no_other() {
    let difference = of(&[
        ("/nodeGroups/platform/size/max", json!(7)),
        ("/autoscaling", Value::Null),
        ("/monitoring/prometheus/retention", json!("16d")),
    ]);
    let text = "/monitoring/grafana-dashboards";
    let touching = difference.causes.iter().filter(|cause| {
        let mut effects = cause.effects.iter();
        effects.any(|effect| {
            effect.object.ends_with(text) && effect.new == Some(json!("Node groups: platform: 3 to 7."))
        })
    });
    let settings: Vec<String> = touching.map(|cause| cause.field.path.to_string()).collect();
    assert_eq!(settings, ["nodeGroups[\"platform\"].size.max", "autoscaling"]);
}

#[test]
fn zones_in_another_order_keep_every_subnet() {
    let zones = ["ap-northeast-2c", "ap-northeast-2a", "ap-northeast-2b"];
    let difference = of(&[("/cluster/zones", json!(zones))]);
    assert_eq!(causes(&difference), ["cluster.zones"]);
    // A subnet's range follows from the place of its zone in the list, so a new order moves the ranges, onto those that
    // other subnets have until then.
    let subnets = difference
        .effects
        .iter()
        .filter(|effect| effect.kind == "AWS::EC2::Subnet");
    assert!(
        subnets.clone().all(|effect| effect.risk == Risk::Refused),
        "{:?}",
        subnets.collect::<Vec<_>>()
    );
    assert_eq!(difference.worst(), Risk::Refused);
}

#[test]
fn what_a_replaced_resource_takes_with_it_is_its_causes() {
    let difference = of(&[
        ("/account/rolePath", json!("/other/")),
        ("/monitoring/prometheus/replicas", json!(3)),
    ]);
    assert_eq!(
        causes(&difference),
        ["account.rolePath", "monitoring.prometheus.replicas"]
    );
    let [cluster] = on(&difference, "Cluster")[..] else {
        panic!("one effect")
    };
    assert_eq!(cluster.follows.as_deref(), Some("ClusterRole"));
    assert!(difference.causes[0].effects.contains(cluster));
    assert!(!difference.causes[1].effects.contains(cluster));
}

#[test]
fn what_moves_together_with_what_it_is_in_is_the_work_of_both_and_of_no_other() {
    let group = |name: &str| {
        json!({ name: {
            "scheme": "internal", "loadBalancerName": "prod-eks-internal", "sslRedirect": true,
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "inboundCidrs": []
        } })
    };
    let difference = of(&[
        ("/ingress/groups", group("inside")),
        ("/monitoring/grafana/expose/group", json!("inside")),
        ("/nodeGroups/platform/size/max", json!(7)),
    ]);
    let mut moved = difference.causes.iter().filter(|cause| {
        let mut effects = cause.effects.iter();
        effects.any(|effect| effect.new == Some(json!("inside")))
    });
    let moved: Vec<String> = moved.by_ref().map(|cause| cause.field.path.to_string()).collect();
    assert_eq!(
        moved,
        [
            "ingress.groups[\"internal\"]",
            "ingress.groups[\"inside\"]",
            "monitoring.grafana.expose.group"
        ]
    );
}

#[test]
fn names_in_another_order_are_a_cause_of_their_own() {
    let loaded = crate::prod();
    let mut tree = serde_json::to_value(&loaded.environment).expect("plain data");
    let routes = tree["alerting"]["routes"].as_object_mut().expect("a map");
    let page = routes.shift_remove("page").expect("a route");
    routes.insert("page".to_owned(), page);
    let reordered = serde_json::from_value(tree).expect("a model");
    let difference = crate::difference(&loaded, &loaded.environment, &reordered);
    let [cause] = &difference.causes[..] else {
        panic!("one cause")
    };
    assert_eq!(cause.field.path.to_string(), "alerting.routes");
    assert_eq!(cause.field.old, Some(json!(["page", "critical", "warning"])));
    assert_eq!(cause.field.new, Some(json!(["critical", "warning", "page"])));
    assert!(!cause.effects.is_empty());
    // Beside another setting, each does its own.
    let mut both = reordered;
    both.monitoring.prometheus.as_mut().expect("monitored").replicas = Some(3);
    let difference = crate::difference(&loaded, &loaded.environment, &both);
    assert_eq!(
        causes(&difference),
        ["monitoring.prometheus.replicas", "alerting.routes"]
    );
    assert_eq!(difference.causes[1].effects, cause.effects);
}

/// Items of a list without names stand at another position beside others.
#[test]
fn a_right_that_comes_or_goes_stands_under_its_secret_alone() {
    let loaded = prod();
    let mut few = serde_json::to_value(&loaded.environment.secrets).expect("plain data");
    let names = ["slack-webhook", "pagerduty", "heartbeat"];
    for name in names {
        few.as_object_mut().expect("secrets").remove(name);
    }
    let (few, more) = (changed(&loaded, &[("/secrets", few)]), &loaded.environment);
    for [old, new] in [[more, &few], [&few, more]] {
        let difference = difference(&loaded, old, new);
        assert_eq!(
            causes(&difference),
            names.map(|name| format!("secrets[\"{name}\"]"))
        );
        for (cause, key) in difference.causes.iter().zip(["slack", "pagerduty", "heartbeat"]) {
            let effects = cause.effects.iter();
            let mut rights = effects.filter(|effect| effect.object == "RoleExternalSecrets");
            let right = rights
                .next()
                .and_then(|effect| effect.old.as_ref().or(effect.new.as_ref()));
            let right = right.map(Value::to_string).unwrap_or_default();
            assert!(
                right.contains(&format!("secret:prod/platform/{key}-")),
                "{key}: {right}"
            );
            assert_eq!(rights.count(), 0, "{key}");
        }
    }
}

/// One of them is enough for the load balancer to go, and both have to be there for it to come.
#[test]
fn what_no_setting_costs_alone_is_the_cost_of_those_together() {
    let loaded = prod();
    let mut groups = serde_json::to_value(&loaded.environment.ingress).expect("plain data");
    let groups = groups.pointer_mut("/groups").map(Value::take).expect("groups");
    let mut fewer = groups;
    fewer.as_object_mut().expect("groups").remove("internal");
    let none = [
        ("/ingress/groups", fewer),
        ("/monitoring/grafana/expose", Value::Null),
    ];
    let (with, without) = (&loaded.environment, changed(&loaded, &none));
    for ([old, new], amount) in [([with, &without], "-$16.43"), ([&without, with], "+$16.43")] {
        let difference = difference(&loaded, old, new);
        let day: Date = "2026-11-28".parse().expect("a day");
        let both = (Some(old), Some(new));
        let costs = costs(
            names(&loaded),
            both.0,
            both.1,
            &difference,
            Catalogue::shipped(),
            day,
        );
        assert_eq!(
            causes(&difference),
            ["ingress.groups[\"internal\"]", "monitoring.grafana.expose"]
        );
        assert_eq!(
            costs.together.as_ref().map(|together| together.amount),
            Some(costs.total.amount)
        );
        let subject = Subject {
            name: "prod",
            base: "HEAD",
            command: "",
            presence: Presence::Both,
            earlier_name: None,
            recovery: &Recovery::default(),
            difference: &difference,
            costs: &costs,
        };
        let [text, comment] = [text::render(&subject, false, false), markdown::render(&subject)];
        let line = format!(
            "\nMonthly cost of ingress.groups[\"internal\"] and monitoring.grafana.expose together: {amount}\nMonthly cost: {amount}"
        );
        assert!(text.contains(&line), "{text}");
        let line = format!(
            "\nOf it {amount} by `ingress.groups[\"internal\"]` and `monitoring.grafana.expose` together.\n"
        );
        assert!(comment.contains(&line), "{comment}");
        let printed: Value = serde_json::from_str(&report::render(&subject)).expect("JSON");
        let plain = amount.replace(['+', '$'], "");
        let together = json!({
            "fields": ["ingress.groups[\"internal\"]", "monitoring.grafana.expose"],
            "currency": "USD",
            "diffTotalMonthlyCost": plain,
            "diffTotalMonthlyCostLow": plain,
        });
        assert_eq!(printed["monthlyCostTogether"], together);
        let schema = include_str!("../../schemas/diff.schema.json");
        let schema = serde_json::from_str(schema).expect("JSON");
        jsonschema::validate(&schema, &printed).expect("as its schema says");
    }
}
