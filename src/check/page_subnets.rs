//! Subnets that pages of an ingress group name in `extraValues`, before which the controller looks for none. For rules.

use serde_json::Value;

use super::Subject;
use crate::diag::FieldPath;
use crate::extra::Passed;
use crate::model::value::IngressGroupName;
use crate::model::{IngressGroup, SubnetKind};
use crate::resolve::SubnetOrigin;

const PREFIX: &str = "alb.ingress.kubernetes.io/";

/// The subnets of one page.
pub(super) struct PageSubnets<'a> {
    /// Where they are named.
    pub(super) at: FieldPath,
    /// The group of the page.
    pub(super) group: (&'a IngressGroupName, &'a IngressGroup),
    /// What stands there.
    pub(super) value: &'a Value,
}

impl<'a> PageSubnets<'a> {
    /// Names and ids, as the controller takes them apart. Source: AWS Load Balancer Controller 3.5.0,
    /// pkg/annotations/parser.go.
    pub(super) fn parts(&self) -> Vec<&'a str> {
        let parts = self.value.as_str().unwrap_or_default().split(',');
        parts.map(str::trim).filter(|part| !part.is_empty()).collect()
    }
}

/// Those of every page among these maps.
pub(super) fn all<'a>(subject: &Subject<'a>, maps: &[Passed<'a>]) -> Vec<PageSubnets<'a>> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let subnets = format!("{PREFIX}subnets");
    let found = maps.iter().filter_map(|map| {
        let name = map.text(&format!("{PREFIX}group.name"))?;
        Some(PageSubnets {
            group: ingress.groups.iter().find(|(group, _)| group.as_str() == name)?,
            value: map.extra.get(&subnets)?,
            at: map.at.key(&subnets),
        })
    });
    found.collect()
}

/// The kind and the zone of a subnet of the environment's VPC, by its id.
pub(super) fn known(subject: &Subject<'_>, id: &str) -> Option<(SubnetKind, usize)> {
    [SubnetKind::Public, SubnetKind::Private].into_iter().find_map(|kind| {
        let mut subnets = subject.resolved.subnets.of(kind).iter();
        let is_it =
            |origin: &SubnetOrigin| matches!(origin, SubnetOrigin::Existing(known) if known.as_str() == id);
        let subnet = subnets.find(|subnet| is_it(&subnet.origin))?;
        Some((kind, subnet.zone))
    })
}
