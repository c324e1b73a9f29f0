//! The risk of changes of who reaches a page, the Kubernetes API or a machine, by the addresses that did not before.

use eksight::diff::{Difference, Risk};
use serde_json::{Value, json};

use crate::{changed, difference, one, prod};

const STACK: &str = "helm/kube-prometheus-stack/values.yaml";
const ANEW: &str = "Grafana's pod starts anew";

/// What is said of a page's record by the policy of `prod`.
const STAYS: &str = "; its record stays, since external-dns deletes none by its policy, and leads to addresses that others get in time: \
                     delete it by hand";

/// Path, risk and reason of each effect on an artefact that is not harmless.
fn risks(difference: &Difference, artefact: &str) -> Vec<(String, Risk, String)> {
    let effects = difference.effects.iter();
    let here = effects.filter(|effect| effect.artefact == artefact && effect.risk != Risk::None);
    here.map(|effect| {
        let reason = effect.reason.clone().unwrap_or_default();
        (effect.path.join("."), effect.risk, reason)
    })
    .collect()
}

/// What changes between `prod` with some values and with others.
fn between(old: &[(&str, Value)], new: &[(&str, Value)]) -> Difference {
    let loaded = prod();
    difference(&loaded, &changed(&loaded, old), &changed(&loaded, new))
}

#[test]
fn a_page_that_comes_is_exposure_and_one_that_goes_is_an_outage() {
    let expose = |group: &str| {
        let expose = json!({ "group": group, "host": "prometheus" });
        [("/monitoring/prometheus/expose", expose)]
    };
    for (group, reason) in [
        ("public", "everybody on the internet reaches the page"),
        (
            "internal",
            "everybody in the VPC and in networks that it is connected with reaches the page",
        ),
    ] {
        let address = || {
            one(
                "prometheus.prometheusSpec.externalUrl",
                Risk::Restart,
                "its pods start anew",
            )
        };
        let come = between(&[], &expose(group));
        let page = one("prometheus.ingress", Risk::Exposure, reason);
        assert_eq!(risks(&come, STACK), [address(), page].concat());
        let gone = between(&expose(group), &[]);
        let page = one(
            "prometheus.ingress",
            Risk::Outage,
            &format!("the page goes{STAYS}"),
        );
        assert_eq!(risks(&gone, STACK), [address(), page].concat());
    }
    let grafana = between(&[], &[("/monitoring/grafana/expose", Value::Null)]);
    let found = risks(&grafana, STACK);
    let page = one("grafana.ingress", Risk::Outage, &format!("the page goes{STAYS}"));
    let address = one("grafana.grafana.ini.server", Risk::Restart, ANEW);
    assert_eq!(found, [page, address].concat());
}

#[test]
fn a_chart_that_comes_with_its_page_opens_it_and_one_that_goes_leaves_it() {
    let mut charts = serde_json::to_value(&prod().environment.charts).expect("plain data");
    charts["nginx"] = json!({ "version": "22.1.1" });
    let nginx = [
        (
            "/workloads/nginx",
            json!({ "expose": { "group": "public", "host": "nginx" } }),
        ),
        ("/charts", charts),
    ];
    let values = "helm/nginx/values.yaml";
    assert_eq!(
        risks(&between(&[], &nginx), values),
        one("", Risk::Exposure, "everybody on the internet reaches the page")
    );
    assert_eq!(risks(&between(&nginx, &[]), values), []);
}

#[test]
fn a_page_under_another_name_is_an_outage_under_the_old_one() {
    let difference = between(&[], &[("/monitoring/grafana/expose/host", json!("charts"))]);
    let page = one(
        "grafana.ingress.hosts",
        Risk::Outage,
        &format!("the page gets another name{STAYS}"),
    );
    let address = one("grafana.grafana.ini.server.root_url", Risk::Restart, ANEW);
    assert_eq!(risks(&difference, STACK), [page, address].concat());
}

