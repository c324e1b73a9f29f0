//! Values of metrics-server: the chart's own defaults fit EKS, so there is nothing to say.

use serde::Serialize;

/// Values of the chart.
#[derive(Serialize)]
pub(super) struct Values {}

/// The values that the environment asks for.
pub(super) fn values() -> Values {
    Values {}
}
