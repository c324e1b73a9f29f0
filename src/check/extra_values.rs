//! The environment's `extraValues` held against what is known of each chart's values. For rules.

use serde_json::{Map, Value};

use super::Subject;
use super::{at, kubernetes_maps};
use crate::catalog::{KnownValues, ValueKind};
use crate::diag::FieldPath;
use crate::resolve::ResolvedRelease;

/// An extra value that does not fit the chart.
pub(super) struct Misfit<'a> {
    pub(super) at: FieldPath,
    /// As the chart's documentation writes it: `image.tag`.
    pub(super) path: String,
    pub(super) release: &'a ResolvedRelease,
    pub(super) why: Why<'a>,
}

/// Why an extra value does not fit.
pub(super) enum Why<'a> {
    /// The chart has no such value.
    Unknown,
    /// The chart's default is of another kind.
    Kind(&'a Value, Default),
}

/// The chart's default, as far as it matters to another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Default {
    /// A map with keys of its own.
    Inner,
    /// A value.
    Leaf(ValueKind),
}

/// Every extra value that does not fit, with what is known of the chart.
pub(super) fn misfits<'a>(subject: &Subject<'a>) -> Vec<(KnownValues<'a>, Vec<Misfit<'a>>)> {
    let releases = subject.resolved.releases.iter();
    releases
        .filter_map(|release| {
            let name = release.release;
            let extra = &subject.environment().charts.get(&name)?.extra_values;
            if extra.is_empty() {
                return None;
            }
            let known =
                subject
                    .catalogue
                    .known_values(name.name(), &release.chart, release.version.as_str())?;
            let mut walk = Walk {
                known: &known,
                release,
                found: Vec::new(),
            };
            walk.map(
                &at!(charts[name].extraValues),
                "",
                extra,
                subject.typed_values(name),
            );
            let found = walk.found;
            Some((known, found))
        })
        .collect()
}

struct Walk<'w, 'a> {
    known: &'w KnownValues<'a>,
    release: &'a ResolvedRelease,
    found: Vec<Misfit<'a>>,
}

impl<'a> Walk<'_, 'a> {
    /// Looks at a map of extra values; `prefix` is its path with a dot at its end, `typed` what eksight writes there.
    fn map(
        &mut self,
        at: &FieldPath,
        prefix: &str,
        extra: &'a Map<String, Value>,
        typed: Option<&Map<String, Value>>,
    ) {
        for (key, value) in extra {
            let (at, path) = (at.key(key), format!("{prefix}{key}"));
            let typed = typed.and_then(|typed| typed.get(key));
            // EKS7004 speaks of what a field writes, and `null` only takes a default away.
            if value.is_null() || typed.is_some_and(|typed| !typed.is_object()) {
                continue;
            }
            let is_inner = self.known.is_inner(&path);
            let default = match self.known.paths.get(path.as_str()) {
                Some(kind) => Some(Default::Leaf(*kind)),
                None => is_inner.then_some(Default::Inner),
            };
            let why = match (default, value) {
                (Some(Default::Inner), Value::Object(below)) => {
                    self.map(&at, &format!("{path}."), below, typed.and_then(Value::as_object));
                    continue;
                }
                (Some(default), _) if self.fits(default, value) => continue,
                (Some(default), _) => Why::Kind(value, default),
                (None, value) if self.is_of_kubernetes(prefix, key) => {
                    if let Value::Object(below) = value {
                        self.map(&at, &format!("{path}."), below, None);
                    }
                    continue;
                }
                (None, _) if self.known.of_other_versions.contains_key(path.as_str()) => Why::Unknown,
                // Below a key that other versions have, the full path is still to come.
                (None, Value::Object(below)) if self.leads_elsewhere(&path) => {
                    self.map(&at, &format!("{path}."), below, None);
                    continue;
                }
                (None, _) if self.is_open(&path, key) => continue,
                (None, _) => Why::Unknown,
            };
            let release = self.release;
            self.found.push(Misfit {
                at,
                path,
                release,
                why,
            });
        }
    }

    /// Whether a key is one of a map of Kubernetes, in which a chart's defaults are a few of many: charts pass it on as a
    /// whole.
    fn is_of_kubernetes(&self, prefix: &str, key: &str) -> bool {
        let above = prefix.strip_suffix('.').unwrap_or(prefix);
        let keys = kubernetes_maps::at(above).filter(|_| self.known.complete);
        keys.is_some_and(|keys| keys.have(key, self.known.beside(above)))
    }

    fn leads_elsewhere(&self, path: &str) -> bool {
        let prefix = format!("{path}.");
        let mut others = self.known.of_other_versions.keys();
        !self.known.complete && others.any(|other| other.starts_with(&prefix))
    }

    /// Whether nothing can be said about a path that is not known.
    fn is_open(&self, path: &str, key: &str) -> bool {
        let top = path.split('.').next().unwrap_or_default();
        !self.known.complete || self.known.is_foreign(top) || self.known.is_mentioned(key)
    }

    /// Whether a value can stand where the chart has this default. Charts take much: a text can be a template or a
    /// block of YAML, an empty default can be anything, and numbers and texts are one to most of them.
    fn fits(&self, default: Default, value: &Value) -> bool {
        let is_free_text = value
            .as_str()
            .is_some_and(|text| text.contains("{{") || text.contains('\n'));
        match (default, value) {
            _ if is_free_text => true,
            (Default::Inner, value) => value.is_object(),
            (Default::Leaf(ValueKind::Any), _) => true,
            // Of an imported chart nobody has looked whether an empty map can be a list too.
            (Default::Leaf(ValueKind::Map), Value::Array(_)) => self.known.complete,
            (Default::Leaf(ValueKind::Map), value) => value.is_object(),
            (Default::Leaf(ValueKind::List), value) => value.is_array(),
            (Default::Leaf(ValueKind::Bool), value) => value.is_boolean(),
            (Default::Leaf(ValueKind::Int | ValueKind::Float), value) => {
                value.is_number() || value.is_string()
            }
            (Default::Leaf(ValueKind::String), value) => !value.is_object() && !value.is_array(),
        }
    }
}
