//! EKS5030: an alarm about a certificate that has nothing to watch, nobody to tell, or comes at the wrong time.

use std::collections::BTreeSet;

use crate::model::Certificate;
use crate::{Finding, Help, Subject, at};

/// Days before its end at which ACM renews a public certificate. Source: AWS, ACM updates default certificate validity,
/// 2026-02-18.
const RENEWAL: u16 = 45;

/// Days for which browsers take a certificate at most; new ones last less. Source: CA/Browser Forum, baseline requirements,
/// 6.3.2, validity of certificates since 2020-09-01.
const LIFETIME: u16 = 398;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(wanted) = &environment.alerting.certificate_expiry else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let Some(ingress) = &environment.ingress else {
        let message = "there is no `ingress` whose certificate the alarm would watch";
        let help = "set `ingress`, or remove the alarm";
        return vec![Finding::at(at!(alerting.certificateExpiry), message).help(help)];
    };
    let days = at!(alerting.certificateExpiry.days);
    if wanted.days == 0 {
        let message = "at 0 days pages have failed already";
        found.push(Finding::at(days, message).help("write 30"));
    } else if matches!(ingress.certificate, Certificate::Request(_)) && wanted.days >= RENEWAL {
        let message = format!(
            "ACM renews the certificate {RENEWAL} days before its end: an alarm at {} days tells of every renewal",
            wanted.days
        );
        let help = "write 30: what is not renewed by then has something in its way";
        found.push(Finding::at(days, message).help(help));
    } else if wanted.days >= LIFETIME {
        let message = format!(
            "no certificate that browsers take lasts longer than {LIFETIME} days: an alarm at {} days is never silent",
            wanted.days
        );
        found.push(Finding::at(days, message).help("write 30, or as many as it takes to get a new one"));
    }
    let mut told = BTreeSet::new();
    for (index, address) in wanted.notify.iter().enumerate() {
        if !told.insert(address.as_str()) {
            let at = at!(alerting.certificateExpiry.notify[#index]);
            found.push(Finding::at(at, format!("`{address}` is told already")).help(Help::take_out("remove it")));
        }
    }
    if wanted.notify.is_empty() && wanted.topic.is_none() {
        let help = "add `notify` with an address, or `topic`";
        found.push(Finding::at(at!(alerting.certificateExpiry), "the alarm tells nobody").help(help));
    }
    found
}
