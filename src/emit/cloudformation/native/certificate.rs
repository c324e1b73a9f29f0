//! A certificate of the stack's own, for environments that bring none.

use super::builder::Builder;
use crate::cloudformation::resources::acm::{Certificate, DomainValidationOption, ValidationMethod};
use crate::cloudformation::{Handle, Value};
use crate::model::{self, CertificateRequest};

pub(super) fn add(builder: &mut Builder) -> Option<Handle<Certificate>> {
    let ingress = builder.resolved.environment.ingress.as_ref()?;
    let model::Certificate::Request(CertificateRequest { names }) = &ingress.certificate else {
        return None;
    };
    let others: Vec<String> = if names.is_empty() {
        vec![format!("*.{}", ingress.domain)]
    } else {
        names.iter().map(ToString::to_string).collect()
    };
    let domain = ingress.domain.to_string();
    let option = |name: &String| DomainValidationOption {
        domain_name: name.clone(),
        hosted_zone_id: Value::literal(ingress.hosted_zone_id.as_str()),
    };
    let certificate = Certificate {
        domain_validation_options: std::iter::once(&domain).chain(&others).map(option).collect(),
        domain_name: domain.clone(),
        subject_alternative_names: others,
        validation_method: ValidationMethod::Dns,
        tags: builder.tagging.named(builder.label("ingress")).list(),
    };
    Some(builder.add("Certificate", certificate))
}
