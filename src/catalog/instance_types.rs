//! What each EC2 instance type has; where it is offered lies in `offerings`.

use super::entry::meta;
use super::imported::Dated;
use super::nearest::nearest;
use super::{Catalogue, Meta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The processor architecture of an instance type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    /// 64-bit Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
    /// Intel Mac: no EKS node runs on it.
    #[serde(rename = "x86_64_mac")]
    X86_64Mac,
    /// Apple silicon: no EKS node runs on it.
    #[serde(rename = "arm64_mac")]
    Arm64Mac,
}

/// The facts about one instance type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstanceType {
    /// Such as `t3.xlarge`.
    #[serde(skip)]
    pub name: String,
    /// Virtual CPUs.
    pub vcpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// Processor architecture; it must match the AMI's.
    pub architecture: Architecture,
    /// Network interfaces on the default network card.
    pub max_enis: u32,
    /// IPv4 addresses on each interface.
    pub ipv4_per_eni: u32,
    /// Pods a node takes without prefix delegation: `max_enis * (ipv4_per_eni - 1) + 2`.
    pub max_pods: u32,
    /// EBS volumes that can be attached; on some types interfaces count against it too.
    pub max_ebs_volumes: u32,
    /// CPU by credits (the t families).
    pub burstable: bool,
    /// AWS counts it as current.
    pub current_generation: bool,
    /// Runs on the Nitro hypervisor; bare metal does not.
    pub nitro: bool,
    /// Has a GPU.
    pub gpu: bool,
    /// Has a Neuron device, an FPGA or a media card.
    pub other_accelerator: bool,
    /// Has local disks.
    pub instance_store: bool,
    /// Can be had as Spot.
    pub spot: bool,
    /// Bare metal.
    pub bare_metal: bool,
}

/// The instance type file, kept as text: one type a line, sorted; and the types that were imported.
#[derive(Debug)]
pub struct InstanceTypes {
    text: &'static str,
    meta: OnceLock<Meta>,
    rows: OnceLock<Vec<Shipped>>,
    imported: Dated<InstanceType>,
}

/// A shipped type. A lookup parses one of 1,400, and once: a fleet asks for the same few again and again.
#[derive(Debug)]
struct Shipped {
    name: &'static str,
    line: &'static str,
    facts: OnceLock<InstanceType>,
}

impl Shipped {
    fn facts(&self) -> &InstanceType {
        self.facts.get_or_init(|| parse(self.line))
    }
}

/// The columns as `_meta.format` of the file describes them.
#[derive(Deserialize)]
struct Row<'c>(&'c str, u32, u32, Architecture, u32, u32, u32, &'c str, u32);

impl InstanceTypes {
    pub(super) const fn shipped() -> Self {
        Self::from_text(include_str!("data/instance-types.json"))
    }

    /// Instance types in the format of `cargo xtask codegen catalog`.
    pub const fn from_text(text: &'static str) -> Self {
        Self {
            text,
            meta: OnceLock::new(),
            rows: OnceLock::new(),
            imported: Dated::new(),
        }
    }

    /// These types stand before those of the file.
    pub(super) fn with(self, imported: Dated<InstanceType>) -> Self {
        Self { imported, ..self }
    }

    /// The types that were imported.
    pub(super) fn imported(&self) -> &Dated<InstanceType> {
        &self.imported
    }

    /// Month the shipped facts were collected, such as `2026-10`: as of when a type that is missing is not known.
    pub fn as_of(&self) -> &str {
        &self.meta.get_or_init(|| meta(self.text)).as_of
    }

    /// Every name, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named_in(self.rows(), "")
    }

    /// The facts about the type called `name`; `None` if no such type is known.
    pub fn get(&self, name: &str) -> Option<&InstanceType> {
        let imported = self.imported.get(name).map(|(_, facts)| facts);
        imported.or_else(|| {
            let rows = self.rows();
            let at = rows.binary_search_by_key(&name, |row| row.name).ok()?;
            Some(rows[at].facts())
        })
    }

    /// Every type, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &InstanceType> {
        self.names().filter_map(|name| self.get(name))
    }

    /// The known name that looks most like `name`, if one looks alike at all.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names())
    }

    /// Sizes, such as `large`, of any family.
    pub fn sizes(&self) -> BTreeSet<&str> {
        self.names()
            .filter_map(|name| Some(name.split_once('.')?.1))
            .collect()
    }

    /// The names of the types of one family, sorted.
    pub fn of_family(&self, family: &str) -> impl Iterator<Item = &str> {
        let prefix = format!("{family}.");
        let rows = self.rows();
        let first = rows.partition_point(|row| row.name < prefix.as_str());
        let count = rows[first..].partition_point(|row| row.name.starts_with(&prefix));
        self.named_in(&rows[first..first + count], &prefix)
    }

    /// The names of these shipped types, and of the imported ones that begin with `prefix`, sorted, each once.
    fn named_in<'c>(
        &'c self,
        shipped: &'c [Shipped],
        prefix: &str,
    ) -> impl Iterator<Item = &'c str> + use<'c> {
        let imported = self.imported.iter().map(|(name, _)| name);
        let mut names: Vec<&str> = imported.filter(|name| name.starts_with(prefix)).collect();
        // Mostly nothing is imported, and 1,400 sorted names stay as they are.
        let (to_merge, sorted) = match names.is_empty() {
            true => (&[][..], shipped),
            false => (shipped, &[][..]),
        };
        names.extend(to_merge.iter().map(|row| row.name));
        names.sort_unstable();
        names.dedup();
        names.into_iter().chain(sorted.iter().map(|row| row.name))
    }

    /// Each shipped type, sorted by name.
    fn rows(&self) -> &[Shipped] {
        self.rows.get_or_init(|| {
            let row = |line: &'static str| {
                Some(Shipped {
                    name: line.strip_prefix("[\"")?.split_once('"')?.0,
                    line,
                    facts: OnceLock::new(),
                })
            };
            self.text.lines().filter_map(row).collect()
        })
    }
}

