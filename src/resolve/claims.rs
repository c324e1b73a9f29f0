//! The volumes that charts claim.

use crate::model::value::{Quantity, ResourceName};
use crate::model::{Environment, VolumeClaim};

/// A field that makes a chart claim volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimField {
    /// Prometheus' volume.
    Prometheus,
    /// Alertmanager's volume.
    Alertmanager,
    /// Those of kubecost.
    Kubecost,
}

impl ClaimField {
    /// Whose they are, as Kubernetes spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prometheus => "prometheus",
            Self::Alertmanager => "alertmanager",
            Self::Kubecost => "kubecost",
        }
    }
}

/// The volumes that a field makes a chart claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedVolumes<'a> {
    /// What makes the chart claim them.
    pub field: ClaimField,
    /// Their storage class, which `storage.classes` may lack.
    pub class: &'a ResourceName,
    /// How many they are, and how large each is; `None` where the chart decides.
    pub sizes: Option<(u32, &'a Quantity)>,
}

impl<'a> ClaimedVolumes<'a> {
    /// One for each replica.
    fn of_replicas(field: ClaimField, replicas: u32, claim: &'a VolumeClaim) -> Self {
        Self {
            field,
            class: &claim.class,
            sizes: Some((replicas, &claim.size)),
        }
    }
}

/// All of them, in the order of the fields.
pub(super) fn claims(environment: &Environment) -> Vec<ClaimedVolumes<'_>> {
    let Environment { monitoring, cost, .. } = environment;
    let prometheus = monitoring.prometheus.as_ref().and_then(|it| {
        let (field, replicas) = (ClaimField::Prometheus, it.replica_count());
        Some(ClaimedVolumes::of_replicas(field, replicas, it.volume.as_ref()?))
    });
    let alertmanager = monitoring.alertmanager.as_ref().and_then(|it| {
        let (field, replicas) = (ClaimField::Alertmanager, it.replica_count());
        Some(ClaimedVolumes::of_replicas(field, replicas, it.volume.as_ref()?))
    });
    let kubecost = cost.kubecost.as_ref().map(|it| ClaimedVolumes {
        field: ClaimField::Kubecost,
        class: &it.volumes.class,
        sizes: None,
    });
    [prometheus, alertmanager, kubecost]
        .into_iter()
        .flatten()
        .collect()
}
