//! The cluster's zones by name and by id. Which subnets lie in them is not here.

use crate::catalog::{Catalogue, ZoneIdLookup};
use crate::model::value::ZoneRef;
use crate::model::{Environment, Texts};

/// An availability zone of the cluster. What nobody knows stays `None`; one of the two is always known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Such as `ap-northeast-2a`.
    pub name: Option<String>,
    /// Such as `apne2-az1`.
    pub id: Option<String>,
}

impl Zone {
    fn resolve(zone: &ZoneRef, region: &str, account: &Texts, catalogue: &Catalogue) -> Self {
        if zone.is_id() {
            let of_account = account.iter().find(|(_, id)| *id == zone.as_str());
            let of_region = || {
                catalogue
                    .region(region)?
                    .zones
                    .iter()
                    .find(|(_, id)| *id == zone.as_str())
            };
            let name = of_account.or_else(of_region).map(|(name, _)| name.clone());
            return Self {
                name,
                id: Some(zone.to_string()),
            };
        }
        let id = account
            .get(zone.as_str())
            .cloned()
            .or_else(|| match catalogue.zone_id(region, zone) {
                ZoneIdLookup::Known(id) => Some(id.to_owned()),
                ZoneIdLookup::PerAccount | ZoneIdLookup::UnknownZone | ZoneIdLookup::UnknownRegion => None,
            });
        Self {
            name: Some(zone.to_string()),
            id,
        }
    }

    /// Whether the reference, by name or by id, means this zone.
    #[must_use]
    pub fn is(&self, zone: &ZoneRef) -> bool {
        let known = if zone.is_id() { &self.id } else { &self.name };
        known.as_deref() == Some(zone.as_str())
    }

    /// Whether both are one zone: by id where both ids are known, or else by name.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(one), Some(other)) => one == other,
            _ => self.name.is_some() && self.name == other.name,
        }
    }

    /// The id, which means the same zone to everybody, or else the name.
    #[must_use]
    pub fn label(&self) -> &str {
        self.id.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }
}

pub(super) fn resolve(environment: &Environment, catalogue: &Catalogue) -> Vec<Zone> {
    let cluster = &environment.cluster;
    let account = &environment.account.zone_ids;
    cluster
        .zones
        .iter()
        .map(|zone| Zone::resolve(zone, &cluster.region, account, catalogue))
        .collect()
}
