//! Pages that charts put behind a load balancer: whether one comes, goes, moves, or is reached by others than before.

use serde_json::Value;

use super::addresses::Addresses;
use super::exposure::added;
use super::{HARMLESS, Judge, Judged, Risk, at, judged, records};
use crate::Effect;

/// Annotations by which the AWS Load Balancer Controller makes a page reachable. Source: its guide, ingress annotations,
/// as of 2026-11: a load balancer for each group, by default internal and open to 0.0.0.0/0 and ::/0. Of another type or scheme
/// it makes another one, and deletes this one first; of another name it does not: controller 3.5.0,
/// `pkg/deploy/elbv2/load_balancer_synthesizer.go`, `isSDKLoadBalancerRequiresReplacement`.
pub(super) const ALB: &str = "alb.ingress.kubernetes.io/";

/// The key under which charts have it, with `enabled`, `annotations` and `hosts` or `hostname`. Source: values.yaml of
/// kube-prometheus-stack 88.5.3 and nginx 22.1.1.
const SECTION: &str = "ingress";

/// The key under which charts have their Service, with `type`. Source: the same values.yaml.
const SERVICE: &str = "service";

/// A page that a load balancer serves.
struct Page {
    internet_facing: bool,
    inbound: Addresses,
    /// Whether it answers without encryption, and sends nobody to where it is encrypted.
    plain: bool,
    /// The TLS policy; one that is not named is the controller's.
    policy: String,
}

/// Source: AWS Load Balancer Controller, configuration options, `default-ssl-policy`, as of 2026-11.
const DEFAULT_POLICY: &str = "ELBSecurityPolicy-2016-08";

impl Page {
    /// What a chart's section asks for; `None` where it asks for none.
    fn read(section: Option<&Value>) -> Option<Self> {
        let section = section.filter(|section| section["enabled"] == true)?;
        Some(Self::of(&section["annotations"]))
    }

    fn of(annotations: &Value) -> Self {
        let annotation = |name: &str| annotations[format!("{ALB}{name}")].as_str();
        // Source: the same guide, listen-ports: HTTP alone where there is no certificate, HTTPS alone where there is one.
        let listens = annotation("listen-ports").map_or(annotation("certificate-arn").is_none(), |ports| {
            ports.contains("\"HTTP\"")
        });
        Self {
            internet_facing: annotation("scheme") == Some("internet-facing"),
            inbound: annotation("inbound-cidrs").map_or_else(Addresses::everywhere, |ranges| {
                Addresses::of(ranges.split(',').map(str::trim))
            }),
            plain: listens && annotation("ssl-redirect").is_none(),
            policy: annotation("ssl-policy").unwrap_or(DEFAULT_POLICY).to_owned(),
        }
    }

    /// Who reaches it of these addresses.
    fn reached_by(&self, addresses: &Addresses) -> String {
        match (self.internet_facing, addresses.are_everywhere()) {
            (true, true) => "everybody on the internet reaches the page".to_owned(),
            (true, false) => format!("who comes from {addresses} on the internet reaches the page"),
            (false, true) => {
                "everybody in the VPC and in networks that it is connected with reaches the page".to_owned()
            }
            (false, false) => {
                format!("who comes from {addresses} inside the VPC's networks reaches the page")
            }
        }
    }
}

/// What an effect does to pages; `None` where it is about none.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    // A release whose values go stays, and its page with it.
    if effect.path.is_empty() && effect.new.is_none() {
        return None;
    }
    let values = judge.values(&effect.artefact);
    let services = sections(effect, SERVICE)
        .into_iter()
        .map(|section| of_service(values.map(|values| has_balancer(at(values, &section)))));
    let pages = sections(effect, SECTION).into_iter().map(|section| {
        of_page(
            effect,
            values.map(|values| Page::read(at(values, &section))),
            judge,
        )
    });
    pages.chain(services).reduce(Judged::or_worse)
}

/// What an effect on an Ingress or a Service does that a chart takes as it is; `None` where it is on another object.
pub(super) fn of_object(effect: &Effect, object: [Option<&Value>; 2], judge: &Judge) -> Option<Judged> {
    match effect.kind.as_str() {
        "Service" => {
            Some(of_service(object.map(|service| {
                has_balancer(service.map(|service| &service["spec"]))
            })))
        }
        "Ingress" => {
            let page = |ingress: &Value| Page::of(&ingress["metadata"]["annotations"]);
            Some(of_page(effect, object.map(|ingress| ingress.map(page)), judge))
        }
        _ => None,
    }
}

fn of_page(effect: &Effect, page: [Option<Page>; 2], judge: &Judge) -> Judged {
    match page {
        [None, None] => HARMLESS,
        [None, Some(page)] => judged(Risk::Exposure, page.reached_by(&page.inbound)),
        [Some(_), None] => {
            let goes = || judged(Risk::Outage, format!("the page goes{}", records::left(judge)));
            judge.left_by_argocd().unwrap_or_else(goes)
        }
        [Some(was), Some(is)] => changed(effect, &was, &is, judge),
    }
}