/// The controller has no call for another scheme either, and ignores another name.
#[test]
fn a_load_balancer_goes_for_another_scheme_and_keeps_its_name() {
    let group = |key: &str, value: &str| [(format!("/ingress/groups/internal/{key}"), json!(value))];
    let told = |old: &[(String, Value)], new: &[(String, Value)], annotation: &str| {
        let side = |changes: &[(String, Value)]| {
            let changes: Vec<_> = changes
                .iter()
                .map(|(at, value)| (at.as_str(), value.clone()))
                .collect();
            changed(&prod(), &changes)
        };
        let difference = difference(&prod(), &side(old), &side(new));
        let path = format!("grafana.ingress.annotations.alb.ingress.kubernetes.io/{annotation}");
        let effect = difference
            .effects
            .iter()
            .find(|effect| effect.path.join(".") == path);
        let effect = effect.expect("an effect on the annotation");
        (effect.risk, effect.reason.clone().unwrap_or_default())
    };
    let anew = "on another load balancer, which the controller makes once it has deleted this one";
    let public = group("scheme", "internet-facing");
    assert_eq!(
        told(&[], &public, "scheme"),
        (
            Risk::Exposure,
            format!("everybody on the internet reaches the page, {anew}")
        )
    );
    assert_eq!(
        told(&public, &[], "scheme"),
        (
            Risk::Outage,
            "the page moves to another load balancer, which the controller makes once it has deleted this one".to_owned()
        )
    );
    assert_eq!(
        told(
            &[],
            &group("loadBalancerName", "prod-other"),
            "load-balancer-name"
        ),
        (
            Risk::None,
            "the load balancer that there is keeps its name: this one counts when one is made".to_owned()
        )
    );
}

#[test]
fn ranges_of_a_page_are_compared_by_their_addresses() {
    let inbound = |scheme: &str, ranges: &[&str]| {
        [
            ("/ingress/groups/internal/scheme", json!(scheme)),
            ("/ingress/groups/internal/inboundCidrs", json!(ranges)),
        ]
    };
    let path = "grafana.ingress.annotations.alb.ingress.kubernetes.io/inbound-cidrs";
    let lost = "who comes from elsewhere loses the page";
    let public = "internet-facing";
    for (scheme, old, new, risk, reason) in [
        (
            public,
            &["203.0.113.0/24"][..],
            &["203.0.113.0/25"][..],
            Risk::Outage,
            lost,
        ),
        (public, &[], &["198.51.100.0/24"], Risk::Outage, lost),
        ("internal", &[], &["10.0.0.0/8"], Risk::Outage, lost),
        (
            public,
            &["203.0.113.0/25"],
            &["203.0.113.0/24"],
            Risk::Exposure,
            "who comes from 203.0.113.128/25 on the internet reaches the page",
        ),
        (
            public,
            &["203.0.113.0/24"],
            &[],
            Risk::Exposure,
            "everybody on the internet reaches the page",
        ),
        (
            "internal",
            &["10.0.0.0/9"],
            &["10.0.0.0/8"],
            Risk::Exposure,
            "who comes from 10.128.0.0/9 inside the VPC's networks reaches the page",
        ),
    ] {
        let difference = between(&inbound(scheme, old), &inbound(scheme, new));
        assert_eq!(
            risks(&difference, STACK),
            one(path, risk, reason),
            "{old:?} {new:?}"
        );
    }
    // The same addresses, said otherwise.
    let halves = between(
        &inbound(public, &["203.0.113.0/24"]),
        &inbound(public, &["203.0.113.0/25", "203.0.113.128/25"]),
    );
    assert_eq!(risks(&halves, STACK), []);
}

