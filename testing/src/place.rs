//! Where an environment lies: an account, a region, and zones in which EKS runs and of which offerings are known.

use eksight::catalog::{Catalogue, RegionOfferings, ZoneNaming};
use eksight::model::value::{Region, ZoneRef};
use eksight::model::{Account, Provisioner, Texts};

use crate::random::Random;
use crate::text::parsed;

/// An availability zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Zone {
    pub(crate) id: String,
    /// What the account calls it, where that is known.
    name: Option<String>,
}

impl Zone {
    /// The zone by its id, or by its name where it has one.
    pub(crate) fn mention(&self, random: &mut Random) -> ZoneRef {
        match &self.name {
            Some(name) if random.chance(60) => parsed(name),
            _ => parsed(&self.id),
        }
    }
}

/// Where an environment lies.
pub(crate) struct Place {
    /// Whether an engine applies what lies in git, where nothing waits for outputs of the stack.
    pub(crate) delivered: bool,
    pub(crate) provisioner: Provisioner,
    pub(crate) account: Account,
    pub(crate) region: Region,
    pub(crate) zones: Vec<Zone>,
    pub(crate) offerings: RegionOfferings<'static>,
}

impl Place {
    pub(crate) fn new(random: &mut Random, provisioner: Provisioner) -> Self {
        let catalogue = Catalogue::shipped();
        let regions: Vec<&str> = catalogue.offerings().regions().collect();
        let region = random.pick(&regions);
        let facts = catalogue
            .region(region)
            .expect("bug in eksight: a region without facts");
        let offerings = catalogue
            .offerings()
            .region(region)
            .expect("bug in eksight: it was listed");
        let usable = |id: &&str| {
            offerings.zones().contains(id) && !facts.eks_refused_zone_ids.iter().any(|no| no == id)
        };
        let ids: Vec<&str> = facts.zone_ids().filter(usable).collect();
        let table: Texts = match facts.zone_naming {
            ZoneNaming::Uniform if random.chance(80) => Texts::new(),
            ZoneNaming::Uniform => facts.zones.clone(),
            // eksctl knows zones by name alone.
            ZoneNaming::PerAccount if provisioner == Provisioner::Eksctl || random.chance(60) => {
                lettered(random, region, &ids)
            }
            ZoneNaming::PerAccount => Texts::new(),
        };
        let name_of = |id: &str| {
            table
                .iter()
                .chain(&facts.zones)
                .find(|(_, known)| *known == id)
                .map(|(name, _)| name.clone())
        };
        let zones = random.some_of(&ids, 2, 4);
        Self {
            delivered: random.chance(35) && provisioner == Provisioner::Native,
            provisioner,
            region: parsed(region),
            zones: zones
                .into_iter()
                .map(|id| Zone {
                    id: id.to_owned(),
                    name: name_of(id),
                })
                .collect(),
            account: account(random, table, provisioner),
            offerings,
        }
    }

    pub(crate) fn is_native(&self) -> bool {
        self.provisioner == Provisioner::Native
    }

    pub(crate) fn account_id(&self) -> &str {
        &self.account.id
    }
}

/// One account's own order of the letters.
fn lettered(random: &mut Random, region: &str, ids: &[&str]) -> Texts {
    let letters = ('a'..='z').map(|letter| format!("{region}{letter}"));
    letters
        .zip(random.shuffled(ids))
        .map(|(name, id)| (name, id.to_owned()))
        .collect()
}

fn account(random: &mut Random, zone_ids: Texts, provisioner: Provisioner) -> Account {
    let id = random.pick(&["111122223333", "012345678901"]);
    Account {
        id: parsed(id),
        zone_ids,
        permissions_boundary: random
            .maybe(40, |_| parsed(format!("arn:aws:iam::{id}:policy/house/boundary"))),
        role_path: random
            .maybe(40, |random| {
                parsed(random.pick(&["/", "/platform/", "/a/b-c_d/", "/12:30/"]))
            })
            .filter(|_| provisioner == Provisioner::Native),
    }
}
