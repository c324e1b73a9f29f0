//! Where Helm releases and plain images come from, and the versions known to work; not what their values mean.

use super::{Date, Meta};
use indexmap::IndexMap;
use serde::Deserialize;
use std::fmt;

/// The charts and images eksight installs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charts {
    #[serde(rename = "_meta")]
    meta: Meta,
    charts: IndexMap<String, Chart>,
    images: IndexMap<String, Image>,
}

/// The chart behind a Helm release.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chart {
    /// Namespace it is installed into by default.
    pub namespace: String,
    /// Version ranges, oldest first; each reaches up to the next.
    lines: Vec<ChartLine>,
    /// Versions that were rendered and checked, newest first.
    pub pins: Vec<Pin>,
    /// Values path -> repository, for images that left the repository the chart names.
    #[serde(default)]
    pub relocated_images: IndexMap<String, String>,
    /// From this version on the chart refuses images of other repositories unless it is told not to.
    pub image_check_from: Option<ChartVersion>,
    /// Values with which the chart does not render.
    #[serde(default)]
    refused_values: Vec<DeadValue>,
    /// Values that the chart does not read.
    #[serde(default)]
    ignored_values: Vec<DeadValue>,
    /// Volumes that the chart claims by itself.
    #[serde(default)]
    claims: Vec<ChartClaim>,
}

/// A volume that a chart claims by itself, in some versions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartClaim {
    /// What the claim is for, as the chart names it.
    pub name: String,
    /// First version.
    pub from: ChartVersion,
    /// First version again without.
    pub until: Option<ChartVersion>,
    /// The path of the value that says how large, with dots.
    pub at: String,
    /// How large it is by default, such as `32Gi`.
    pub size: String,
    /// The path of the value that takes it away when it is false.
    pub unless: Option<String>,
}

/// A range of versions that have repository, name and needs in common.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartLine {
    /// First version of the range.
    pub from: ChartVersion,
    /// Name of the chart in its repository.
    pub chart: String,
    /// Repository for `helm --repo`; `oci://…`, the chart itself, where there is no other.
    pub repository: String,
    /// The same chart in an OCI registry, where known.
    pub oci: Option<String>,
    /// Oldest Kubernetes the charts of this range support, where known.
    pub min_kubernetes: Option<String>,
    /// Newest Kubernetes the charts of this range are for, where they say so.
    pub max_kubernetes: Option<String>,
    /// Why the values that are written do not fit the charts of this range, where they do not.
    pub unfit: Option<String>,
}

/// A value that does not do, in some versions, what it did in others or does elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadValue {
    /// Its path, with dots.
    pub path: String,
    /// First version.
    pub from: ChartVersion,
    /// First version again without.
    pub until: Option<ChartVersion>,
    /// What does it instead, as a part of a sentence.
    pub instead: Option<String>,
}

/// A version that is known to work.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pin {
    /// The version, spelt as its repository spells it.
    pub version: String,
    /// Day of its release, where known.
    pub released: Option<Date>,
}

/// An image that is installed by a manifest of ours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Registry and repository, without a tag.
    pub repository: String,
    /// Namespace it is installed into by default.
    pub namespace: String,
    /// Tags that are known to work, newest first.
    pub pins: Vec<Pin>,
}

/// The three numbers of a chart's version, for comparing; a leading `v` and anything after `-` or `+` are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct ChartVersion {
    /// Major number.
    pub major: u64,
    /// Minor number.
    pub minor: u64,
    /// Patch number.
    pub patch: u64,
}

impl ChartVersion {
    /// Reads `45.27.2` or `v1.14.0`; `None` for any other shape.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.strip_prefix('v').unwrap_or(text).split(['-', '+']).next()?;
        let mut parts = numbers.split('.').map(|part| {
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| part.parse().ok())
                .flatten()
        });
        let version = Self {
            major: parts.next()??,
            minor: parts.next()??,
            patch: parts.next()??,
        };
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for ChartVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl TryFrom<String> for ChartVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a chart version"))
    }
}

impl Charts {
    /// Day the versions were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// The chart of the Helm release called `release`.
    pub fn chart(&self, release: &str) -> Option<&Chart> {
        self.charts.get(release)
    }

    /// The image called `name`.
    pub fn image(&self, name: &str) -> Option<&Image> {
        self.images.get(name)
    }

    /// Every chart, by the name of its release.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Chart)> {
        self.charts
            .iter()
            .map(|(release, chart)| (release.as_str(), chart))
    }
}

impl Chart {
    /// The range `version` falls in; `None` if it is older than what is known, or not a version.
    pub fn line(&self, version: &str) -> Option<&ChartLine> {
        let version = ChartVersion::parse(version)?;
        self.lines.iter().rev().find(|line| line.from <= version)
    }

    /// Values with which this version does not render.
    pub fn refused_values(&self, version: &str) -> impl Iterator<Item = &DeadValue> {
        within(&self.refused_values, version)
    }

    /// Values that this version does not read.
    pub fn ignored_values(&self, version: &str) -> impl Iterator<Item = &DeadValue> {
        within(&self.ignored_values, version)
    }

