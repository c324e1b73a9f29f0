//! EKS2002: a certificate that lies in another region or account than the load balancers.

use crate::{Finding, Subject, at};
use crate::model::Certificate;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ingress) = &environment.ingress else {
        return Vec::new();
    };
    let Certificate::Arn(arn) = &ingress.certificate else {
        return Vec::new();
    };
    let (region, account) = (&environment.cluster.region, &environment.account.id);
    let mut found = Vec::new();
    if arn.region() != region.as_str() {
        let message = format!(
            "the certificate lies in `{}`, the load balancers in `{region}`",
            arn.region()
        );
        found.push(
            Finding::at(at!(ingress.certificate.arn), message)
                .related(at!(cluster.region), "the cluster's region")
                .help(format!(
                    "use a certificate of `{region}`: `aws acm list-certificates --region {region}`"
                )),
        );
    }
    if arn.account() != account.as_str() {
        let message = format!(
            "the certificate belongs to account `{}`, the cluster to `{account}`",
            arn.account()
        );
        found.push(
            Finding::at(at!(ingress.certificate.arn), message)
                .related(at!(account.id), "the cluster's account")
                .help(format!("use a certificate of account `{account}`")),
        );
    }
    found
}
