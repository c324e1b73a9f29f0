//! EKS2062: environments of one account and region that publish below one domain with several certificates.

use std::collections::BTreeMap;

use crate::fleet::{Member, Published};
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut first_of: BTreeMap<(&str, &str, &str), (&Member, &Published)> = BTreeMap::new();
    let mut found = Vec::new();
    for member in members {
        let Some(ingress) = &member.ingress else { continue };
        let place = (
            member.account.as_str(),
            member.region.as_str(),
            ingress.domain.as_str(),
        );
        let Some((first, other)) = first_of.get(&place) else {
            first_of.insert(place, (member, ingress));
            continue;
        };
        // Two that stacks ask for are two, whatever is in them.
        if ingress.certificate.is_some() && ingress.certificate == other.certificate {
            continue;
        }
        let message = format!(
            "`{}` has another certificate here than in the environment `{}`",
            ingress.domain, first.name
        );
        let help = match &other.certificate {
            Some(arn) => format!("name the same one, `arn: {arn}`"),
            None => "name one certificate by its ARN in both, with a wildcard for their names".to_owned(),
        };
        found.push((
            member.name.clone(),
            Finding::at(at!(ingress.certificate), message).help(help),
        ));
    }
    found
}
