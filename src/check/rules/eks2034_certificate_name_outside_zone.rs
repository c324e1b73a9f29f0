//! EKS2034: a name of the requested certificate that cannot be in the hosted zone where the stack proves it.

use crate::{Finding, Help, Subject, at};
use crate::model::Certificate;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let Certificate::Request(request) = &ingress.certificate else {
        return Vec::new();
    };
    let names = request.names.iter().enumerate();
    names
        .filter(|(_, name)| !share_zone(name, &ingress.domain))
        .map(|(index, name)| {
            let zone = &ingress.hosted_zone_id;
            Finding::at(
                at!(ingress.certificate.request.names[#index]),
                format!("`{name}` and `{}` are in no common hosted zone", ingress.domain),
            )
            .related(at!(ingress.domain), "the domain of the zone")
            .help(Help::take_out(format!(
                "remove it: the stack proves every name by a record in `{zone}`; for other domains make the \
                 certificate outside and give its `arn`"
            )))
        })
        .collect()
}

/// Whether some zone can hold both. The zone may be that of a parent of the domain; two labels at least are a zone's.
fn share_zone(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.rsplit('.'), domain.rsplit('.'));
    name.zip(domain).take_while(|(one, other)| one == other).count() >= 2
}