    /// Volumes that this version claims by itself.
    pub fn claims(&self, version: &str) -> impl Iterator<Item = &ChartClaim> {
        let version = ChartVersion::parse(version);
        let claims = self.claims.iter();
        claims.filter(move |claim| is_within(version, claim.from, claim.until))
    }

    /// Every range, oldest first.
    pub fn lines(&self) -> &[ChartLine] {
        &self.lines
    }
}

fn within<'c>(values: &'c [DeadValue], version: &str) -> impl Iterator<Item = &'c DeadValue> {
    let version = ChartVersion::parse(version);
    values
        .iter()
        .filter(move |value| is_within(version, value.from, value.until))
}

fn is_within(version: Option<ChartVersion>, from: ChartVersion, until: Option<ChartVersion>) -> bool {
    version >= Some(from) && until.is_none_or(|until| version < Some(until))
}

#[cfg(test)]
mod tests {
    use super::{Chart, ChartVersion, Charts, Pin};
    use crate::Catalogue;

    fn charts() -> &'static Charts {
        Catalogue::shipped().charts()
    }

    fn chart(release: &str) -> &'static Chart {
        charts().chart(release).unwrap()
    }

    #[test]
    fn kubecost_changed_its_name_with_version_3() {
        let kubecost = chart("kubecost");
        let name = |version| kubecost.line(version).map(|line| line.chart.as_str());
        assert_eq!(name("1.103.2"), Some("cost-analyzer"));
        assert_eq!(name("2.9.7"), Some("cost-analyzer"));
        assert_eq!(name("3.0.0"), Some("kubecost"));
        assert_eq!(name("newest"), None);
        assert_eq!(
            kubecost.line("3.2.1").unwrap().repository,
            "https://kubecost.github.io/kubecost"
        );
    }

    #[test]
    fn the_oldest_kubernetes_depends_on_the_chart_version() {
        let oldest = |release, version| chart(release).line(version).unwrap().min_kubernetes.as_deref();
        assert_eq!(oldest("kube-prometheus-stack", "72.9.1"), None);
        assert_eq!(oldest("kube-prometheus-stack", "73.0.0"), Some("1.25"));
        assert_eq!(oldest("metrics-server", "3.12.2"), Some("1.27"));
        assert_eq!(oldest("metrics-server", "3.13.1"), Some("1.31"));
        assert_eq!(oldest("aws-load-balancer-controller", "3.5.0"), Some("1.22"));
    }

    /// Of a release that came out behind the facts, nothing is said.
    #[test]
    fn the_newest_kubernetes_is_known_of_releases_that_say_so() {
        let newest = |version| {
            chart("karpenter")
                .line(version)
                .unwrap()
                .max_kubernetes
                .as_deref()
        };
        let found = ["1.9.0", "1.12.3", "1.13.0", "1.14.1", "1.15.0"].map(newest);
        assert_eq!(
            found,
            [Some("1.35"), Some("1.35"), Some("1.36"), Some("1.36"), None]
        );
    }

    #[test]
    fn the_newest_pins_are_those_that_were_rendered() {
        let newest: Vec<(&str, &str)> = charts()
            .iter()
            .map(|(release, chart)| (release, chart.pins[0].version.as_str()))
            .collect();
        assert_eq!(
            newest,
            [
                ("nginx", "22.1.1"),
                ("kube-prometheus-stack", "88.5.3"),
                ("kubecost", "3.2.1"),
                ("opencost", "2.5.17"),
                ("botkube", "v1.14.0"),
                ("aws-load-balancer-controller", "3.5.0"),
                ("karpenter", "1.14.1"),
                ("cluster-autoscaler", "9.59.0"),
                ("external-secrets", "2.9.0"),
                ("external-dns", "1.21.1"),
                ("metrics-server", "3.13.1"),
            ]
        );
        let kwatch = charts().image("kwatch").unwrap();
        assert_eq!(
            (kwatch.repository.as_str(), kwatch.pins[0].version.as_str()),
            ("ghcr.io/abahmed/kwatch", "v0.10.5")
        );
    }

    #[test]
    fn ranges_and_pins_are_in_order_and_every_pin_has_a_range() {
        let number = |pin: &Pin| ChartVersion::parse(&pin.version).unwrap();
        for (release, chart) in charts().iter() {
            assert!(
                chart.lines().is_sorted_by(|a, b| a.from < b.from),
                "{release}: ranges"
            );
            assert!(
                chart.pins.is_sorted_by(|a, b| number(a) > number(b)),
                "{release}: pins"
            );
            assert!(
                chart.pins.iter().all(|pin| chart.line(&pin.version).is_some()),
                "{release}: a pin has no range"
            );
            assert!(
                chart.lines().iter().all(|line| ["https://", "oci://"]
                    .iter()
                    .any(|scheme| line.repository.starts_with(scheme))),
                "{release}"
            );
        }
    }

    #[test]
    fn chart_versions_compare_by_number() {
        let version = |text| ChartVersion::parse(text);
        assert!(version("9.10.0") > version("9.9.9"));
        assert_eq!(version("v1.14.0"), version("1.14.0"));
        assert_eq!(version("2.8.7-rc.1"), version("2.8.7"));
        for text in ["", "1", "1.2", "1.2.3.4", "1.x.0", "1..0", "+1.2.3"] {
            assert_eq!(version(text), None, "{text}");
        }
    }
}
