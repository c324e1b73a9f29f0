//! EKS1030: a pool of Karpenter's that only one of several zones can serve.

use crate::capacity::{family_everywhere, offered};
use crate::diag::FieldPath;
use crate::fields::{listed, pools};
use crate::model::NodePool;
use crate::resolve::pool_kinds;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let pools = pools(subject.environment()).into_iter();
    pools
        .filter_map(|(at, pool)| lonely(subject, &at, pool))
        .collect()
}

fn lonely(subject: &Subject<'_>, at: &FieldPath, pool: &NodePool) -> Option<Finding> {
    let catalogue = subject.catalogue;
    let kinds = pool_kinds(catalogue, pool);
    let zones = offered(subject, &kinds);
    let (without, with): (Vec<_>, Vec<_>) = zones
        .into_iter()
        .partition(|(_, offered)| *offered == Some(false));
    let ([(only, Some(true))], false) = (with.as_slice(), without.is_empty()) else {
        return None;
    };
    let lacking = listed(without.iter().map(|(zone, _)| zone));
    let region = &subject.environment().cluster.region;
    Some(
        Finding::at(
            at.field("instanceFamilies"),
            format!("this pool starts machines in `{only}` only: AWS offers none of its types in {lacking}"),
        )
        .help(match family_everywhere(subject, &kinds) {
            Some(kind) => {
                let family = kind.split_once('.').map_or(kind.as_str(), |(family, _)| family);
                format!("add the family `{family}`, whose `{kind}` is offered in every zone of the cluster")
            }
            None => "add a family that a second zone offers".to_owned(),
        })
        .note(format!(
            "offerings as of {}",
            catalogue.offerings_as_of(region, kinds.iter().map(|kind| kind.name.as_str()))
        )),
    )
}