/// Whether a chart's Service asks for a load balancer of its own.
fn has_balancer(service: Option<&Value>) -> bool {
    service.is_some_and(|service| service["type"] == "LoadBalancer")
}

/// Source: AWS Load Balancer Controller, installation: its webhook sees new Services, from 2.5 on, and not those whose type
/// changes; Network Load Balancer: internal by default from 2.2 on. Kubernetes, Service, internal load balancer: that of
/// the cloud provider is public unless an annotation says otherwise. As of 2026-11.
fn of_service(has_balancer: [bool; 2]) -> Judged {
    match has_balancer {
        [false, true] => judged(
            Risk::Exposure,
            "a load balancer of its own serves it, on the internet unless the AWS Load Balancer Controller makes it, \
             which it does for new Services only",
        ),
        [true, false] => judged(Risk::Outage, "its load balancer goes, and the address with it"),
        _ => HARMLESS,
    }
}

/// Where the sections of a key stand that an effect lies in, or that lie in what comes and goes.
fn sections(effect: &Effect, key: &str) -> Vec<Vec<String>> {
    if let Some(at) = effect.path.iter().position(|step| step == key) {
        return vec![effect.path[..=at].to_vec()];
    }
    let mut found = Vec::new();
    for value in [&effect.old, &effect.new].into_iter().flatten() {
        below(value, key, &mut effect.path.clone(), &mut found);
    }
    found
}

fn below(value: &Value, wanted: &str, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        path.push(key.clone());
        match key == wanted {
            true => found.push(path.clone()),
            false => below(value, wanted, path, found),
        }
        path.pop();
    }
}

/// A page that was there and is there.
fn changed(effect: &Effect, was: &Page, is: &Page, judge: &Judge) -> Judged {
    let last = effect.path.last().map_or("", String::as_str);
    if last == "hosts" || last == "hostname" {
        return renamed(effect, judge);
    }
    // Of ports, a place within.
    match effect.path.iter().find_map(|step| step.strip_prefix(ALB)) {
        Some("scheme") if is.internet_facing && !was.internet_facing => judged(
            Risk::Exposure,
            format!(
                "{}, on another load balancer, which the controller makes once it has deleted this one",
                is.reached_by(&is.inbound)
            ),
        ),
        Some("scheme") => judged(
            Risk::Outage,
            "the page moves to another load balancer, which the controller makes once it has deleted this one",
        ),
        Some("group.name") => judged(
            Risk::Outage,
            "the page moves to another load balancer, and its name to another address",
        ),
        Some("load-balancer-name") => judged(
            Risk::None,
            "the load balancer that there is keeps its name: this one counts when one is made",
        ),
        Some("inbound-cidrs") => of_inbound(was, is),
        Some("listen-ports" | "ssl-redirect" | "certificate-arn") if is.plain && !was.plain => {
            judged(Risk::Exposure, "the page answers without encryption")
        }
        Some("ssl-policy") => of_policy(was, is, judge),
        _ => HARMLESS,
    }
}

fn of_policy(was: &Page, is: &Page, judge: &Judge) -> Judged {
    let limits = judge.catalogue.limits();
    match (limits.outdated_tls(&was.policy), limits.outdated_tls(&is.policy)) {
        // It is not as old as before.
        (Some(before), Some(oldest)) if before < oldest => HARMLESS,
        (_, Some(oldest)) => judged(
            Risk::Exposure,
            format!(
                "`{}` lets clients speak TLS {oldest}, which RFC 8996 gave up in 2021",
                is.policy
            ),
        ),
        _ => HARMLESS,
    }
}

/// A name that goes; one beside those that stay is none.
fn renamed(effect: &Effect, judge: &Judge) -> Judged {
    match effect
        .old
        .as_ref()
        .is_some_and(|old| added(effect.new.as_ref(), old))
    {
        true => judged(
            Risk::Outage,
            format!("the page gets another name{}", records::left(judge)),
        ),
        false => HARMLESS,
    }
}

fn of_inbound(was: &Page, is: &Page) -> Judged {
    let (come, gone) = (is.inbound.beyond(&was.inbound), was.inbound.beyond(&is.inbound));
    // All of them are told as all, and not as all but those that had it.
    let told = if is.inbound.are_everywhere() {
        &is.inbound
    } else {
        &come
    };
    let shut_out = match gone.is_empty() {
        true => HARMLESS,
        false => judged(Risk::Outage, "who comes from elsewhere loses the page"),
    };
    match come.is_empty() {
        true => shut_out,
        false => shut_out.or_worse(judged(Risk::Exposure, is.reached_by(told))),
    }
}
