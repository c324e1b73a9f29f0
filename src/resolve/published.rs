//! The pages that the environment publishes.

use crate::model::value::Release;
use crate::model::{Environment, Expose};

/// A field that publishes a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageField {
    /// Prometheus' page.
    Prometheus,
    /// Grafana's page.
    Grafana,
    /// nginx' page.
    Nginx,
}

impl PageField {
    /// The release that publishes it.
    #[must_use]
    pub fn release(self) -> Release {
        match self {
            Self::Prometheus | Self::Grafana => Release::KubePrometheusStack,
            Self::Nginx => Release::Nginx,
        }
    }
}

/// A page that is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedPage<'a> {
    /// What publishes it.
    pub field: PageField,
    /// Where it is published.
    pub expose: &'a Expose,
}

/// Every page that is published, in the order of the fields.
pub(super) fn pages(environment: &Environment) -> Vec<PublishedPage<'_>> {
    let Environment {
        monitoring,
        workloads,
        ..
    } = environment;
    let prometheus = monitoring.prometheus.as_ref().and_then(|it| it.expose.as_ref());
    let grafana = monitoring.grafana.as_ref().and_then(|it| it.expose.as_ref());
    let nginx = workloads.nginx.as_ref().and_then(|it| it.expose.as_ref());
    let pages = [
        (PageField::Prometheus, prometheus),
        (PageField::Grafana, grafana),
        (PageField::Nginx, nginx),
    ];
    let published = |(field, expose): (_, Option<_>)| {
        Some(PublishedPage {
            field,
            expose: expose?,
        })
    };
    pages.into_iter().filter_map(published).collect()
}
