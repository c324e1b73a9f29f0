//! ACM: a certificate that is validated by DNS.

use crate::cloudformation::kind::{CertificateArn, HostedZoneId};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A certificate. A change of names replaces it; it cannot be deleted while a load balancer has it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    pub domain_name: String,
    pub subject_alternative_names: Vec<String>,
    pub validation_method: ValidationMethod,
    /// One for each name whose zone CloudFormation is to write to.
    pub domain_validation_options: Vec<DomainValidationOption>,
    pub tags: TagList,
}

/// How ACM learns that the domain is ours; mail, the other way, needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ValidationMethod {
    Dns,
}

/// The zone that the proof for a name is written to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainValidationOption {
    pub domain_name: String,
    pub hosted_zone_id: Value<HostedZoneId>,
}

impl Resource for Certificate {
    const TYPE: &'static str = "AWS::CertificateManager::Certificate";
}

impl Handle<Certificate> {
    /// The certificate's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<CertificateArn> {
        self.reference()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_certificate_is_validated_in_its_zone() {
        let name = || "*.prod.example.com".to_owned();
        let certificate = Certificate {
            domain_name: name(),
            subject_alternative_names: vec!["prod.example.com".to_owned()],
            validation_method: ValidationMethod::Dns,
            domain_validation_options: vec![DomainValidationOption {
                domain_name: name(),
                hosted_zone_id: Value::literal("Z1"),
            }],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&certificate),
            concat!(
                r#"{"DomainName":"*.prod.example.com","SubjectAlternativeNames":["prod.example.com"],"#,
                r#""ValidationMethod":"DNS","DomainValidationOptions":[{"DomainName":"*.prod.example.com","#,
                r#""HostedZoneId":"Z1"}]}"#
            )
        );
        assert_eq!(long_form(&handle::<Certificate>().arn()), r#"{"Ref":"Id"}"#);
    }
}