fn parse(line: &str) -> InstanceType {
    let row = line.strip_suffix(',').unwrap_or(line);
    let Row(name, vcpu, memory_mib, architecture, max_enis, ipv4_per_eni, max_pods, flags, max_ebs_volumes) =
        serde_json::from_str(row).expect("bug in eksight: an instance type's line does not parse");
    InstanceType {
        name: name.to_owned(),
        vcpu,
        memory_mib,
        architecture,
        max_enis,
        ipv4_per_eni,
        max_pods,
        max_ebs_volumes,
        burstable: flags.contains('b'),
        current_generation: flags.contains('c'),
        nitro: flags.contains('n'),
        gpu: flags.contains('g'),
        other_accelerator: flags.contains('a'),
        instance_store: flags.contains('d'),
        spot: flags.contains('s'),
        bare_metal: flags.contains('m'),
    }
}

impl Catalogue {
    /// The facts about the instance type called `name`; `None` if no such type is known.
    pub fn instance_type(&self, name: &str) -> Option<&InstanceType> {
        self.instance_types.get(name)
    }

    /// Whether such a type exists, also one of which only an imported answer about offerings knows.
    pub fn is_instance_type(&self, name: &str) -> bool {
        self.instance_types.get(name).is_some() || self.offerings.is_imported(name)
    }

    /// The instance type that `name` is probably a misspelling of.
    pub fn nearest_instance_type(&self, name: &str) -> Option<&str> {
        self.instance_types.nearest(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Architecture, Catalogue, InstanceType};

    fn instance_type(name: &str) -> &'static InstanceType {
        Catalogue::shipped().instance_type(name).unwrap()
    }

    #[test]
    fn a_line_becomes_an_instance_type() {
        let expected = InstanceType {
            name: "t3.xlarge".to_owned(),
            vcpu: 4,
            memory_mib: 16384,
            architecture: Architecture::X86_64,
            max_enis: 4,
            ipv4_per_eni: 15,
            max_pods: 58,
            max_ebs_volumes: 27,
            burstable: true,
            current_generation: true,
            nitro: true,
            gpu: false,
            other_accelerator: false,
            instance_store: false,
            spot: true,
            bare_metal: false,
        };
        assert_eq!(instance_type("t3.xlarge"), &expected);
    }

    #[test]
    fn pods_follow_the_default_network_card() {
        let max_pods = |name| instance_type(name).max_pods;
        assert_eq!(
            ["t3a.small", "t3.small", "t2.xlarge", "m8i.xlarge"].map(max_pods),
            [8, 11, 44, 118]
        );
    }

    #[test]
    fn flags_tell_the_special_types() {
        assert_eq!(instance_type("t4g.large").architecture, Architecture::Arm64);
        assert!(instance_type("g5.xlarge").gpu);
        assert!(instance_type("inf2.xlarge").other_accelerator);
        assert!(instance_type("c5.metal").bare_metal);
        assert!(instance_type("m6gd.large").instance_store);
        assert!(!instance_type("m5.xlarge").current_generation);
    }

    #[test]
    fn a_misspelt_name_has_a_neighbour_and_a_strange_one_has_none() {
        let nearest = |name| Catalogue::shipped().nearest_instance_type(name);
        assert_eq!(Catalogue::shipped().instance_type("t3b.large"), None);
        assert_eq!(nearest("t3b.large"), Some("t3a.large"));
        assert_eq!(nearest("t3.xlrage"), Some("t3.xlarge"));
        assert_eq!(nearest("T3.XLarge"), Some("t3.xlarge"));
        assert_eq!(nearest("t3xlarge"), Some("t3.xlarge"));
        assert_eq!(nearest("c7i_flex-large"), Some("c7i-flex.large"));
        assert_eq!(nearest("standard_d4s_v5"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn the_snapshot_is_sorted_so_that_a_lookup_can_halve_it() {
        assert!(
            Catalogue::shipped()
                .instance_types()
                .rows()
                .is_sorted_by_key(|row| row.name)
        );
    }

    #[test]
    fn a_family_has_its_own_types_only() {
        let types = Catalogue::shipped().instance_types();
        let family = |name| types.of_family(name).collect::<Vec<&str>>();
        let a1 = ["2xlarge", "4xlarge", "large", "medium", "metal", "xlarge"];
        assert_eq!(family("a1"), a1.map(|size| format!("a1.{size}")));
        assert_eq!(family("t"), [] as [&str; 0]);
    }

    #[test]
    fn the_snapshot_has_all_types() {
        assert_eq!(Catalogue::shipped().instance_types().iter().count(), 1395);
        assert_eq!(Catalogue::shipped().instance_types().as_of(), "2026-10");
    }
}