#[test]
fn ranges_of_the_kubernetes_api_are_compared_by_their_addresses() {
    let endpoint = |private: bool, ranges: &[&str]| {
        let endpoint = json!({ "private": private, "publicCidrs": ranges });
        [("/cluster/endpoint", endpoint)]
    };
    let lost = "who comes from elsewhere loses the Kubernetes API";
    let template = "cloudformation/eks-oneclick.yaml";
    let config = "Properties.ResourcesVpcConfig";
    for (old, new, risk, reason) in [
        (
            &["203.0.113.0/24"][..],
            &["203.0.113.0/25"][..],
            Risk::Outage,
            lost,
        ),
        (&["0.0.0.0/0"], &["203.0.113.0/24"], Risk::Outage, lost),
        (
            &["203.0.113.0/25"],
            &["203.0.113.0/24"],
            Risk::Exposure,
            "who comes from 203.0.113.128/25 reaches the Kubernetes API",
        ),
        (
            &["203.0.113.0/24"],
            &["0.0.0.0/0"],
            Risk::Exposure,
            "everybody on the internet reaches the Kubernetes API",
        ),
    ] {
        let difference = between(&endpoint(true, old), &endpoint(true, new));
        let path = format!("{config}.PublicAccessCidrs");
        assert_eq!(
            risks(&difference, template),
            one(&path, risk, reason),
            "{old:?} {new:?}"
        );
    }
    let halves = between(
        &endpoint(true, &["203.0.113.0/24"]),
        &endpoint(true, &["203.0.113.128/25", "203.0.113.0/25"]),
    );
    assert_eq!(risks(&halves, template), []);
    // Without a range there is no public endpoint.
    let closed = between(&endpoint(true, &["203.0.113.0/24"]), &endpoint(true, &[]));
    let inside = "the Kubernetes API is reached from the VPC only";
    let found = risks(&closed, template);
    assert!(
        !found.is_empty()
            && found
                .iter()
                .all(|(_, risk, reason)| (*risk, reason.as_str()) == (Risk::Outage, inside)),
        "{found:?}"
    );
    let opened = between(&endpoint(true, &[]), &endpoint(true, &["203.0.113.0/24"]));
    assert!(risks(&opened, template).iter().all(|(_, risk, reason)| {
        (*risk, reason.as_str())
            == (
                Risk::Exposure,
                "who comes from 203.0.113.0/24 reaches the Kubernetes API",
            )
    }));
    assert_eq!(opened.worst(), Risk::Exposure);
}

#[test]
fn ssh_that_is_opened_is_exposure_for_whoever_gets_in() {
    let bastion = |ranges: &[&str]| {
        let bastion = json!({
            "instanceType": "t3.medium",
            "zone": "ap-northeast-2a",
            "subnets": "public",
            "sshCidrs": ranges,
            "volume": { "type": "gp3", "size": "30Gi" },
        });
        [("/bastion", bastion)]
    };
    let group = |difference: &Difference| -> Vec<(Risk, String)> {
        let of_group = difference
            .effects
            .iter()
            .filter(|effect| effect.object == "BastionSecurityGroup");
        of_group
            .map(|effect| (effect.risk, effect.reason.clone().unwrap_or_default()))
            .collect()
    };
    let exposed = |reason: &str| vec![(Risk::Exposure, reason.to_owned())];
    let one = "who comes from 198.51.100.0/24, to port 22, may connect";
    for (old, new, told) in [
        (&[][..], &["198.51.100.0/24"][..], exposed(one)),
        (
            &["198.51.100.0/24"],
            &["0.0.0.0/0"],
            exposed("everybody on the internet, to port 22, may connect"),
        ),
        (
            &["198.51.100.0/24"],
            &["198.51.100.0/25"],
            vec![(
                Risk::Outage,
                "who comes from 198.51.100.128/25, to port 22, does not connect any more".to_owned(),
            )],
        ),
    ] {
        let difference = between(&bastion(old), &bastion(new));
        assert_eq!(group(&difference), told, "{old:?} {new:?}");
    }
    assert_eq!(group(&between(&[], &bastion(&["198.51.100.0/24"]))), exposed(one));
    // A tag that changes in the same review lets nobody in.
    let [old, new] = [("a", "198.51.100.0/25"), ("b", "198.51.100.0/24")].map(|(owner, ranges)| {
        let tags = ("/tags", json!({ "owner": owner }));
        bastion(&[ranges]).into_iter().chain([tags]).collect::<Vec<_>>()
    });
    let both = group(&between(&old, &new));
    let who = "who comes from 198.51.100.128/25, to port 22, may connect";
    assert_eq!(
        both,
        [(Risk::Exposure, who.to_owned()), (Risk::None, String::new())]
    );
    assert_eq!(
        group(&between(&[], &bastion(&["10.40.0.0/16"]))),
        [(Risk::None, String::new())]
    );
}

