//! Volumes that charts claim, the shared file system, and the key of the cluster's Secrets.

use serde_json::{Map, Value};

use super::compute::volumes;
use super::{Basis, Component, Quantity, Resource, resource};
use crate::catalog::{ChartClaim, Money};
use crate::model::value::{Quantity as Size, Release, ResourceName};
use crate::model::{Provisioner, SecretsEncryption};
use crate::resolve::ClaimField;

pub(super) fn resources(basis: &Basis) -> Vec<Resource> {
    let mut resources = vec![
        resource("kube-prometheus-stack volumes", monitoring(basis)),
        resource("kubecost volumes", kubecost(basis)),
    ];
    resources.push(resource("EFS file system", file_system(basis)));
    resources.push(resource("KMS key of Kubernetes Secrets", key(basis)));
    resources
}

fn monitoring(basis: &Basis) -> Vec<Component> {
    let claims = basis.resolved.claims.iter();
    claims
        .filter_map(|it| Some((it, it.sizes?)))
        .flat_map(|(it, (count, size))| {
            let name = match it.field {
                ClaimField::Prometheus => "Prometheus",
                ClaimField::Alertmanager => "Alertmanager",
                ClaimField::Kubecost => "kubecost",
            };
            claim(basis, name, it.class, u64::from(count).saturating_mul(size.gib()))
        })
        .collect()
}

/// kubecost takes the class from the environment and the sizes from its chart, or from values that pass through.
fn kubecost(basis: &Basis) -> Vec<Component> {
    let release = basis
        .resolved
        .releases
        .iter()
        .find(|release| release.release == Release::Kubecost);
    let (Some(release), Some(kubecost)) = (release, &basis.environment.cost.kubecost) else {
        return Vec::new();
    };
    let extra = basis.environment.charts.get(&Release::Kubecost);
    let known = basis.catalogue.charts().chart(Release::Kubecost.name());
    let claims = known.into_iter().flat_map(|chart| chart.claims(&release.version));
    let class = &kubecost.volumes.class;
    let sized = claims.filter_map(|known| {
        let values = extra.map(|chart| &*chart.extra_values);
        Some((known, claimed(known, values)?))
    });
    sized
        .flat_map(|(known, size)| match size {
            Some(size) => claim(basis, &known.name, class, size),
            None => vec![
                Component {
                    quantity: Quantity::NotKnown(None),
                    ..Component::fixed(known.name.clone(), "GB", 0, None::<Money>)
                }
                .noted(format!("`{}` is no size that is understood", known.at)),
            ],
        })
        .collect()
}

/// GiB of a chart's claim with these values; the inner `None` for a size that cannot be read, the outer for no claim.
fn claimed(claim: &ChartClaim, values: Option<&Map<String, Value>>) -> Option<Option<u64>> {
    let value = |path: &str| {
        let mut parts = path.split('.');
        let first = values?.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    };
    if claim.unless.as_deref().and_then(value) == Some(&Value::Bool(false)) {
        return None;
    }
    let size = match value(&claim.at) {
        Some(size) => size.as_str().unwrap_or_default(),
        None => &claim.size,
    };
    Some(size.parse().ok().map(|size: Size| size.gib()))
}

/// GB of a claim by the class that it names: a disk, or a place on the shared file system, which is paid for there.
fn claim(basis: &Basis, name: &str, class: &ResourceName, gib: u64) -> Vec<Component> {
    let storage = &basis.environment.storage;
    if let Some(known) = storage.classes.get(class) {
        return volumes(basis, name, known.kind, Quantity::Fixed(gib));
    }
    let shared = storage.efs.as_ref().and_then(|efs| efs.storage_class.as_ref());
    if shared == Some(class) {
        return Vec::new();
    }
    let row = Component::fixed(name, "GB", gib, None::<Money>);
    vec![row.noted(format!("nobody makes the class `{class}`"))]
}

fn file_system(basis: &Basis) -> Vec<Component> {
    if basis.environment.storage.efs.is_none() {
        return Vec::new();
    }
    let (usage, services) = (basis.usage, &basis.prices.services);
    let used = |name, field, quantity: Option<u32>, price| {
        Component::used(name, "GB", field, quantity.map(u64::from), price)
    };
    let mut rows = vec![used(
        "Storage (standard)",
        "efsGb",
        usage.efs_gb,
        services.efs_standard_gb_month,
    )];
    // The lab's file system has the throughput of its size, which costs nothing.
    if basis.environment.provisioner == Provisioner::Native {
        rows.extend([
            used(
                "Elastic throughput, read",
                "efsReadGb",
                usage.efs_read_gb,
                services.efs_elastic_read_gb,
            ),
            used(
                "Elastic throughput, write",
                "efsWriteGb",
                usage.efs_write_gb,
                services.efs_elastic_write_gb,
            ),
        ]);
    }
    rows
}

fn key(basis: &Basis) -> Vec<Component> {
    let made = matches!(
        basis.environment.cluster.secrets_encryption,
        Some(SecretsEncryption::CreateKey(true))
    );
    let native = basis.environment.provisioner == Provisioner::Native;
    match made && native {
        true => vec![Component::fixed(
            "Customer managed key",
            "months",
            1,
            basis.prices.services.kms_key_month,
        )],
        false => Vec::new(),
    }
}
