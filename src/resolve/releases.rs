//! Which charts are installed, from where and into which namespace. Not their values.

use crate::catalog::{Catalogue, ChartImage, ChartVersion as Known};
use crate::model::Environment;
use crate::model::value::{ChartVersion, Release};

/// A Helm release with everything that the chart pin leaves to the catalogue filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedRelease {
    /// Which release.
    pub release: Release,
    /// Pinned version of the chart.
    pub version: ChartVersion,
    /// Name of the chart in its repository.
    pub chart: String,
    /// `https://…`, the repository; or `oci://…`, the chart itself.
    pub repository: String,
    /// Namespace of the release.
    pub namespace: String,
    /// The images of the chart in this version; `None`: they are not known.
    pub images: Option<Vec<ChartImage>>,
    /// Whether the chart refuses images of others than its maker unless it is told not to.
    pub checks_images: bool,
}

impl ResolvedRelease {
    /// Whether the chart comes from a registry and is named by its whole address.
    #[must_use]
    pub fn is_oci(&self) -> bool {
        self.repository.starts_with("oci://")
    }

    /// Major and minor number, for values whose meaning changed between chart versions.
    #[must_use]
    pub fn line(&self) -> (u32, u32) {
        let (major, minor, _) = self.version.numbers();
        (major, minor)
    }
}

/// The releases of an environment, in the order in which they are installed.
#[must_use]
pub(super) fn releases(environment: &Environment, catalogue: &Catalogue) -> Vec<ResolvedRelease> {
    let pinned = |release: Release| Some((release, environment.charts.get(&release)?));
    Release::ALL
        .into_iter()
        .filter_map(pinned)
        .map(|(release, pin)| {
            let known = catalogue
                .charts()
                .chart(release.name())
                .expect("bug in eksight: a release without an entry in charts.json");
            // A version older than what is known still renders; that it is too old is a rule's business.
            let line = known
                .line(&pin.version)
                .or_else(|| known.lines().first())
                .expect("bug in eksight: a chart without version ranges in charts.json");
            let images = catalogue.images().of(release.name(), &pin.version);
            ResolvedRelease {
                release,
                images: images.map(<[ChartImage]>::to_vec),
                checks_images: known
                    .image_check_from
                    .is_some_and(|from| Known::parse(&pin.version) >= Some(from)),
                version: pin.version.clone(),
                chart: line.chart.clone(),
                repository: pin
                    .repository
                    .as_ref()
                    .map_or_else(|| line.repository.clone(), ToString::to_string),
                namespace: pin
                    .namespace
                    .as_ref()
                    .map_or_else(|| known.namespace.clone(), ToString::to_string),
            }
        })
        .collect()
}