#[test]
fn a_service_with_a_load_balancer_of_its_own_is_a_page_too() {
    let with = |kind: &str| {
        let mut charts = serde_json::to_value(&prod().environment.charts).expect("plain data");
        charts["kube-prometheus-stack"]["extraValues"] =
            json!({ "grafana": { "service": { "type": kind } } });
        [("/charts", charts)]
    };
    let [inside, outside] = [with("ClusterIP"), with("LoadBalancer")];
    let come = "a load balancer of its own serves it, on the internet unless the AWS Load Balancer Controller makes it, \
                which it does for new Services only";
    assert_eq!(
        risks(&between(&inside, &outside), STACK),
        one("grafana.service.type", Risk::Exposure, come)
    );
    assert_eq!(
        risks(&between(&[], &outside), STACK),
        one("grafana.service", Risk::Exposure, come)
    );
    assert_eq!(
        risks(&between(&outside, &inside), STACK),
        one(
            "grafana.service.type",
            Risk::Outage,
            "its load balancer goes, and the address with it"
        )
    );
}

/// external-dns deletes what its policy, its domain and its zone let it.
#[test]
fn records_that_nobody_deletes_any_more_are_told() {
    let sync = ("/ingress/dns/policy", json!("sync"));
    let no_page = ("/monitoring/grafana/expose", Value::Null);
    let of_page = |old: &[(&str, Value)], new: &[(&str, Value)]| {
        let mut found = risks(&between(old, new), STACK);
        found.retain(|(path, ..)| path.contains("ingress"));
        found.pop().map(|(.., reason)| reason)
    };
    let goes = |rest: &str| Some(format!("the page goes{rest}"));
    let new_policy = "; its record stays, since external-dns deletes none by its new policy, and leads to addresses that others get in \
                      time: push this first, and the policy once the record is gone";
    assert_eq!(
        of_page(std::slice::from_ref(&sync), std::slice::from_ref(&no_page)),
        goes(new_policy)
    );
    assert_eq!(
        of_page(std::slice::from_ref(&sync), &[sync.clone(), no_page]),
        goes("")
    );
    let values = "helm/external-dns/values.yaml";
    let told = |policy: &[(&'static str, Value)], new: &[(&'static str, Value)]| -> Vec<(String, String)> {
        let difference = between(policy, &[policy, new].concat());
        let effects = difference.effects.iter();
        let here = effects.filter(|effect| effect.artefact == values);
        here.filter_map(|effect| Some((effect.path.join("."), effect.reason.clone()?)))
            .collect()
    };
    let place = |path: &str, place: &str| {
        let reason = format!(
            "external-dns touches nothing {place} any more: the records that it has made there stay, and lead to addresses that others \
             get in time; delete them by hand"
        );
        (path.to_owned(), reason)
    };
    let elsewhere = [
        ("/ingress/domain", json!("live.example.com")),
        ("/ingress/hostedZoneId", json!("Z0123456789LIVE")),
    ];
    assert_eq!(
        told(std::slice::from_ref(&sync), &elsewhere),
        [
            place("domainFilters", "below `prod.example.com`"),
            place("extraArgs", "in the zone `Z0123456789PROD`"),
        ]
    );
    let above = [("/ingress/domain", json!("example.com"))];
    assert_eq!(told(&[sync], &above), []);
    // It deleted nothing before either.
    assert_eq!(told(&[], &elsewhere), []);
}
