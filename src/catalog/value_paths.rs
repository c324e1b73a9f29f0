//! Which values a version of a chart takes: the few paths that eksight writes are shipped, the rest can be imported.

use super::charts::ChartVersion;
use super::{Catalogue, ChartValues, ValueKind};
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The shipped value paths, by release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValuePaths {
    #[serde(rename = "_meta")]
    meta: super::Meta,
    releases: IndexMap<String, ReleasePaths>,
}

impl ValuePaths {
    pub(super) fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    pub(super) fn count(&self) -> usize {
        self.releases.values().map(|release| release.paths.len()).sum()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReleasePaths {
    sub_charts: Vec<String>,
    paths: BTreeMap<String, ShippedPath>,
}

/// A path, and the versions that certainly do not have it; between them nobody has looked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ShippedPath {
    kind: ValueKind,
    missing_up_to: Option<ChartVersion>,
    missing_from: Option<ChartVersion>,
    /// What has taken its place.
    instead: Option<String>,
}

/// The values that one version of a chart takes, as far as they are known.
#[derive(Debug)]
pub struct KnownValues<'c> {
    /// Whether these are all of the chart's own defaults, so that another path is not one of them.
    pub complete: bool,
    /// Day of which they are known.
    pub as_of: String,
    /// Path -> kind of the default.
    pub paths: BTreeMap<&'c str, ValueKind>,
    /// Paths of other versions of the chart -> what to write instead, where that is known.
    pub of_other_versions: BTreeMap<&'c str, Elsewhere<'c>>,
    /// Keys that stand for charts within the chart, with values of their own.
    sub_charts: &'c [String],
    /// Keys that the chart's comments speak of.
    mentioned: &'c [String],
}

/// A path that other versions of the chart have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere<'c> {
    /// Those versions, in words.
    pub versions: String,
    /// The path to write instead.
    pub instead: Option<&'c str>,
}

impl KnownValues<'_> {
    /// Whether values below this key of the chart's top level are somebody else's: a chart's within it, or `global`.
    pub fn is_foreign(&self, top: &str) -> bool {
        top == "global" || self.sub_charts.iter().any(|name| name == top)
    }

    /// Whether the chart speaks of this key without giving a default.
    pub fn is_mentioned(&self, key: &str) -> bool {
        self.mentioned
            .iter()
            .any(|known| known == key || known.rsplit('.').next() == Some(key))
    }

    /// Whether paths begin with this one.
    pub fn is_inner(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }

    /// The paths below this one; all for an empty one.
    pub fn below<'s>(&'s self, path: &str) -> impl Iterator<Item = &'s str> {
        let prefix = match path {
            "" => String::new(),
            path => format!("{path}."),
        };
        let all = self.paths.keys().copied();
        all.filter(move |known| known.starts_with(&prefix))
    }

    /// The keys right below a path; those of the top for an empty one.
    pub fn beside<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s str> {
        let start = if path.is_empty() { 0 } else { path.len() + 1 };
        self.below(path)
            .filter_map(move |known| known.get(start..)?.split('.').next())
    }
}

impl Catalogue {
    /// The values that `version` of the chart behind a release takes; `None` where nothing is known of it.
    pub fn known_values(&self, release: &str, chart: &str, version: &str) -> Option<KnownValues<'_>> {
        let shipped = self.value_paths.releases.get(release)?;
        Some(match self.values_of_version(chart, version) {
            Some(values) => self.imported_values(values, shipped),
            None => self.shipped_values(shipped, ChartVersion::parse(version)?),
        })
    }

    /// The imported values of this very version of a chart; a leading `v` is a matter of spelling.
    pub fn values_of_version(&self, chart: &str, version: &str) -> Option<&ChartValues> {
        let spelt = |version: &str| version.strip_prefix('v').unwrap_or(version).to_owned();
        let mut imported = self.chart_values(chart);
        imported.find(|values| spelt(&values.version) == spelt(version))
    }

    fn imported_values<'c>(&'c self, values: &'c ChartValues, shipped: &'c ReleasePaths) -> KnownValues<'c> {
        let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for other in self.chart_values(&values.chart) {
            for path in other.paths.keys() {
                versions
                    .entry(path)
                    .or_default()
                    .push(format!("`{}`", other.version));
            }
        }
        let others = versions
            .into_iter()
            .filter(|(path, _)| !values.paths.contains_key(*path))
            .map(|(path, versions)| {
                let elsewhere = Elsewhere {
                    versions: versions.join(", "),
                    instead: None,
                };
                (path, elsewhere)
            });
        // A path that eksight itself writes is one of the chart's, also where it has no default.
        let mut paths = match ChartVersion::parse(&values.version) {
            Some(version) => self.shipped_values(shipped, version).paths,
            None => BTreeMap::new(),
        };
        paths.extend(values.paths.iter().map(|(path, kind)| (path.as_str(), *kind)));
        KnownValues {
            complete: true,
            as_of: values.as_of.to_string(),
            paths,
            of_other_versions: others.collect(),
            sub_charts: &shipped.sub_charts,
            mentioned: &values.mentioned,
        }
    }

    fn shipped_values<'c>(&'c self, shipped: &'c ReleasePaths, version: ChartVersion) -> KnownValues<'c> {
        let (mut paths, mut of_other_versions) = (BTreeMap::new(), BTreeMap::new());
        for (path, facts) in &shipped.paths {
            let versions = match (facts.missing_up_to, facts.missing_from) {
                (Some(last), _) if version <= last => format!("versions after `{last}`"),
                (_, Some(first)) if version >= first => format!("versions before `{first}`"),
                _ => {
                    paths.insert(path.as_str(), facts.kind);
                    continue;
                }
            };
            let instead = facts.instead.as_deref();
            of_other_versions.insert(path.as_str(), Elsewhere { versions, instead });
        }
        KnownValues {
            complete: false,
            as_of: self.value_paths.meta.as_of.clone(),
            paths,
            of_other_versions,
            sub_charts: &shipped.sub_charts,
            mentioned: &[],
        }
    }

    /// The charts whose values are looked at, by their names in the repositories.
    pub fn chart_names(&self) -> impl Iterator<Item = &str> {
        let lines = self.charts().iter().flat_map(|(_, chart)| chart.lines());
        lines.map(|line| line.chart.as_str())
    }
}
