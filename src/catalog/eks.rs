//! What EKS accepts: Kubernetes versions with their support dates, AMI types, add-ons and other closed lists.

use super::imported::Dated;
use super::{Date, Meta};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The closed lists of EKS.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Eks {
    #[serde(rename = "_meta")]
    meta: Meta,
    /// Control plane log types, in the order of the API.
    pub log_types: Vec<String>,
    /// Names of the access policies meant for people; ARNs are `arn:aws:eks::aws:cluster-access-policy/<name>`.
    pub access_policies: Vec<String>,
    versions: IndexMap<String, VersionLife>,
    ami_types: IndexMap<String, AmiType>,
    add_ons: IndexMap<String, AddOn>,
    /// Versions that were imported, with the day.
    #[serde(skip)]
    imported: BTreeMap<String, Date>,
}

/// When EKS supports a Kubernetes version; dates not published yet are `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VersionLife {
    /// Release on EKS.
    pub released: Option<Date>,
    /// First day (UTC) on which extended support is billed.
    pub standard_support_ends: Option<Date>,
    /// First day on which EKS upgrades the cluster by itself.
    pub extended_support_ends: Option<Date>,
}

/// How EKS supports a version on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// In standard support, which ends on the day given.
    Standard(Date),
    /// In extended support, at six times the price, which ends on the day given.
    Extended(Date),
    /// Out of support since the day given.
    Ended(Date),
    /// The version, or its dates, are not in the catalogue.
    Unknown,
}

/// An AMI type of managed node groups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AmiType {
    /// It must match the architecture of every instance type of the node group.
    pub architecture: AmiArchitecture,
    /// Operating system family.
    pub os: OperatingSystem,
    /// Last Kubernetes version with images, where there is one.
    pub last_version: Option<String>,
    /// Day after which no image was published, where there is one.
    pub last_image: Option<Date>,
}

/// The architecture an AMI is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum AmiArchitecture {
    /// 64-bit Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
    /// The launch template names the image.
    #[serde(rename = "any")]
    Any,
}

/// The operating system family of an AMI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OperatingSystem {
    /// Amazon Linux 2.
    AmazonLinux2,
    /// Amazon Linux 2023.
    AmazonLinux2023,
    /// Bottlerocket.
    Bottlerocket,
    /// Windows Server.
    Windows,
    /// Whatever the launch template names.
    Custom,
}

/// An add-on that EKS manages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddOn {
    /// When to install it.
    pub installation: Installation,
    /// What must be in the cluster first.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The Helm release that installs the same software.
    pub release: Option<String>,
    /// Kubernetes version -> add-on version seen; by no means complete, so absence says nothing.
    #[serde(default)]
    pub versions: IndexMap<String, String>,
}

/// When an add-on can become active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Installation {
    /// A DaemonSet that nodes want from their first minute.
    BeforeNodeGroups,
    /// Has a Deployment, and stays degraded until there are nodes.
    AfterNodeGroups,
}

impl Eks {
    /// Takes imported dates.
    pub(super) fn take(&mut self, versions: &Dated<VersionLife>) {
        for (version, life) in versions.iter() {
            self.versions.insert(version.to_owned(), *life);
            if let Some((day, _)) = versions.get(version) {
                self.imported.insert(version.to_owned(), day);
            }
        }
        let minor = |version: &String| {
            let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
            (numbers.next().flatten(), numbers.next().flatten())
        };
        self.versions.sort_by(|a, _, b, _| minor(a).cmp(&minor(b)));
    }

    /// Day of which the dates of Kubernetes `version` are known.
    pub fn version_as_of(&self, version: &str) -> String {
        let imported = self.imported.get(version);
        imported.map_or_else(|| self.meta.as_of.clone(), ToString::to_string)
    }

