//! What values of a template are made of, as far as labels go.

use std::collections::BTreeSet;

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held<'a> {
    /// What a text is given, `.` at its beginning and `$`: it has the labels as its field.
    Given,
    /// The map of all labels.
    Labels,
    /// These labels, whatever else there is in it.
    Of(BTreeSet<&'a str>),
}

impl Default for Held<'_> {
    fn default() -> Self {
        Self::Of(BTreeSet::new())
    }
}

impl<'a> Held<'a> {
    /// A field of it. Source: prometheus/prometheus, template/template.go, `AlertTemplateData`, as of 2026-11.
    pub(super) fn field(self, name: &'a str) -> Self {
        match self {
            Self::Given if name == "Labels" => Self::Labels,
            Self::Given => Self::default(),
            Self::Labels => Self::Of(BTreeSet::from([name])),
            made => made,
        }
    }

    /// What is made of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self::Of(self.labels().chain(other.labels()).collect())
    }

    /// The labels that are in it, each by itself.
    pub(super) fn labels(&self) -> impl Iterator<Item = &'a str> {
        let labels = match self {
            Self::Of(labels) => Some(labels),
            Self::Given | Self::Labels => None,
        };
        labels.into_iter().flatten().copied()
    }
}
