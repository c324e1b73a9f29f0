//! A page on an Application Load Balancer: its host and the controller's annotations. Not the chart's ingress keys.

use serde::Serialize;

use crate::model::value::SubnetId;
use crate::model::{Certificate, Environment, Expose, Ingress, IngressGroup, Scheme};
use crate::stack_output::StackOutput;

/// The class that the AWS Load Balancer Controller serves.
pub(super) const CLASS: &str = "alb";

/// A published page.
pub(super) struct Page {
    /// Whole host name.
    pub(super) host: String,
    /// What the controller reads.
    pub(super) annotations: Annotations,
}

impl Page {
    /// The address that people open.
    pub(super) fn url(&self) -> String {
        format!("https://{}", self.host)
    }
}

/// Annotations of an Ingress. Source: AWS Load Balancer Controller 3.5.0 documentation, ingress annotations.
#[derive(Serialize)]
pub(super) struct Annotations {
    #[serde(rename = "alb.ingress.kubernetes.io/scheme")]
    scheme: &'static str,
    #[serde(rename = "alb.ingress.kubernetes.io/target-type")]
    target_type: &'static str,
    #[serde(rename = "alb.ingress.kubernetes.io/listen-ports")]
    listen_ports: &'static str,
    #[serde(rename = "alb.ingress.kubernetes.io/certificate-arn")]
    certificate_arn: String,
    #[serde(rename = "alb.ingress.kubernetes.io/success-codes")]
    success_codes: &'static str,
    #[serde(rename = "alb.ingress.kubernetes.io/load-balancer-name")]
    load_balancer_name: String,
    #[serde(rename = "alb.ingress.kubernetes.io/group.name")]
    group_name: String,
    #[serde(
        rename = "alb.ingress.kubernetes.io/subnets",
        skip_serializing_if = "Option::is_none"
    )]
    subnets: Option<String>,
    #[serde(
        rename = "alb.ingress.kubernetes.io/ssl-redirect",
        skip_serializing_if = "Option::is_none"
    )]
    ssl_redirect: Option<&'static str>,
    #[serde(
        rename = "alb.ingress.kubernetes.io/ssl-policy",
        skip_serializing_if = "Option::is_none"
    )]
    ssl_policy: Option<String>,
    #[serde(
        rename = "alb.ingress.kubernetes.io/inbound-cidrs",
        skip_serializing_if = "Option::is_none"
    )]
    inbound_cidrs: Option<String>,
}

/// The page that `expose` asks for; `None` without an `ingress` section or without the group.
pub(super) fn page(environment: &Environment, expose: Option<&Expose>) -> Option<Page> {
    let Expose { group, host } = expose?;
    let Ingress {
        domain,
        // external-dns and the certificate's stack look at these.
        hosted_zone_id: _,
        certificate,
        groups,
        dns: _,
    } = environment.ingress.as_ref()?;
    let IngressGroup {
        scheme,
        load_balancer_name,
        ssl_redirect,
        ssl_policy,
        inbound_cidrs,
    } = groups.get(group)?;
    let certificate_arn = match certificate {
        Certificate::Arn(arn) => arn.to_string(),
        Certificate::Request(_) => StackOutput::CertificateArn.reference(environment.provisioner),
    };
    let cidrs: Vec<String> = inbound_cidrs.iter().map(ToString::to_string).collect();
    Some(Page {
        host: format!("{host}.{domain}"),
        annotations: Annotations {
            scheme: scheme.name(),
            target_type: "ip",
            listen_ports: r#"[{"HTTPS":443}, {"HTTP":80}]"#,
            certificate_arn,
            success_codes: "200-399",
            load_balancer_name: load_balancer_name.to_string(),
            group_name: group.to_string(),
            subnets: subnets(environment, *scheme),
            ssl_redirect: ssl_redirect.then_some("443"),
            ssl_policy: ssl_policy.clone(),
            inbound_cidrs: (!cidrs.is_empty()).then(|| cidrs.join(",")),
        },
    })
}

/// The subnets of an existing VPC that a load balancer of this scheme stands in. In such a VPC nothing says that they bear the
/// tags by which the controller finds subnets, and without it takes the first one of each zone, whoever's it is; those
/// that the stack makes have the tags. Source: AWS Load Balancer Controller, subnet discovery, 2026-11-30.
#[must_use]
pub fn subnets(environment: &Environment, scheme: Scheme) -> Option<String> {
    let existing = environment.network.existing.as_ref()?;
    let named = match scheme {
        Scheme::InternetFacing => &existing.public_subnets,
        Scheme::Internal => &existing.private_subnets,
    };
    let ids: Vec<&str> = named.values().map(SubnetId::as_str).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}
