//! What follows from the model and the catalogue, computed once. Pure and total: no rules, no texts of artefacts.

mod addons;
mod claims;
mod database;
mod identities;
mod karpenter;
mod machines;
mod published;
mod releases;
mod secrets;
mod subnets;
mod zones;

pub use addons::ResolvedAddon;
pub use claims::{ClaimField, ClaimedVolumes};
pub use database::DatabaseMetrics;
pub use identities::WorkloadIdentity;
pub use karpenter::KarpenterNames;
pub use machines::{Machine, fits_processor, pool_kinds};
pub use published::{PageField, PublishedPage};
pub use secrets::{SecretField, SecretUse};
pub use subnets::{Subnet, SubnetOrigin, Subnets};
pub use zones::Zone;

use eksight_catalog as catalog;
use eksight_model as model;

use crate::catalog::{Catalogue, TemplateBytes};
use crate::model::value::{AddonName, Cidr, ImageRegistry, NodeGroupName, Release};
use crate::model::{Environment, Named, Nat, Provisioner};

pub use releases::ResolvedRelease;

/// An environment with everything that follows from it. Rules and emitters read this and derive nothing themselves.
#[derive(Debug, Clone)]
pub struct Resolved<'a> {
    /// Name of the environment: the file's stem.
    pub name: &'a str,
    /// The files it was read from, as people write them, the named one first.
    pub sources: &'a [String],
    /// What was asked for.
    pub environment: &'a Environment,
    /// The cluster's zones, in its order.
    pub zones: Vec<Zone>,
    /// The `Name` tag of a new VPC, by which the AWS Load Balancer Controller finds it.
    pub vpc_name: String,
    /// The range of the VPC.
    pub vpc_cidr: Cidr,
    /// The subnets in the zones.
    pub subnets: Subnets,
    /// Whether private subnets reach nothing outside but what has an endpoint. Not known of a VPC that exists.
    pub isolated: bool,
    /// The workloads that get a role.
    pub identities: Vec<WorkloadIdentity>,
    /// What Karpenter's parts call each other.
    pub karpenter: KarpenterNames,
    /// How many pods Karpenter has.
    pub karpenter_replicas: u32,
    /// The machines of each node group.
    pub machines: Named<&'a NodeGroupName, Machine>,
    /// The subnet of the bastion; `None` without a bastion, or when no subnet is what it asks for.
    pub bastion_subnet: Option<Subnet>,
    /// The machine of the bastion.
    pub bastion_machine: Machine,
    /// When each add-on is installed, and with what configuration.
    pub addons: Named<&'a AddonName, ResolvedAddon>,
    /// The metrics of the cluster's database.
    pub database: DatabaseMetrics,
    /// How large a template may be.
    pub template_bytes: TemplateBytes,
    /// The pages that are published.
    pub pages: Vec<PublishedPage<'a>>,
    /// The volumes that charts claim.
    pub claims: Vec<ClaimedVolumes<'a>>,
    /// The secrets that are named, and who reads them.
    pub secret_uses: Vec<SecretUse<'a>>,
    /// The registry that images are copied to and pulled from; `None`: each comes from its own.
    pub image_registry: Option<&'a ImageRegistry>,
    /// Helm releases, in the order in which they are installed.
    pub releases: Vec<ResolvedRelease>,
}

impl Resolved<'_> {
    /// The release that brings Prometheus, its operator and Grafana.
    #[must_use]
    pub fn monitoring_stack(&self) -> Option<&ResolvedRelease> {
        let mut releases = self.releases.iter();
        releases.find(|release| release.release == Release::KubePrometheusStack)
    }
}

/// Works out everything that follows from an environment.
#[must_use]
pub fn resolve<'a>(
    name: &'a str,
    sources: &'a [String],
    environment: &'a Environment,
    catalogue: &Catalogue,
) -> Resolved<'a> {
    let zones = zones::resolve(environment, catalogue);
    let bastion = environment.bastion.as_ref();
    let subnets = subnets::resolve(&environment.network, &zones);
    Resolved {
        name,
        sources,
        environment,
        vpc_name: match environment.provisioner {
            Provisioner::Native => format!("{}-vpc", environment.cluster.name),
            // The lab's spelling.
            Provisioner::Eksctl => format!("{}-VPC", environment.cluster.name),
        },
        vpc_cidr: subnets::vpc_cidr(&environment.network),
        isolated: environment.network.nat == Nat::None && environment.network.existing.is_none(),
        bastion_subnet: bastion.and_then(|bastion| {
            subnets
                .in_zone(bastion.subnets, bastion.zone.as_ref(), &zones)
                .cloned()
        }),
        subnets,
        identities: identities::resolve(environment),
        karpenter: KarpenterNames::resolve(&environment.cluster),
        karpenter_replicas: karpenter::replicas(environment),
        machines: environment
            .node_groups
            .iter()
            .map(|(name, group)| (name, Machine::resolve(&group.instance_types, catalogue)))
            .collect(),
        bastion_machine: bastion.map_or_else(Machine::default, |bastion| {
            Machine::resolve(std::slice::from_ref(&bastion.instance_type), catalogue)
        }),
        addons: environment
            .addons
            .iter()
            .map(|(name, addon)| (name, ResolvedAddon::resolve(environment, name, addon, catalogue)))
            .collect(),
        database: DatabaseMetrics::resolve(environment.cluster.kubernetes_version, catalogue),
        template_bytes: catalogue.limits().template_bytes,
        pages: published::pages(environment),
        claims: claims::claims(environment),
        secret_uses: secrets::uses(environment),
        image_registry: environment.images.registry.as_ref(),
        releases: releases::releases(environment, catalogue),
        zones,
    }
}
