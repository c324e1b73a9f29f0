//! The certificate of the load balancers, where an alarm watches it.

use super::Part;
use crate::model::{Certificate, CertificateExpiry};
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let environment = resolved.environment;
    let (
        Some(CertificateExpiry {
            days,
            notify,
            topic: _,
        }),
        Some(ingress),
    ) = (&environment.alerting.certificate_expiry, &environment.ingress)
    else {
        return Vec::new();
    };
    let (name, region) = (&environment.cluster.name, &environment.cluster.region);
    let of_stack = |id: &str| {
        format!(
            "aws cloudformation describe-stack-resource --region {region} --stack-name {name} \\\n  \
             --logical-resource-id {id} --query StackResourceDetail.PhysicalResourceId --output text"
        )
    };
    let certificate = match &ingress.certificate {
        Certificate::Arn(arn) => format!("certificate={arn}"),
        Certificate::Request(_) => format!("certificate=$({})", of_stack("Certificate")),
    };
    let mail = Part::new(
        "Each address gets a mail first, and no other until the link in it was opened; `PendingConfirmation` is one that was \
         not:",
        [
            format!("topic=$({})", of_stack("CertificateExpiryTopic")),
            format!(
                "aws sns list-subscriptions-by-topic --region {region} --topic-arn \"$topic\" --output table"
            ),
        ],
    );
    let alarm = Part::new(
        format!("An alarm of CloudWatch tells when the certificate ends in less than {days} days:"),
        [
            format!("alarm=$({})", of_stack("CertificateExpiryAlarm")),
            format!(
                "aws cloudwatch describe-alarms --region {region} --alarm-names \"$alarm\" --output table"
            ),
        ],
    );
    let end = Part::new(
        "When it ends, and what holds its renewal up. ACM renews one that it issued as long as the CNAME of each name stands in \
         DNS; an imported one is imported again:",
        [
            certificate,
            format!(
                "aws acm describe-certificate --region {region} --certificate-arn \"$certificate\" \\\n  \
                 --query 'Certificate.[NotAfter, Type, RenewalSummary, DomainValidationOptions]'"
            ),
        ],
    );
    let mail = (!notify.is_empty()).then_some(mail);
    [alarm].into_iter().chain(mail).chain([end]).collect()
}