    /// Day the shipped lists were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// Kubernetes versions, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &VersionLife)> {
        self.versions
            .iter()
            .map(|(version, life)| (version.as_str(), life))
    }

    /// The support dates of Kubernetes `version`, such as `1.33`.
    pub fn version(&self, version: &str) -> Option<&VersionLife> {
        self.versions.get(version)
    }

    /// How EKS supports Kubernetes `version` on the day `as_of`.
    pub fn support(&self, version: &str, as_of: Date) -> Support {
        let Some(life) = self.version(version) else {
            return Support::Unknown;
        };
        match (life.standard_support_ends, life.extended_support_ends) {
            (Some(ends), _) if as_of < ends => Support::Standard(ends),
            (Some(_), Some(ends)) if as_of < ends => Support::Extended(ends),
            (Some(_), Some(ended)) => Support::Ended(ended),
            _ => Support::Unknown,
        }
    }

    /// The AMI types, by the names of the API.
    pub fn ami_types(&self) -> impl Iterator<Item = (&str, &AmiType)> {
        self.ami_types.iter().map(|(name, ami)| (name.as_str(), ami))
    }

    /// The AMI type called `name`, such as `AL2023_x86_64_STANDARD`.
    pub fn ami_type(&self, name: &str) -> Option<&AmiType> {
        self.ami_types.get(name)
    }

    /// The add-ons known, by name.
    pub fn add_ons(&self) -> impl Iterator<Item = (&str, &AddOn)> {
        self.add_ons.iter().map(|(name, add_on)| (name.as_str(), add_on))
    }

    /// The add-on called `name`, such as `vpc-cni`.
    pub fn add_on(&self, name: &str) -> Option<&AddOn> {
        self.add_ons.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{AmiArchitecture, Date, Eks, Installation, OperatingSystem, Support};
    use crate::Catalogue;

    fn eks() -> &'static Eks {
        Catalogue::shipped().eks()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn support_changes_on_the_published_days() {
        let support = |version, on| eks().support(version, day(on));
        assert_eq!(
            support("1.31", "2026-11-25"),
            Support::Extended(day("2026-11-26"))
        );
        assert_eq!(support("1.31", "2026-11-27"), Support::Ended(day("2026-11-26")));
        assert_eq!(
            support("1.34", "2026-12-01"),
            Support::Standard(day("2026-12-02"))
        );
        assert_eq!(
            support("1.34", "2026-12-03"),
            Support::Extended(day("2027-12-02"))
        );
        assert_eq!(support("1.26", "2026-11-22"), Support::Ended(day("2025-06-11")));
    }

    #[test]
    fn the_last_day_counts_from_its_beginning() {
        assert_eq!(
            eks().support("1.34", day("2026-12-02")),
            Support::Extended(day("2027-12-02"))
        );
        assert_eq!(
            eks().support("1.31", day("2026-11-26")),
            Support::Ended(day("2026-11-26"))
        );
    }

    #[test]
    fn a_version_without_dates_is_known_and_its_support_is_not() {
        assert!(eks().version("1.37").is_some());
        assert_eq!(eks().support("1.37", day("2026-11-22")), Support::Unknown);
        assert_eq!(eks().version("1.99"), None);
        assert_eq!(eks().support("1.99", day("2026-11-22")), Support::Unknown);
    }

    #[test]
    fn versions_are_in_order_and_so_are_their_dates() {
        let names: Vec<&str> = eks().versions().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            (26..=37).map(|minor| format!("1.{minor}")).collect::<Vec<_>>()
        );
        for (name, life) in eks().versions().filter(|(name, _)| *name != "1.37") {
            assert!(life.released < life.standard_support_ends, "{name}");
            assert!(life.standard_support_ends < life.extended_support_ends, "{name}");
        }
    }

    #[test]
    fn ami_types_say_architecture_system_and_end() {
        assert_eq!(eks().ami_types().count(), 23);
        let al2 = eks().ami_type("AL2_x86_64").unwrap();
        assert_eq!(al2.os, OperatingSystem::AmazonLinux2);
        assert_eq!(al2.last_version.as_deref(), Some("1.32"));
        assert_eq!(al2.last_image, Some(day("2025-11-26")));
        let arm = eks().ami_type("AL2023_ARM_64_STANDARD").unwrap();
        assert_eq!(
            (arm.architecture, arm.os),
            (AmiArchitecture::Arm64, OperatingSystem::AmazonLinux2023)
        );
        assert_eq!(
            eks().ami_type("CUSTOM").unwrap().architecture,
            AmiArchitecture::Any
        );
        // The names carry their architecture; the table must agree with them.
        for (name, ami) in eks().ami_types().filter(|(name, _)| *name != "CUSTOM") {
            let expected = if name.contains("ARM_64") {
                AmiArchitecture::Arm64
            } else {
                AmiArchitecture::X86_64
            };
            assert_eq!(ami.architecture, expected, "{name}");
        }
    }

    #[test]
    fn the_network_comes_before_the_nodes_and_dns_after() {
        let before: Vec<&str> = eks()
            .add_ons()
            .filter(|(_, add_on)| add_on.installation == Installation::BeforeNodeGroups)
            .map(|(name, _)| name)
            .collect();
        assert_eq!(before, ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]);
        assert_eq!(
            eks().add_on("coredns").unwrap().versions["1.33"],
            "v1.13.2-eksbuild.19"
        );
        assert_eq!(eks().add_on("adot").unwrap().requires, ["cert-manager"]);
        assert_eq!(eks().add_ons().count(), 21);
        assert_eq!(eks().add_on("vpc_cni"), None);
    }

    #[test]
    fn closed_lists_are_those_of_the_api() {
        assert_eq!(
            eks().log_types,
            ["api", "audit", "authenticator", "controllerManager", "scheduler"]
        );
        assert_eq!(eks().access_policies[0], "AmazonEKSClusterAdminPolicy");
    }
}
