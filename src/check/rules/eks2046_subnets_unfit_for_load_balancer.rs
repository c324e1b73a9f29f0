//! EKS2046: subnets that a page names, in which its load balancer is of little use.

use crate::model::{Scheme, SubnetKind};
use crate::page_subnets::{self, known};
use crate::{Finding, Subject, at, extra};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for page in page_subnets::all(subject, &extra::maps(subject)) {
        let parts = page.parts();
        let (name, group) = page.group;
        let private = parts
            .iter()
            .find(|part| matches!(known(subject, part), Some((SubnetKind::Private, _))));
        if let Some(private) = private.filter(|_| group.scheme == Scheme::InternetFacing) {
            let message = format!(
                "`{private}` is a private subnet, and the load balancer faces the internet: nobody there reaches it"
            );
            found.push(
                Finding::at(page.at.clone(), message)
                    .related(at!(ingress.groups[name].scheme), "internet-facing")
                    .help("name public subnets, or use `scheme: internal`"),
            );
        }
        // Of a name there may be several, and of a subnet that is listed EKS2040 knows the zone.
        if let [one] = parts[..]
            && one.starts_with("subnet-")
            && known(subject, one).is_none()
        {
            let message = format!("a load balancer needs subnets in two zones, and `{one}` is one alone");
            found.push(
                Finding::at(page.at, message)
                    .help("name one of another zone beside it")
                    .note("one alone is enough in a Local Zone or an Outpost"),
            );
        }
    }
    found
}
