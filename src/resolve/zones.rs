//! The cluster's zones by name and by id. Which subnets lie in them is not here.

use crate::catalog::{Catalogue, ZoneIdLookup};
use crate::model::value::ZoneRef;
use crate::model::{Account, Environment};

/// An availability zone of the cluster. What nobody knows stays `None`; one of the two is always known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Such as `ap-northeast-2a`.
    pub name: Option<String>,
    /// Such as `apne2-az1`.
    pub id: Option<String>,
}

impl Zone {
    /// What the environment says of its account's zones counts most, then what was imported of them.
    fn resolve(zone: &ZoneRef, region: &str, account: &Account, catalogue: &Catalogue) -> Self {
        let imported = || catalogue.account_zones(&account.id, region);
        if zone.is_id() {
            let of_account = account.zone_ids.iter().find(|(_, id)| *id == zone.as_str());
            let of_import = || {
                let zones = imported()?;
                let (name, _) = zones.into_iter().find(|(_, id)| *id == zone.as_str())?;
                Some(name.to_owned())
            };
            let of_region = || {
                let mut zones = catalogue.region(region)?.zones.iter();
                Some(zones.find(|(_, id)| *id == zone.as_str())?.0.clone())
            };
            return Self {
                name: of_account
                    .map(|(name, _)| name.clone())
                    .or_else(of_import)
                    .or_else(of_region),
                id: Some(zone.to_string()),
            };
        }
        let of_import = || {
            let zones = imported()?;
            let (_, id) = zones.into_iter().find(|(name, _)| *name == zone.as_str())?;
            Some(id.to_owned())
        };
        let of_region = || match catalogue.zone_id(region, zone) {
            ZoneIdLookup::Known(id) => Some(id.to_owned()),
            ZoneIdLookup::PerAccount | ZoneIdLookup::UnknownZone | ZoneIdLookup::UnknownRegion => None,
        };
        Self {
            name: Some(zone.to_string()),
            id: account
                .zone_ids
                .get(zone.as_str())
                .cloned()
                .or_else(of_import)
                .or_else(of_region),
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
    let account = &environment.account;
    cluster
        .zones
        .iter()
        .map(|zone| Zone::resolve(zone, &cluster.region, account, catalogue))
        .collect()
}
